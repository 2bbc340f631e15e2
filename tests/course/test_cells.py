"""The learner's cell as the kernel saw it: broken runs are not judged, and no code is lost."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

from workbench.course import cells, log, record
from workbench.course.content import load
from workbench.course.notebook import LONGEST, ExerciseHandle
from workbench.errors import WorkbenchError

TRANSPORT = "tcp" if os.name == "nt" else "ipc"
NBCONFIG = Path(__file__).parents[2] / "nbconfig"
EXERCISE = load("4.2").exercises[2]
BROKEN = EXERCISE.solution.replace("):", ")", 1)


class Kernel:
    """One kernel of the kind that our JupyterLab starts; `run` gives what a cell shows, as plain text."""

    def __init__(self):
        self.folder = TemporaryDirectory()  # its path is short, as that of a socket must be
        connection = str(Path(self.folder.name) / "kernel.json")
        self.manager = KernelManager(kernel_name="python3", transport=TRANSPORT, connection_file=connection)
        self.manager.kernel_spec_manager = KernelSpecManager(kernel_dirs=[str(NBCONFIG / "kernels")])
        self.manager.start_kernel()
        self._listen()

    def _listen(self):
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def restart(self):
        self.client.stop_channels()
        self.manager.restart_kernel(now=True)
        self._listen()

    def run(self, code: str) -> str:
        shown: list[str] = []

        def hear(message):
            content = message["content"]
            if message["msg_type"] in ("display_data", "execute_result"):
                shown.append(content["data"].get("text/markdown") or content["data"]["text/plain"])
            elif message["msg_type"] == "error":
                shown.append(f"{content['ename']}: {content['evalue']}")
            elif message["msg_type"] == "stream":
                shown.append(content["text"])

        self.client.execute_interactive(code, output_hook=hear, timeout=60)
        return "\n".join(filter(None, shown))  # buttons have no words for a terminal

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
        self.folder.cleanup()


@pytest.fixture(scope="module")
def one_kernel(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_HOME", str(tmp_path_factory.mktemp("home")))
        one = Kernel()
        yield one
        one.close()


@pytest.fixture
def kernel(one_kernel, home):
    """The same kernel with a memory that is empty again, and a home that is this test's."""
    one_kernel.run("%reset -f")
    one_kernel.run(f"import os; os.environ['WORKBENCH_HOME'] = {str(home)!r}")
    one_kernel.run("from workbench.course import cells; cells._newest.clear()")
    one_kernel.run("from workbench import course; nb = course.open('4.2'); ex = nb.exercise('4.2.3')")
    return one_kernel


def events():
    return [(event["kind"], event.get("status"), event.get("code")) for event in log.read().events]


def test_a_syntax_error_is_not_answered_with_a_verdict_on_the_old_function(kernel):
    kernel.run(EXERCISE.solution)
    assert kernel.run("ex.check()").startswith("Passed.")
    assert "SyntaxError" in kernel.run(BROKEN)
    assert kernel.run("ex.check()") == (
        "Error.\n"
        "The last run of your cell stopped in line 1 (`SyntaxError: expected ':'`), so there is nothing new to check.\n"
        "Mend the cell, run it until no error comes, then check again."
    )
    kernel.run(EXERCISE.solution)
    assert kernel.run("ex.check()").startswith("Passed.")
    assert [(status, code) for _, status, code in events()] == [
        ("passed", EXERCISE.solution),
        ("error", BROKEN),
        ("passed", EXERCISE.solution),
    ]


def test_an_error_counts_where_it_comes_before_the_function_is_made(kernel):
    kernel.run(EXERCISE.solution)
    assert "ZeroDivisionError" in kernel.run(f"before = 1 / 0\n{EXERCISE.solution}")
    assert kernel.run("ex.check()").startswith(
        "Error.\nThe last run of your cell stopped in line 1 (`ZeroDivisionError: division by zero`), so there is "
    )
    assert "ZeroDivisionError" in kernel.run(f"{EXERCISE.solution}\nafter = 1 / 0")
    assert kernel.run("ex.check()").startswith("Passed.")


@pytest.mark.parametrize(
    "other",
    [
        "best_epoch([1, 2",  # broken, and makes nothing
        "if best_epoch([1], 1:\n    pass",
        "print(best_epoch",
        "best_epoch([], 1) / 0",
        "1 / 0",
        "",
    ],
)
def test_another_cell_that_fails_changes_nothing(kernel, other):
    kernel.run(EXERCISE.solution)
    kernel.run(other)
    assert kernel.run("ex.check()").startswith("Passed.")


@pytest.mark.parametrize(
    "broken",
    [
        "dfe best_epoch(validation_losses, patience):\n    return 0",
        "best_epoch = lambda losses, patience: (0",
        "def best_epoch(validation_losses, patience):\nreturn 0",
        "%%time\ndef best_epoch(validation_losses, patience):\n    return (0",
    ],
)
def test_every_way_to_break_the_cell_is_noticed(kernel, broken):
    kernel.run(EXERCISE.solution)
    assert "SyntaxError" in kernel.run(broken) or "IndentationError" in kernel.run(broken)
    assert kernel.run("ex.check()").startswith("Error.\nThe last run of your cell stopped")


def test_check_in_the_same_cell_judges_that_cell(kernel):
    kernel.run(BROKEN)
    assert kernel.run(f"{EXERCISE.solution}\nex.check()").startswith("Passed.")
    assert kernel.run(f"%%time\n{EXERCISE.solution}\ndisplay(ex.check())").startswith("Passed.")
    assert kernel.run(f"await __import__('asyncio').sleep(0)\n{EXERCISE.solution}\nex.check()").startswith("Passed.")


def test_a_cell_that_ran_before_the_task_was_shown_is_found(kernel):
    kernel.run("del ex; cells._newest.clear()")
    kernel.run(EXERCISE.solution)
    kernel.run("ex = nb.exercise('4.2.3')")
    kernel.run("ex.check()")
    assert events() == [("check", "passed", EXERCISE.solution.rstrip())]


def test_code_comes_back_after_a_lost_tab_and_a_restart(kernel, home):
    assert kernel.run("ex.mine()").startswith("Nothing is kept yet.")
    kernel.run(EXERCISE.starter)
    kernel.run("ex.check()")
    assert events() == []  # the starter is nobody's own
    half = EXERCISE.starter.replace('"""', '"""Mine. ', 1)
    wrong = EXERCISE.wrong["waits too long"].code
    for code in (half, wrong, EXERCISE.solution, wrong):
        kernel.run(code)
        kernel.run("ex.check()")
        kernel.run("ex.check()")  # the same again is not kept again
    assert [code for *_, code in events() if code] == [half, wrong, EXERCISE.solution, wrong]

    kernel.restart()
    assert kernel.run("ex.mine()") == (
        "NameError: name 'ex' is not defined\n"
        "`ex` does not exist in this kernel.\n"
        "The cell that makes it has not run since the kernel started. A restart forgets all names.\n"
        "Choose Run > Run All Above Selected Cell, then run this cell again."
    )
    assert kernel.run("other") == "NameError: name 'other' is not defined"
    kernel.run(f"import os; os.environ['WORKBENCH_HOME'] = {str(home)!r}")
    kernel.run("from workbench import course; nb = course.open('4.2'); ex = nb.exercise('4.2.3')")
    passed = kernel.run("ex.mine()")
    assert passed == (
        "Your attempt 3 of 4 (passed).\nTo go on with it, put this into your cell:\n`mine(4)` shows the newest.\n\n"
        + EXERCISE.solution
    )
    assert kernel.run("ex.mine(1)").startswith("Your attempt 1 of 4 (not attempted).\n")
    assert kernel.run("ex.mine(4)").endswith(f"\n\n{wrong}")
    kernel.run("ex.reset()")
    assert kernel.run("ex.mine()") == passed  # whoever begins again by mistake loses nothing


def test_a_cell_that_is_too_long_is_not_kept_and_this_is_said(kernel):
    kernel.run(f"{EXERCISE.solution}\nbig = '{'x' * 1_000_000}'")
    assert f"Your cell has more than {LONGEST:,} characters, so `mine()` will not have it." in kernel.run("ex.check()")
    assert events() == [("check", "passed", None)]


def test_nothing_piles_up_in_the_kernel(kernel):
    for _ in range(5):
        kernel.run("ex = nb.exercise('4.2.3')")
    count = "sum(getattr(f, '__module__', '') == 'workbench.course.cells' for f in {}.callbacks['post_run_cell'])"
    assert kernel.run(f"print({count.format('get_ipython().events')})") == "1\n"
    for number in range(20):
        kernel.run(f"other_{number} = 1\n{EXERCISE.solution}")
    assert kernel.run("print(len(cells._newest))") == "1\n"


def test_without_ipython_nothing_is_remembered_and_nothing_fails(monkeypatch):
    monkeypatch.setattr(cells, "_newest", {})
    cells.watch(["best_epoch"])
    assert cells.code(["best_epoch"]) == "" and cells.stopped(["best_epoch"]) is None


@pytest.mark.parametrize("number", [0, 3, -1, True, "1", 1.0])
def test_an_attempt_that_does_not_exist_is_refused(number):
    for code in ("a = 1", "a = 2"):
        log.append("check", EXERCISE.name, status="failed", message="", code=code)
    with pytest.raises(WorkbenchError) as refused:
        ExerciseHandle(EXERCISE).mine(number)
    assert str(refused.value) == f"`number` must be from 1 to 2; got {number!r}. `mine()` shows the best."


def test_an_old_log_without_code_is_read_on():
    log.append("check", EXERCISE.name, status="passed", message="")
    log.append("check", EXERCISE.name, status="passed", message="", code=3)
    assert record.attempts(EXERCISE.name) == []
    assert record.record(EXERCISE.name).done


def test_the_kernel_is_the_one_of_ipykernel_with_one_extension_more():
    ours = json.loads((NBCONFIG / "kernels" / "python3" / "kernel.json").read_text(encoding="utf-8"))
    theirs = json.loads((Path(sys.prefix) / "share/jupyter/kernels/python3/kernel.json").read_text(encoding="utf-8"))
    extension = "--IPKernelApp.extra_extensions=workbench.course.cells"
    assert [part for part in ours["argv"] if part != extension] == theirs["argv"]
    assert {**ours, "argv": None} == {**theirs, "argv": None}

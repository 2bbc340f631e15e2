"""A notebook as the learner drives it, in a real kernel."""

from __future__ import annotations

import os
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from jupyter_client.manager import KernelManager

from workbench import course
from workbench.course import log
from workbench.course.content import load
from workbench.course.notebook import Notebook
from workbench.errors import WorkbenchError

# By file where the system can: of two test runs that look for free ports at the same time, one may lose.
TRANSPORT = "tcp" if os.name == "nt" else "ipc"
EXERCISE = load("4.2").exercises[2]


class Kernel:
    """One kernel; `run` gives what a cell shows, as plain text."""

    def __init__(self):
        self.folder = TemporaryDirectory()  # its path is short, as that of a socket must be
        connection = str(Path(self.folder.name) / "kernel.json")
        self.manager = KernelManager(kernel_name="python3", transport=TRANSPORT, connection_file=connection)
        self.manager.start_kernel()
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def run(self, code: str, timeout: float = 60) -> str:
        shown: list[str] = []

        def hear(message):
            content = message["content"]
            if message["msg_type"] in ("display_data", "execute_result"):
                shown.append(content["data"].get("text/markdown") or content["data"]["text/plain"])
            elif message["msg_type"] == "error":
                shown.append(f"{content['ename']}: {content['evalue']}")
            elif message["msg_type"] == "stream":
                shown.append(content["text"])

        self.client.execute_interactive(code, output_hook=hear, timeout=timeout)
        return "\n".join(filter(None, shown))  # buttons have no words for a terminal

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
        self.folder.cleanup()


@pytest.fixture
def kernel(home):
    one = Kernel()
    one.run("from workbench import course")
    yield one
    one.close()


def test_an_exercise_from_the_first_look_to_the_solution(kernel):
    card = kernel.run('nb = course.open("4.2")')
    content = load("4.2")
    assert content.title in card and str(content.minutes) in card
    assert all(line in card for line in (*content.able, content.before, content.after))
    assert f"Done so far: 0 of {len(content.predictions)} predictions" in card

    assert EXERCISE.prompt in kernel.run(f'ex = nb.exercise("{EXERCISE.id}")')
    assert kernel.run("ex.check()").startswith("Not attempted.")
    assert kernel.run(EXERCISE.starter) == ""
    assert kernel.run("ex.check()").startswith("Not attempted.\nThere is still a gap `...` in `best_epoch`.")
    assert kernel.run("ex.solution()").startswith("Try first.")
    assert log.read().events == []

    wrong = EXERCISE.wrong["waits too long"]
    kernel.run(wrong.code)
    assert kernel.run("ex.check()").startswith(f"Not yet.\n{wrong.message}\n")
    for number, hint in enumerate(EXERCISE.hints, 1):
        assert kernel.run("ex.hint()") == f"Hint {number} of {len(EXERCISE.hints)}.\n{hint}"
    assert all(hint in kernel.run("ex.hint()") for hint in EXERCISE.hints)
    assert EXERCISE.solution in kernel.run("ex.solution()")

    kernel.run(EXERCISE.solution)
    assert kernel.run("ex.check()").startswith("Passed.")
    assert f"{EXERCISE.id}  Exercise: {EXERCISE.title}  done, after seeing the solution" in kernel.run("nb.progress()")
    assert f"1 of {len(content.exercises)} exercises" in kernel.run('course.open("4.2")')

    assert EXERCISE.starter in kernel.run("ex.reset()")
    assert f"{EXERCISE.id}  Exercise: {EXERCISE.title}  not begun" in kernel.run("nb.progress()")
    assert EXERCISE.solution in kernel.run("ex.solution(force=True)")


def test_broken_and_endless_code(kernel):
    kernel.run('nb = course.open("4.2"); ex = nb.exercise("4.2.3")')
    kernel.run(EXERCISE.solution.replace("waited + 1", "wated + 1"))
    assert kernel.run("ex.check()") == (
        "Error.\n"
        "Your code stopped: a name is used that does not exist (`NameError: name 'wated' is not defined`).\n"
        "Look at line 9 of your cell: `waited = wated + 1`. Is it spelled correctly? Was the cell that makes it run?"
    )
    kernel.run("def best_epoch(validation_losses, patience):\n    while True:\n        pass")
    kernel.client.execute("stopped = ex.check()")
    time.sleep(1.5)
    kernel.manager.interrupt_kernel()
    assert kernel.run("stopped").startswith("Error.\nThe check was stopped before your code came to an end.")
    kernel.run(EXERCISE.solution)
    assert kernel.run("ex.check()").startswith("Passed.")


def test_predict_and_compare(kernel):
    kernel.run('nb = course.open("4.2")')
    assert kernel.run('nb.compare("4.2.p1")').startswith("Predict first.")
    kernel.run('form = nb.predict("4.2.p1"); form.answer("4.2.p1", "17")')
    compared = kernel.run('nb.compare("4.2.p1")')
    assert compared.startswith("It came out differently.\nYou predicted: 17\nIt happened: ")
    assert kernel.run('print(form.widget.fields[0]["locked"])') == "True\n"
    kernel.run('again = nb.predict("4.2.p1")')
    assert kernel.run("print(form.widget.comm is None, again.widget.comm is None)") == "True False\n"


def test_a_quiz_of_the_instructors_own(kernel):
    kernel.run('nb = course.open("4.2")')
    questions = '[{"question": "1 + 1?", "type": "numeric", "answers": [{"value": 2, "correct": True}]}]'
    kernel.run(f"form = nb.quiz({questions})")
    assert kernel.run('print(form.answer("4.2.own.q1", "2").lines)') == "['Correct.', 'Right.']\n"


def test_numbers_that_do_not_exist(kernel):
    assert kernel.run('course.open("99.1")').startswith("Unknown: There is no notebook '99.1'. Choose one of 0.1, ")
    kernel.run('nb = course.open("4.2")')
    assert kernel.run('nb.exercise("4.2.99")').startswith("Unknown: There is no exercise '4.2.99'.")
    assert kernel.run('nb.predict("4.2.p9")').startswith("Unknown: There is no prediction '4.2.p9' in this notebook.")


@pytest.mark.parametrize(
    ("call", "name", "value", "example"),
    [
        ("course.open(4.2)", "identity", "4.2", "4.2"),
        ("nb.exercise(4.2)", "identity", "4.2", "4.2.1"),
        ("nb.evidence(0.87)", "line", "0.87", "Accuracy: 0.87"),
        ("nb.evidence(None)", "line", "None", "Accuracy: 0.87"),
        ("nb.model_card(3)", "words", "3", "### Model card"),
    ],
)
def test_what_is_no_text_is_refused_before_it_is_saved(call, name, value, example):
    with pytest.raises(WorkbenchError) as refused:
        eval(call, {"course": course, "nb": Notebook(load("4.2"))})
    assert str(refused.value) == f'`{name}` must be a text; got {value}. Put it between quotes, such as "{example}".'
    assert log.read() == ([], 0)


def test_half_an_emoji_is_kept_as_a_question_mark():
    assert Notebook(load("4.2")).evidence("Good \ud83d").plain.startswith("Good ?\n")
    assert course.model_card().endswith("- Good ?\n")


def test_a_missing_package_is_named(kernel):
    kernel.run(
        "import dataclasses; from workbench.course import notebook; "
        'content = dataclasses.replace(notebook.load("4.2"), uses=("numpy", "no_such_package")); '
        "notebook.load = lambda identity: content"
    )
    assert "Missing here: no_such_package. Close JupyterLab and run" in kernel.run('course.open("4.2")')


def test_progress_that_cannot_be_saved_does_not_hide_the_result(kernel, home):
    kernel.run('nb = course.open("4.2"); ex = nb.exercise("4.2.3")')
    kernel.run(EXERCISE.solution)
    home.write_text("a file where the folder should be")
    result = kernel.run("ex.check()")
    assert result.startswith("Passed.") and "Your progress could not be saved" in result


def test_a_line_of_evidence_comes_into_the_model_card(kernel):
    kernel.run('nb = course.open("4.2")')
    assert kernel.run('nb.evidence("4.2 Capacity: depth 7.")').startswith("4.2 Capacity: depth 7.\n")
    kernel.run('nb.model_card("### Model card: mine")')
    assert kernel.run("course.model_card()") == "### Model card: mine\n\n#### Evidence\n\n- 4.2 Capacity: depth 7.\n"

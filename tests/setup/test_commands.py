"""The command line: what is accepted, what is passed on, what is refused."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import workbench.__main__ as commands
from workbench.errors import WorkbenchError
from workbench.setup import doctor, test
from workbench.setup.packages import ROOT


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Command lines that `test` runs, instead of running them; a browser and an environment stand ready."""
    lines: list[list[str]] = []

    def record(line: list[str], **options: object) -> int:
        lines.append(line + ["browser"] * ("WORKBENCH_BROWSER" in options["env"]))
        return 5

    monkeypatch.delenv("WORKBENCH_BROWSER", raising=False)
    monkeypatch.setattr(test, "ready", lambda progress, extras: Path("python"))
    monkeypatch.setattr(test.browser, "find_or_install", lambda progress: Path("chromium"))
    monkeypatch.setattr(test.process, "run", record)
    return lines


def test_pytest_gets_what_is_asked_and_its_exit_code_comes_back(called: list[list[str]]) -> None:
    assert commands.main(["test", "-k", "overfitting or data", "-x", "tests/labs", "--durations=3"]) == 5
    pytest_line = ["python", "-m", "pytest", "-k", "overfitting or data", "-x", "tests/labs", "--durations=3"]
    assert called == [[*pytest_line, "browser"]]


def test_fast_needs_no_browser(called: list[list[str]]) -> None:
    commands.main(["test", "--fast"])
    assert called == [["python", "-m", "pytest", "-m", "not browser and not notebooks"]]


def test_in_a_closed_folder_pytest_keeps_no_notes(called: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(test.os, "access", lambda folder, mode: folder != ROOT)
    commands.main(["test", "-k", "data"])
    assert called[0][3:7] == ["-p", "no:cacheprovider", "-k", "data"]


def test_other_commands_refuse_what_they_do_not_know(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        commands.main(["doctor", "--quick"])
    assert stop.value.code == 2
    assert "unknown argument: --quick" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["0", "70000", "web"])
def test_a_port_is_a_number_in_range(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        commands.main(["start", "--port", port])
    assert f"must be a whole number from 1 to 65535; got {port}. Try 8889" in capsys.readouterr().err


def test_a_problem_is_one_sentence_and_exit_code_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> int:
        raise WorkbenchError("The disk is full. Free 4 GB.")

    monkeypatch.setattr(doctor, "run", fail)
    assert commands.main(["doctor"]) == 1
    assert capsys.readouterr().err == "\nThe disk is full. Free 4 GB.\n"


def test_ctrl_c_says_how_to_go_on(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def stop(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(doctor, "run", stop)
    assert commands.main(["doctor"]) == 130
    assert capsys.readouterr().err == "\nStopped. Run the same command again to go on.\n"


def test_an_old_python_is_told_which_one_is_needed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    assert commands.main(["start"]) == 1
    assert capsys.readouterr().err == (
        "Python must be 3.11 or newer; this is 3.9. Install a newer Python, then run this again with it.\n"
    )


def test_the_commands_are_listed() -> None:
    answer = subprocess.run([sys.executable, "-m", "workbench", "--help"], cwd=ROOT, capture_output=True, text=True)
    assert answer.returncode == 0
    for name, (_, summary) in commands.COMMANDS.items():
        assert name in answer.stdout
        assert summary in " ".join(answer.stdout.split())


def test_what_was_set_for_another_python_is_left_out_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), "/other/packages"]))
    commands.forget_other_pythons()
    assert "PYTHONPATH" not in os.environ
    assert capsys.readouterr().err == (
        "The variable PYTHONPATH is left out: it may bring in packages of another Python.\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    commands.forget_other_pythons()
    assert capsys.readouterr().out == ""


def test_a_file_in_the_folder_does_not_stand_in_for_the_standard_librarys(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "workbench", tmp_path / "workbench", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("argparse", "json", "random", "shutil", "subprocess"):
        (tmp_path / f"{name}.py").write_text(f"raise SystemExit('{name}.py was imported')")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    answer = subprocess.run(
        [sys.executable, "-m", "workbench", "--help"], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert answer.returncode == 0, answer.stderr

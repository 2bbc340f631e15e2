"""Progress from pip's own lines, and a next step for each way it fails."""

from __future__ import annotations

import importlib.util
import io
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.errors import WorkbenchError
from workbench.setup import environment, pip, process
from workbench.setup.console import Progress

# Lines of pip 23.2, as a pipe gets them.
LINES = """\
Obtaining file:///home/ada/workbench
  Installing build dependencies: started
  Installing build dependencies: finished with status 'done'
Collecting jupyterlab<5,>=4.6 (from workbench==0.1.0)
  Downloading jupyterlab-4.6.6-py3-none-any.whl (17.3 MB)
Processing /srv/wheels/torch-2.13.0+cpu-cp311-cp311-manylinux_2_28_x86_64.whl (from workbench==0.1.0)
Requirement already satisfied: numpy<3,>=2.4 in ./.venv/lib/python3.11/site-packages (from workbench==0.1.0) (2.4.6)
Collecting argon2-cffi>=21.1 (from jupyter-server<3,>=2.4.0->jupyterlab<5,>=4.6->workbench==0.1.0)
  Using cached argon2_cffi-25.1.0-py3-none-any.whl (14 kB)
Building wheels for collected packages: workbench
Installing collected packages: argon2-cffi, torch, jupyterlab, workbench
Successfully installed argon2-cffi-25.1.0 jupyterlab-4.6.6 torch-2.13.0+cpu workbench-0.1.0
""".splitlines(keepends=True)


def test_each_line_moves_the_display() -> None:
    output = pip.PipOutput()
    assert [text for line in LINES if (text := output.read(line))] == [
        "Finding packages, 1 so far: jupyterlab",
        "Finding packages, 1 so far: jupyterlab, 17.3 MB",
        "Finding packages, 2 so far: torch",
        "Finding packages, 3 so far: numpy",
        "Finding packages, 4 so far: argon2-cffi",
        "Finding packages, 4 so far: argon2_cffi, 14 kB",
        "Installing package 1 of 4: argon2-cffi",
    ]
    assert output.unpacking(2) == "Installing package 3 of 4: jupyterlab"
    assert output.unpacking(9) == "Installing package 4 of 4: workbench"


def test_before_unpacking_there_is_nothing_to_say() -> None:
    assert pip.PipOutput().unpacking(0) == ""


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "WARNING: Retrying after connection broken by 'NewConnectionError('Failed to establish a new connection')'",
            "The package index could not be reached. Check the network, then run the same command again.",
        ),
        (
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
            "The disk is full. Free about 5 GB, then run the same command again.",
        ),
        (
            "FEHLER: Pakete wurden nicht eingerichtet: [Errno 28] Auf dem Gerät ist kein Speicherplatz mehr verfügbar",
            "The disk is full. Free about 5 GB, then run the same command again.",
        ),
        (
            "ERROR: Could not install packages due to an OSError: [WinError 5] Access is denied: 'torch.dll'",
            "Close programs that use this folder, then run the same command again.",
        ),
        (
            "ERROR: something nobody has seen",
            "The lines above are pip's own. Run the same command again; if it fails again, delete the folder `.venv`.",
        ),
    ],
)
def test_each_failure_has_a_next_step(line: str, sentence: str) -> None:
    assert pip.advice(["Collecting torch", line, "note: more"]) == sentence


def test_a_network_failure_is_told_before_its_consequence() -> None:
    lines = ["Retrying ... NewConnectionError", "ERROR: No matching distribution found for torch==2.13.0"]
    assert pip.advice(lines).startswith("The package index could not be reached.")


@pytest.fixture
def python(tmp_path: Path) -> Path:
    """The interpreter of a virtual environment that borrows the pip of the tests."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "venv")], check=True)
    borrowed = environment.site_packages(tmp_path / "venv") / "borrowed.pth"
    borrowed.write_text(str(Path(importlib.util.find_spec("pip").origin).parents[1]))
    return environment.venv_python(tmp_path / "venv")


def install(python: Path, folder: Path) -> tuple[WorkbenchError, str]:
    """What is raised and shown where a package does not exist."""
    shown = io.StringIO()
    with pytest.raises(WorkbenchError) as error:
        pip.install(python, ["--no-index", "no-such-package==7"], folder, folder, Progress(shown))
    return error.value, shown.getvalue()


def test_when_the_real_pip_fails_its_last_lines_and_a_next_step_are_shown(python: Path, tmp_path: Path) -> None:
    error, shown = install(python, tmp_path)
    assert str(error) == (
        "One package has no version for this Python or this machine. "
        "Try another Python version (3.11 is the one tested), then run the same command again."
    )
    assert "No matching distribution found for no-such-package==7" in shown
    assert len(shown.splitlines()) <= pip.SHOWN + 1


def test_outside_of_a_virtual_environment_pip_refuses(tmp_path: Path) -> None:
    _, shown = install(Path(process.BASE), tmp_path)
    assert "Could not find an activated virtualenv (required)." in shown


@pytest.mark.parametrize("setting", ["install.target", "install.prefix", "global.root", "global.python"])
def test_a_setting_that_sends_packages_elsewhere_is_refused(
    setting: str, python: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    section, _, name = setting.partition(".")
    value = process.BASE if name == "python" else tmp_path / "elsewhere"
    (tmp_path / "pip.conf").write_text(f"[{section}]\n{name} = {value}\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    error, _ = install(python, tmp_path)
    assert str(error) == (
        f"pip's settings must not name another place to install to; they hold `{setting}`. "
        f"Run `pip config unset {setting}`, then the same command again."
    )


def test_a_pip_that_was_killed_is_told_apart(python: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    monkeypatch.setattr(pip, "_start", lambda *_: process.start([str(python), "-c", code], stdout=subprocess.PIPE))
    with pytest.raises(pip.PipKilled) as error:
        pip.install(python, [], tmp_path, tmp_path, Progress(io.StringIO()))
    assert str(error.value) == (
        "pip was ended by another program, perhaps because memory ran out. Close other programs, then run the same "
        "command again: the folder .venv will be built anew."
    )

"""Real virtual environments and the real pip, on a small project with packages made for the test; no network."""

from __future__ import annotations

import errno
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.setup.stand_ins import as_anybody, index_variables, make_index, make_project
from workbench.errors import WorkbenchError
from workbench.setup import environment, packages, pip
from workbench.setup.console import Progress


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small clone, and beside it a folder that serves as package index."""
    index = make_index(tmp_path_factory.mktemp("index"))
    root = make_project(tmp_path_factory.mktemp("clone"), "alpha")
    with pytest.MonkeyPatch.context() as patch:
        use_index(patch, index)
        environment.ready(Progress(io.StringIO()), root=root)
    (root / "index").symlink_to(index)
    return root


@pytest.fixture
def clone(made: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small clone with a finished environment, whatever the test before has done to it."""
    use_index(monkeypatch, made / "index")
    (made / "constraints.txt").write_text("alpha==1\nbeta==1\n")
    environment.ready(Progress(io.StringIO()), root=made)
    (made / ".venv" / "witness").touch()  # gone when the environment is built anew
    return made


def use_index(patch: pytest.MonkeyPatch, index: Path) -> None:
    for name, value in index_variables(index).items():
        patch.setenv(name, value)


def ready(root: Path, *extras: str) -> tuple[Path, str]:
    """Set up; return the interpreter and what was shown."""
    shown = io.StringIO()
    return environment.ready(Progress(shown), extras, root), shown.getvalue()


def alpha(root: Path) -> str:
    return packages.installed(environment.venv_python(root / ".venv"))["alpha"]


def test_the_pinned_version_is_installed_and_imported(clone: Path) -> None:
    assert alpha(clone) == "1"
    assert subprocess.run([environment.venv_python(clone / ".venv"), "-c", "import alpha"]).returncode == 0


def test_the_second_time_nothing_is_run(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pip, "install", lambda *_: pytest.fail("pip was run"))
    assert ready(clone) == (environment.venv_python(clone / ".venv"), "")


def test_an_extra_is_added_to_what_is_there(clone: Path) -> None:
    python, _ = ready(clone, "test")
    assert packages.installed(python).items() >= {"alpha": "1", "beta": "1"}.items()
    assert (clone / ".venv" / "witness").exists()
    assert ready(clone)[1] == "", "without the extra nothing is missing either"


def test_a_set_up_that_was_interrupted_is_built_anew(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (clone / "constraints.txt").write_text("alpha==2\nbeta==1\n")
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(pip, "install", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        ready(clone)
    assert environment.read_stamp(clone / ".venv") == environment.UNFINISHED
    assert ready(clone)[1].startswith("The folder .venv is broken or unfinished. It is made anew.")
    assert alpha(clone) == "2"
    assert not (clone / ".venv" / "witness").exists()


def test_an_environment_without_interpreter_is_built_anew(clone: Path) -> None:
    environment.venv_python(clone / ".venv").unlink()
    ready(clone)
    assert alpha(clone) == "1"
    assert not (clone / ".venv" / "witness").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no version in this path")
def test_an_environment_of_another_python_is_built_anew(clone: Path) -> None:
    site = environment.site_packages(clone / ".venv")
    site.parent.rename(site.parent.with_name("python3.1"))
    ready(clone)
    assert alpha(clone) == "1"
    assert not (clone / ".venv" / "witness").exists()


def test_a_package_of_another_version_is_put_right_in_place(clone: Path) -> None:
    python = environment.venv_python(clone / ".venv")
    subprocess.run([python, "-m", "pip", "install", "--quiet", "alpha==2"], check=True)
    assert ready(clone)[1].startswith("The folder .venv does not match")
    assert alpha(clone) == "1"
    assert (clone / ".venv" / "witness").exists()


def test_new_pins_are_followed_in_place(clone: Path) -> None:
    (clone / "constraints.txt").write_text("alpha==2\nbeta==1\n")
    ready(clone)
    assert alpha(clone) == "2"
    assert (clone / ".venv" / "witness").exists()


def test_when_pip_fails_what_worked_still_works(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (clone / "constraints.txt").write_text("alpha==9\nbeta==1\n")
    with pytest.raises(WorkbenchError):
        ready(clone)
    (clone / "constraints.txt").write_text("alpha==1\nbeta==1\n")
    monkeypatch.setattr(pip, "install", lambda *_: pytest.fail("pip was run"))
    assert ready(clone)[1] == ""


def test_a_package_that_cannot_be_imported_is_told_and_built_anew(clone: Path) -> None:
    (clone / "constraints.txt").write_text("alpha==3\nbeta==1\n")
    with pytest.raises(WorkbenchError) as error:
        ready(clone)
    assert str(error.value) == (
        "The packages were installed but do not work: OSError: a library is missing. "
        "Run the same command again: the folder .venv will be built anew."
    )
    assert environment.read_stamp(clone / ".venv") == environment.UNFINISHED


def test_an_environment_that_fits_is_used_and_nothing_is_made(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[project]\ndependencies = ["pytest"]\n[project.optional-dependencies]\ntest = ["no-such"]\n'
    )
    version = packages.installed()["pytest"]
    (tmp_path / "constraints.txt").write_text(f"pytest=={version}\n")
    assert environment.find(root=tmp_path) == Path(sys.executable)
    assert environment.find(["test"], tmp_path) is None
    (tmp_path / "constraints.txt").write_text("pytest==0.1\n")
    assert environment.find(root=tmp_path) is None
    assert not (tmp_path / ".venv").exists()


def test_a_clone_that_moved_is_set_up_again(clone: Path, tmp_path: Path) -> None:
    for name in ("pyproject.toml", "constraints.txt"):
        (tmp_path / name).write_bytes((clone / name).read_bytes())
    assert environment.fingerprint(tmp_path) != environment.fingerprint(clone)


def test_half_a_folder_is_never_an_environment(tmp_path: Path) -> None:
    """Without `pyvenv.cfg` the interpreter of a virtual environment is the person's own."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / ".venv")], check=True)
    assert environment.is_own(tmp_path / ".venv")
    (tmp_path / ".venv" / "pyvenv.cfg").unlink()
    assert not environment.is_own(tmp_path / ".venv")


def test_what_an_interrupted_clean_up_has_left_is_deleted_by_the_next_set_up(clone: Path, tmp_path: Path) -> None:
    left = clone / f"{environment.OLD}0123"
    left.mkdir()
    (left / "numpy").touch()
    (tmp_path / "mine").touch()
    (clone / f"{environment.OLD}link").symlink_to(tmp_path)
    environment.venv_python(clone / ".venv").unlink()
    ready(clone)
    assert not list(clone.glob(f"{environment.OLD}*"))
    assert (tmp_path / "mine").exists(), "what a link leads to is not ours"


def test_after_a_killed_pip_the_environment_is_built_anew(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (clone / "constraints.txt").write_text("alpha==2\nbeta==1\n")
    with monkeypatch.context() as patch, pytest.raises(pip.PipKilled):
        patch.setattr(pip, "install", lambda *_: (_ for _ in ()).throw(pip.PipKilled(pip.KILLED)))
        ready(clone)
    assert environment.read_stamp(clone / ".venv") == environment.UNFINISHED


def test_a_sign_that_parts_paths_is_refused_in_the_name_of_the_folder(tmp_path: Path) -> None:
    root = tmp_path / f"a{os.pathsep}b"
    with pytest.raises(WorkbenchError) as error:
        ready(root)
    assert str(error.value) == (
        f"The path of this folder must not hold the sign `{os.pathsep}`, which parts paths; it is {root}. "
        "Rename the folder, then run the same command again."
    )


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    make_project(tmp_path, "alpha")
    tmp_path.chmod(0o555)
    code = (
        "import sys; from pathlib import Path; from workbench.setup import environment\n"
        "from workbench.setup.console import Progress\n"
        "try: environment.ready(Progress(), root=Path(sys.argv[1]))\n"
        "except Exception as error: print(type(error).__name__, error)"
    )
    command = as_anybody(sys.executable, "-c", code, str(tmp_path))
    answer = subprocess.run(command, cwd=packages.ROOT, capture_output=True, text=True)
    tmp_path.chmod(0o755)
    assert answer.stdout == (
        f"WorkbenchError The folder {tmp_path} must be one that you may write to; it is not. "
        "Copy it into your home folder, then run the same command in the copy.\n"
    )


@pytest.mark.parametrize("where", ["a file of ours", "venv"])
def test_a_full_disk_is_told_whoever_finds_out(where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_project(tmp_path, "alpha")

    def full(*_: object, **__: object) -> subprocess.Popen[str]:
        if where == "venv":  # which says of its own pip no more than this
            monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 0))
            return subprocess.Popen([sys.executable, "-c", "raise SystemExit('exit status 1')"], **__)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(environment, "start", full)
    with pytest.raises(WorkbenchError) as error:
        ready(tmp_path)
    assert str(error.value) == "The disk is full. Free about 5 GB, then run the same command again."

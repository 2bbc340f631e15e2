"""The real pip, on a small clone with packages made for the test: it takes listed files and no others. No network."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from pathlib import Path

import pytest

from tests.setup.stand_ins import make_project, make_wheel
from tests.setup.test_environment import use_index
from workbench.errors import WorkbenchError
from workbench.setup import environment, packages, pip, renew, requirements
from workbench.setup.console import Progress


def listed(*wheels: Path) -> str:
    """Lines of a list: each package with the hashes of these files."""
    hashes: dict[str, list[str]] = {}
    for wheel in wheels:
        name, version, *_ = wheel.name.split("-")
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        hashes.setdefault(f"{name}=={version.partition('+')[0]}", []).append(f" --hash=sha256:{digest}")
    return "".join(f"{pin}{''.join(found)}\n" for pin, found in hashes.items())


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment for all tests here; each says what is in it."""
    venv = tmp_path_factory.mktemp("environment") / ".venv"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    return environment.venv_python(venv)


@pytest.fixture
def clone(tmp_path: Path, python: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone with lists for `alpha`, `torch` and torch's `gpulib`, and a folder with their files as package index."""
    index, root = tmp_path / "index", tmp_path / "clone"
    for folder in (index, root, root / "requirements"):
        folder.mkdir()
    for name in ("alpha", "beta", "torch", "gpulib"):
        make_wheel(index, name, "1")
    make_wheel(index, "weights", "1", needs="tools")
    use_index(monkeypatch, index)
    make_project(root, "alpha")
    (root / "constraints.txt").write_text("alpha==1\nbeta==1\ntorch==1\n")
    (root / "requirements" / "start.txt").write_text(listed(*index.glob("alpha-*"), *index.glob("torch-*")))
    (root / "requirements" / "alone.txt").write_text(listed(*index.glob("weights-*")))
    (root / "requirements" / "test.txt").write_text(listed(*index.glob("beta-*")))
    (root / "requirements" / "gpu.txt").write_text(listed(*index.glob("gpulib-*")))
    names = ["alpha", "beta", "torch", "gpulib", "weights", "project"]
    subprocess.run([str(python), "-m", "pip", "uninstall", "--quiet", "--yes", *names], check=True, capture_output=True)
    monkeypatch.setattr(sys, "platform", "linux")
    return root


def install(python: Path, root: Path, *extras: str) -> tuple[dict[str, str], str]:
    """Take all steps; what is installed then, and what was said."""
    shown, site = io.StringIO(), python.parents[1]
    for arguments in requirements.steps(python, extras, root, Progress(shown)):
        pip.install(python, arguments, root, site, Progress(shown))
    return packages.installed(python), shown.getvalue()


def test_listed_files_are_installed_and_the_project_after_them(clone: Path, python: Path) -> None:
    found, said = install(python, clone, "test")
    assert found.items() >= {"alpha": "1", "beta": "1", "torch": "1", "project": "1"}.items()
    assert found["weights"] == "1" and "tools" not in found, "it comes without what it asks for"
    assert found["gpulib"] == "1", "torch's usual build for Linux needs its libraries"
    assert "vouches" not in said


def test_a_changed_file_is_refused(clone: Path, python: Path) -> None:
    make_wheel(clone.parent / "index", "alpha", "1", __init__="print('somebody else wrote this')")
    with pytest.raises(WorkbenchError, match=r"^One file is not the one that was tested"):
        install(python, clone)
    assert "alpha" not in packages.installed(python)


def test_a_listed_cpu_build_of_torch_is_taken_without_a_word(
    clone: Path, python: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = clone.parent / "index"
    (usual,) = index.glob("torch-*")
    digest = hashlib.sha256(usual.read_bytes()).hexdigest()
    page = clone.parent / "page.html"  # as an index does, it tells the hash of a file: pip prefers such files
    page.write_text(f'<a href="{usual.as_uri()}#sha256={digest}">{usual.name}</a>')
    monkeypatch.setenv("PIP_FIND_LINKS", f"{index} {page}")
    make_wheel(index, "torch", "1+cpu")
    (clone / "requirements" / "start.txt").write_text(listed(*index.glob("alpha-*"), *index.glob("torch-*")))
    found, said = install(python, clone)
    assert (found["torch"], "gpulib" in found, "vouches" in said) == ("1+cpu", False, False)
    assert "beta" not in found, "without the extra it is not asked for"


def test_a_cpu_build_from_an_index_of_the_persons_own_is_taken_and_said(clone: Path, python: Path) -> None:
    make_wheel(clone.parent / "index", "torch", "1+cpu")
    found, said = install(python, clone)
    assert (found["torch"], "gpulib" in found) == ("1+cpu", False)
    assert "torch 1+cpu comes from an index that pip's settings name." in said


def test_without_lists_it_says_that_files_are_not_checked(clone: Path, python: Path) -> None:
    for path in (clone / "requirements").iterdir():
        path.unlink()
    (clone / "requirements").rmdir()
    found, said = install(python, clone)
    assert found["alpha"] == "1"
    assert requirements.NO_HASHES in said


def test_the_lists_are_written_anew_from_what_the_resolver_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / renew.CPU_BUILDS).write_text(f"{'c' * 64}  torch-1+cpu-cp311-linux.whl\n")
    said = {(): ["a==1 --hash=sha256:1", "nvidia-x==1 --hash=sha256:2"], ("test",): ["b==1 --hash=sha256:3"]}

    def resolve(*extras: str, alone: bool = False) -> list[str]:
        if alone:
            return ["weights==1 --hash=sha256:5"]
        return said[()] + (said[("test",)] if extras else [])

    monkeypatch.setattr(renew, "ROOT", tmp_path)
    monkeypatch.setattr(renew, "pins", lambda: {"torch": "1"})
    monkeypatch.setattr(renew, "resolve", resolve)
    renew.main()
    written = {path.stem: path.read_text().split("\n\n")[1] for path in (tmp_path / "requirements").glob("*.txt")}
    assert written == {
        "start": "a==1 --hash=sha256:1\n",
        "alone": "weights==1 --hash=sha256:5\n",
        "test": "b==1 --hash=sha256:3\n",
        "dev": "\n",
        "gpu": "nvidia-x==1 --hash=sha256:2\n",
    }
    assert renew._with_cpu_builds("torch==1 --hash=sha256:4").endswith(f"--hash=sha256:{'c' * 64}")

"""Which browser is found, and what is said when there is none."""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

import pytest

from workbench.errors import WorkbenchError
from workbench.setup import browser
from workbench.setup.console import Progress


def make_program(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    path.chmod(0o755)
    return path


def test_the_variable_comes_first(tmp_path: Path) -> None:
    make_program(tmp_path / "chromium")
    chosen = make_program(tmp_path / "mine")
    assert browser.find({"WORKBENCH_BROWSER": str(chosen), "PATH": str(tmp_path)}) == chosen


def test_a_wrong_variable_is_told(tmp_path: Path) -> None:
    with pytest.raises(WorkbenchError) as error:
        browser.find({"WORKBENCH_BROWSER": str(tmp_path / "none")})
    assert str(error.value) == (
        f"`WORKBENCH_BROWSER` must be the path of a browser's program; got {tmp_path / 'none'}. Correct or unset it."
    )


@pytest.mark.skipif(sys.platform == "win32", reason="programs have other names there")
@pytest.mark.parametrize("name", ["chromium", "google-chrome", "microsoft-edge"])
def test_a_program_in_the_path_is_found(tmp_path: Path, name: str) -> None:
    program = make_program(tmp_path / name)
    assert browser.find({"PATH": str(tmp_path)}) == program


def test_the_usual_place_on_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    monkeypatch.setattr(browser, "WINDOWS_PROGRAMS", ("Google/chrome.exe", "Microsoft/msedge.exe"))
    edge = make_program(tmp_path / "Microsoft" / "msedge.exe")
    assert browser.find({"PROGRAMFILES(X86)": str(tmp_path)}) == edge


def test_the_usual_place_on_macos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    chrome = make_program(tmp_path / "Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
    assert browser.find({"PATH": str(tmp_path)}) == chrome


@pytest.mark.skipif(sys.platform == "win32", reason="apt-get is Debian's")
def test_as_root_on_debian_it_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    apt = make_program(tmp_path / "apt-get")
    apt.write_text(f'#!/bin/sh\nPATH=/usr/bin:/bin\ncd {tmp_path}\necho "$@" >> calls\ncp apt-get chromium\n')
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("WORKBENCH_BROWSER", raising=False)
    monkeypatch.setattr("os.geteuid", lambda: 0)
    shown = io.StringIO()
    assert browser.find_or_install(Progress(shown)) == tmp_path / "chromium"
    assert (tmp_path / "calls").read_text() == "--quiet update\n--quiet install --yes chromium\n"
    assert shown.getvalue() == "No browser was found. Installing Debian's chromium with apt-get.\n"


def test_without_one_it_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("WORKBENCH_BROWSER", raising=False)
    monkeypatch.setattr(browser, "find", lambda: None)
    with pytest.raises(WorkbenchError) as error:
        browser.find_or_install(Progress(io.StringIO()))
    assert str(error.value) == browser.HOW_TO

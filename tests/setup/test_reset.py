"""`reset --cache` empties the cache, `reset --runs` puts the runs away; `reset 4.2` is tested with the course."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import workbench.__main__ as commands
from workbench import cache, runs
from workbench.setup import environment
from workbench.setup.packages import ROOT


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WORKBENCH_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(environment, "find", lambda: Path(sys.executable))
    return tmp_path / "cache"


def test_what_was_made_once_is_removed_and_said(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a-1", "b-2"):
        (place / name).mkdir(parents=True)
        (place / name / "x.bin").write_bytes(bytes(3_000_000))
        (place / name / cache.CONTENTS).write_text('{"x.bin": 3000000}')
    (place / "my holiday").mkdir()
    (place / "a-1.lock").touch()
    assert commands.main(["reset", "--cache"]) == 0
    assert capsys.readouterr().out == "Removed a-1, b-2: 6 MB. It is made again when it is needed.\n"
    assert [path.name for path in place.iterdir() if path.is_dir()] == ["my holiday"]
    assert commands.main(["reset", "--cache"]) == 0
    assert capsys.readouterr().out == "Nothing was kept.\n"


def test_the_runs_are_kept_under_another_name(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = place.parent / "home"
    monkeypatch.setenv("WORKBENCH_HOME", str(home))
    assert commands.main(["reset", "--runs"]) == 0
    assert capsys.readouterr().out == "No runs are saved yet.\n"
    runs.save("old", {}, {}, 1.0)
    assert commands.main(["reset", "--runs"]) == 0
    (aside,) = home.glob("runs-*.sqlite")
    assert capsys.readouterr().out == (
        f"Your runs are kept as {aside}; new runs go into a new file. To have them back, name it runs.sqlite again.\n"
    )
    assert runs.table().is_empty()
    aside.rename(home / "runs.sqlite")
    assert runs.table()["what"].to_list() == ["old"]


def test_before_the_set_up_it_says_what_to_do(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(environment, "find", lambda: None)
    assert commands.main(["reset", "--cache"]) == 1
    assert capsys.readouterr().err == "\nThe packages are not installed. Run `python3 -m workbench start` first.\n"


@pytest.mark.parametrize("arguments", [[], ["4.2", "--cache"], ["--runs", "--cache"]])
def test_it_takes_one_thing_at_a_time(arguments: list[str]) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "workbench", "reset", *arguments], cwd=ROOT, env=os.environ, capture_output=True
    )
    assert answer.returncode == 2

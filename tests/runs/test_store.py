"""The file: broken, newer, closed, full, written by several at once. Nothing is lost, and each ends in a sentence."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.runs.conftest import raw
from workbench import runs
from workbench.errors import WorkbenchError
from workbench.runs import store

ROOT = Path(__file__).parents[2]


def some(count=3):
    return [runs.save("x", {"i": "long " * 2000}, {"f1": i}, 1.0) for i in range(count)]


def sql(home, order):
    with closing(sqlite3.connect(home / "runs.sqlite")) as file, file:
        return file.execute(order).fetchall()


def test_a_newer_file_is_refused_and_left_alone(home):
    some()
    sql(home, "PRAGMA user_version = 99")
    before = (home / "runs.sqlite").read_bytes()
    said = (
        f"The file of runs must be of version 1 or older; {home / 'runs.sqlite'} is of version 99. "
        "Update workbench, or set WORKBENCH_HOME to another folder. Nothing in the file was changed."
    )
    for call in (runs.table, some, lambda: runs.delete(1), lambda: runs.record("x").__enter__()):
        with pytest.raises(WorkbenchError, match=f"^{re.escape(said)}$"):
            call()
    assert (home / "runs.sqlite").read_bytes() == before


@pytest.mark.parametrize("call", [some, runs.table])
@pytest.mark.parametrize("damage", ["words", "page", "half"])
def test_a_broken_file_is_kept_under_another_name(home, capsys, damage, call):
    some(9)
    whole = (home / "runs.sqlite").read_bytes()
    broken = {"words": b"not a database" * 100, "page": whole[:4096] + b"\xff" * (len(whole) - 4096),
              "half": whole[: len(whole) // 2]}[damage]  # fmt: skip
    (home / "runs.sqlite").write_bytes(broken)
    call()
    (aside,) = home.glob("runs-broken-*.sqlite")
    assert aside.read_bytes() == broken
    said = f"The file of runs was damaged. It is kept as {aside}; new runs go into a new file.\n"
    assert capsys.readouterr().err == said
    assert len(raw(home)) == runs.table().height == (3 if call is some else 0)


def test_a_run_that_goes_on_outlives_a_broken_file(home):
    with runs.record("goes on"):
        (home / "runs.sqlite").write_bytes(b"not a database" * 100)
        other = runs.save("other", {}, {}, 1.0)
    assert [(row["what"], row["state"]) for row in raw(home)] == [("other", "done"), ("goes on", "done")]
    assert other == 1


def test_an_empty_file_is_filled(home):
    home.mkdir()
    (home / "runs.sqlite").touch()
    some()
    assert len(raw(home)) == 3


def test_a_full_disk_is_told_and_the_run_can_be_saved_later(home, monkeypatch):
    some()
    once = store._once

    def full(work):
        def tight(file):
            file.execute("PRAGMA max_page_count = 1")
            return work(file)

        return once(tight)

    said = (
        f"The file of runs, {home / 'runs.sqlite'}, could not be used (database or disk is full). "
        "Free some disk space. The run is not lost: then call `save()` of the run."
    )
    with pytest.raises(WorkbenchError, match=f"^{re.escape(said)}$"), runs.record("long") as run:
        run.log(f1=0.5)
        run.log(**{f"score{i}": i for i in range(2000)})
        monkeypatch.setattr(store, "_once", full)
    assert [row["state"] for row in raw(home)] == ["done"] * 3 + ["unfinished"]
    monkeypatch.undo()
    monkeypatch.setenv("WORKBENCH_HOME", str(home))
    assert run.save() == 4
    assert runs.table()["state"].to_list() == ["done"] * 4
    assert runs.table()["f1"][3] == 0.5


def test_a_full_disk_does_not_hide_the_error_of_the_run(home, monkeypatch):
    with pytest.raises(ValueError, match="mine") as caught, runs.record("x"):
        monkeypatch.setenv("WORKBENCH_HOME", "/dev/null/home")
        raise ValueError("mine")
    assert "The run is not lost" in caught.value.__notes__[0]


def test_a_folder_that_cannot_be_made_is_told_before_the_work_begins(monkeypatch):
    monkeypatch.setenv("WORKBENCH_HOME", "/dev/null/home")
    said = r"^The file of runs, /dev/null/home/runs\.sqlite, could not be used \(.*\)\. " + re.escape(
        "Make its folder one you may write to, or set WORKBENCH_HOME to another."
    )
    with pytest.raises(WorkbenchError, match=said + "$"), runs.record("x"):
        pytest.fail("the work began")
    assert runs.table().is_empty()


def test_several_processes_write_and_make_the_file_at_once(home):
    code = "from workbench import runs\nfor i in range(20): print(runs.save('x', {'i': i}, {}, 0.0))"
    for _ in range(2):
        for path in home.glob("*"):
            path.unlink()
        four = [subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE) for _ in range(4)]
        numbers = sorted(int(line) for one in four for line in one.communicate()[0].split())
        assert numbers == list(range(1, 81)) == [row["id"] for row in raw(home)]
        assert [path.name for path in home.iterdir()] == ["runs.sqlite"]

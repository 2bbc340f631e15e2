"""What is recorded, against the file as `sqlite3` itself reads it, and what is asked of it."""

import csv
import json
import sqlite3
from contextlib import closing

import pytest

from workbench import cases, runs
from workbench.errors import WorkbenchError


def raw(home, query="SELECT * FROM runs"):
    with closing(sqlite3.connect(home / "runs.sqlite")) as file:
        file.row_factory = sqlite3.Row
        return [dict(row) for row in file.execute(query)]


def three():
    for trees, f1 in ((10, 0.5), (20, 0.75)):
        with runs.record("forest", settings={"trees": trees, "depth": 3}) as run:
            run.log(f1=f1)
    with pytest.raises(ZeroDivisionError), runs.record("breaks"):
        raise ZeroDivisionError


def test_a_run_holds_what_was_given(home):
    with runs.record("moons", case=cases.load("moons"), settings={"trees": 3}) as run:
        assert run.id is None
        run.log(f1=0.5, auc=1)
        run.log(f1=0.71)
    (row,) = raw(home)
    assert (run.id, row["name"], row["state"], row["data"]) == (1, "moons", "done", "moons")
    assert json.loads(row["scores"]) == {"f1": 0.71, "auc": 1.0}
    assert json.loads(row["settings"]) == {"trees": 3}
    assert 0 <= row["seconds"] < 60 and len(row["checksum"]) == 64
    import polars

    assert json.loads(row["versions"])["polars"] == polars.__version__


def test_an_error_passes_through_and_is_recorded(home):
    three()
    assert [row["state"] for row in raw(home)] == ["done", "done", "failed: ZeroDivisionError"]


def test_the_checksum_follows_the_data(home):
    case = cases.load("moons")
    for frame in (case.frame, case.frame.clone(), case.frame.reverse()):
        with runs.record("x", case=cases.Case("moons", frame, case.card)):
            pass
    same, again, other = (row["checksum"] for row in raw(home))
    assert same == again != other


def test_table_compare_plot_export_note_and_delete(tmp_path):
    assert runs.table().is_empty()
    three()
    assert runs.table()["f1"].to_list() == [0.5, 0.75, None]
    changed = {row["what"]: row for row in runs.compare(1, 2).iter_rows(named=True)}
    assert (changed["trees"]["kind"], changed["trees"]["difference"]) == ("changed", 10)
    assert (changed["f1"]["kind"], changed["f1"]["difference"]) == ("result", 0.25)
    assert not {"depth", "name"} & set(changed)
    points = runs.plot("seconds", "f1").axes[0].collections[0].get_offsets()
    assert [float(point[1]) for point in points] == [0.5, 0.75]
    runs.note(2, "<b>best</b>")
    with runs.export(tmp_path / "runs.csv").open(encoding="utf-8", newline="") as file:
        assert [row["note"] for row in csv.DictReader(file)] == ["", "<b>best</b>", ""]
    runs.delete(3)
    with runs.record("next") as run:
        pass
    assert run.id == 4 and runs.table()["id"].to_list() == [1, 2, 4]


@pytest.mark.parametrize("call", [lambda: runs.note(9, ""), lambda: runs.delete(9), lambda: runs.compare(9, 9)])
def test_a_run_that_is_not_there(call):
    with pytest.raises(WorkbenchError, match="must be the number of a saved run; got 9"):
        call()


@pytest.mark.parametrize("score", [float("nan"), "good", None])
def test_a_score_is_a_finite_number(score):
    with pytest.raises(WorkbenchError, match="must be a finite number"), runs.record("x") as run:
        run.log(f1=score)


def test_a_newer_file_is_refused_and_left_alone(home):
    three()
    with closing(sqlite3.connect(home / "runs.sqlite")) as file:
        file.execute("PRAGMA user_version = 99")
    with pytest.raises(WorkbenchError, match="is of version 99"):
        runs.table()
    assert len(raw(home)) == 3


def test_a_broken_file_is_kept_under_another_name(home):
    home.mkdir()
    (home / "runs.sqlite").write_bytes(b"not a database" * 100)
    with pytest.warns(UserWarning, match="it is kept as"):
        assert runs.table().is_empty()
    (aside,) = home.glob("runs-broken-*.sqlite")
    assert aside.read_bytes() == b"not a database" * 100

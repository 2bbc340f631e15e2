"""What is shown of the runs."""

import csv
import os
import re
from pathlib import Path

import nbformat
import polars as pl
import pytest
from nbclient import NotebookClient

from tests.runs.conftest import raw
from workbench import runs
from workbench.errors import WorkbenchError

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def three(home):
    for trees, f1 in ((10, 0.5), (20, 0.75)):
        with runs.record("forest", settings={"trees": trees, "depth": 3}) as run:
            run.log(f1=f1, loss=float("nan"))
    with pytest.raises(ZeroDivisionError), runs.record("breaks"):
        raise ZeroDivisionError


def test_the_table_has_a_row_a_run_and_a_column_a_score(home):
    table = runs.table()
    assert table["id"].to_list() == [1, 2, 3]
    assert table["f1"].to_list() == [0.5, 0.75, None]
    assert table["state"].to_list() == ["done", "done", "failed"]
    assert table["seconds"].to_list() == [row["seconds"] for row in raw(home)]


def test_without_a_run_the_table_is_empty_and_no_file_is_made(home):
    whole = runs.table()
    (home / "runs.sqlite").unlink()
    assert runs.table().schema == whole.drop("f1", "loss").schema
    assert runs.table().is_empty() and not list(home.iterdir())


def test_a_score_may_have_the_name_of_another_column():
    runs.save("x", {}, {"seconds": 9, "id": 7}, 1.0)
    (row,) = runs.table().tail(1).iter_rows(named=True)
    assert (row["id"], row["seconds"], row["score seconds"], row["score id"]) == (4, 1.0, 9.0, 7.0)


def test_compare_says_what_changed_and_what_it_did():
    rows = runs.compare(1, 2).rows()
    assert ("changed", "trees", "10", "20", 10.0) in rows
    assert ("result", "f1", "0.5", "0.75", 0.25) in rows
    assert {name for _, name, *_ in rows} <= {"trees", "f1", "seconds", "peak_mb"}  # the same NaN is no difference
    assert [kind for kind, *_ in rows] == sorted(kind for kind, *_ in rows)
    assert ("result", "f1", "0.5", None, None) in runs.compare(1, 3).rows()
    assert ("result", "error", "", "ZeroDivisionError", None) in runs.compare(1, 3).rows()


@pytest.mark.parametrize(
    ("x", "y", "points"), [("trees", "f1", [(10, 0.5), (20, 0.75)]), ("f1", "depth", [(0.5, 3), (0.75, 3)])]
)
def test_a_plot_has_a_point_a_run_with_its_number(x, y, points):
    (axes,) = runs.plot(x, y).axes
    assert [tuple(point) for point in axes.lines[0].get_xydata()] == points
    assert [text.get_text() for text in axes.texts] == ["1", "2"]
    assert (axes.get_xlabel(), axes.get_ylabel()) == (x, y)


def test_a_plot_of_nothing_says_what_there_is():
    names = "seconds, peak_mb, trees, depth, f1"
    said = f"A plot needs two numbers that one run has; no run has both 'seconds' and 'auc'. There are {names}."
    with pytest.raises(WorkbenchError, match=f"^{re.escape(said)}$"):
        runs.plot("seconds", "auc")


def test_a_plot_is_shown_once_in_a_notebook_that_has_nothing_else(home):
    book = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("from workbench import runs\nruns.plot('trees', 'f1')")]
    )
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "IPYTHONDIR": str(home / "ipython")}
    NotebookClient(book, timeout=100, kernel_name="python3").execute(env=variables)
    (output,) = book.cells[0].outputs
    assert "image/png" in output["data"]


def test_a_dollar_is_a_dollar_in_a_plot():
    runs.save("x", {}, {"cost $a$": 1, "$": 2}, 1.0)
    figure = runs.plot("cost $a$", "$")
    figure.canvas.draw()
    assert figure.axes[0].get_xlabel() == r"cost \$a\$"


def test_the_export_is_read_by_csv_and_computes_nothing(tmp_path):
    formulas = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1")
    for words in formulas:
        runs.save(words, {}, {words: -1.0}, 1.0)
        runs.note(runs.table()["id"][-1], words)
    runs.note(2, '<b>"best"</b>, so far')
    with runs.export(tmp_path / "runs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["what"] for row in rows[3:]] == ["'" + words for words in formulas]
    assert [row["note"] for row in rows] == ["", '<b>"best"</b>, so far', "", *("'" + words for words in formulas)]
    assert [row["'" + words] for row, words in zip(rows[3:], formulas, strict=True)] == ["-1.0"] * 6  # a number stays
    assert not [name for name in rows[0] if name.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_an_export_to_nowhere_is_told(tmp_path):
    with pytest.raises(WorkbenchError, match=r"cannot be written .* Give a path in a folder of yours\.$"):
        runs.export(tmp_path / "no" / "runs.csv")


def test_names_are_harmless_on_the_page():
    runs.save("<img src=x onerror=alert(1)>", {}, {"<script>alert(2)</script>": 1}, 1.0)
    for frame in (runs.table(), runs.compare(1, 4)):
        assert "&lt;" in frame._repr_html_()
        assert not re.search(r"<(img|script)", frame._repr_html_())


def test_note_and_delete():
    runs.note(2, "best")
    runs.delete(3)
    assert runs.save("next", {}, {}, 0.0) == 4  # a number is not used again
    assert runs.table().select("id", "note").rows() == [(1, ""), (2, "best"), (4, "")]


def test_a_note_on_a_run_that_goes_on_stays():
    with runs.record("goes on") as run:
        runs.note(run.id, "watch this")
    assert runs.table().filter(pl.col("id") == run.id)["note"].item() == "watch this"


@pytest.mark.parametrize("id", [9, "1", True, None, 1.0])
@pytest.mark.parametrize("call", [lambda id: runs.note(id, ""), runs.delete, lambda id: runs.compare(1, id)])
def test_a_run_that_is_not_there(call, id):
    said = f"`id` must be the number of a saved run; got {id!r}. `runs.table()` shows them all."
    with pytest.raises(WorkbenchError, match=f"^{re.escape(said)}$"):
        call(id)
    assert runs.table().height == 3

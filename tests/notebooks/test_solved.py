"""Every notebook runs from top to bottom with everything solved and predicted: offline, in two minutes."""

from __future__ import annotations

import time

import pytest

from tests.notebooks.books import NUMBERS, PATHS, read
from tests.notebooks.kernel import check_is_quiet_and_quick, make_once, printed, run
from workbench.course.content import load

pytestmark = pytest.mark.notebooks


@pytest.fixture(scope="module", autouse=True)
def made_once():
    make_once()


@pytest.mark.parametrize("number", NUMBERS)
def test_it_runs_with_everything_solved(number, tmp_path):
    book, content = read(number), load(number)
    prefix = number.replace(".", "-")
    cells = {cell.id: cell for cell in book.cells}
    for position, exercise in enumerate(content.exercises, 1):
        cells[f"{prefix}-exercise-{position}-answer"].source = exercise.solution
    for prediction in content.predictions:
        cell = cells[f"{prefix}-predict-{prediction.id.rpartition('.')[2]}"]
        answer = [0] if prediction.options else "1"
        cell.source = f"form = {cell.source}\nform.answer({prediction.id!r}, {answer!r})\nform"
    start = time.monotonic()
    run(book, PATHS[number].parent, tmp_path)
    check_is_quiet_and_quick(book, time.monotonic() - start)
    for position in range(1, len(content.exercises) + 1):
        assert printed(cells[f"{prefix}-exercise-{position}-check"]).startswith("Passed.")
    for prediction in content.predictions:
        compared = printed(cells[f"{prefix}-compare-{prediction.id.rpartition('.')[2]}"])
        assert "You predicted: " in compared and "It happened: " in compared
    counts = f"{len(content.predictions)} of {len(content.predictions)} predictions, "
    counts += f"{len(content.exercises)} of {len(content.exercises)} exercises"
    assert counts in printed(cells[f"{prefix}-progress"])

"""An exercise file: starter, solution and mistakes come from one cell, and what cannot be is refused."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from workbench.course.checks import Mistake
from workbench.course.exercise import Failed
from workbench.course.exercise_file import exercises, read

CELL = """\
def area(width, height):
    ‹if width < 0:
        return 0›
    return ‹width› * ‹height›  # in m²
"""


def file(**names: Any) -> ModuleType:
    module = ModuleType("area", "Find the area.\n\nMultiply.\n")
    vars(module).update({"CELL": CELL, "HINTS": ("Two sides.", "A product."), "examine": lambda answer, rng: "Good."})
    vars(module).update(names)
    return module


def test_starter_and_solution_come_from_the_cell():
    exercise = read("9.9.1", file())
    assert (exercise.title, exercise.prompt) == ("Find the area", "\nMultiply.\n")
    assert exercise.starter == "def area(width, height):\n    ...\n    return ... * ...  # in m²\n"
    assert exercise.solution == (
        "def area(width, height):\n    if width < 0:\n        return 0\n    return width * height  # in m²\n"
    )


def test_every_mistake_in_the_file_makes_a_wrong_cell():
    adds = Mistake("You add.", "Multiply.", {" * ": " + "})
    exercise = read("9.9.1", file(ADDS_THEM=adds))
    (name, wrong), *others = exercise.wrong.items()
    assert (name, wrong.message, others) == ("adds them", "You add.", [])
    assert "return width + height" in wrong.code


@pytest.mark.parametrize("changes", [{" / ": " + "}, {" * ": " * "}, {"‹width›": "1"}])
def test_a_mistake_that_changes_nothing_is_refused(changes):
    with pytest.raises(ValueError, match="area.ADDS: .* must stand in the solution"):
        read("9.9.1", file(ADDS=Mistake("You add.", "", changes)))


@pytest.mark.parametrize("cell", ["x = 1\n", "x = ‹1\n", "x = 1›\n", "x = ‹‹1››\n", "x = ‹›\n"])
def test_a_cell_without_whole_gaps_is_refused(cell):
    with pytest.raises(ValueError, match="`CELL` must have a gap"):
        read("9.9.1", file(CELL=cell))


def test_exercises_are_numbered_in_their_order():
    assert [exercise.id for exercise in exercises("9.9", file(), file())] == ["9.9.1", "9.9.2"]


def test_a_mistake_is_named_with_advice_and_detail():
    mistake = Mistake("You add.", "Multiply.", {})
    mistake.fail_if(False, "6")
    for detail, told in (("", "Multiply."), ("It must be 6.", "Multiply. It must be 6.")):
        with pytest.raises(Failed) as failed:
            mistake.fail_if(True, detail)
        assert (failed.value.message, failed.value.next_step) == ("You add.", told)


def test_an_error_is_explained_by_its_mistake_alone():
    mistake = Mistake("You add.", "Multiply.", {})
    with pytest.raises(Failed, match="You add."), mistake.explains(TypeError, "unsupported"):
        sum(["1"])
    for error in (TypeError("other words"), ValueError("unsupported")):
        with pytest.raises(type(error)), mistake.explains(TypeError, "unsupported"):
            raise error

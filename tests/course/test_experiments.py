"""The experiments of a notebook come out of its own text, each in its parts."""

from __future__ import annotations

import pytest

from workbench.course.experiments import experiments
from workbench.errors import WorkbenchError


def test_an_experiment_is_read_in_its_parts():
    first, third = experiments("4.2", (1, 3))
    assert first["title"] == "Experiment 1: more capacity" and third["title"] == "Experiment 3: a penalty"
    assert first["steps"].startswith("Move **Degree** slowly from 1 to 20.") and "\n" not in first["steps"]
    assert first["question"].endswith("?") and first["see"].startswith("The lowest validation error")


def test_a_number_that_is_none_of_the_notebook_is_refused_and_a_notebook_that_is_not_here_is_not():
    with pytest.raises(WorkbenchError, match=r"no experiment 9; it has 1, 2, 3, 4, 5\."):
        experiments("4.2", (9,))
    assert experiments("99.9", (1,)) == []

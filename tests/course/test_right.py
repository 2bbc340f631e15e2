"""What a competent person could write instead of a solution passes too; and so does the solution, on many seeds.

The ways stand in `right/`, one file a notebook. A way is what changes in the solution, from the old text to the new
one; what stands behind "BODY" takes the place of all that the last function does.
"""

from __future__ import annotations

import ast
import textwrap
import warnings
from collections.abc import Iterator
from importlib import import_module
from types import FunctionType

import numpy as np
import polars as pl
import polars.selectors as cs
import pytest

from workbench import course
from workbench.course.content import NOTEBOOKS
from workbench.course.gaps import bound_names

FILES = [import_module(f"tests.course.right.{place.rpartition('.')[2]}") for place in NOTEBOOKS.values()]
RIGHT = {identity: ways for file in FILES for identity, ways in file.RIGHT.items()}
IMPORTS = {identity: lines for file in FILES for identity, lines in getattr(file, "IMPORTS", {}).items()}


def cells(identity: str) -> Iterator[tuple[str, str]]:
    """The name and the whole cell of each way."""
    for name, changes in RIGHT[identity].items():
        code = course.EXERCISES[identity].solution
        for old, new in changes.items():
            if old == "BODY":
                code = _other_body(code, textwrap.dedent(new).strip())
            else:
                assert old in code, (identity, name, old)
                code = code.replace(old, new)
        yield name, "\n".join([IMPORTS.get(identity, ""), code])


def _other_body(code: str, body: str) -> str:
    function = ast.parse(code).body[-1]
    first = function.body[1].lineno - 1  # behind the docstring
    return "\n".join([*code.splitlines()[:first], textwrap.indent(body, "    ")])


def run(code: str) -> dict[str, object]:
    namespace: dict[str, object] = {}
    exec(compile(code, "<cell>", "exec"), namespace)
    return namespace


@pytest.mark.parametrize("identity", course.EXERCISES)
def test_every_reasonable_way_passes(identity, long):
    ways = dict(cells(identity))
    assert len(ways) >= 4
    for name, code in ways.items():
        for seed in range(30 if long else 1):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # a library may warn of the way, as torch does of `float(loss)`
                result = course.check_exercise(identity, run(code), seed)
            assert result.status == "passed", (name, seed, result)


def rounded(value, digits):
    """The numbers in it rounded, as people do it before they hand something back."""
    if isinstance(value, (tuple, list)):
        return type(value)(rounded(part, digits) for part in value)
    if isinstance(value, dict):
        return {name: rounded(part, digits) for name, part in value.items()}
    if isinstance(value, pl.DataFrame):
        return value.with_columns(cs.float().round(digits))
    if isinstance(value, (float, np.floating)) or isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return np.round(value, digits)
    return value


def rounds(function, digits):
    return lambda *arguments, **named: rounded(function(*arguments, **named), digits)


@pytest.mark.parametrize("digits", [3, 4, 5])
@pytest.mark.parametrize("identity", course.EXERCISES)
def test_a_rounded_answer_passes(identity, digits, long):
    names = run(course.EXERCISES[identity].solution)
    made = bound_names(course.EXERCISES[identity].starter)
    names |= {name: rounds(names[name], digits) for name in made if isinstance(names[name], FunctionType)}
    for seed in range(200 if long else 10):
        result = course.check_exercise(identity, names, seed)
        assert result.status == "passed", (seed, result)


@pytest.mark.long
@pytest.mark.parametrize("identity", course.EXERCISES)
def test_a_solution_passes_on_two_hundred_seeds(identity):
    solution = run(course.EXERCISES[identity].solution)
    for seed in range(200):
        result = course.check_exercise(identity, solution, seed)
        assert result.status == "passed", (seed, result)


@pytest.mark.long
@pytest.mark.parametrize("identity", course.EXERCISES)
def test_each_named_mistake_gets_its_message_on_thirty_seeds(identity):
    for name, wrong in course.EXERCISES[identity].wrong.items():
        for seed in range(30):
            result = course.check_exercise(identity, run(wrong.code), seed)
            assert (result.status, result.message) == ("failed", wrong.message), (name, seed, result)

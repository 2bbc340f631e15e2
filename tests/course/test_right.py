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

import pytest

from workbench import course
from workbench.course.content import NOTEBOOKS

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

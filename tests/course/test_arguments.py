"""An answer that does not look at one of its arguments is caught, on most draws at least."""

from __future__ import annotations

import copy
import functools
import inspect
import warnings
from collections.abc import Callable
from types import FunctionType
from typing import Any

import pytest

from tests.course.test_right import IMPORTS, run
from workbench import course

# Where a value from an earlier draw is as good as the new one, and why.
AS_GOOD = {
    ("0.1.4", "reached"): "the goal is the same in each draw: no tickets left; that it is asked at all is checked",
    ("2.4.2", "X"): "any table of chance will do: what is judged is how its folds were made",
    ("2.4.2", "y"): "any table of chance will do: what is judged is how its folds were made",
}
DRAWS = 12


def functions(identity: str) -> dict[str, FunctionType]:
    found = run(code(identity))
    return {
        name: value
        for name, value in found.items()
        if inspect.isfunction(value) and value.__code__.co_filename == "<cell>"
    }


def code(identity: str) -> str:
    return "\n".join([IMPORTS.get(identity, ""), course.EXERCISES[identity].solution])


def with_argument(function: Callable[..., Any], name: str, kept: dict[str, Any], keep: bool) -> Callable[..., Any]:
    """The function, which keeps the first value of an argument, or takes the kept one whatever it gets."""
    signature = inspect.signature(function)

    @functools.wraps(function)
    def called(*given: Any, **named: Any) -> Any:
        bound = signature.bind(*given, **named)
        bound.apply_defaults()
        if keep:
            kept.setdefault(name, copy.deepcopy(bound.arguments[name]))
        else:
            bound.arguments[name] = copy.deepcopy(kept[name])
        return function(*bound.args, **bound.kwargs)

    return called


def check(identity: str, function: str, argument: str, kept: dict[str, Any], seed: int, keep: bool) -> str:
    answer = run(code(identity))
    answer[function] = with_argument(answer[function], argument, kept, keep)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return course.check_exercise(identity, answer, seed).status


@pytest.mark.parametrize("identity", course.EXERCISES)
def test_an_argument_that_is_ignored_is_noticed(identity):
    for function, made in functions(identity).items():
        for argument in inspect.signature(made).parameters:
            if (identity, argument) in AS_GOOD:
                continue
            kept: dict[str, Any] = {}
            assert check(identity, function, argument, kept, 100, keep=True) == "passed"
            noticed = any(  # stops at the first draw that tells
                check(identity, function, argument, kept, seed, keep=False) != "passed" for seed in range(DRAWS)
            )
            assert noticed, f"{function} passes with one value of {argument} for all draws"

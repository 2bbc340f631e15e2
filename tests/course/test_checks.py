"""The helpers of a check: every usual form of a right value is read, and two numbers never look alike."""

from __future__ import annotations

from collections import Counter, namedtuple

import numpy as np
import pandas
import polars
import pytest
import torch

from workbench.course.checks import agrees, array, farthest, mapping, several, table, versus
from workbench.course.exercise import Failed

PAIR = namedtuple("PAIR", "a b")


@pytest.mark.parametrize(
    "value", [(1, 2), [1, 2], np.array([1, 2]), torch.tensor([1, 2]), PAIR(1, 2), polars.Series([1, 2]), range(1, 3)]
)
def test_several_things_in_any_form(value):
    assert [int(part) for part in several(value, "f", ("a", "b"))] == [1, 2]


@pytest.mark.parametrize("value", [3, "ab", {"a": 1, "b": 2}, [1, 2, 3], {1, 2}, np.array(3)])
def test_what_is_not_several_things(value):
    with pytest.raises((Failed, TypeError)) as failed:
        several(value, "f", ("a", "b"))
    assert failed.type is Failed and failed.value.message == "`f` must give 2 things: a, b."


@pytest.mark.parametrize(
    "value",
    [
        (n for n in (1, 2)),
        {"x": 1, "y": 2}.values(),
        map(float, (1, 2)),
        pandas.Series([1, 2]),
        polars.Series([1, 2]),
        [np.float32(1), np.array(2)],
        torch.tensor([1.0, 2.0], requires_grad=True),
    ],
)
def test_numbers_in_any_form(value):
    assert array(value, "f", (2,)).tolist() == [1, 2]


def test_a_dict_in_any_form():
    for value in ({"a": 1}, Counter("a"), pandas.Series({"a": 1})):
        assert mapping(value, "f", "letters") == {"a": 1}
    with pytest.raises(Failed, match="`f` must give a dict: letters."):
        mapping([("a", 1)], "f", "letters")


def test_two_numbers_never_look_alike():
    assert versus(0.2921, 0.2924) == "it must be 0.2921; yours is 0.2924"
    assert versus(0.2921, 0.5) == "it must be 0.292; yours is 0.500"
    assert versus(1.0, 1.0 + 1e-9) == "it must be 1.000000000; yours is 1.000000001"


def test_the_place_to_show_is_where_they_differ_most():
    assert farthest([1, 2, 3], [1, 2.5, 3.1]) == 1
    assert farthest([1, 2, 3], [9, 2, float("nan")]) == 2


@pytest.mark.parametrize(
    ("given", "right"),
    [(0.123, 0.12345), (0.1235, 0.12345), (12300, 12345.678), (0.062, 0.06241), (-1.23, -1.2345), (0.162, 0.1625),
     (0.163, 0.1625), (0.000123, 0.00012345), (np.float32(0.238), 0.2375), ([0.0, 0.988], [0.0004, 0.9876]), (2, 2.0)],
)  # fmt: skip
def test_a_number_rounded_to_three_digits_agrees(given, right):
    assert agrees(given, right)


@pytest.mark.parametrize(
    ("given", "right"),
    [(0.12, 0.12345), (0.124, 0.12345), (0.12347, 0.12345), (0.0, 0.0004), (1, 0.98), (0.12342, 0.12345),
     ([0.1, 0.5], [0.1, 0.6]), (np.nan, 0.5), (np.inf, 0.5), (0.5, np.nan), (0.5, np.inf), (0.001, 0)],
)  # fmt: skip
def test_a_number_that_is_off_or_rounded_too_far_does_not(given, right):
    assert not agrees(given, right)


def test_a_table_may_be_of_polars_lazy_or_of_pandas():
    frame = polars.DataFrame({"a": [1, None], "b": ["x", "y"]})
    for value in (frame, frame.lazy(), frame.to_pandas()):
        assert table(value, "f", ["a"]).to_dicts() == frame.to_dicts()
        with pytest.raises(Failed, match="a table with the right columns"):
            table(value, "f", ["a"], only=True)
    with pytest.raises(Failed, match="must give a table"):
        table([1], "f", ["a"])

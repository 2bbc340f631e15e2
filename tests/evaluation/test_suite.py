"""Answers against rules by hand, intervals against Wilson's formula, the decision against all combinations."""

from __future__ import annotations

import itertools
import json
import math

import numpy as np
import polars as pl
import pytest

from workbench.errors import DataError
from workbench.evaluation.suite import by_group, decide, mistake, run_suite
from workbench.evaluation.suite_file import Suite, parse


def case(expect, **changed):
    return parse(
        [json.dumps({"id": "a", "group": "g", "input": "q", "why": "for a test", "expect": expect, **changed})]
    )[0]


RULES = [
    ({"is": 1}, [1, 1.0, np.int64(1), np.array([1])], [0, "1", True, None]),
    ({"is": "billing"}, ["billing"], ["Billing", "return", 1]),
    ({"is": True}, [True, np.True_], [1, False]),
    ({"is": 0}, [0, np.float32(0)], [False, None, ""]),
    ({"one_of": ["a", 2]}, ["a", 2], ["b", "2", None]),
    ({"between": [1, 5]}, [1, 5, np.float64(3.3)], [0.99, 5.01, math.nan, "3", True, None]),
    ({"contains": ["Yes", "no"]}, ["yes and NO"], ["yes", "", None, 3]),
    ({"without": ["4929"]}, ["", "4 929"], ["card 4929 x", None, 4929]),
    ({"contains": ["desk"], "without": ["ann"]}, ["the desk"], ["the desk of Ann", "ann", "the"]),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "right", "wrong"), RULES, ids=lambda part: str(part)[:30])
def test_a_rule_lets_right_answers_pass_and_no_others(rule, right, wrong):
    assert [mistake(case(rule), answer, {}) for answer in right] == [""] * len(right)
    assert all(mistake(case(rule), answer, {}) for answer in wrong)


def test_the_same_answer_as_before():
    asked = parse(
        json.dumps({"id": name, "group": "g", "input": name, "why": "for a test", "expect": expect})
        for name, expect in (("a", {"is": 1}), ("b", {"same_as": "a"}), ("c", {"same_as": "a"}))
    )
    found = list(run_suite(Suite("s", asked), {"a": 0, "b": 0, "c": 1}.get))
    assert [one.passed for one in found] == [False, True, False]
    assert found[2].wrong == "it should be as for a, 0, and is 1"


def test_a_system_that_breaks_down_has_failed_that_case_alone():
    asked = parse(
        json.dumps({"id": word, "group": "g", "input": word, "why": "for a test", "expect": {"is": 1}}) for word in "ab"
    )
    found = list(run_suite(Suite("s", asked), lambda text: 1 / (text == "b")))
    assert [one.passed for one in found] == [False, True]
    assert found[0].wrong == "it broke down: ZeroDivisionError: division by zero"


def test_what_a_system_does_to_a_row_does_not_change_the_suite():
    suite = Suite("s", (case({"is": 1}, input={"x": 1}),))
    assert [one.passed for one in run_suite(suite, lambda row: row.pop("x"))] == [True]
    assert suite.cases[0].input == {"x": 1}


def wilson(passed, cases, z=1.959963984540054):
    share = passed / cases
    middle = (share + z**2 / (2 * cases)) / (1 + z**2 / cases)
    half = z / (1 + z**2 / cases) * math.sqrt(share * (1 - share) / cases + z**2 / (4 * cases**2))
    return middle - half, middle + half


def test_shares_by_group_with_the_intervals_of_wilson():
    words = ["easy"] * 7 + ["hard"] * 4
    asked = parse(
        json.dumps({"id": str(n), "group": group, "input": str(n), "why": "for a test", "expect": {"is": 1}})
        for n, group in enumerate(words)
    )
    table = by_group(run_suite(Suite("s", asked), lambda text: int(int(text) % 3 != 0)))
    assert table.select("group", "cases", "passed").rows() == [("easy", 7, 4), ("hard", 4, 3)]
    for row in table.iter_rows(named=True):
        assert row["share"] == pytest.approx(row["passed"] / row["cases"])
        assert (row["low"], row["high"]) == pytest.approx(wilson(row["passed"], row["cases"]), abs=1e-9)
    assert by_group([]).height == 0


def test_the_decision_is_that_of_the_worst_group_in_every_combination():
    bars = {"a": 0.5, "b": 0.8, "c": 1.0}
    values = (0.4, 0.5, 0.8, 1.0, None)
    for shares in itertools.product(values, repeat=3):
        rows = {name: share for name, share in zip(bars, shares, strict=True) if share is not None}
        table = pl.DataFrame({"group": list(rows), "share": list(rows.values())}, {"group": str, "share": float})
        made = decide(table, bars)
        below = [name for name, bar in bars.items() if rows.get(name, -1) < bar]
        assert made.ship == (not below)
        assert made.stopped_by == tuple(below)
        assert all(name in made.words for name in below)


def test_a_good_average_does_not_help():
    table = pl.DataFrame({"group": ["easy", "unsafe"], "share": [1.0, 0.5], "low": [0.95, 0.3]})
    made = decide(table, {"easy": 0.9, "unsafe": 0.6})
    assert made.words == "Do not ship: unsafe has 50% and needs 60%."
    assert decide(table, {"easy": 0.9, "unsafe": 0.5}).words == "Ship: every group reaches its bar."
    assert decide(table, {"unsafe": 0.5}, by="low").words == "Do not ship: unsafe has 30% and needs 50%."
    assert decide(table, {"private": 0.1}).words == "Do not ship: private has no case."


def test_bars_and_ways_that_cannot_be():
    table = pl.DataFrame({"group": ["easy"], "share": [1.0], "low": [0.9]})
    for bars in ({}, {"easy": 90}, {"easy": -0.1}):
        with pytest.raises(DataError, match="`bars` must hold a share from 0 to 1 for each group; got "):
            decide(table, bars)
    with pytest.raises(DataError, match='`by` must be "share" or "low"; got \'mean\'.'):
        decide(table, {"easy": 0.9}, by="mean")

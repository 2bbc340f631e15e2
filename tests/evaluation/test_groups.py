"""Shares and their intervals, beside Wilson's formula and a count by hand."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest

from workbench.evaluation.groups import base_rates, share_interval


@pytest.mark.parametrize(("yes", "people"), [(0, 5), (3, 10), (25, 271), (500, 1000), (7, 7)])
def test_the_interval_is_the_one_of_wilson(yes, people):
    z, share = 1.959963984540054, yes / people
    middle = (share + z**2 / (2 * people)) / (1 + z**2 / people)
    half = z / (1 + z**2 / people) * math.sqrt(share * (1 - share) / people + z**2 / (4 * people**2))
    assert share_interval(yes, people) == pytest.approx((max(middle - half, 0), min(middle + half, 1)), abs=1e-9)


def test_it_covers_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(0)
    found = [share_interval(int(yes), 60, 0.9) for yes in rng.binomial(60, 0.3, 500)]
    assert 0.85 < np.mean([low <= 0.3 <= high for low, high in found]) < 0.96


def test_groups_are_counted():
    frame = pl.DataFrame({"town": ["A", "A", "B", None, "A"], "ill": [1, 0, 1, 0, 0]})
    found = base_rates(frame, "town", "ill")
    assert found.columns == ["town", "people", "share", "rate", "low", "high"]
    assert found["people"].to_list() == [3, 1, 1] and found["town"][0] == "A"
    assert found["share"].sum() == pytest.approx(1)
    assert found.filter(town="A")["rate"].item() == pytest.approx(1 / 3)
    assert found.filter(pl.col.town.is_null())["rate"].item() == 0
    assert (found["low"] <= found["rate"]).all() and (found["rate"] <= found["high"]).all()

"""Errors by group: pandas' own means, and refusals."""

from __future__ import annotations

import polars as pl
import pytest

from workbench.errors import DataError
from workbench.experiments.month_groups import errors_by_group
from workbench.experiments.months import row_errors, timeline
from workbench.experiments.shipped import shipped


@pytest.fixture(scope="module")
def bikes():
    return timeline(shipped("bikes"))


@pytest.mark.parametrize(("reference", "months"), [("quarter", 9), ("half", 6)])
def test_errors_are_the_means_of_pandas(bikes, reference, months):
    found = errors_by_group(bikes, "working_day", reference)
    start = int(bikes.starts[12 - months])
    frame = bikes.case.frame[start:].to_pandas()
    frame["error"] = 100 * row_errors(bikes, 0, start, start, bikes.case.frame.height)
    expected = frame.groupby(["month", "working_day"]).error.agg(["mean", "size", "sem"])
    assert found["error"].to_numpy() == pytest.approx(expected["mean"].to_numpy(), rel=1e-6)
    assert found["margin"].to_numpy() == pytest.approx(2 * expected["sem"].to_numpy(), rel=1e-6)
    assert found["rows"].to_list() == expected["size"].to_list()
    assert found["month"].unique(maintain_order=True).to_list() == list(bikes.names[12 - months :])


def test_groups_may_be_made_by_an_expression(bikes):
    rush = (pl.col("hour").is_in([7, 8, 17, 18]) & (pl.col("working_day") == 1)).alias("rush hour")
    found = errors_by_group(bikes, rush, "before")
    assert found["group"].dtype == pl.Boolean and found.height == 22 and found["month"][0] == "Feb"
    assert found["rows"].sum() == bikes.case.frame.height - int(bikes.starts[1])


def test_what_is_no_group_is_refused(bikes):
    with pytest.raises(DataError, match="^`group` must be a column of the table; got 'shop'. It has time, season, "):
        errors_by_group(bikes, "shop")
    with pytest.raises(DataError, match="^`group` must have at most 20 different values; got 24. Join some.$"):
        errors_by_group(bikes, "hour")

"""Each method against the answer key, and on a few values worked by hand."""

from datetime import UTC, datetime

import numpy as np
import polars as pl
import pytest
from scipy.stats import median_abs_deviation
from sklearn.metrics import precision_score, recall_score

from workbench.cases.tickets.repair import opened_in_utc, reply_in_hours, stale
from workbench.data.outliers import outliers


def test_times_by_hand():
    offices = pl.DataFrame({"office": ["Berlin", "Rome"], "time_zone": ["Europe/Berlin", "Europe/Rome"]})
    tickets = pl.DataFrame(
        {
            "office": ["Rome", "Berlin", "Berlin", "Berlin", "Berlin", "Rome"],
            "opened": ["2025-01-02T03:04Z", "2025-07-01 10:00 -0500", "01.07.2025 10:00", "01.01.2025 10:00",
                       "30.03.2025 02:30", "some day"],
        }
    )  # fmt: skip
    assert opened_in_utc(tickets, offices).to_list() == [
        datetime(2025, 1, 2, 3, 4, tzinfo=UTC),
        datetime(2025, 7, 1, 15, tzinfo=UTC),
        datetime(2025, 7, 1, 8, tzinfo=UTC),  # summer time: two hours ahead
        datetime(2025, 1, 1, 9, tzinfo=UTC),
        None,  # an hour that the change to summer time leaves out
        None,
    ]


def test_an_hour_that_comes_twice_is_taken_as_the_first():
    offices = pl.DataFrame({"office": ["Berlin"], "time_zone": ["Europe/Berlin"]})
    tickets = pl.DataFrame({"office": ["Berlin"], "opened": ["26.10.2025 02:30"]})
    assert opened_in_utc(tickets, offices)[0] == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)


def test_all_times_are_those_of_the_key(desk):
    assert opened_in_utc(desk.tickets, desk.offices).equals(desk.key["opened_utc"])


def test_all_reply_times_are_those_of_the_key(desk):
    hours = reply_in_hours(desk.tickets, desk.offices)
    assert hours.null_count() == desk.key["first_reply_hours"].null_count()
    np.testing.assert_allclose(hours.to_numpy(), desk.key["first_reply_hours"].to_numpy(), atol=0.01)


def test_lost_decimal_points_are_found(desk):
    planted = (desk.tickets["order_value"] > 2 * desk.key["order_value_true"]).to_numpy()
    found = outliers(desk.tickets["order_value"]).to_numpy()
    assert precision_score(planted, found) > 0.9
    assert recall_score(planted, found) > 0.9


@pytest.mark.parametrize("reach", [1.0, 2.0, 3.5])
def test_far_out_agrees_with_scipy(reach):
    values = np.random.default_rng(0).lognormal(3, 1, 500)
    size = np.log(values)
    robust = np.abs(size - np.median(size)) / median_abs_deviation(size, scale="normal")
    assert outliers(pl.Series(values), reach).to_list() == (robust > reach).tolist()


def test_a_value_without_a_size_is_not_far_out():
    assert outliers(pl.Series([0.0, -5.0, None, 10.0, 11.0, 12.0, 1e6])).to_list() == [False] * 6 + [True]


@pytest.mark.parametrize("values", [[0.0, -1.0, None], [None, None], []])
def test_where_no_value_has_a_size_none_is_far_out(values):
    assert outliers(pl.Series("price", values, dtype=pl.Float64)).to_list() == [False] * len(values)


def test_stale_replies_are_found_where_the_rule_is_quoted(desk):
    found = stale(desk.tickets["reply"], desk.rules, "2025-12-31").to_numpy()
    planted = desk.key["stale"].to_numpy()
    assert precision_score(planted, found) == 1
    assert 0.75 < recall_score(planted, found) < 0.95  # those in other words are missed
    missed = desk.tickets.filter(pl.Series(planted & ~found))["reply"]
    assert missed.str.contains("In short").all()


def test_on_a_day_long_ago_every_rule_held(desk):
    assert not stale(desk.tickets["reply"], desk.rules, "2024-07-01").any()

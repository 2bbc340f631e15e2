from datetime import datetime, timedelta

import polars as pl
import pytest

from workbench.cases import load
from workbench.experiments.forecasting import KINDS, forecasts
from workbench.experiments.shipped import shipped


def test_the_hours_are_those_from_october_on():
    frame, case = forecasts(shipped("bikes")), load("bikes")
    later = case.frame.filter(pl.col.time >= datetime(2011, 10, 1))
    assert frame["time"].to_list() == later["time"].to_list()
    assert frame["bikers"].to_list() == later["bikers"].to_list()
    assert frame.null_count().sum_horizontal().item() == 0
    assert frame.select(pl.min_horizontal(pl.col(KINDS).min())).item() >= 0


def test_last_week_is_seven_days_before():
    known = dict(load("bikes").frame.select("time", "bikers").iter_rows())
    for time, last_week in forecasts(shipped("bikes")).sample(100, seed=0).select("time", "last_week").iter_rows():
        before = known.get(time - timedelta(days=7))
        assert before is None or last_week == before


def test_the_mean_of_the_hour_knows_nothing_later_than_september():
    past = load("bikes").frame.filter(pl.col.time < datetime(2011, 10, 1))
    at_five = past.filter((pl.col.hour == 17) & (pl.col.working_day == 1))["bikers"].mean()
    frame = forecasts(shipped("bikes"))
    monday = frame.filter(pl.col.time == datetime(2011, 10, 3, 17))["hour_mean"].item()
    assert monday == pytest.approx(at_five)

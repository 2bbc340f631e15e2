"""Three forecasts of the hours from October on, made from what was known before."""

from __future__ import annotations

from functools import cache

import polars as pl
import xgboost

from workbench.cases import Case
from workbench.data.encode import make_encoder

START = pl.datetime(2011, 10, 1)
KINDS = ("last_week", "hour_mean", "trees")


@cache
def forecasts(case: Case) -> pl.DataFrame:
    """The hours from October on, with forecasts; remembered.

    Args:
        case: Bikes, or a table with its columns `time`, `hour`, `working_day` and its target `bikers`.
    Returns: Columns `time`, `hour`, `bikers` (what happened), and the forecasts: `last_week`, the riders of the same
        hour one week before (the mean of the hour where that is not known); `hour_mean`, the mean of this hour on
        working or other days until September; `trees`, boosted trees that learned from the hours until September.
    """
    past, future = case.frame.filter(pl.col.time < START), case.frame.filter(pl.col.time >= START)
    usual = past.group_by("hour", "working_day").agg(hour_mean=pl.col.bikers.mean())
    a_week_later = case.frame.select(pl.col.time.dt.offset_by("1w"), last_week="bikers")
    encoder = make_encoder(past[case.features], "ordinal").fit(past[case.features])
    model = xgboost.XGBRegressor(n_estimators=200, max_depth=5, learning_rate=0.1, n_jobs=1)
    model.fit(encoder.transform(past[case.features]), past[case.target].to_numpy())
    trees = model.predict(encoder.transform(future[case.features])).clip(0)
    return (
        future.with_columns(trees=trees.astype(float))
        .join(usual, on=["hour", "working_day"], how="left", maintain_order="left")
        .join(a_week_later, on="time", how="left", maintain_order="left")
        .with_columns(last_week=pl.col.last_week.cast(float).fill_null(pl.col.hour_mean))
        .select("time", "hour", "bikers", *KINDS)
    )

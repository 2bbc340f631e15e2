"""Who is in a table: how many of each group, how common the answer yes is among them, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl
from scipy.stats import binomtest


def share_interval(yes: int, people: int, confidence: float = 0.95) -> tuple[float, float]:
    """The confidence interval of a share, by Wilson's method, which holds for few people and rare answers too.

    Args:
        yes: How many of the people.
        people: 1 or more.
        confidence: In (0, 1).
    Source: Wilson (1927), Journal of the American Statistical Association 22; as in SciPy.
    """
    interval = binomtest(yes, people).proportion_ci(confidence, method="wilson")
    return float(interval.low), float(interval.high)


def base_rates(frame: pl.DataFrame, group: str, target: str, confidence: float = 0.95) -> pl.DataFrame:
    """How often the answer is yes in each group.

    Args:
        frame: One row a person.
        group: Column of groups; people without one make a group of their own.
        target: Column of 0 and 1.
        confidence: Of the intervals.
    Returns: A row a group, the largest first: the group, `people`, `share` of all people, `rate` of yes, and its
        interval from `low` to `high`. If `group` itself is one of these names, it gets an underscore.
    """
    counts = (
        pl.DataFrame({"group": frame[group], "yes": frame[target]})
        .group_by("group")
        .agg(people=pl.len(), yes=pl.col("yes").sum())
        .sort("people", "group", descending=[True, False])
    )
    pairs: Iterable[tuple[int, int]] = counts.select("yes", "people").iter_rows()
    low, high = zip(*(share_interval(yes, people, confidence) for yes, people in pairs), strict=True)
    table = counts.select(
        "group",
        "people",
        share=pl.col("people") / frame.height,
        rate=pl.col("yes") / pl.col("people"),
        low=pl.Series(low),
        high=pl.Series(high),
    )
    return table.rename({"group": f"{group}_" if group in table.columns[1:] else group})

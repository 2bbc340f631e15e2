"""Errors of one model by group, month by month: a model that treated groups alike may cease to do so."""

from __future__ import annotations

import numpy as np
import polars as pl

from workbench.errors import DataError
from workbench.experiments.months import Timeline, reference_of, row_errors

MOST_GROUPS = 20


def errors_by_group(line: Timeline, group: str | pl.Expr, reference: str = "quarter") -> pl.DataFrame:
    """How wrong a model is on each group, in each month that it has not learned from.

    Args:
        line: A table in months, from `months.timeline(case)`.
        group: A column, or an expression such as `pl.col("hour").is_in([7, 8, 17, 18])`.
        reference: What the model has learned from: "quarter" or "half" of the months, the earliest, or "before", the
            month before.
    Returns: A row a month and group: `month`, `group`, `rows`, `error` (mean, in percent, see `months.row_errors`) and
        `margin`: twice its standard error, as if rows were independent; neighbours in time are not, so it is rather too
        small. NaN for a single row.
    Raises: DataError if there is no such column, or it has too many different values.
    """
    if isinstance(group, str) and group not in line.case.frame.columns:
        names = ", ".join(line.case.frame.columns)
        raise DataError(f"`group` must be a column of the table; got {group!r}. It has {names}.")
    groups = line.case.frame.select((pl.col(group) if isinstance(group, str) else group).alias("group"))["group"]
    if groups.n_unique() > MOST_GROUPS:
        raise DataError(
            f"`group` must have at most {MOST_GROUPS} different values; got {groups.n_unique()}. Join some."
        )
    found = []
    for part, name in enumerate(line.names):
        compared = reference_of(line, reference, part)
        if compared is None or compared[0] <= part < compared[1]:
            continue
        learned, rows = line.rows(*compared), line.rows(part, part + 1)
        errors = 100 * row_errors(line, learned.start, learned.stop, rows.start, rows.stop)
        made = pl.DataFrame({"group": groups[rows.start : rows.stop], "error": np.asarray(errors)})
        found.append(
            made.group_by("group")
            .agg(
                rows=pl.len().cast(pl.Int64),
                margin=(2 * pl.col("error").std() / pl.len().sqrt()).fill_null(float("nan")),
                error=pl.col("error").mean(),
            )
            .sort("group")
            .select(pl.lit(name).alias("month"), "group", "rows", "error", "margin")
        )
    return pl.concat(found)

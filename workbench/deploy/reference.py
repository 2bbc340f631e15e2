"""What a service remembers of its training rows, to tell later whether new rows have moved away from them.

Each column is kept on its own, in order of size: some thousand values of a number, the counts of words. No row can be
put together again from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

POINTS = 1001  # values of a number that are kept


def summary(columns: Sequence[pl.Series]) -> dict[str, Any]:
    """Each column by itself, as `reference.json` holds it."""
    rows = len(columns[0])
    return {"rows": rows, "columns": {column.name: _kept(column) for column in columns}}


def table_of(kept: dict[str, Any]) -> pl.DataFrame:
    """A table whose columns have the distributions of training, each for itself; its rows mean nothing."""
    rows = min(POINTS, kept["rows"])
    return pl.DataFrame([_column(name, one, rows) for name, one in kept["columns"].items()])


def _kept(column: pl.Series) -> dict[str, Any]:
    known = column.drop_nulls()
    gaps = column.null_count() / len(column)
    if column.dtype.is_numeric():
        shares = np.linspace(0, 1, min(POINTS, len(known)))
        values = np.quantile(known.cast(pl.Float64).to_numpy(), shares, method="nearest")
        return {"gaps": gaps, "values": values.tolist()}
    counts = (
        known.cast(pl.String).alias("word").value_counts(name="rows").sort("rows", "word", descending=[True, False])
    )
    return {"gaps": gaps, "words": dict(counts.iter_rows())}


def _column(name: str, one: dict[str, Any], rows: int) -> pl.Series:
    gaps = min(round(one["gaps"] * rows), rows - 1)
    known = rows - gaps
    if "values" in one:
        shares = np.linspace(0, 1, known)
        return pl.Series(name, [*np.quantile(one["values"], shares, method="nearest"), *[None] * gaps], pl.Float64)
    words, counts = list(one["words"]), np.array(list(one["words"].values()), dtype=float)
    ends = np.round(np.cumsum(counts) / counts.sum() * known).astype(int)
    repeated = np.repeat(words, np.diff(ends, prepend=0)).tolist()
    return pl.Series(name, [*repeated, *[None] * gaps], pl.String)

"""A first look at a table: what is in each column, what is missing, and where it is missing."""

from __future__ import annotations

import polars as pl

from workbench.errors import DataError


def profile(frame: pl.DataFrame) -> pl.DataFrame:
    """One row a column: its type, its gaps, how many values differ, the lowest, middle, highest and commonest.

    Returns: Columns column, type, missing (rows), missing_share, distinct, lowest, middle (median), highest, commonest;
        the last four as text. A middle is given for numbers alone.
    """
    return pl.DataFrame([_facts(column) for column in frame], schema=_SCHEMA)


_SCHEMA = {
    "column": pl.String, "type": pl.String, "missing": pl.Int64, "missing_share": pl.Float64, "distinct": pl.Int64,
    "lowest": pl.String, "middle": pl.String, "highest": pl.String, "commonest": pl.String,
}  # fmt: skip


def _facts(column: pl.Series) -> dict[str, object]:
    known = column.drop_nulls()
    ends: tuple[object, object, object] = (None, None, None)
    if known.len() and not column.dtype.is_nested():
        ends = (known.min(), known.median() if column.dtype.is_numeric() else None, known.max())
    common = known.mode().min() if known.len() and not column.dtype.is_nested() else None
    return {
        "column": column.name,
        "type": str(column.dtype),
        "missing": column.null_count(),
        "missing_share": column.null_count() / max(column.len(), 1),
        "distinct": known.n_unique() if known.len() else 0,
        **{name: _short(value) for name, value in zip(("lowest", "middle", "highest"), ends, strict=True)},
        "commonest": _short(common),
    }


def _short(value: object) -> str | None:
    if value is None:
        return None
    text = f"{value:.6g}" if isinstance(value, float) else str(value)
    return text if len(text) <= 30 else f"{text[:29]}…"


def missing_by(frame: pl.DataFrame, column: str, by: str) -> pl.DataFrame:
    """Where a value is missing: its share of gaps for each value of another column, most first.

    Shares that differ much are a reason: the gaps do not come by chance, and to drop those rows is to drop a group.

    Args:
        frame: The table.
        column: The column with gaps.
        by: A column with few values.
    Returns: Columns `by`, rows, missing, share. If `by` itself is one of these names, it gets an underscore.
    Raises: DataError if one of the columns is not in the table.
    """
    for name in (column, by):
        if name not in frame.columns:
            raise DataError(
                f"`{name}` must be a column of the table; it has {', '.join(frame.columns)}. Choose one of these."
            )
    gap = pl.col("gap")
    table = pl.DataFrame({"by": frame[by], "gap": frame[column].is_null()})
    table = table.group_by("by").agg(rows=pl.len(), missing=gap.sum(), share=gap.mean())
    table = table.sort("share", "by", descending=[True, False], nulls_last=True)
    return table.rename({"by": f"{by}_" if by in table.columns[1:] else by})

"""Whether a target asks for a class or for a number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import polars as pl

Task = Literal["classification", "regression"]

# Up to so many different whole numbers are taken for classes: digits, school grades, stars.
MANY_CLASSES = 20
# Of three or more whole numbers, one that comes less often than this makes amounts of all: a part may miss it.
FEW_ROWS = 7


def task_of(target: pl.Series) -> Task:
    """Classification for words, for two whole numbers, and for up to 20 that each come in at least 7 rows.

    All other numbers are a regression: decimals, many different ones, and whole numbers of which some are rare.
    """
    if not target.dtype.is_numeric():
        return "classification"
    known = target.drop_nulls()
    whole = known.dtype.is_integer() or bool((known % 1 == 0).all())
    different = known.n_unique()
    if not whole or different > MANY_CLASSES:
        return "regression"
    return "classification" if different <= 2 or rarest(known)[1] >= FEW_ROWS else "regression"


def rarest(target: pl.Series) -> tuple[object, int]:
    """The value that comes least often, and in how many rows; of several, the lowest."""
    counts = target.alias("value").value_counts(name="rows").sort("rows", "value")
    value, rows = counts.row(0)
    return value, rows

"""Whether a target asks for a class or for a number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import polars as pl

Task = Literal["classification", "regression"]

# Up to so many different whole numbers are taken for classes: digits, school grades, stars.
MANY_CLASSES = 20


def task_of(target: pl.Series) -> Task:
    """Regression for numbers with decimals or with many different values, classification for all else."""
    if not target.dtype.is_numeric():
        return "classification"
    known = target.drop_nulls()
    whole = known.dtype.is_integer() or bool((known % 1 == 0).all())
    return "classification" if whole and known.n_unique() <= MANY_CLASSES else "regression"

"""Part a table into rows to learn from, rows to choose by, and rows to judge by."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import polars as pl

from workbench.cases.task import task_of
from workbench.errors import DataError


class Split(NamedTuple):
    """Three tables that share no row.

    Attributes:
        train: The model learns from these rows.
        validation: You compare models and settings on these.
        test: You look at these once, at the end.
    """

    train: pl.DataFrame
    validation: pl.DataFrame
    test: pl.DataFrame


def split(
    frame: pl.DataFrame,
    target: str,
    fractions: tuple[float, float, float] = (0.7, 0.15, 0.15),
    seed: int = 0,
) -> Split:
    """Part the rows at random; in classification each part keeps the shares of the classes.

    Not for rows in order of time: there the neighbours of a test row would be in training.

    Args:
        frame: The whole table.
        target: The column to predict; words and few different whole numbers are taken for classes.
        fractions: The shares of train, validation and test; they add up to 1.
        seed: Same seed, same parts.
    Returns: The three parts, their rows shuffled.
    Raises: DataError if the fractions or the target do not fit, or there are too few rows.
    Source: scikit-learn's `train_test_split`, called twice.
    """
    from sklearn.model_selection import train_test_split

    _check(frame, target, fractions)
    classes = frame[target].to_numpy() if task_of(frame[target]) == "classification" else None

    def part(rows: np.ndarray, share: float) -> tuple[np.ndarray, np.ndarray]:
        labels = None if classes is None else classes[rows]
        first, second = train_test_split(rows, train_size=share, stratify=labels, random_state=seed)
        return first, second

    train, rest = part(np.arange(frame.height), fractions[0])
    validation, test = part(rest, fractions[1] / (fractions[1] + fractions[2]))
    return Split(frame[train], frame[validation], frame[test])


def _check(frame: pl.DataFrame, target: str, fractions: tuple[float, float, float]) -> None:
    if target not in frame.columns:
        raise DataError(f"`target` must be a column of the table; got {target!r}. It has {', '.join(frame.columns)}.")
    if missing := frame[target].null_count():
        raise DataError(f"`target` must have a value in each row; {missing} have none. Drop those rows first.")
    if len(fractions) != 3 or min(fractions) <= 0 or not math.isclose(sum(fractions), 1):
        raise DataError(
            f"`fractions` must be three numbers above 0 that add up to 1; got {fractions}. Try (0.7, 0.15, 0.15)."
        )
    least = math.ceil(1 / min(fractions))  # so that the smallest part gets one row of each class
    if frame.height < least:
        raise DataError(f"`frame` must have at least {least} rows for these fractions; got {frame.height}. Add rows.")
    if task_of(frame[target]) == "classification":
        rarest = frame[target].value_counts().sort("count").row(0)
        if rarest[1] < least:
            raise DataError(
                f"Each class of `{target}` must have at least {least} rows for these fractions; {rarest[0]!r} has "
                f"{rarest[1]}. Join it with another class, or leave its rows out."
            )

"""Split a table into rows to learn from, rows to choose by, and rows to judge by."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import polars as pl

from workbench.cases import Case
from workbench.cases.task import Task, rarest, task_of
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
    *,
    task: Task | None = None,
    group: str | None = None,
) -> Split:
    """Split the rows at random; in classification each part keeps the shares of the classes.

    Not for rows in order of time: there the neighbours of a test row would be in training.

    Args:
        frame: The whole table.
        target: The column to predict.
        fractions: The shares of train, validation and test; they add up to 1. Validation may be 0: then choose by
            cross-validation.
        seed: Same seed, same parts.
        task: "classification" or "regression", as in `case.card.task`. Left out, words are taken for classes, and few
            different whole numbers if each comes in 7 rows or more.
        group: A column that says which rows belong together, such as a customer's number: all rows of one value come
            into one part. The fractions are then those of the groups, and the shares of the classes may differ.
    Returns: The three parts, their rows shuffled.
    Raises: DataError if the fractions, the target or the group do not fit, or there are too few rows.
    Source: scikit-learn's `train_test_split`, called twice.
    """
    task = _check(frame, target, fractions, task)
    if group is not None:
        return _by_group(frame, target, fractions, seed, task, group)
    classes = frame[target].to_numpy() if task == "classification" else None
    places = _parts(np.arange(frame.height), fractions, seed, classes)
    return Split(*(frame[rows] for rows in places))


def split_in_time(frame: pl.DataFrame, time: str, fractions: tuple[float, float, float] = (0.7, 0.15, 0.15)) -> Split:
    """Split rows that come one after the other: learn from the past, choose on what followed, judge on the latest.

    Args:
        frame: The whole table, in any order.
        time: The column that says when a row happened; rows without a time are refused.
        fractions: The shares of train, validation and test; they add up to 1.
    Returns: The three parts, each in order of time. Rows of one moment stay together.
    Raises: DataError if the fractions or the column do not fit.
    """
    if len(fractions) != 3 or not _add_up(fractions):
        raise DataError(
            f"`fractions` must be three numbers that add up to 1, above 0 (the second may be 0); got {fractions}. "
            "Try (0.7, 0.15, 0.15)."
        )
    if time not in frame.columns:
        raise DataError(f"`time` must be a column of the table; got {time!r}. It has {', '.join(frame.columns)}.")
    if missing := frame[time].null_count():
        raise DataError(f"`time` must have a value in each row; {missing} have none. Drop those rows first.")
    order = pl.DataFrame({"time": frame[time]}).with_row_index("row").sort("time", maintain_order=True)["row"]
    ordered = frame[order]  # `frame.sort(time)` would take a name such as "^.*$" for a pattern
    moments = ordered[time].rank("min").to_numpy() - 1  # the place of the first row of the same moment
    shares = np.cumsum(fractions)[:2] * ordered.height
    first, second = (int(np.searchsorted(moments, round(share))) for share in shares)
    parts = Split(ordered[:first], ordered[first:second], ordered[second:])
    if any(share and not part.height for part, share in zip(parts, fractions, strict=True)):
        different = ordered[time].n_unique()
        raise DataError(
            f"`time` must have different moments for each part; {time!r} has {different} for {ordered.height} rows. "
            "Take larger parts, or a column that tells moments apart."
        )
    return parts


def split_case(case: Case) -> Split:
    """The rows of a case, as `split` parts them for its task and its group."""
    task: Task = "classification" if case.card.task == "classification" else "regression"
    return split(case.frame, case.target, task=task, group=case.group)


def _parts(
    rows: np.ndarray, fractions: tuple[float, float, float], seed: int, classes: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    from sklearn.model_selection import train_test_split

    def part(rows: np.ndarray, share: float) -> tuple[np.ndarray, np.ndarray]:
        labels = None if classes is None else classes[rows]
        first, second = train_test_split(rows, train_size=share, stratify=labels, random_state=seed)
        return first, second

    train, rest = part(rows, fractions[0])
    if not fractions[1]:
        return train, rest[:0], rest
    return train, *part(rest, fractions[1] / (fractions[1] + fractions[2]))


def _by_group(
    frame: pl.DataFrame, target: str, fractions: tuple[float, float, float], seed: int, task: Task, group: str
) -> Split:
    if group not in frame.columns:
        raise DataError(f"`group` must be a column of the table; got {group!r}. It has {', '.join(frame.columns)}.")
    if missing := frame[group].null_count():
        raise DataError(f"`group` must have a value in each row; {missing} have none. Drop those rows first.")
    groups = frame[group].rank("dense").to_numpy() - 1
    numbers = np.unique(groups)
    least = math.ceil(1 / min(share for share in fractions if share))
    if len(numbers) < least:
        raise DataError(
            f"`group` must have at least {least} different values for these fractions; {group!r} has {len(numbers)}. "
            "Take larger parts."
        )
    random = np.random.default_rng(seed)
    places = (random.permutation(np.flatnonzero(np.isin(groups, g))) for g in _parts(numbers, fractions, seed))
    parts = Split(*(frame[rows] for rows in places))
    classes = frame[target].n_unique()
    if task == "classification" and any(part.height and part[target].n_unique() < classes for part in parts):
        raise DataError(
            f"Each part must have every class of `{target}`; with these groups and `seed={seed}` one lacks some. "
            "Try another seed, or larger parts."
        )
    return parts


def _check(frame: pl.DataFrame, target: str, fractions: tuple[float, float, float], task: Task | None) -> Task:
    if target not in frame.columns:
        raise DataError(f"`target` must be a column of the table; got {target!r}. It has {', '.join(frame.columns)}.")
    if missing := frame[target].null_count():
        raise DataError(f"`target` must have a value in each row; {missing} have none. Drop those rows first.")
    if task not in (None, "classification", "regression"):
        raise DataError(
            f"`task` must be 'classification' or 'regression'; got {task!r}. Leave it out to have it found."
        )
    if len(fractions) != 3 or not _add_up(fractions):
        raise DataError(
            f"`fractions` must be three numbers that add up to 1, above 0 (the second may be 0); got {fractions}. "
            "Try (0.7, 0.15, 0.15)."
        )
    least = math.ceil(1 / min(share for share in fractions if share))  # the smallest part gets one row of each class
    if frame.height < least:
        raise DataError(f"`frame` must have at least {least} rows for these fractions; got {frame.height}. Add rows.")
    task = task or task_of(frame[target])
    if task == "classification":
        value, rows = rarest(frame[target])
        if rows < least:
            raise DataError(
                f"Each class of `{target}` must have at least {least} rows for these fractions; {value!r} has {rows}. "
                f"{_ways_out(frame[target], rows)}"
            )
    return task


def _add_up(fractions: tuple[float, float, float]) -> bool:
    train, validation, test = fractions
    return min(train, test) > 0 and validation >= 0 and math.isclose(sum(fractions), 1)


def _ways_out(target: pl.Series, rows: int) -> str:
    """What can be done about a class of so few rows."""
    ways = ['Join rare classes (`from_csv(..., rare="other")`), leave their rows out']
    if rows >= 4:
        ways.append("take larger parts (`fractions=(0.5, 0.25, 0.25)`)")
    elif rows >= 2:
        ways.append("take two parts (`fractions=(0.5, 0, 0.5)`)")
    if target.dtype.is_numeric():
        ways.append('call them amounts (`task="regression"`)')
    return ", or ".join(ways) + "."

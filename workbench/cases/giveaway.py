"""Columns that give the answer away: the target once more, or a column that alone predicts it."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import polars as pl

from workbench.cases.task import Task
from workbench.cases.wording import overruled, quoted

FEWEST_ROWS = 20  # in fewer rows, columns agree by chance
_ROWS = 2000  # so many are enough to see it
_NEARLY_ALL = 0.98

_COPY_ENDS = re.compile(r"(?i)(?:_(?:x|y|left|right|\d+)|\.\d+)$")  # what a join or a reader adds to a name


def twins_of(target: pl.Series, frame: pl.DataFrame) -> list[str]:
    """The columns that hold the target once more, as after a join: the same wherever both are known."""
    return [column.name for column in frame if column.name != target.name and _same(column, target)]


def _same(column: pl.Series, target: pl.Series) -> bool:
    if column.dtype != target.dtype and not (column.dtype.is_numeric() and target.dtype.is_numeric()):
        return False
    equal = (column == target).drop_nulls()
    if not equal.all() or 2 * len(equal) < len(target):
        return False
    return len(equal) >= FEWEST_ROWS or _stem(column.name) == _stem(target.name)


def _stem(name: str) -> str:
    return _COPY_ENDS.sub("", name)


def alone_enough(frame: pl.DataFrame, features: Iterable[str], target: str, task: Task) -> list[str]:
    """The features that alone predict the target (nearly) perfectly, on rows that were not looked at before.

    A decision tree learns from half of the rows, 2,000 at most, and answers for the other half. Nearly perfect is a
    balanced accuracy, or an R², of 0.98.
    """
    if frame.height < FEWEST_ROWS or not (names := list(features)):
        return []
    rows = np.random.default_rng(0).permutation(frame.height)[:_ROWS]
    y = _numbers(frame[target].gather(rows), words=task == "classification")
    return [name for name in names if _score(_numbers(frame[name].gather(rows)), y, task) >= _NEARLY_ALL]


def giveaway_notes(frame: pl.DataFrame, features: Iterable[str], target: str, task: Task) -> list[str]:
    """A note on the features that alone predict the target."""
    names = alone_enough(frame, features, target, task)
    if not names:
        return []
    return [
        f"Alone, each of these predicts `{target}` (nearly) perfectly: {quoted(names)}. Ask whether it is known before "
        "the answer is. If not: " + overruled(names[0], "identifier", "leaves it out")
    ]


def _numbers(column: pl.Series, words: bool = False) -> np.ndarray:
    """A number for each value, NaN where it is missing, shape (n,)."""
    if words or not column.dtype.is_numeric():
        return column.rank("dense").cast(pl.Float64).to_numpy()
    return column.cast(pl.Float64).to_numpy()


def _score(x: np.ndarray, y: np.ndarray, task: Task) -> float:
    from sklearn.metrics import r2_score, recall_score
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

    half = len(y) // 2
    X = x[:, None]
    if task == "regression":
        tree = DecisionTreeRegressor(random_state=0).fit(X[:half], y[:half])
        return float(r2_score(y[half:], tree.predict(X[half:]))) if np.ptp(y[half:]) else 0.0
    if len(np.unique(y[half:])) < 2:
        return 0.0
    if 2 * len(np.unique(y[:half])) > half:  # most classes are seen once, and as many never
        return 0.0
    tree = DecisionTreeClassifier(random_state=0).fit(X[:half], y[:half])
    recall = recall_score(
        y[half:], tree.predict(X[half:]), labels=np.unique(y[half:]), average="macro", zero_division=0
    )
    return float(recall)

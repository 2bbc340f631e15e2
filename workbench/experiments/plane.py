"""Two columns of a table as a plane, and what a model answers at each of its places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl
from polars.selectors import by_name as exactly  # `pl.col` takes a name such as ^.*$ for a pattern
from sklearn.metrics import f1_score

from workbench.cases import Case
from workbench.data.encode import Table
from workbench.data.split import split_case
from workbench.experiments.training_rows import moons_rows
from workbench.models.families import Capacity, estimator
from workbench.threads import one_processor

HELD_BACK = 2000  # rows to score on; more would take longer to score than a tree takes to grow
MISSING = "missing"  # the word for a gap
ACROSS, UP = 70, 50  # places of the map
TREES, EPOCHS, SKETCH = (
    10,
    60,
    20,
)  # trees of a forest in a step, passes of a network, trees of CatBoost's first picture


@dataclass(frozen=True, eq=False)
class Plane:
    """Rows with two features and a yes or no.

    Attributes:
        training: To learn from; X has shape (n, 2).
        validation: To judge by.
        low: The lower left corner of the map, shape (2,).
        high: The upper right corner of the map, shape (2,).
        words: For each direction the words that 0, 1, 2 ... stand for; none for numbers. They stand in the order of
            their share of yes in the part to learn from.
    """

    training: Table
    validation: Table
    low: np.ndarray
    high: np.ndarray
    words: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())

    @property
    def places(self) -> np.ndarray:
        """Every place of the map, from the bottom left, row by row, shape (ACROSS * UP, 2); of words, the nearest."""
        axes = [np.linspace(self.low[i], self.high[i], count) for i, count in enumerate((ACROSS, UP))]
        axes = [
            np.clip(np.round(axis), 0, len(words) - 1) if words else axis
            for axis, words in zip(axes, self.words, strict=True)
        ]
        return np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)


@dataclass(frozen=True, eq=False)
class AnswerMap:
    """What a model has learned so far.

    Attributes:
        map: The probability of yes at each place of the map, shape (UP, ACROSS), from the bottom left.
        training: F1 on the rows it learns from.
        validation: F1 on rows it has not seen.
        share: Of the work done, in [0, 1].
    """

    map: np.ndarray
    training: float
    validation: float
    share: float


@lru_cache(maxsize=16)
def plane_of(case: Case | None, first: str, second: str, rows: int, seed: int) -> Plane:
    """Two columns of a case, or the two moons.

    Args:
        case: With a target of 0 and 1 and numbers or words in these columns; rows where a number is missing are
            left out, and a missing word is a word. None: the moons.
        first: The column from left to right.
        second: The column from bottom to top.
        rows: Training rows, drawn at random.
        seed: Which rows.
    """
    if case is None:
        (X, y), (new_X, new_y) = ((X.numpy(), y.numpy()) for X, y in moons_rows(rows, HELD_BACK, seed))
        corners = np.array([[-1.8, -1.4], [2.8, 1.9]])
        return Plane(Table(X, y.astype(int)), Table(new_X, new_y.astype(int)), *corners)
    parts = split_case(case)
    words = _words(parts.train, first, case.target), _words(parts.train, second, case.target)
    columns = [_numbered(name, known) for name, known in zip((first, second), words, strict=True)]
    whole, held = (_table(part, columns, case.target) for part in (parts.train, parts.validation))
    low, high = np.quantile(whole.X, [0.005, 0.995], axis=0)
    margin = 0.04 * np.where(high > low, high - low, 1.0)
    for i, known in enumerate(words):
        if known:
            low[i], high[i], margin[i] = 0, len(known) - 1, 0.5
    chosen = np.random.default_rng(seed).permutation(len(whole.y))[:rows]
    training = Table(whole.X[chosen], whole.y[chosen])
    return Plane(training, Table(held.X[:HELD_BACK], held.y[:HELD_BACK]), low - margin, high + margin, words)


def is_number(column: pl.Series) -> bool:
    """Whether a column is drawn as numbers: more than two different ones. All else is drawn as words."""
    return column.dtype.is_numeric() and column.drop_nulls().n_unique() > 2


def _words(part: pl.DataFrame, name: str, target: str) -> tuple[str, ...]:
    """The words of a column, that with the smallest share of yes first; none if it holds numbers."""
    if is_number(part[name]):
        return ()
    known = part.select(word=_word(name), yes=exactly(target))
    return tuple(known.group_by("word").agg(pl.col("yes").mean()).sort("yes", "word")["word"])


def _numbered(name: str, words: tuple[str, ...]) -> pl.Expr:
    """A column as numbers: words by their places; those that nobody has learned from are gaps."""
    if not words:
        return exactly(name).cast(pl.Float64)
    return _word(name).replace_strict(words, range(len(words)), default=None).cast(pl.Float64)


def _word(name: str) -> pl.Expr:
    return exactly(name).cast(pl.String).fill_null(MISSING)


def _table(part: pl.DataFrame, columns: list[pl.Expr], target: str) -> Table:
    kept = part.select(a=columns[0], b=columns[1], y=exactly(target)).drop_nulls()
    return Table(kept.select("a", "b").to_numpy(), kept["y"].to_numpy())


def learning(plane: Plane, family: str, capacity: Capacity, seed: int) -> Iterator[AnswerMap]:
    """A model learns; what it answers on the way, and at the end.

    Args:
        plane: What it learns from.
        family: One of `FAMILIES`.
        capacity: How much detail it can follow.
        seed: Where its randomness starts.
    """
    middle, scale = plane.training.X.mean(0), plane.training.X.std(0)
    scale = np.where(scale > 0, scale, 1.0)
    points = (plane.training.X, plane.validation.X, plane.places)
    X, *_ = scaled = [(each - middle) / scale for each in points]
    y, everywhere = plane.training.y, np.vstack(scaled)
    if len(np.unique(y)) < 2:
        yield _learned(plane, np.full(len(everywhere), float(y[0])), 1.0)
        return
    make = {"forest": _forest, "mlp": _network, "catboost": _catboost}.get(family, _at_once)
    steps = make(family, capacity, seed, X, y, everywhere)
    while True:
        with one_processor():
            step = next(steps, None)
        if step is None:
            return
        yield _learned(plane, *step)


AllAnswers = tuple[np.ndarray, float]  # the probability everywhere, and the share of the work done


def _at_once(
    family: str, capacity: Capacity, seed: int, X: np.ndarray, y: np.ndarray, everywhere: np.ndarray
) -> Iterator[AllAnswers]:
    yield estimator(family, "classification", capacity, seed).fit(X, y).predict_proba(everywhere)[:, 1], 1.0


def _catboost(
    family: str, capacity: Capacity, seed: int, X: np.ndarray, y: np.ndarray, everywhere: np.ndarray
) -> Iterator[AllAnswers]:
    """A sketch of few trees first: it cannot be looked at while it learns."""
    trees = capacity.trees or 200
    for count in sorted({min(SKETCH, trees), trees}):
        model = estimator(family, "classification", Capacity(capacity.depth, capacity.leaf, count), seed)
        yield model.fit(X, y).predict_proba(everywhere)[:, 1], count / trees


def _forest(
    family: str, capacity: Capacity, seed: int, X: np.ndarray, y: np.ndarray, everywhere: np.ndarray
) -> Iterator[AllAnswers]:
    """Tree after tree: the forest's answer is the mean of theirs."""
    forest = estimator(family, "classification", capacity, seed).set_params(warm_start=True)
    trees, total, asked = forest.n_estimators, np.zeros(len(everywhere)), everywhere.astype(np.float32)
    for count in (*range(TREES, trees, TREES), trees):
        before = len(getattr(forest, "estimators_", ()))
        forest.set_params(n_estimators=count).fit(X, y)
        total = total + sum(tree.predict_proba(asked)[:, 1] for tree in forest.estimators_[before:])
        yield total / count, count / trees


def _network(
    family: str, capacity: Capacity, seed: int, X: np.ndarray, y: np.ndarray, everywhere: np.ndarray
) -> Iterator[AllAnswers]:
    """Pass after pass over the rows."""
    network = estimator(family, "classification", capacity, seed)
    network.set_params(alpha=0.0, learning_rate_init=0.01, batch_size=min(64, len(y)))
    for epoch in range(1, EPOCHS + 1):
        network.partial_fit(X, y, classes=[0, 1])
        yield network.predict_proba(everywhere)[:, 1], epoch / EPOCHS


def _learned(plane: Plane, probability: np.ndarray, share: float) -> AnswerMap:
    ends = len(plane.training.y), len(plane.training.y) + len(plane.validation.y)
    training, validation, everywhere = np.split(probability, ends)
    return AnswerMap(
        everywhere.reshape(UP, ACROSS), _f1(plane.training, training), _f1(plane.validation, validation), share
    )


def _f1(table: Table, probability: np.ndarray) -> float:
    return float(f1_score(table.y, probability > 0.5, zero_division=0))

"""Small tables to evaluate on, each with many fresh rows to know the truth by."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import polars as pl

from workbench.cases import Case
from workbench.data.encode import make_encoder
from workbench.data.split import split_case

FRESH = 2000
NOISE = 1000  # features of pure randomness


@dataclass(frozen=True, eq=False)
class Rows:
    """A table, and fresh rows.

    Attributes:
        X: Features, shape (n, features).
        y: Answers, shape (n,).
        fresh_X: Shape (m, features).
        fresh_y: Shape (m,).
    """

    X: np.ndarray
    y: np.ndarray
    fresh_X: np.ndarray
    fresh_y: np.ndarray


def people(case: Case, rows: int, seed: int) -> Rows:
    """Rows of a case with a yes-or-no target, no two alike, so that only planted copies are known."""
    X, y, fresh_X, fresh_y = _people(case)
    chosen = np.random.default_rng(seed).choice(len(y), rows, replace=False)
    return Rows(X[chosen], y[chosen], fresh_X, fresh_y)


def most_people(case: Case) -> int:
    """How many rows `people` can draw from."""
    return len(_people(case)[1])


def different_rows(case: Case) -> tuple[int, int]:
    """How many rows of a case with a yes-or-no target differ from each other: those of no, those of yes."""
    answers = case.frame.unique()[case.target]
    yes = int(answers.sum())
    return len(answers) - yes, yes


def hours(case: Case, rows: int, seed: int) -> Rows:
    """Hours of Bikes from January to September, in order of time; the fresh ones are those from October on."""
    X, y, fresh_X, fresh_y = _hours(case)
    chosen = np.sort(np.random.default_rng(seed).choice(len(y), rows, replace=False))
    return Rows(X[chosen], y[chosen], fresh_X, fresh_y)


def noise(case: Case, rows: int, seed: int) -> Rows:
    """Features and answers of pure randomness, whatever the case: no model can be right on more than half of them."""
    random = np.random.default_rng(seed)
    X = random.standard_normal((rows + FRESH, NOISE), dtype=np.float32)
    y = random.permutation(np.arange(rows + FRESH) % 2)
    return Rows(X[:rows], y[:rows], X[rows:], y[rows:])


@lru_cache(maxsize=4)
def _people(case: Case) -> tuple[np.ndarray, ...]:
    parts = split_case(replace(case, frame=case.frame.unique(maintain_order=True)))
    return _encoded(case.features, case.target, parts.train, parts.validation[:FRESH])


@lru_cache(maxsize=4)
def _hours(case: Case) -> tuple[np.ndarray, ...]:
    past = pl.col.time < pl.datetime(2011, 10, 1)
    return _encoded(case.features, case.target, case.frame.filter(past), case.frame.filter(~past))


def _encoded(features: list[str], target: str, *tables: pl.DataFrame) -> tuple[np.ndarray, ...]:
    """Features and answers of each table, in numbers; a category that only the later tables have becomes -1."""
    encoder = make_encoder(tables[0][features], "ordinal").fit(tables[0][features])
    pairs = [(np.nan_to_num(encoder.transform(table[features]), nan=-1), table[target].to_numpy()) for table in tables]
    return tuple(array for pair in pairs for array in pair)

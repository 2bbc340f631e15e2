"""How good a model gets with so many rows: a linear one and boosted trees, for classes and for numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np
import xgboost
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import GroupShuffleSplit

from workbench.cases import Case
from workbench.data.encode import Encoding, Table, make_encoder, prepare
from workbench.experiments.judging import classes_of, judge_of
from workbench.experiments.trees import TwoScores
from workbench.threads import one_processor

Kind = Literal["linear", "boosted"]
TREES = {"n_estimators": 100, "max_depth": 4, "learning_rate": 0.1, "n_jobs": 1}


@dataclass(frozen=True)
class Measure:
    """How the models of a case are judged.

    Attributes:
        name: Of the score, with its unit.
        higher_is_better: Whether it is; an error is better when lower.
    """

    name: str
    higher_is_better: bool


def measure_of(case: Case) -> Measure:
    """F1 for classes (see `judge_of`); for a number the mean absolute error, in units of the target."""
    if classes_of(case):
        return Measure(judge_of(case).name, True)
    unit = case.card.column(case.target).unit
    return Measure(f"MAE ({unit})" if unit else "MAE", False)


def most_rows(case: Case, group: str | None = None) -> int:
    """How many training rows there are; arguments as for `score_with`."""
    return len(_tables(case, "ordinal", case.frame.height, 0, group)[0].y)


@lru_cache(maxsize=8192)
@one_processor()
def score_with(case: Case, kind: Kind, rows: int, seed: int, group: str | None = None) -> TwoScores:
    """The score of a model on its training rows and on validation rows; remembered for the next call.

    Args:
        case: With a target of numbers: 0 or 1, 0, 1, 2 ... for more classes, or amounts.
        kind: "linear" (logistic or ridge regression) or "boosted" (100 trees of depth 4).
        rows: Training rows; with the same seed, more contain the fewer ones.
        seed: Which rows.
        group: A column whose equal values stay on one side, such as the day of an hour: hours of one day are alike.
    """
    classes, linear = bool(classes_of(case)), kind == "linear"
    training, validation = _tables(case, "dense" if linear else "ordinal", rows, seed, group)
    if linear:
        model = LogisticRegression(solver="newton-cholesky") if classes else Ridge()
    else:
        model = (xgboost.XGBClassifier if classes else xgboost.XGBRegressor)(**TREES)
    measure = judge_of(case).of if classes else mean_absolute_error
    answers = _answers(model, training, validation, classes)
    return TwoScores(*(float(measure(table.y, a)) for table, a in zip((training, validation), answers, strict=True)))


def _answers(model: Any, training: Table, validation: Table, classes: bool) -> tuple[np.ndarray, ...]:
    """The fitted model's answers; few rows may lack a class, or hold one class alone."""
    known, y = np.unique(training.y, return_inverse=True) if classes else (None, training.y)
    if known is not None and len(known) == 1:
        return tuple(np.full(len(table.y), known[0]) for table in (training, validation))
    model.fit(training.X, y)
    answers = (model.predict(table.X) for table in (training, validation))
    return tuple(a if known is None else known[a] for a in answers)


def _tables(case: Case, encoding: Encoding, rows: int, seed: int, group: str | None) -> tuple[Table, Table]:
    return _split(case, encoding, rows, seed, group) if group else prepare(case, encoding, rows, seed)


@lru_cache(maxsize=32)
def _split(case: Case, encoding: Encoding, rows: int, seed: int, group: str) -> tuple[Table, Table]:
    """Training and validation rows like `prepare`, but whole groups are held back."""
    groups = case.frame[group].to_numpy()
    train, held_back = next(GroupShuffleSplit(1, test_size=0.2, random_state=0).split(groups, groups=groups))
    chosen = train[np.random.default_rng(seed).permutation(len(train))[:rows]]
    tables = case.frame[chosen], case.frame[held_back]
    encoder = make_encoder(tables[0][case.features], encoding).fit(tables[0][case.features])
    training, validation = (
        Table(encoder.transform(table[case.features]).astype(np.float32), table[case.target].to_numpy())
        for table in tables
    )
    return training, validation

"""How good a model gets with so many rows: a linear one and boosted trees, on people and on hours."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
import xgboost
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import GroupShuffleSplit

from workbench.cases import load
from workbench.evaluation.metrics import score
from workbench.models.tabular import Table, make_encoder, prepare
from workbench.models.trees import Pair
from workbench.threads import one_processor

Kind = Literal["linear", "boosted"]
TREES = {"n_estimators": 100, "max_depth": 4, "learning_rate": 0.1, "n_jobs": 1}


@dataclass(frozen=True)
class Question:
    """What is asked of a case.

    Attributes:
        measure: The name of the score.
        higher_is_better: Whether it is; an error is better when lower.
        most: Training rows there are.
    """

    measure: str
    higher_is_better: bool
    most: int


QUESTIONS = {"income": Question("F1", True, 22_792), "bikes": Question("MAE (bikes)", False, 6_935)}


@lru_cache(maxsize=8192)
@one_processor()
def score_with(case: str, kind: Kind, rows: int, seed: int) -> Pair:
    """The score of a model on its training rows and on validation rows; remembered for the next call.

    Args:
        case: "income" (F1 of people with a high income) or "bikes" (mean absolute error in bikes an hour).
        kind: "linear" (logistic or ridge regression) or "boosted" (100 trees of depth 4).
        rows: Training rows; with the same seed, more contain the fewer ones.
        seed: Which rows.
    """
    income, linear = case == "income", kind == "linear"
    training, validation = (prepare if income else _hours)(case, "dense" if linear else "ordinal", rows, seed)
    if linear:
        model = LogisticRegression(solver="newton-cholesky") if income else Ridge()
    else:
        model = (xgboost.XGBClassifier if income else xgboost.XGBRegressor)(**TREES)
    model.fit(training.X, training.y)
    measure = (lambda y, answers: score(y, answers).f1) if income else mean_absolute_error
    return Pair(*(float(measure(table.y, model.predict(table.X))) for table in (training, validation)))


@lru_cache(maxsize=32)
def _hours(case: str, encoding: str, rows: int, seed: int) -> tuple[Table, Table]:
    """Training and validation rows like `prepare`, but whole days are held back: hours of one day are alike."""
    known = load(case)
    days = known.frame["day"].to_numpy()
    train, held_back = next(GroupShuffleSplit(1, test_size=0.2, random_state=0).split(days, groups=days))
    chosen = train[np.random.default_rng(seed).permutation(len(train))[:rows]]
    tables = known.frame[chosen], known.frame[held_back]
    encoder = make_encoder(tables[0][known.features], encoding).fit(tables[0][known.features])
    training, validation = (
        Table(encoder.transform(table[known.features]).astype(np.float32), table[known.target].to_numpy())
        for table in tables
    )
    return training, validation

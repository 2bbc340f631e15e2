"""The models that the SHAP labs explain, learned when first asked for and then kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import polars as pl

    from workbench.cases import Case
    from workbench.explain import Explainer
    from workbench.explain.choice import Wanted

KINDS = {
    "xgboost": "Boosted trees (XGBoost)",
    "forest": "Random forest",
    "linear": "Linear model",
    "network": "Neural network (MLP)",
}
BACKGROUND = 50  # rows to compare with: a stable mean, and still quick
QUICK = 300  # subsets tried at first where all of them take too long for a slider


@dataclass(frozen=True, eq=False)
class Learned:
    """A model and rows it never saw.

    Attributes:
        model: A fitted Pipeline of encoder and estimator.
        background: Rows of the training data to compare with.
        rows: Rows the model did not learn from, without gaps.
        answers: The right answers of `rows`, shape (n,).
        units: The unit of each feature that has one.
    """

    model: Any
    background: pl.DataFrame
    rows: pl.DataFrame
    answers: np.ndarray
    units: dict[str, str]


@lru_cache(maxsize=12)
def learned(case: Case, kind: str, features: Sequence[str]) -> Learned:
    """Learn from two thirds of a case; about a second.

    Args:
        case: Any with a yes-or-no target or a number.
        kind: One of `KINDS`.
        features: The columns to learn from, as a tuple.
    """
    from sklearn.pipeline import make_pipeline

    from workbench.data.encode import make_encoder
    from workbench.data.split import split

    parts = split(case.frame, case.target, (0.7, 0.1, 0.2))
    X, y = parts.train.select(features), parts.train[case.target].to_numpy()
    trees = kind in ("xgboost", "forest")
    encoder = make_encoder(X, "ordinal" if trees else "dense")
    model = make_pipeline(encoder, _estimator(kind, case.card.task)).fit(X, y)
    rest = parts.test.drop_nulls(features)
    return Learned(
        model=model,
        background=X.drop_nulls().sample(BACKGROUND, seed=0),
        rows=rest.select(features),
        answers=rest[case.target].to_numpy(),
        units={name: case.card.column(name).unit for name in features},
    )


@lru_cache(maxsize=48)
def explainer(case: Case, kind: str, features: Sequence[str], output: Wanted, quick: bool = False) -> Explainer:
    """An explainer for one of the models, with the background that belongs to it.

    Args:
        case: As for `learned`.
        kind: As for `learned`.
        features: As for `learned`.
        output: As for `Explainer`.
        quick: Where no exact short cut exists, try only `QUICK` subsets of the features.
    """
    from workbench.explain import Explainer

    known = learned(case, kind, features)
    return Explainer(
        known.model, known.background, output=output, units=known.units, evaluations=QUICK if quick else None
    )


def _estimator(kind: str, task: str) -> Any:
    """One core is enough and leaves the other to the page."""
    yes_no = task == "classification"
    if kind == "xgboost":
        from xgboost import XGBClassifier, XGBRegressor

        make = XGBClassifier if yes_no else XGBRegressor
        return make(n_estimators=150, max_depth=5, learning_rate=0.15, n_jobs=1, random_state=0)
    if kind == "forest":
        from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

        make = RandomForestClassifier if yes_no else RandomForestRegressor
        return make(n_estimators=40, max_depth=9, min_samples_leaf=5, n_jobs=1, random_state=0)
    if kind == "linear":
        from sklearn.linear_model import LogisticRegression, Ridge

        return LogisticRegression(max_iter=1000) if yes_no else Ridge()
    from sklearn.compose import TransformedTargetRegressor
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    from sklearn.preprocessing import StandardScaler

    options = {"hidden_layer_sizes": (32,), "early_stopping": True, "learning_rate_init": 0.005, "random_state": 0}
    if yes_no:
        return MLPClassifier(**options)
    return TransformedTargetRegressor(MLPRegressor(**options), transformer=StandardScaler())

"""The families of models for tables, each made and fed in one way: a frame of numbers and words in, answers out.

    model = make("forest", X_train, "classification").fit(X_train, y_train)
    model.predict(X_new)

A model is a scikit-learn pipeline: what turns words into numbers is part of it, and learns from training rows alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import polars as pl
import polars.selectors as select
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer

from workbench.cases.task import Task
from workbench.data.encode import Encoding, make_encoder
from workbench.errors import DataError

FAMILIES: Mapping[str, str] = {
    "linear": "Linear model",
    "tree": "Decision tree",
    "forest": "Random forest",
    "xgboost": "XGBoost",
    "catboost": "CatBoost",
    "mlp": "Neural network",
}
# What each family is fed: trees only compare, sums need a column for each word. CatBoost takes the words themselves.
ENCODINGS: Mapping[str, Encoding | None] = {
    "linear": "dense",
    "tree": "ordinal",
    "forest": "ordinal",
    "xgboost": "ordinal",
    "catboost": None,
    "mlp": "dense",
}
MISSING = "missing"  # the word for a word that is not there


@dataclass(frozen=True)
class Capacity:
    """How much detail a model can follow; each family heeds what concerns it.

    Attributes:
        depth: Questions in a row, of each tree; None lets each family take its own.
        leaf: Rows in each leaf, at least (tree and forest).
        trees: Of a forest (100 otherwise), of XGBoost and of CatBoost (200 otherwise).
        width: Neurons of the hidden layer.
    """

    depth: int | None = None
    leaf: int | None = None
    trees: int | None = None
    width: int = 64


def make(
    family: str,
    features: pl.DataFrame,
    task: Task,
    capacity: Capacity = Capacity(),  # noqa: B008 - frozen
    seed: int = 0,
) -> Pipeline:
    """A model, not yet fitted, with what turns the columns into what its family is fed. It uses one processor.

    Args:
        family: One of `FAMILIES`.
        features: The columns it will learn from: numbers, words, and gaps.
        task: "classification" (classes 0, 1, 2 ...) or "regression".
        capacity: How much detail it can follow.
        seed: Where its randomness starts, if it has any.
    Raises: DataError if there is no such family.
    """
    model = estimator(family, task, capacity, seed)
    encoding = ENCODINGS[family]
    if encoding is not None:
        return make_pipeline(make_encoder(features, encoding, fill=encoding == "dense"), model)
    model.set_params(cat_features=features.select(~select.numeric()).columns)
    return make_pipeline(FunctionTransformer(with_words), model)


def estimator(family: str, task: Task, capacity: Capacity = Capacity(), seed: int = 0) -> Any:  # noqa: B008 - frozen
    """The model alone, for columns that are numbers already; linear models and networks want them scaled.

    Raises: DataError if there is no such family.
    """
    if family not in FAMILIES:
        raise DataError(f"`family` must be one of {', '.join(FAMILIES)}; got {family!r}. Choose one of these.")
    return globals()[f"_{family}"](task == "classification", capacity, seed)


def with_words(features: pl.DataFrame) -> pd.DataFrame:
    """The columns as pandas, for CatBoost: words stay words, and a gap among them is a word of its own."""
    words = features.select(~select.numeric()).columns
    return features.with_columns(select.by_name(words).cast(pl.String).fill_null(MISSING)).to_pandas()


def _linear(classes: bool, capacity: Capacity, seed: int) -> Any:
    from sklearn.linear_model import LogisticRegression, Ridge

    return LogisticRegression(max_iter=1000) if classes else Ridge()


def _tree(classes: bool, capacity: Capacity, seed: int) -> Any:
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

    kind = DecisionTreeClassifier if classes else DecisionTreeRegressor
    return kind(max_depth=capacity.depth or 8, min_samples_leaf=capacity.leaf or 1, random_state=seed)


def _forest(classes: bool, capacity: Capacity, seed: int) -> Any:
    from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

    kind = RandomForestClassifier if classes else RandomForestRegressor
    leaf = capacity.leaf or 3
    return kind(capacity.trees or 100, max_depth=capacity.depth, min_samples_leaf=leaf, n_jobs=1, random_state=seed)


def _xgboost(classes: bool, capacity: Capacity, seed: int) -> Any:
    from xgboost import XGBClassifier, XGBRegressor

    kind = XGBClassifier if classes else XGBRegressor
    depth = capacity.depth or 5
    return kind(n_estimators=capacity.trees or 200, max_depth=depth, learning_rate=0.1, n_jobs=1, random_state=seed)


def _catboost(classes: bool, capacity: Capacity, seed: int) -> Any:
    from catboost import CatBoostClassifier, CatBoostRegressor

    kind = CatBoostClassifier if classes else CatBoostRegressor
    return kind(
        iterations=capacity.trees or 200,
        depth=capacity.depth or 6,
        random_seed=seed,
        thread_count=1,
        verbose=False,
        allow_writing_files=False,  # it would leave a folder `catboost_info` beside the notebook
    )


def _mlp(classes: bool, capacity: Capacity, seed: int) -> Any:
    from sklearn.compose import TransformedTargetRegressor
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    from sklearn.preprocessing import StandardScaler

    kind = MLPClassifier if classes else MLPRegressor
    network = kind(
        hidden_layer_sizes=(capacity.width,),
        learning_rate_init=0.003,
        alpha=0.01,
        tol=0.005,  # it stops when three passes over the rows in a row gain no more
        n_iter_no_change=3,
        max_iter=500,
        random_state=seed,
    )
    return network if classes else TransformedTargetRegressor(network, transformer=StandardScaler())

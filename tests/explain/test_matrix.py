"""Many wrappers, models and tables: contributions add up to what the model itself says, or it is refused in words."""

from __future__ import annotations

import warnings
from itertools import product

import numpy as np
import pandas as pd
import polars as pl
import pytest
from scipy import sparse
from scipy.special import expit, logit
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import TransformedTargetRegressor, make_column_transformer
from sklearn.ensemble import (
    ExtraTreesRegressor,
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
    VotingRegressor,
)
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import FunctionTransformer, MinMaxScaler, OneHotEncoder, OrdinalEncoder, StandardScaler
from sklearn.tree import DecisionTreeRegressor
from xgboost import XGBClassifier, XGBRegressor, XGBRFRegressor

from tests.explain.brute_force import shapley
from workbench.errors import ExplainError
from workbench.explain import explain
from workbench.threads import one_processor

ROWS = 120
NUMBERS = ["price", "lag__price", "a_b"]
LEVELS = {"a": ["b_1", "c"], "kind": ["x", "y", "z"]}
WORDS = list(LEVELS)  # "a" with the word "b_1" makes a column "a_b_1", and there is "a_b"


def people():
    random = np.random.default_rng(0)
    words = {word: random.choice(levels, ROWS) for word, levels in LEVELS.items()}
    numbers = {"price": random.normal(size=ROWS), "lag__price": random.normal(size=ROWS)}
    return pd.DataFrame({**numbers, **words, "a_b": random.integers(0, 5, ROWS).astype(float)})


FRAME = people()
SCORE = (
    FRAME["price"].to_numpy() * FRAME["lag__price"].to_numpy()
    + (FRAME["kind"] == "x").to_numpy() * FRAME["a_b"].to_numpy()
    + np.random.default_rng(1).normal(0, 0.1, ROWS)
)
YES = (np.median(SCORE) < SCORE).astype(int)

TABLES = {  # each made of a frame of pandas
    "polars": pl.from_pandas,
    "pandas": lambda frame: frame,
    "categories": lambda frame: frame.assign(**{word: pd.Categorical(frame[word], LEVELS[word]) for word in WORDS}),
    "polars numbers": lambda frame: pl.from_pandas(frame[NUMBERS]),
    "pandas numbers": lambda frame: frame[NUMBERS],
    "array": lambda frame: frame[NUMBERS].to_numpy(),
    "array with gaps": lambda frame: np.where(frame[NUMBERS] > 1.2, np.nan, frame[NUMBERS]),
    "sparse": lambda frame: sparse.csr_matrix(frame[NUMBERS].to_numpy()),
}
REGRESSORS = {
    "ridge": Ridge,
    "tree": lambda: DecisionTreeRegressor(max_depth=4, random_state=0),
    "forest": lambda: RandomForestRegressor(5, max_depth=4, random_state=0),
    "extra trees": lambda: ExtraTreesRegressor(5, max_depth=4, random_state=0),
    "boosting": lambda: HistGradientBoostingRegressor(
        max_iter=5, min_samples_leaf=5, categorical_features="from_dtype"
    ),
    "xgboost": lambda: XGBRegressor(n_estimators=5, max_depth=3, n_jobs=1, enable_categorical=True),
    "xgboost forest": lambda: XGBRFRegressor(n_estimators=5, max_depth=3, n_jobs=1),
    "parallel": lambda: XGBRegressor(n_estimators=3, num_parallel_tree=2, max_depth=3, n_jobs=1),
    "neighbours": lambda: KNeighborsRegressor(3),
    "voting": lambda: VotingRegressor([("a", Ridge()), ("b", DecisionTreeRegressor(max_depth=3, random_state=0))]),
}
CLASSIFIERS = {
    "logistic": LogisticRegression,
    "forest": lambda: RandomForestClassifier(5, max_depth=4, random_state=0),
    "boosting": lambda: GradientBoostingClassifier(n_estimators=5, random_state=0),
    "binned boosting": lambda: HistGradientBoostingClassifier(max_iter=5, min_samples_leaf=5),
    "xgboost": lambda: XGBClassifier(n_estimators=5, max_depth=3, n_jobs=1),
    "calibrated": lambda: CalibratedClassifierCV(LogisticRegression(), cv=2, ensemble=False),
}


def neighbours_added(columns):
    return np.cumsum(columns, axis=1)


def encoder(table, one_hot=False):
    if not hasattr(table, "columns") or "kind" not in table.columns:
        return StandardScaler(with_mean=not sparse.issparse(table))
    words = OneHotEncoder(sparse_output=False) if one_hot else OrdinalEncoder()
    return make_column_transformer((words, WORDS), remainder="passthrough")


WRAPPERS = {
    "alone": lambda model, table: model,
    "encoder": lambda model, table: make_pipeline(encoder(table), model),
    "one-hot": lambda model, table: make_pipeline(encoder(table, one_hot=True), model),
    "two steps": lambda model, table: make_pipeline(encoder(table), MinMaxScaler(), model),
    "search around a pipeline": lambda model, table: GridSearchCV(make_pipeline(encoder(table), model), {}, cv=2),
    "search in a pipeline": lambda model, table: make_pipeline(encoder(table), GridSearchCV(model, {}, cv=2)),
    "pipeline in a pipeline": lambda model, table: make_pipeline(encoder(table), make_pipeline(MinMaxScaler(), model)),
    "function": lambda model, table: make_pipeline(encoder(table), FunctionTransformer(np.abs), model),
    "function that mixes": lambda model, table: make_pipeline(
        encoder(table), FunctionTransformer(neighbours_added), model
    ),
    "union": lambda model, table: make_pipeline(
        encoder(table), FeatureUnion([("a", MinMaxScaler()), ("b", FunctionTransformer(np.abs))]), model
    ),
    "logarithm of the target": lambda model, table: TransformedTargetRegressor(
        make_pipeline(encoder(table), model), func=np.arcsinh, inverse_func=np.sinh
    ),
}

CASES = list(product(WRAPPERS, (*(f"{name}, value" for name in REGRESSORS), *CLASSIFIERS), TABLES))
REFUSED = {  # what may be refused, and when
    "Every encoded column must come from one feature": lambda wrapper, table, alone: wrapper == "function that mixes",
    "`background` must be given to explain": lambda wrapper, table, alone: alone,
    "Contributions must add up to the answers of the model": lambda wrapper, table, alone: alone,
    "must have a value in every cell": lambda wrapper, table, alone: table == "array with gaps",
}


def fitted(wrapper, kind, table):
    """The model and its answers as a function of a table; None if scikit-learn or XGBoost does not take the table."""
    number = kind.endswith(", value")
    model = REGRESSORS[kind.removesuffix(", value")]() if number else CLASSIFIERS[kind]()
    if not number and wrapper == "logarithm of the target":
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = WRAPPERS[wrapper](model, table).fit(table, SCORE if number else YES)
            answer = model.predict if number else lambda rows: model.predict_proba(rows)[:, 1]
            answer(table)
    except (ValueError, TypeError):
        return None
    except KeyError as problem:
        assert "string" in str(problem)  # XGBoost looks up how to read a column of words, and knows no way
        return None
    return model, lambda rows: np.asarray(answer(rows), float)


def definition(answer, make, frame, row, background, output):
    """Shapley values by trying every subset of the features."""
    names = [name for name in frame.columns if name in NUMBERS or make(frame[:1]).shape[1] == frame.shape[1]]

    def worth(known):
        mixed = background.assign(**{names[i]: frame[names[i]].iloc[row] for i in known})
        answers = answer(make(mixed))
        return float(np.mean(logit(answers) if output == "log-odds" else answers))

    return shapley(worth, len(names))


def verdict(wrapper, kind, table, compare):
    """ "none" if there is no such model, "refused", "estimated", or "exact"; an explanation that is wrong fails."""
    make = TABLES[table]
    made = fitted(wrapper, kind, make(FRAME))
    if made is None:
        return "none"
    model, answer = made
    X, background = FRAME[:6], FRAME[60:80]
    found = None
    for compared in (None, make(background)):
        try:
            found = explain(model, make(X), compared)
        except ExplainError as refusal:
            reasons = [
                text
                for text, allowed in REFUSED.items()
                if text in str(refusal) and allowed(wrapper, table, compared is None)
            ]
            assert reasons and "\n" not in str(refusal), f"{wrapper}, {kind}, {table}: {refusal}"
            found = None
            continue
        assert wrapper != "function that mixes"
        total = found.base_values + found.values.sum(1)
        told = expit(total) if found.method.output == "log-odds" else total
        if found.method.exact or found.method.name != "GradientExplainer":
            np.testing.assert_allclose(told, answer(make(X)), atol=2e-5, err_msg=f"{wrapper}, {kind}, {table}")
    if found is None:
        return "refused"
    if (
        compare and found.method.exact and wrapper not in ("one-hot", "union")
    ):  # there, columns are players of their own
        oracle = definition(answer, make, FRAME, 2, background, found.method.output)
        np.testing.assert_allclose(found.values[2], oracle, atol=5e-5, err_msg=f"{wrapper}, {kind}, {table}")
    return "exact" if found.method.exact else "estimated"


@pytest.fixture(autouse=True)
def quiet():
    with one_processor():  # threads of tiny models wait for each other
        yield


@pytest.mark.parametrize("wrapper", WRAPPERS)
def test_an_explanation_adds_up_to_the_answer_or_is_refused(wrapper, long):
    cases = [case for case in CASES if case[0] == wrapper]
    chosen = (
        cases if long else [cases[i] for i in np.random.default_rng(len(wrapper)).choice(len(cases), 3, replace=False)]
    )
    verdicts = [verdict(*case, compare=long or i % 2 == 0) for i, case in enumerate(chosen)]
    if long:
        assert verdicts.count("refused" if wrapper == "function that mixes" else "exact") > 20

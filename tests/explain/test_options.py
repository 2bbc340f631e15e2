"""What a learner may get wrong when asking for an explanation: one sentence each, with what to do."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from workbench.errors import ExplainError
from workbench.explain import Explainer, explain, what_if

X = np.random.default_rng(0).normal(size=(60, 3))
TWO = np.column_stack([X[:, 0], X[:, 1]])
LINEAR = LinearRegression().fit(X, X[:, 0])
FRAME = pl.DataFrame(X, schema=["age", "hours", "debt"], orient="row")


@pytest.mark.parametrize(
    ("model", "options", "sentence"),
    [
        (
            LogisticRegression(),
            {},
            "`model` must be fitted; this LogisticRegression is not. Call its `fit` first.",
        ),
        (
            make_pipeline(StandardScaler(), LinearRegression()),
            {},
            "`model` must be fitted; this Pipeline is not. Call its `fit` first.",
        ),
        (LINEAR, {"most": 1}, "`most` must be 2 or more; got 1. Leave it out to have one chosen."),
        (
            KNeighborsRegressor().fit(X, X[:, 0]),
            {"evaluations": -5},
            "`evaluations` must be 1 or more; got -5. Leave it out to have one chosen.",
        ),
        (
            LINEAR,
            {"units": ["years"]},
            '`units` must be a dict of names and units; got list. Pass it as in {"age": "years"}, or leave it out.',
        ),
    ],
)
def test_a_wrong_option_or_model_is_refused_in_a_sentence(model, options, sentence):
    with pytest.raises(ExplainError) as error:
        explain(model, X[:5], X[:50], **options)
    assert str(error.value) == sentence


@pytest.mark.parametrize("kind", [LinearRegression, RandomForestRegressor, KNeighborsRegressor])
def test_a_model_of_two_numbers_a_row_is_refused(kind):
    with pytest.raises(ExplainError) as error:
        explain(kind().fit(X, TWO), X[:5], X[:50])
    assert str(error.value) == (
        "`model` must answer with one number a row; got 2. Fit a model for each of them, and explain each."
    )


def test_a_background_without_some_columns_is_named():
    with pytest.raises(ExplainError) as error:
        explain(LINEAR, X[:5], X[:50, :2])
    assert str(error.value) == (
        "`background` must have 3 columns, as the model learned; got 2. Pass the features alone, without the target."
    )


def test_an_infinite_number_is_refused():
    with pytest.raises(ExplainError) as error:
        explain(LINEAR, np.array([[0.0, np.inf, 0.0]]), X[:50])
    assert str(error.value) == "`X` must hold finite numbers; 'Feature 1' holds an infinite one. Leave these rows out."


@pytest.mark.parametrize(
    ("row", "changes", "sentence"),
    [
        (pd.DataFrame(X[:1]), {}, "`row` must be a frame of Polars; got pandas. Pass `pl.DataFrame(row)`."),
        (
            FRAME[:1],
            {"age": "old"},
            "Each change must be a value such as its column holds; got {'age': 'old'}. Look at `row.schema`.",
        ),
    ],
)
def test_what_if_refuses_other_tables_and_words_for_numbers(row, changes, sentence):
    explainer = Explainer(LinearRegression().fit(FRAME, X[:, 0]), FRAME)
    with pytest.raises(ExplainError) as error:
        what_if(explainer, row, **changes)
    assert str(error.value) == sentence

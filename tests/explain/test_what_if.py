import numpy as np
import polars as pl
import pytest
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler
from xgboost import XGBClassifier

from workbench.cases import load
from workbench.errors import ExplainError
from workbench.explain import Explainer, nearest_other, what_if

NAMES = ["age", "occupation", "hours_per_week", "sex"]


@pytest.fixture(scope="module")
def income():
    case = load("income")
    return case.frame.select(NAMES)[:3000], case.frame[case.target].to_numpy()[:3000]


@pytest.fixture(scope="module")
def trees(income):
    encoder = make_column_transformer(
        (OrdinalEncoder(), ["occupation", "sex"]), ("passthrough", ["age", "hours_per_week"])
    )
    return make_pipeline(encoder, XGBClassifier(n_estimators=60, max_depth=4, n_jobs=1)).fit(*income)


@pytest.mark.parametrize("output", ["log-odds", "probability"])
def test_base_and_contributions_are_the_answer_of_trees_to_a_millionth(income, trees, output):
    explainer = Explainer(trees, income[0][:100], output=output)
    for i in range(100, 130):
        found = what_if(explainer, income[0][i], age=60, sex="Female")
        assert found.gap < 1e-6
        for explanation, answer in zip((found.before, found.after), found.answers, strict=True):
            assert explanation.base_values + explanation.values.sum() == pytest.approx(answer, abs=1e-6)


def test_the_answers_are_the_models_own(income, trees):
    row = income[0][150]
    found = what_if(Explainer(trees, income[0][:100], output="probability"), row, hours_per_week=20)
    changed = row.with_columns(hours_per_week=pl.lit(20, pl.Int64))
    expected = [trees.predict_proba(table)[0, 1] for table in (row, changed)]
    assert found.answers == pytest.approx(expected, abs=1e-6)
    assert list(found.after.data) == [row["age"][0], row["occupation"][0], 20, row["sex"][0]]


def test_the_moved_contributions_add_up_to_the_change_largest_first(income, trees):
    found = what_if(Explainer(trees, income[0][:100]), income[0][150], age=70, occupation="Sales")
    assert sum(found.moved.values()) == pytest.approx(found.answers[1] - found.answers[0], abs=1e-6)
    sizes = [abs(size) for size in found.moved.values()]
    assert sizes == sorted(sizes, reverse=True) and set(found.moved) == set(NAMES)


def test_in_a_model_without_interactions_only_the_changed_feature_moves(income):
    encoder = make_column_transformer(
        (OneHotEncoder(), ["occupation", "sex"]), (StandardScaler(), ["age", "hours_per_week"])
    )
    model = make_pipeline(encoder, LogisticRegression()).fit(*income)
    moved = what_if(Explainer(model, income[0][:100]), income[0][0], age=80).moved
    assert next(iter(moved)) == "age" and moved["age"] != 0
    assert {name for name, size in moved.items() if size} == {"age"}


def test_the_nearest_row_with_the_other_outcome_is_found_by_hand():
    frame = pl.DataFrame(
        {
            "age": [30, 32, 80, 31],
            "job": ["clerk", "nurse", "clerk", None],
            "same": [1, 1, 1, 1],
        }
    )
    # From age 30, clerk: row 1 differs by 2/50 + 1, row 2 by 50/50, row 3 by 1/50 + 1.
    row = {"age": 30, "job": "clerk", "same": 1}
    assert nearest_other(frame, row, np.array([False, True, True, True])) == 2
    assert nearest_other(frame, row, np.array([False, True, False, True])) == 3
    assert nearest_other(frame, {"age": 32, "job": None, "same": 1}, np.array([True, True, False, True])) == 3


MISTAKES = {
    "two rows": (
        lambda explainer, frame: what_if(explainer, frame[:2], age=30),
        "`row` must be a single row; got 2. Pass `frame[:1]`.",
    ),
    "an unknown fact": (
        lambda explainer, frame: what_if(explainer, frame[:1], height=180),
        "`height` must be one of age, occupation, hours_per_week, sex; it is not. Change one of these.",
    ),
    "nobody on the other side": (
        lambda explainer, frame: nearest_other(frame, frame.row(0, named=True), np.zeros(frame.height, bool)),
        "`other` must be true for at least one row; it is true for none. Move the threshold.",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_explained(income, trees, mistake):
    act, message = MISTAKES[mistake]
    with pytest.raises(ExplainError) as caught:
        act(Explainer(trees, income[0][:50]), income[0])
    assert str(caught.value) == message


def test_a_missing_number_is_far_from_every_known_one_and_near_to_another_gap():
    frame = pl.DataFrame({"age": [20, None, 40, 60], "job": ["a", "b", "b", "b"]})
    everyone = np.ones(4, bool)
    assert nearest_other(frame, {"age": 41, "job": "b"}, everyone) == 2
    assert nearest_other(frame, {"age": None, "job": "b"}, everyone) == 1

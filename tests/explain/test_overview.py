import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import polars as pl
import pytest
import shap
from sklearn.inspection import permutation_importance as sklearn_importance
from sklearn.pipeline import make_pipeline
from xgboost import XGBClassifier

from workbench.cases import load
from workbench.data.encode import make_encoder
from workbench.errors import ExplainError
from workbench.explain import explain, overview
from workbench.explain.methods import seeded

ROWS = 300


@pytest.fixture(scope="module")
def income():
    case = load("income")
    X, y = case.frame.select(case.features)[:2000], case.frame[case.target].to_numpy()[:2000]
    model = make_pipeline(make_encoder(X, "ordinal"), XGBClassifier(n_estimators=40, max_depth=4, n_jobs=1)).fit(X, y)
    return model, X, y, explain(model, X[:ROWS])


@pytest.fixture
def axes():
    figure, axes = plt.subplots()
    yield axes
    plt.close(figure)


@pytest.mark.parametrize("show", [4, 8, 12])
def test_the_swarm_is_that_of_shap(income, axes, show):
    explanation = income[3]
    with seeded(5):
        shap.plots.beeswarm(explanation, max_display=show, show=False, ax=axes, plot_size=None, color_bar=False)
    swarms = overview.beeswarm(explanation, show, seed=5)
    assert [text.get_text() for text in axes.get_yticklabels()] == [swarm.name for swarm in reversed(swarms)]
    theirs = [dots for dots in axes.collections if len(dots.get_offsets())]
    assert len(theirs) == len(swarms) == show
    for height, (dots, swarm) in enumerate(zip(theirs, reversed(swarms), strict=True)):
        np.testing.assert_allclose(dots.get_offsets()[:, 0], swarm.x)
        np.testing.assert_allclose(dots.get_offsets()[:, 1], height + swarm.y)
        if dots.get_array() is None:
            assert np.isnan(swarm.shade).all()  # words have no order and no colour
        else:
            np.testing.assert_allclose(dots.norm(dots.get_array()), swarm.shade)


def test_a_dot_knows_its_row(income):
    explanation = income[3]
    top = overview.beeswarm(explanation, 5)[0]
    column = list(explanation.feature_names).index(top.name)
    np.testing.assert_array_equal(explanation.values[top.row, column], top.x)


def test_importance_is_what_the_bars_of_shap_show(income, axes):
    explanation = income[3]
    shap.plots.bar(explanation, max_display=20, show=False, ax=axes)
    lengths = sorted((bar.get_width() for bar in axes.patches), reverse=True)
    np.testing.assert_allclose(sorted(overview.importance(explanation), reverse=True), lengths)


def without_ties(explanation, feature):
    """The same with this feature's values numbered in their order, equal ones as they come: no two are equal now."""
    table = pd.DataFrame(explanation.data, columns=explanation.feature_names).infer_objects()
    numbers = table.apply(lambda column: column if column.dtype.kind in "iuf" else column.rank(method="dense"))
    numbers[feature] = table[feature].rank(method="first")
    return shap.Explanation(explanation.values, data=numbers.to_numpy(float), feature_names=explanation.feature_names)


@pytest.mark.parametrize("feature", ["age", "occupation", "capital_gain"])
def test_dependence_shows_the_partner_that_shap_would_choose(income, axes, feature):
    explanation = income[3]
    found = overview.dependence(explanation, feature)
    numbered = without_ties(explanation, feature)  # shap sorts by the feature, and processors order ties differently
    shap.plots.scatter(numbered[:, feature], color=numbered, show=False, ax=axes)
    assert found.other in {axes.get_ylabel() for axes in axes.figure.axes}  # the label of the colour bar
    column = list(explanation.feature_names).index(feature)
    np.testing.assert_array_equal(found.y, explanation.values[:, column])
    np.testing.assert_array_equal(found.x, explanation.data[:, column])


def test_of_partners_that_tell_the_same_the_first_is_shown():
    random = np.random.default_rng(0)
    x, felt = random.normal(size=(2, 200))
    data = np.column_stack([np.zeros(200), x, 1.8 * felt + 32, felt, random.normal(size=200)])
    values = np.column_stack([np.zeros(200), x * felt, felt, felt, np.zeros(200)])
    for order in ([0, 1, 2, 3, 4], [0, 1, 3, 2, 4]):
        names = [["none", "x", "fahrenheit", "celsius", "noise"][i] for i in order]
        found = overview.dependence(shap.Explanation(values[:, order], data=data[:, order], feature_names=names), "x")
        assert found.other == names[2]
    assert overview.dependence(shap.Explanation(values, data=data, feature_names=names), "none").other == "x"
    one = shap.Explanation(values[:, [1]], data=data[:, [1]], feature_names=["x"])
    assert overview.dependence(one, "x").other == "x"


def test_shades_run_from_the_5th_to_the_95th_percentile():
    shades = overview.shades(np.arange(101.0))
    assert shades[[0, 5, 50, 95, 100]] == pytest.approx([0, 0, 0.5, 1, 1])
    rare = overview.shades(np.array([0.0] * 98 + [1, 2]))  # its 95th percentile is 0, its 99th 1.01
    np.testing.assert_allclose(rare, [0.0] * 98 + [1 / 1.01, 1])
    assert (overview.shades(np.ones(5)) == 0).all()
    assert np.isnan(overview.shades(np.array(["a", 1], dtype=object))).all()


def test_permutation_importance_is_that_of_scikit_learn(income):
    model, X, y, _ = income
    found = overview.permutation_importance(model, X[:200], y[:200], scoring="neg_log_loss", repeats=2, seed=3)
    theirs = sklearn_importance(
        model, X[:200].to_pandas(), y[:200], scoring="neg_log_loss", n_repeats=2, random_state=3
    ).importances_mean
    np.testing.assert_allclose(found, theirs)


def test_a_column_the_model_does_not_use_loses_nothing(income):
    _, X, y, _ = income
    alone = make_pipeline(make_encoder(X, "ordinal"), XGBClassifier(n_estimators=5, max_depth=1, n_jobs=1)).fit(X, y)
    credit, loss = (
        overview.importance(explain(alone, X[:200])),
        overview.permutation_importance(alone, X[:200], y[:200]),
    )
    assert (credit == 0).any()
    assert (loss[credit == 0] == 0).all()


def test_columns_that_tell_the_same_are_grouped():
    random = np.random.default_rng(0)
    a, b, c = random.normal(size=(3, 500))
    X = np.column_stack([a, b, a + 0.1 * c, c, 2 * a + 0.2 * b])
    assert overview.clusters(X, ["a", "b", "like a", "c", "twice a"]) == [["a", "like a", "twice a"]]
    assert overview.clusters(X[:, [1, 3]], ["b", "c"]) == []


def test_with_answers_columns_are_alike_that_predict_alike():
    random = np.random.default_rng(0)
    a, b = random.normal(size=(2, 200))
    X = np.column_stack([a, np.exp(a), b])  # the second is no straight line of the first
    assert overview.clusters(X, ["a", "bent a", "b"], y=a + b) == [["a", "bent a"]]


def test_felt_and_true_temperature_are_twins():
    case = load("bikes")
    numbers = [name for name in case.features if case.frame.schema[name] != pl.String]
    groups = overview.clusters(case.frame.select(numbers).to_numpy(), numbers)
    assert any({"temperature", "feels_like"} <= set(group) for group in groups)


def test_an_unknown_feature_is_named(income):
    explanation = income[3]
    with pytest.raises(ExplainError) as caught:
        overview.dependence(explanation, "height")
    assert str(caught.value) == (
        "`feature` must be one of age, workclass, education, education_num, marital_status, occupation, relationship, "
        "race, sex, capital_gain, capital_loss, hours_per_week; got 'height'. Choose one of these."
    )

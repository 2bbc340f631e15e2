from functools import cache

import numpy as np
import pandas as pd
import polars as pl
import pytest
import shap
from scipy.special import expit, logit
from sklearn.compose import TransformedTargetRegressor, make_column_transformer
from sklearn.decomposition import PCA
from sklearn.ensemble import (
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LinearRegression, LogisticRegression, PoissonRegressor
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler
from sklearn.svm import LinearSVC
from xgboost import XGBClassifier, XGBRegressor

from tests.explain.brute_force import interventional
from workbench.errors import ExplainError
from workbench.explain import Explainer, explain

NAMES = ["age", "job", "hours", "town", "debt"]
WORDS, NUMBERS = ["job", "town"], ["age", "hours", "debt"]


@cache
def made_up_people():
    """A table of 400 people, with words and numbers that act together."""
    random = np.random.default_rng(0)
    frame = pl.DataFrame(
        {
            "age": random.integers(18, 70, 400),
            "job": random.choice(["clerk", "nurse", "smith"], 400),
            "hours": random.integers(10, 60, 400),
            "town": random.choice(["north", "south", "east", "west"], 400),
            "debt": random.normal(size=400),
        }
    )
    nurse, north = (frame["job"] == "nurse").to_numpy(), (frame["town"] == "north").to_numpy()
    score = 0.05 * (frame["age"].to_numpy() - 40) + nurse * (frame["hours"].to_numpy() - 30) * 0.06
    score += north * frame["debt"].to_numpy() + random.normal(size=400)
    return frame, (score > 0).astype(int), score


@pytest.fixture
def people():
    return made_up_people()


def ordinal():
    return make_column_transformer((OrdinalEncoder(), WORDS), ("passthrough", NUMBERS))


def one_hot():
    return make_column_transformer((OneHotEncoder(sparse_output=False), WORDS), (StandardScaler(), NUMBERS))


CLASSIFIERS = {
    "xgboost": lambda: make_pipeline(ordinal(), XGBClassifier(n_estimators=15, max_depth=3, n_jobs=1)),
    "xgboost one-hot": lambda: make_pipeline(one_hot(), XGBClassifier(n_estimators=15, max_depth=3, n_jobs=1)),
    "forest": lambda: make_pipeline(ordinal(), RandomForestClassifier(10, max_depth=4, random_state=0)),
    "boosting": lambda: make_pipeline(ordinal(), GradientBoostingClassifier(n_estimators=10)),
    "logistic": lambda: make_pipeline(one_hot(), LogisticRegression()),
    "network": lambda: make_pipeline(one_hot(), MLPClassifier((6,), solver="lbfgs", max_iter=2000, random_state=0)),
}


@cache
def classifier(kind):
    frame, yes, _ = made_up_people()
    return CLASSIFIERS[kind]().fit(frame, yes)


REGRESSORS = {
    "xgboost": lambda: make_pipeline(ordinal(), XGBRegressor(n_estimators=15, max_depth=3, n_jobs=1)),
    "forest": lambda: make_pipeline(one_hot(), RandomForestRegressor(10, max_depth=4, random_state=0)),
    "boosting": lambda: make_pipeline(ordinal(), GradientBoostingRegressor(n_estimators=10)),
    "linear": lambda: make_pipeline(one_hot(), LinearRegression()),
    "of a logarithm": lambda: make_pipeline(
        ordinal(),
        TransformedTargetRegressor(
            LinearRegression(), func=lambda y: np.log(y + 9), inverse_func=lambda y: np.exp(y) - 9
        ),
    ),
}
CHOSEN = {  # and exact
    ("xgboost", "auto"): ("TreeExplainer", "log-odds"),
    ("forest", "auto"): ("TreeExplainer", "probability"),
    ("forest", "probability"): ("TreeExplainer", "probability"),
    ("boosting", "auto"): ("TreeExplainer", "log-odds"),
    ("logistic", "auto"): ("LinearExplainer", "log-odds"),
    ("logistic", "probability"): ("KernelExplainer", "probability"),
    ("network", "auto"): ("KernelExplainer", "probability"),
    ("network", "log-odds"): ("KernelExplainer", "log-odds"),
}


@pytest.mark.parametrize(("kind", "output"), CHOSEN, ids=[" as ".join(pair) for pair in CHOSEN])
def test_a_classifier_is_explained_as_the_definition_says(people, kind, output):
    frame, yes, _ = people
    model = classifier(kind)
    rows, background = frame[:3], frame[100:125]
    found = explain(model, rows, background, output=output)
    name, told = CHOSEN[kind, output]
    assert (found.method.name, found.method.output, found.method.exact) == (name, told, True)

    def answer(table):
        chance = model.predict_proba(table)[:, 1].astype(float)
        return chance if told == "probability" else logit(chance)

    for i in range(3):
        np.testing.assert_allclose(found.values[i], interventional(answer, rows[i], background, NAMES), atol=2e-5)
    np.testing.assert_allclose(found.base_values, answer(background).mean(), atol=1e-5)
    np.testing.assert_allclose(found.base_values + found.values.sum(1), found.answers, atol=1e-6)
    np.testing.assert_allclose(found.answers, answer(rows), atol=2e-5)


def test_columns_of_one_feature_are_players_of_their_own_to_trees_and_then_added_up(people):
    frame, yes, _ = people
    model = classifier("xgboost one-hot")
    encoded = pl.DataFrame(model[:-1].transform(frame), schema=[f"c{i}" for i in range(10)])
    found = explain(model, frame[:2], frame[100:115])
    for i in range(2):
        columns = interventional(
            lambda table: logit(model[-1].predict_proba(table.to_numpy())[:, 1].astype(float)),
            encoded[i],
            encoded[100:115],
            encoded.columns,
        )
        by_feature = [columns[7], columns[:3].sum(), columns[8], columns[3:7].sum(), columns[9]]
        np.testing.assert_allclose(found.values[i], by_feature, atol=2e-5)


def test_trees_of_log_odds_are_rescaled_to_probability_and_it_says_so(people):
    frame, yes, _ = people
    model = classifier("xgboost")
    found = explain(model, frame[:3], frame[100:125], output="probability")
    exact = explain(model, frame[:3], frame[100:125], output="probability", method="kernel")
    assert not found.method.exact and exact.method.exact
    assert "not quite Shapley's rule" in found.method.why
    np.testing.assert_allclose(found.base_values + found.values.sum(1), found.answers, atol=1e-6)
    np.testing.assert_allclose(found.answers, model.predict_proba(frame[:3])[:, 1], atol=1e-6)
    oracle = interventional(lambda table: model.predict_proba(table)[:, 1], frame[0], frame[100:125], NAMES)
    np.testing.assert_allclose(exact.values[0], oracle, atol=1e-5)
    assert 0 < np.abs(found.values - exact.values).max() < 0.1 * np.abs(exact.values).max()


@pytest.mark.parametrize("kind", REGRESSORS)
def test_a_regression_is_explained_as_the_definition_says(people, kind):
    frame, _, score = people
    model = REGRESSORS[kind]().fit(frame, score)
    rows, background = frame[:3], frame[100:125]
    found = explain(model, rows, background)
    assert found.method.output == "value" and found.method.exact
    for i in range(3):
        oracle = interventional(model.predict, rows[i], background, NAMES)
        np.testing.assert_allclose(found.values[i], oracle, atol=1e-5)
    np.testing.assert_allclose(found.base_values + found.values.sum(1), found.answers, atol=1e-6)
    np.testing.assert_allclose(found.answers, model.predict(rows), atol=1e-5)


@pytest.mark.parametrize("kind", ["xgboost", "forest", "boosting"])
def test_trees_without_a_background_are_explained_as_by_shap(people, kind):
    frame, yes, _ = people
    model = classifier(kind)
    found = explain(model, frame[:20])
    theirs = shap.TreeExplainer(model[-1])(model[:-1].transform(frame[:20]))
    values, base = theirs.values, theirs.base_values
    if values.ndim == 3:
        values, base = values[..., 1], base[..., 1]
    order = [NAMES.index(name) for name in (*WORDS, *NUMBERS)]  # the encoder puts words first
    np.testing.assert_allclose(found.values[:, order], values, atol=1e-6)
    np.testing.assert_allclose(found.base_values, base, atol=1e-6)
    assert "path-dependent" in found.method.why


def test_with_a_background_trees_are_explained_as_by_shap(people):
    frame, yes, _ = people
    model = classifier("xgboost")
    encode = model[:-1].transform
    for output, theirs in (("log-odds", "raw"), ("probability", "probability")):
        oracle = shap.TreeExplainer(model[-1], encode(frame[:60]), model_output=theirs)(encode(frame[60:80]))
        found = explain(model, frame[60:80], frame[:60], output=output)
        order = [NAMES.index(name) for name in (*WORDS, *NUMBERS)]
        np.testing.assert_allclose(found.values[:, order], oracle.values, atol=1e-7)


def test_a_value_beside_a_threshold_is_explained_by_the_branch_it_takes():
    """Halfway between 97.5 and 101.1 lies 99.29999924, and 99.3 above it; in single precision both are 99.30000305."""
    X, y = np.repeat([[97.5], [101.1]], 20, axis=0), np.repeat([0.0, 1.0], 20)
    model = RandomForestRegressor(5, random_state=0).fit(X, y)
    row = np.array([[99.3]])
    assert model.predict(row) == 1  # the upper branch, in scikit-learn
    for background in (X, None):
        found = explain(model, row, background)
        np.testing.assert_allclose(found.base_values + found.values.sum(1), model.predict(row), atol=1e-6)


def test_one_hot_columns_are_added_back_into_their_feature(people):
    frame, yes, _ = people
    model = classifier("logistic")
    seen = model[:-1].transform(frame)
    columns = model[-1].coef_[0] * (seen[:20] - seen[100:180].mean(0))  # jobs 3, towns 4, numbers 3
    found = explain(model, frame[:20], frame[100:180])
    np.testing.assert_allclose(found[:, "job"].values, columns[:, :3].sum(1))
    np.testing.assert_allclose(found[:, "town"].values, columns[:, 3:7].sum(1))
    np.testing.assert_allclose(found[:, "hours"].values, columns[:, 8])


def test_sampling_explainers_add_up_and_come_close_to_the_exact_values(people):
    frame, yes, _ = people
    model = classifier("network")
    exact = explain(model, frame[:5], frame[100:120])
    for method, evaluations in (("permutation", 500), ("kernel", 25)):
        found = explain(model, frame[:5], frame[100:120], method=method, evaluations=evaluations)
        assert not found.method.exact
        np.testing.assert_allclose(found.base_values + found.values.sum(1), found.answers, atol=1e-6)
        assert np.abs(found.values - exact.values).max() < 0.25 * np.abs(exact.values).max()


@pytest.mark.parametrize("method", ["permutation", "kernel"])
def test_sampling_leaves_numpys_random_state_as_it_was(people, method):
    frame, yes, _ = people
    model = classifier("logistic")
    np.random.seed(3)
    expected = np.random.random(3)
    np.random.seed(3)
    explain(model, frame[:2], frame[100:120], output="probability", method=method, evaluations=20)
    np.testing.assert_array_equal(np.random.random(3), expected)


def test_many_features_are_sampled():
    random = np.random.default_rng(0)
    X = random.normal(size=(200, 14))
    model = MLPClassifier((4,), solver="lbfgs", max_iter=2000, random_state=0).fit(X, X[:, 0] * X[:, 1] > 0)
    found = explain(model, X[:2], X[50:80])
    assert (found.method.name, found.method.exact) == ("PermutationExplainer", False)
    assert found.feature_names[0] == "Feature 0"
    np.testing.assert_allclose(found.base_values + found.values.sum(1), model.predict_proba(X[:2])[:, 1])


def test_trees_of_a_logarithm_are_not_taken_for_the_answer_itself(people):
    frame, yes, _ = people
    model = make_pipeline(ordinal(), XGBRegressor(n_estimators=10, objective="count:poisson", n_jobs=1))
    model.fit(frame, yes + 1)
    found = explain(model, frame[:3], frame[100:120])
    assert found.method.name == "KernelExplainer"
    np.testing.assert_allclose(found.base_values + found.values.sum(1), model.predict(frame[:3]), atol=1e-5)


def test_a_linear_model_of_a_logarithm_is_not_taken_for_linear(people):
    frame, yes, _ = people
    model = make_pipeline(one_hot(), PoissonRegressor()).fit(frame, yes + 1)
    found = explain(model, frame[:3], frame[100:120])
    assert found.method.name == "KernelExplainer"
    np.testing.assert_allclose(found.base_values + found.values.sum(1), model.predict(frame[:3]))


@pytest.mark.parametrize("kind", ["xgboost", "forest", "logistic", "network"])
@pytest.mark.parametrize("output", ["auto", "probability"])
def test_what_speaks_for_one_outcome_speaks_against_the_other(people, kind, output):
    frame, yes, _ = people
    model = classifier(kind)
    for background in (
        (frame[100:120], None) if kind in ("xgboost", "forest") and output == "auto" else (frame[100:120],)
    ):
        first, second = (explain(model, frame[:4], background, output=output, outcome=k) for k in (0, 1))
        np.testing.assert_allclose(first.values, -second.values, atol=1e-6)
        np.testing.assert_allclose(first.base_values + first.values.sum(1), first.answers, atol=1e-5)
        assert first.output_names == f"{first.method.output} of 0"


def test_of_many_outcomes_one_is_explained(people):
    frame, _, score = people
    thirds = np.digitize(score, np.quantile(score, (0.33, 0.66)))
    for classifier in (RandomForestClassifier(10, max_depth=4, random_state=0), LogisticRegression()):
        model = make_pipeline(one_hot(), classifier).fit(frame, np.array(["low", "middle", "high"])[thirds])
        found = explain(model, frame[:3], frame[100:115], outcome="middle")
        chances = model.predict_proba(frame[:3])[:, list(model.classes_).index("middle")]
        np.testing.assert_allclose(found.base_values + found.values.sum(1), chances, atol=1e-6)
        assert found.output_names == "probability of middle"


def test_the_whole_background_counts_up_to_a_limit_that_can_be_moved(people):
    frame, yes, _ = people
    model = classifier("forest")
    chances = model.predict_proba(frame[:250])[:, 1]
    assert explain(model, frame[:1], frame[:250], most=250).base_values[0] == pytest.approx(chances.mean())
    thinned = explain(model, frame[:1], frame[:250])
    assert "100 background rows" in thinned.method.why
    assert thinned.base_values[0] == pytest.approx(chances.mean(), abs=4 * chances.std() / 10)


def test_frames_and_arrays_give_the_same(people):
    frame, _, score = people
    polars = frame.select(NUMBERS)
    pandas, numpy = polars.to_pandas(), polars.to_numpy()
    for make in (lambda: RandomForestRegressor(5, random_state=0), lambda: XGBRegressor(n_estimators=5, n_jobs=1)):
        expected = explain(make().fit(numpy, score), numpy[:5], numpy[50:90]).values
        for table in (polars, pandas):
            found = explain(make().fit(table, score), table[:5], table[50:90])
            np.testing.assert_allclose(found.values, expected, atol=1e-6)
            assert list(found.feature_names) == NUMBERS
        named = explain(make().fit(numpy, score), polars[:5])  # the model has no names, the table has
        assert list(named.feature_names) == NUMBERS


def test_units_stand_beside_the_names_and_missing_words_are_named(people):
    frame, yes, _ = people
    gaps = frame.with_columns(pl.when(pl.col("age") > 60).then(None).otherwise(pl.col("job")).alias("job"))
    model = make_pipeline(ordinal(), XGBClassifier(n_estimators=5, n_jobs=1)).fit(gaps, yes)
    found = explain(model, gaps, units={"age": "years", "hours": "", "debt": "€"})
    assert list(found.feature_names) == ["age (years)", "job", "hours", "town", "debt (€)"]
    assert set(found.data[:, 1]) == {"clerk", "nurse", "smith", "missing"}
    np.testing.assert_allclose(found.base_values + found.values.sum(1), found.answers, atol=1e-5)


def test_the_pictures_of_shap_take_the_explanation(people):
    import matplotlib.pyplot as plt

    frame, yes, _ = people
    gaps = frame.with_columns(pl.when(pl.col("age") > 60).then(None).otherwise(pl.col("job")).alias("job"))
    found = explain(make_pipeline(ordinal(), XGBClassifier(n_estimators=5, n_jobs=1)).fit(gaps, yes), gaps)
    shap.plots.waterfall(found[0], show=False)
    shap.plots.bar(found, show=False)
    shap.plots.beeswarm(found, show=False, plot_size=None)
    for name in ("age", "job"):
        shap.plots.scatter(found[:, name], color=found, show=False)
    assert found[0].output_names == "log-odds of 1"
    plt.close("all")


def test_it_says_which_explainer_it_took_and_why(people):
    frame, yes, _ = people
    model = classifier("logistic")
    assert str(Explainer(model, frame[:50]).method) == (
        "LinearExplainer: the answer is a weighted sum of the columns, and the background gives the mean of each. "
        "Contributions are exact, in units of log-odds."
    )
    assert str(Explainer(model, frame[:50], output="probability").method) == (
        "KernelExplainer: it works for any model; its 5 features have 30 subsets, and all of them are tried. "
        "Contributions are exact, in units of probability."
    )
    assert str(Explainer(model, frame[:50], method="kernel", evaluations=20).method) == (
        "KernelExplainer: it works for any model; its 5 features have 30 subsets, and 20 of them are tried. "
        "Contributions are estimated, in units of probability."
    )


def test_the_answers_can_be_had_alone(people):
    frame, yes, _ = people
    model = classifier("xgboost")
    np.testing.assert_allclose(
        expit(Explainer(model, frame[:50]).predict(frame)), model.predict_proba(frame)[:, 1], atol=1e-6
    )


class Nothing:
    """No model at all."""


def fit(kind, people, columns=NAMES):
    frame, yes, score = people
    if kind == "forest of numbers":
        return RandomForestRegressor(3, random_state=0).fit(frame.select(NUMBERS), score)
    if kind == "numbers without names":
        return LinearRegression().fit(frame.select(NUMBERS).to_numpy(), score)
    if kind == "support vectors":
        return make_pipeline(one_hot(), LinearSVC()).fit(frame, yes)
    if kind == "mixed":
        return make_pipeline(one_hot(), PCA(2), LogisticRegression()).fit(frame, yes)
    if kind == "three":
        thirds = np.digitize(score, np.quantile(score, (0.33, 0.66)))
        return make_pipeline(one_hot(), LogisticRegression()).fit(frame, thirds)
    if kind == "sure":
        return make_pipeline(one_hot(), RandomForestClassifier(1, random_state=0)).fit(frame, yes)
    return classifier(kind)


MISTAKES = {
    "no model": (
        lambda people: explain(Nothing(), people[0]),
        "`model` must have `predict`, or be a torch module; got Nothing. Pass a fitted model.",
    ),
    "unknown method": (
        lambda people: explain(fit("forest", people), people[0], method="magic"),
        "`method` must be one of auto, tree, linear, kernel, permutation, deep, gradient; got 'magic'. "
        "Leave it out to have one chosen.",
    ),
    "another order": (
        lambda people: explain(fit("forest", people), people[0].select(reversed(NAMES))),
        "`X` must have the columns the model learned, in the same order: age, job, hours, town, debt; "
        "got debt, town, hours, job, age. Pass `X[list(model.feature_names_in_)]`.",
    ),
    "background in another order": (
        lambda people: explain(fit("forest", people), people[0], people[0].select(reversed(NAMES))),
        "`background` must have the columns the model learned, in the same order: age, job, hours, town, debt; "
        "got debt, town, hours, job, age. Pass `background[list(model.feature_names_in_)]`.",
    ),
    "too many columns": (
        lambda people: explain(fit("forest of numbers", people), np.ones((2, 4))),
        "`X` must have 3 columns, as the model learned; got 4. Pass the features alone, without the target.",
    ),
    "one row without its brackets": (
        lambda people: explain(fit("forest of numbers", people), np.ones(3)),
        "`X` must be a table with at least one row; got shape (3,). Pass `X[:1]` for one row.",
    ),
    "no rows": (
        lambda people: explain(fit("forest", people), people[0][:0]),
        "`X` must be a table with at least one row; got shape (0, 5). Pass `X[:1]` for one row.",
    ),
    "words": (
        lambda people: explain(
            fit("numbers without names", people),
            pd.DataFrame({"age": [1, 2], "job": ["clerk", "smith"], "debt": [0, 1]}),
            np.ones((5, 3)),
        ),
        "Every column of `X` must hold numbers; 'Feature 1' holds 'clerk'. "
        "Put an encoder before the model, both in one scikit-learn Pipeline; or, if the model learned categories, "
        "make this column one.",
    ),
    "missing numbers": (
        lambda people: explain(
            fit("numbers without names", people),
            np.array([[1, 2, 3], [1, np.nan, 3], [np.nan, np.nan, 3]]),
            np.eye(3),
        ),
        "`X` must have a value in every cell; got 2 rows without one, the first column of them 'Feature 0'. "
        "Fill the gaps or leave these rows out.",
    ),
    "one row to compare with": (
        lambda people: explain(fit("forest", people), people[0], people[0][:1]),
        "`background` must have at least 2 rows, better 50 to 200; got 1. With a single row every contribution says "
        "only how X differs from that one. Pass random rows of the training data.",
    ),
    "no rows to compare with": (
        lambda people: explain(fit("logistic", people), people[0][:5], output="log-odds"),
        "`background` must be given to explain the log-odds of LogisticRegression; got None. "
        "Pass 50 to 200 random rows of the training data.",
    ),
    "an output it has not": (
        lambda people: explain(fit("logistic", people), people[0][:5], people[0], output="value"),
        "`output` must be 'log-odds' or 'probability' for this model; got 'value'. Leave it out.",
    ),
    "infinite log-odds": (
        lambda people: explain(fit("sure", people), people[0][:5], people[0], output="log-odds"),
        "`output` must be 'probability' for a model that is sometimes quite sure; got 'log-odds', which are infinite "
        'at a probability of 0 or 1. Pass `output="probability"`.',
    ),
    "an explainer that does not fit": (
        lambda people: explain(fit("network", people), people[0][:5], people[0], method="tree"),
        "`method` must be 'auto', 'kernel' or 'permutation' to explain the probability of MLPClassifier; got 'tree'. "
        "Leave it out.",
    ),
    "no probabilities": (
        lambda people: explain(fit("support vectors", people), people[0][:5], people[0]),
        "A classifier must give probabilities (`predict_proba`) to be explained; LinearSVC does not. "
        "Wrap it in scikit-learn's CalibratedClassifierCV.",
    ),
    "an outcome left open": (
        lambda people: explain(fit("three", people), people[0][:5], people[0]),
        "`outcome` must be one of 0, 1, 2; got None. Say which one to explain.",
    ),
    "features that are mixed": (
        lambda people: explain(fit("mixed", people), people[0][:5], people[0]),
        "Every encoded column must come from one feature; 'pca0' comes from none of age, job, hours, town, debt. "
        "Explain the last step alone: `explain(model[-1], model[:-1].transform(X))`.",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_explained(people, mistake):
    act, message = MISTAKES[mistake]
    with pytest.raises(ExplainError) as caught:
        act(people)
    assert str(caught.value) == message


def test_a_logistic_regression_that_is_quite_sure_still_adds_up_in_log_odds():
    random = np.random.default_rng(0)
    X = random.normal(size=(200, 2))
    model = LogisticRegression(C=1e4).fit(X, X[:, 0] > 0)
    far = np.array([[60.0, 0.0], [-60.0, 0.0]])
    assert model.predict_proba(far)[0, 1] == 1.0
    for outcome, sign in ((True, 1), (False, -1)):
        found = explain(model, far, X[:50], output="log-odds", outcome=outcome)
        assert found.method.name == "LinearExplainer"
        assert found.answers == pytest.approx(sign * model.decision_function(far))
        assert found.base_values + found.values.sum(1) == pytest.approx(found.answers)


def test_a_category_belongs_to_its_feature_though_another_name_begins_alike():
    random = np.random.default_rng(0)
    frame = pl.DataFrame(
        {
            "home": random.choice(["city_a", "village"], 300),
            "home_city": random.choice(["x", "y"], 300),
        }
    )
    model = make_pipeline(make_column_transformer((OneHotEncoder(), frame.columns)), LogisticRegression())
    model.fit(frame, frame["home"] == "village")
    strengths = np.abs(explain(model, frame[:40], frame[:50]).values).mean(0)
    assert strengths[0] > 10 * strengths[1]


def test_a_category_whose_column_could_be_named_after_two_features_goes_to_its_own():
    random = np.random.default_rng(0)
    frame = pl.DataFrame({"home": random.choice(["city_a", "b"], 200), "home_city": random.choice(["a", "c"], 200)})
    model = make_pipeline(make_column_transformer((OneHotEncoder(), frame.columns)), LogisticRegression())
    model.fit(frame, (frame["home"] == "b").to_numpy() | (random.random(200) < 0.3))
    seen = model[:-1].transform(frame)  # home_b, home_city_a of `home`, then home_city_a, home_city_c
    columns = model[-1].coef_[0] * (seen[:9] - seen[:50].mean(0))
    found = explain(model, frame[:9], frame[:50], output="log-odds")
    np.testing.assert_allclose(found.values, np.column_stack([columns[:, :2].sum(1), columns[:, 2:].sum(1)]))


@pytest.mark.parametrize("method", ["auto", "kernel", "permutation"])
def test_a_column_that_the_encoder_drops_has_no_credit(method):
    frame, y, _ = made_up_people()
    frame = frame.with_columns(number=pl.int_range(400))
    words, numbers = (OneHotEncoder(sparse_output=False), WORDS), ("passthrough", NUMBERS)
    model = make_pipeline(make_column_transformer(words, numbers), LogisticRegression(max_iter=5000)).fit(frame, y)
    found = explain(model, frame[:10], frame[:30], method=method)
    assert found.values.shape == (10, 6) and not found.values[:, 5].any()

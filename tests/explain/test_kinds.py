"""Models and tables that shap does not take as they are: explained by the definition, or refused in a sentence."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
import torch
import xgboost
from scipy import sparse
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingRegressor, RandomForestClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.multioutput import ClassifierChain, MultiOutputClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, Normalizer, OneHotEncoder, OrdinalEncoder, StandardScaler
from torch import nn
from xgboost import XGBClassifier, XGBRegressor

from tests.explain.brute_force import shapley
from workbench.errors import ExplainError
from workbench.explain import Explainer, explain
from workbench.explain.tables import known_values
from workbench.threads import one_processor

random = np.random.default_rng(0)
X = random.normal(size=(200, 3))
SCORE = X[:, 0] * X[:, 1] + X[:, 2]
YES = (SCORE > 0).astype(int)
BACKGROUND = X[100:130]


@pytest.fixture(autouse=True)
def quiet():
    with one_processor():  # threads of tiny models wait for each other
        yield


def definition(answer, row, background):
    """Shapley values of one row by trying every subset of the columns."""

    def worth(known):
        mixed = background.copy()
        mixed[:, list(known)] = row[list(known)]
        return float(np.mean(answer(mixed)))

    return shapley(worth, len(row))


def test_a_name_with_two_underscores_keeps_its_credit():
    frame = pl.DataFrame({"price": X[:, 0], "lag__price": X[:, 1]})
    model = make_pipeline(StandardScaler(), LinearRegression()).fit(frame, 3 * X[:, 0] + X[:, 1])
    found = explain(model, frame[:5], frame[50:100])
    np.testing.assert_allclose(found.values, [3, 1] * (X[:5, :2] - X[50:100, :2].mean(0)))


@pytest.mark.parametrize("step", [StandardScaler(), FunctionTransformer(np.abs), FunctionTransformer()])
def test_a_pipeline_fitted_on_an_array_is_explained_column_by_column(step):
    model = make_pipeline(step, LogisticRegression()).fit(X, YES)
    found = explain(model, X[:5], BACKGROUND, output="log-odds")
    seen = model[0].transform(X)
    np.testing.assert_allclose(found.values, model[1].coef_[0] * (seen[:5] - seen[100:130].mean(0)))


def test_a_search_around_a_pipeline_is_explained_as_the_pipeline_it_found():
    frame = pl.DataFrame({"a": X[:, 0], "job": random.choice(["x", "y"], 200)})
    encoder = make_column_transformer((OneHotEncoder(), ["job"]), remainder="passthrough")
    search = GridSearchCV(make_pipeline(encoder, LogisticRegression()), {"logisticregression__C": [0.1, 1]}, cv=2)
    search.fit(frame, YES)
    found, expected = (explain(model, frame[:5], frame[:50]) for model in (search, search.best_estimator_))
    np.testing.assert_array_equal(found.values, expected.values)


@pytest.mark.parametrize("kind", ["alone", "in a pipeline", "categories alone"])
def test_boosting_with_categories_is_explained_where_shap_reads_a_rare_one_as_a_number(kind):
    own = np.random.default_rng(0)
    frame = pd.DataFrame({"shop": own.choice(3, 150, p=[0.45, 0.45, 0.1]), "price": own.normal(size=150)})
    if kind == "categories alone":
        frame["price"] = own.choice(3, 150, p=[0.45, 0.45, 0.1])
    y = np.array([5, 0, 4.9])[frame["shop"]] + own.normal(0, 0.1, 150)
    both = [0, 1] if kind == "categories alone" else [0]
    trees = HistGradientBoostingRegressor(max_iter=10, min_samples_leaf=3, categorical_features=both)
    encoder = make_column_transformer((OrdinalEncoder(), ["shop"]), remainder="passthrough")
    model = (make_pipeline(encoder, trees) if kind == "in a pipeline" else trees).fit(frame, y)
    rows, background = frame[:25], frame[frame["shop"] < 2][60:80]  # the third shop is only among the rows to explain
    found = explain(model, rows, background)
    np.testing.assert_allclose(found.base_values + found.values.sum(1), model.predict(rows), atol=1e-6)

    def answer(mixed):
        return model.predict(pd.DataFrame(mixed, columns=frame.columns))

    for row in np.flatnonzero(rows["shop"] == 2)[:3]:
        oracle = definition(answer, rows.to_numpy(float)[row], background.to_numpy(float))
        np.testing.assert_allclose(found.values[row], oracle, atol=1e-6)
    with pytest.raises(ExplainError, match="`background` must be given to explain the value of Hist"):
        explain(model, rows)


def margins(booster, rows):
    return booster.predict(xgboost.DMatrix(rows), output_margin=True)


@pytest.mark.parametrize("objective", ["binary:logistic", "reg:squarederror", "multi:softprob"])
@pytest.mark.parametrize("background", [None, BACKGROUND], ids=["alone", "compared"])
def test_a_booster_is_explained_with_all_trees_that_it_uses_though_it_stopped_early(objective, background):
    several = objective == "multi:softprob"
    y = {"binary:logistic": YES, "multi:softprob": np.digitize(SCORE, [-0.5, 0.5])}.get(objective, SCORE)
    settings = {"objective": objective, "max_depth": 3, "nthread": 1, **({"num_class": 3} if several else {})}
    data = xgboost.DMatrix(X[:150], y[:150])
    late = [(xgboost.DMatrix(X[150:], y[150:]), "late")]
    booster = xgboost.train(settings, data, 30, evals=late, early_stopping_rounds=2, verbose_eval=False)
    if several:
        if background is None:
            return
        found = explain(booster, X[:5], background, outcome=2)
        chance = booster.predict(xgboost.DMatrix(X[:5]))[:, 2]
        assert found.output_names == "probability of 2"
        return np.testing.assert_allclose(found.base_values + found.values.sum(1), chance, atol=1e-5)
    found = explain(booster, X[:5], background)
    if background is None:
        oracle = booster.predict(xgboost.DMatrix(X[:5]), pred_contribs=True)[:, :-1]
    else:
        oracle = [definition(lambda mixed: margins(booster, mixed), row, background) for row in X[:5]]
    np.testing.assert_allclose(found.values, oracle, atol=1e-5)
    np.testing.assert_allclose(found.base_values + found.values.sum(1), margins(booster, X[:5]), atol=1e-5)


def test_a_booster_that_names_classes_is_refused():
    settings = {"objective": "multi:softmax", "num_class": 3, "nthread": 1}
    booster = xgboost.train(settings, xgboost.DMatrix(X, np.digitize(SCORE, [-0.5, 0.5])), 3)
    with pytest.raises(ExplainError) as caught:
        explain(booster, X[:5], BACKGROUND)
    assert str(caught.value) == (
        "`model` must give a probability for each class; with the objective 'multi:softmax' it gives the number of one "
        "class. Train it with 'multi:softprob'."
    )


TWO = np.column_stack([YES, X[:, 0] > 0]).astype(int)
SEVERAL_LABELS = {
    "forest": lambda: RandomForestClassifier(3, random_state=0),
    "one model each": lambda: MultiOutputClassifier(LogisticRegression()),
    "chain": lambda: ClassifierChain(LogisticRegression()),
    "network": lambda: MLPClassifier((3,), alpha=1.0, solver="lbfgs", max_iter=5000, random_state=0),
    "xgboost": lambda: XGBClassifier(n_estimators=2, n_jobs=1),
    "numbers": lambda: LinearRegression(),
    "trees of numbers": lambda: XGBRegressor(n_estimators=2, n_jobs=1, multi_strategy="multi_output_tree"),
    "behind a step": lambda: make_pipeline(StandardScaler(), RandomForestClassifier(3, random_state=0)),
}


@pytest.mark.parametrize("kind", SEVERAL_LABELS)
@pytest.mark.parametrize("background", [None, BACKGROUND], ids=["alone", "compared"])
def test_several_labels_are_refused(kind, background):
    model = SEVERAL_LABELS[kind]().fit(X, TWO)
    with pytest.raises(ExplainError) as caught:
        explain(model, X[:4], background)
    assert str(caught.value) == (
        "`model` must answer with one number a row; got 2. Fit a model for each of them, and explain each."
    )


def embedding():
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return nn.Sequential(nn.Embedding(6, 4), nn.Flatten(), nn.Linear(8, 4), nn.Tanh(), nn.Linear(4, 1))


def test_a_network_that_begins_with_an_embedding_is_asked_from_outside():
    model, rows = embedding(), random.integers(0, 6, (40, 2))
    for table in (rows, rows.astype(float), torch.tensor(rows)):
        found = explain(model, table[:3], table[10:])
        assert (found.method.name, found.method.exact) == ("KernelExplainer", True)

        def answer(mixed):
            with torch.no_grad():
                return model(torch.tensor(mixed.astype(int))).numpy()[:, 0]

        for i in range(3):
            np.testing.assert_allclose(found.values[i], definition(answer, rows[i], rows[10:]), atol=1e-6)


NETWORK_MISTAKES = {
    "half a category": (
        lambda: explain(embedding(), np.array([[0.5, 1]]), np.ones((5, 2))),
        "The network must get whole numbers, which its Embedding asks for; got 0.5. Number the categories 0, 1, 2.",
    ),
    "a category too many": (
        lambda: explain(embedding(), np.array([[9, 1]]), np.ones((5, 2))),
        "The network must be able to read the table; the answer was: index out of range in self. "
        "Pass a table of the kind that was given to `fit`, with the same columns.",
    ),
    "another number of columns": (
        lambda: explain(nn.Linear(4, 1), np.ones((5, 2)), np.ones((5, 2))),
        "The network must take a table of numbers, shape (n, columns); its answer to one row was: "
        "mat1 and mat2 shapes cannot be multiplied (1x2 and 4x1). Begin it with a layer that takes such rows.",
    ),
}


@pytest.mark.parametrize("mistake", NETWORK_MISTAKES)
def test_a_network_that_cannot_read_the_table_is_refused(mistake):
    act, message = NETWORK_MISTAKES[mistake]
    with pytest.raises(ExplainError) as caught:
        act()
    assert str(caught.value) == message


def test_a_column_without_slope_is_not_left_without_credit():
    class Step(nn.Module):
        def forward(self, rows):
            return 5 * (rows[:, :1] > 0).to(rows) + 0.1 * rows[:, 1:2]

    found = explain(Step(), X[:4], BACKGROUND)
    assert found.method.name == "KernelExplainer"

    def answer(mixed):
        return 5 * (mixed[:, 0] > 0) + 0.1 * mixed[:, 1]

    np.testing.assert_allclose(found.values[0], definition(answer, X[0], BACKGROUND), atol=1e-5)


@pytest.mark.parametrize("form", [sparse.csr_matrix, sparse.csc_array, sparse.coo_matrix])
def test_a_sparse_table_is_explained_as_a_full_one(form):
    full = np.where(X > 0.3, X, 0)
    for make in (
        lambda: LogisticRegression(),
        lambda: make_pipeline(StandardScaler(with_mean=False), LogisticRegression()),
    ):
        model = make().fit(form(full), YES)
        found = explain(model, form(full[:5]), form(full[50:80]))
        np.testing.assert_allclose(found.values, explain(model, full[:5], full[50:80]).values)
        np.testing.assert_array_equal(found.data, full[:5])


@pytest.mark.parametrize("background", [None, BACKGROUND], ids=["alone", "compared"])
def test_xgboost_reads_what_a_sparse_table_leaves_out_as_missing_and_so_does_the_explanation(background):
    table = sparse.csr_matrix(np.where(X > 0.3, X, 0))
    model = XGBRegressor(n_estimators=10, max_depth=3, n_jobs=1).fit(table, SCORE)
    assert not np.allclose(model.predict(table), model.predict(table.toarray()), atol=0.01)
    found = explain(model, table[:20], None if background is None else table[100:130])
    np.testing.assert_allclose(found.base_values + found.values.sum(1), model.predict(table[:20]), atol=1e-5)


def test_many_columns_take_little_memory():
    wide = sparse.random(60, 20_000, density=0.01, random_state=0, format="csr")
    model = LinearRegression().fit(wide, np.arange(60))
    found = explain(model, wide[:3], wide[20:])
    np.testing.assert_allclose(found.base_values + found.values.sum(1), model.predict(wide[:3]))


def test_names_that_come_twice_are_refused():
    model = LinearRegression().fit(X, SCORE)
    with pytest.raises(ExplainError) as caught:
        explain(model, pd.DataFrame(X[:5], columns=["a", "b", "a"]), BACKGROUND)
    assert str(caught.value) == "`X` must have a name of its own for each column; got 'a' more than once. Rename one."


@pytest.mark.parametrize("step", [Normalizer(), FunctionTransformer(lambda rows: np.cumsum(rows, axis=1))])
def test_a_step_that_mixes_columns_is_refused_whatever_names_it_gives(step):
    model = make_pipeline(step, LinearRegression()).fit(X, SCORE)
    with pytest.raises(ExplainError) as caught:
        explain(model, X[:5], BACKGROUND)
    assert str(caught.value) == (
        "Every encoded column must come from one feature; 'Feature 0' changes what becomes of 'Feature 1'. "
        "Explain the last step alone: `explain(model[-1], model[:-1].transform(X))`."
    )


def test_a_table_without_the_names_that_a_step_asks_for_is_refused():
    frame = pl.DataFrame({"a": X[:, 0], "job": random.choice(["x", "y"], 200)})
    model = make_pipeline(
        make_column_transformer((OneHotEncoder(), ["job"]), remainder="passthrough"), LogisticRegression()
    ).fit(frame, YES)
    with pytest.raises(ExplainError) as caught:
        explain(model, frame[:5].to_numpy(), frame[:50])
    assert str(caught.value) == (
        "The steps before the model must be able to read the table; the answer was: Specifying the columns using "
        "strings is only supported for dataframes. Pass a table of the kind that was given to `fit`, with the same "
        "columns."
    )


class Capped(LinearRegression):
    """Linear up to a limit: on rows below it nothing looks wrong."""

    def predict(self, X):
        return np.minimum(super().predict(X), self.limit)


@pytest.mark.parametrize("unit", [1.0, 1e-6, 1e6])
def test_sums_are_looked_at_in_the_rows_that_are_explained(unit):
    model = Capped().fit(X, unit * (X[:, 0] + X[:, 1]))
    model.limit = unit * 3
    below, above = BACKGROUND / 3, np.array([[3.0, 3.0, 0.0]])
    explainer = Explainer(model, below)
    assert explainer(below[:3]).method.name == "LinearExplainer"
    found = explainer(above)
    assert found.method.name == explainer.method.name == "KernelExplainer"
    np.testing.assert_allclose(found.values[0], definition(model.predict, above[0], below), rtol=1e-6, atol=1e-9 * unit)
    with pytest.raises(ExplainError, match="^Contributions must add up to the answers of the model; those of LinearEx"):
        Explainer(model, below, method="linear")(above)


def test_a_model_that_says_something_else_each_time_is_refused():
    class Moody(LinearRegression):
        def predict(self, X):
            return super().predict(X) + np.random.default_rng().normal(size=len(X))

    with pytest.raises(ExplainError) as caught:
        explain(Moody().fit(X, SCORE), X[:5], BACKGROUND)
    assert str(caught.value) == (
        "`model` must give the same answer when it is asked again; this Moody does not. Fix its random numbers."
    )


def test_log_odds_that_are_infinite_in_a_row_to_explain_are_refused():
    model = RandomForestClassifier(3, max_depth=8, random_state=0).fit(X, YES)
    chances = model.predict_proba(X)[:, 1]
    unsure, sure = X[(chances > 0) & (chances < 1)][:30], X[chances == 1][:1]
    with pytest.raises(ExplainError, match="^`output` must be 'probability' for a model that is sometimes quite sure"):
        explain(model, sure, unsure, output="log-odds")


def test_log_odds_that_are_infinite_in_a_mixture_of_rows_are_refused():
    model = RandomForestClassifier(3, max_depth=8, random_state=0).fit(X, YES)
    chances = model.predict_proba(X)[:, 1]
    unsure = X[(chances > 0) & (chances < 1)]
    with pytest.raises(ExplainError, match="^`output` must be 'probability' for a model that is sometimes quite sure"):
        explain(model, unsure[30:], unsure[:30], output="log-odds")


def test_a_model_of_categories_says_what_to_do_with_words():
    words = pl.DataFrame({"a": X[:, 0], "job": random.choice(["x", "y"], 200)})
    frame = words.with_columns(pl.col("job").cast(pl.Categorical))
    model = XGBRegressor(n_estimators=5, n_jobs=1, enable_categorical=True).fit(frame, SCORE)
    found = explain(model, frame[:5], frame[50:80])
    np.testing.assert_allclose(found.base_values + found.values.sum(1), model.predict(frame[:5]), rtol=1e-5)
    with pytest.raises(ExplainError, match="; or, if the model learned categories, make this column one.$"):
        explain(model, words[:5], words[50:80])


@pytest.mark.parametrize("kind", [pl.Categorical, pl.Enum(["no", "yes"]), "pandas"], ids=str)
def test_categories_in_place_of_the_truths_that_were_learned_are_refused(kind):
    truths = pl.DataFrame({"a": X[:, 0] > 0, "b": X[:, 1] > 0})
    model = XGBRegressor(n_estimators=5, n_jobs=1).fit(truths, SCORE)
    words = truths.with_columns(pl.when("a").then(pl.lit("yes")).otherwise(pl.lit("no")).alias("a"))
    table = words.to_pandas().astype({"a": "category"}) if kind == "pandas" else words.cast({"a": kind})
    with pytest.raises(ExplainError) as caught:  # XGBoost would answer, and read the number of each category
        explain(model, table[:5], table[50:80])
    assert str(caught.value) == (
        "`background` must hold what the model learned; it learned 'a' as a number, and got categories. "
        "Pass 'a' as it was given to `fit`."
    )


def test_missing_values_are_shown_as_words_or_as_gaps():
    frame = pl.DataFrame({"age": [1, None, 3], "job": ["x", None, "y"], "empty": [None, None, None]})
    shown = known_values(frame)
    assert shown[:, 1].tolist() == ["x", "missing", "y"]
    assert shown[:, 2].tolist() == ["missing"] * 3
    np.testing.assert_array_equal(shown[:, 0].astype(float), [1, np.nan, 3])

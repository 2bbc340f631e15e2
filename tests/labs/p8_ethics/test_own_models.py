"""`what_if.on` and `global_shap.on`: many models, awkward tables; values against shap, refusals in whole sentences."""

import datetime
import warnings

import numpy as np
import pandas as pd
import polars as pl
import pytest
import shap
import torch
import xgboost
from matplotlib.backends.backend_agg import FigureCanvasAgg
from scipy.special import logit
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import HistGradientBoostingRegressor, RandomForestClassifier, RandomForestRegressor
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.svm import SVC
from xgboost import XGBClassifier, XGBRegressor

from workbench.data.encode import make_encoder
from workbench.errors import ExplainError, SettingsError
from workbench.experiments import own_model
from workbench.explain import explain
from workbench.labs import global_shap, threshold, what_if

ROWS = 160
chance = np.random.default_rng(0)
NUMBERS = chance.normal(size=(ROWS, 4))
SCORE = NUMBERS[:, 0] + NUMBERS[:, 1] * NUMBERS[:, 2]
YES = (SCORE > 0).astype(int)
WORDS = np.where(SCORE > 0.3, "ja", "nein")
THIRDS = np.digitize(SCORE, [-0.5, 0.5])
THREE = np.array(["low", "middle", "high"])[THIRDS]
FRAME = pl.DataFrame(
    {
        "Preis, €": NUMBERS[:, 0],
        "class": np.where(NUMBERS[:, 1] > 0, "größer", "kleiner"),
        "self": pl.Series(np.where(chance.random(ROWS) < 0.2, np.nan, NUMBERS[:, 2])).fill_nan(None),
        "^.*$": NUMBERS[:, 3] > 0,
        "row": chance.integers(0, 90, ROWS),
    }
)
GROUND = FRAME.drop("self").with_columns(pl.Series("*", NUMBERS[:, 2]))


class Net(ClassifierMixin, BaseEstimator):
    """A network of torch that behaves as an estimator of scikit-learn."""

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            self.net_ = torch.nn.Sequential(torch.nn.Linear(X.shape[1], 6), torch.nn.Tanh(), torch.nn.Linear(6, 1))
        return self

    def predict_proba(self, X):
        with torch.no_grad():
            p = torch.sigmoid(self.net_(torch.tensor(np.asarray(X), dtype=torch.float32)))[:, 0].double().numpy()
        return np.column_stack([1 - p, p])

    def predict(self, X):
        return self.classes_[self.predict_proba(X).argmax(1)]


def piped(model, frame=GROUND, encoding="ordinal"):
    return make_pipeline(make_encoder(frame, encoding), model)


MODELS = {  # each: the model, its table, its answers
    "XGBoost, yes or no": lambda: (XGBClassifier(n_estimators=8, n_jobs=1), NUMBERS, YES),
    "XGBoost, three classes": lambda: (XGBClassifier(n_estimators=4, n_jobs=1), NUMBERS, THIRDS),
    "XGBoost, a number": lambda: (XGBRegressor(n_estimators=8, n_jobs=1), pd.DataFrame(NUMBERS), SCORE),
    "pipeline with gaps and words": lambda: (piped(XGBClassifier(n_estimators=8, n_jobs=1), FRAME), FRAME, YES),
    "pipeline of pandas": lambda: (piped(RandomForestClassifier(8, random_state=0)), GROUND.to_pandas(), WORDS),
    "logistic": lambda: (make_pipeline(StandardScaler(), LogisticRegression()), NUMBERS, WORDS),
    "ridge with one-hot": lambda: (piped(Ridge(), encoding="dense"), GROUND, SCORE),
    "forest, three classes": lambda: (piped(RandomForestClassifier(8, random_state=0)), GROUND, THREE),
    "forest, a number": lambda: (RandomForestRegressor(8, random_state=0), NUMBERS, SCORE),
    "binned boosting with gaps": lambda: (
        HistGradientBoostingRegressor(max_iter=8), np.where(NUMBERS > 1.2, np.nan, NUMBERS), SCORE),
    "calibrated": lambda: (
        CalibratedClassifierCV(RandomForestClassifier(4, random_state=0), cv=2), NUMBERS, WORDS),
    "search": lambda: (GridSearchCV(KNeighborsClassifier(), {"n_neighbors": [3, 5]}, cv=2), NUMBERS, YES),
    "torch as an estimator": lambda: (Net(), NUMBERS, YES),
}  # fmt: skip


@pytest.fixture(scope="module", params=MODELS)
def fitted(request):
    model, X, y = MODELS[request.param]()
    return model.fit(X, y), X, y


def rows(X, places):
    return X.iloc[places] if hasattr(X, "iloc") else X[places]


def drawn(lab, frame, caplog):
    for theme in ("light", "dark"):
        FigureCanvasAgg(lab.picture(frame, frame, theme=theme)).draw()
    assert not caplog.messages


def asked(model, X, outcome):
    if not hasattr(model, "predict_proba"):
        return np.ravel(model.predict(X))
    place = list(model.classes_).index(outcome) if outcome is not None else -1
    return model.predict_proba(X)[:, place]


def test_what_if_takes_the_model_and_says_what_it_answers(fitted, caplog):
    model, X, y = fitted
    lab = what_if.on(model, X, y)
    frame = lab.run()
    outcome = lab.settings().outcome
    assert frame.answer == pytest.approx(asked(model, rows(X, [0]), outcome)[0], abs=1e-6)
    assert frame.gap < 1e-5 and frame.real == pytest.approx(frame.answer) and not frame.changed
    drawn(lab, frame, caplog)
    assert lab.describe(frame).startswith("For row 0")
    following = next(s for s in frame.suggestions if s.label == "Next row")
    moved = lab.run(**following.values)
    assert moved.answer == pytest.approx(asked(model, rows(X, [1]), outcome)[0], abs=1e-6) and not moved.changed
    assert lab.show().lab is lab


def test_the_contributions_are_those_of_shap(fitted):
    model, X, y = fitted
    lab = what_if.on(model, X, y)
    background = rows(X, np.sort(np.random.default_rng(0).choice(ROWS, 50, replace=False)))
    output = "probability" if hasattr(model, "predict_proba") else "value"
    expected = explain(model, rows(X, [5]), background, output=output, outcome=lab.settings().outcome)
    there = lab.settings(**what_if_row(lab, 5))
    frame = list(lab.compute(there))[-1]
    np.testing.assert_allclose(frame.values, expected.values[0], atol=1e-6)
    assert frame.base == pytest.approx(float(np.ravel(expected.base_values)[0]), abs=1e-6)


def what_if_row(lab, place):
    """The settings of a row, which a button would set."""
    return lab.compute.keywords["table"].values(place)


def exact(model, X, outcome, places, scale=np.asarray):
    """Shapley values from shap's own enumeration of all subsets, which knows nothing of the model: values, base."""
    table = X if isinstance(X, np.ndarray) else pl.DataFrame(X)
    columns = [table[:, i] for i in range(table.shape[1])]
    known = [np.unique(np.asarray(c.fill_null(c.min()) if isinstance(c, pl.Series) else c)) for c in columns]

    def code(column, values):
        gaps = column.is_null().to_numpy() if isinstance(column, pl.Series) else np.isnan(column)
        filled = column.fill_null(column.min()) if isinstance(column, pl.Series) else column
        return np.where(gaps, -1, np.searchsorted(values, np.nan_to_num(filled, nan=values[0])))

    codes = np.column_stack([code(column, values) for column, values in zip(columns, known, strict=True)])

    def answers(rows):
        rows = rows.astype(int)
        made = [values[np.maximum(rows[:, i], 0)] for i, values in enumerate(known)]
        if isinstance(X, np.ndarray):
            return scale(asked(model, np.where(rows < 0, np.nan, np.column_stack(made)), outcome))
        frame = pl.DataFrame({c.name: pl.Series(cells, dtype=c.dtype) for c, cells in zip(columns, made, strict=True)})
        gaps = [
            pl.when(pl.Series(rows[:, i] >= 0)).then(frame.to_series(i)).alias(c.name) for i, c in enumerate(columns)
        ]
        frame = frame.select(gaps)
        return scale(asked(model, frame if isinstance(X, pl.DataFrame) else frame.to_pandas(), outcome))

    ground = codes[np.sort(np.random.default_rng(0).choice(ROWS, 50, replace=False))]
    masker = shap.maskers.Independent(ground, max_samples=50)
    found = shap.explainers.Exact(answers, masker)(codes[places], silent=True)
    return found.values, found.base_values


def test_the_values_are_those_of_shap_where_it_tries_every_subset(fitted):
    model, X, y = fitted
    lab = what_if.on(model, X, y)
    there, outcome = what_if_row(lab, 5), lab.settings().outcome
    frame = lab.run(**there)
    near = 1e-5 if frame.exact else 0.03  # of a probability, and the sentence says that it is no more than near
    assert frame.exact or "These contributions come close to Shapley values." in lab.describe(frame)
    values, base = exact(model, X, outcome, [5])
    np.testing.assert_allclose(frame.values, values[0], atol=near)
    assert frame.base == pytest.approx(base[0], abs=1e-5)
    if not frame.exact:
        odds = lab.run(output="log-odds", **there)
        assert odds.exact
        np.testing.assert_allclose(odds.values, exact(model, X, outcome, [5], logit)[0][0], atol=1e-4)
    swarm = global_shap.on(model, X, y)
    places = np.random.default_rng(0).permutation(ROWS)[:6]  # rows that the lab draws first
    credit = np.abs(exact(model, X, swarm.settings().outcome, places)[0]).mean(0)
    np.testing.assert_allclose(np.sort(swarm.run(people=6).credit), np.sort(credit), atol=near)


def test_global_shap_takes_the_model(fitted, caplog):
    model, X, y = fitted
    lab = global_shap.on(model, X, y)
    frame = lab.run(people=12, show=min(3, lab.controls["show"].high))
    assert frame.people == 12 and frame.progress == 1
    drawn(lab, frame, caplog)
    sentence = lab.describe(frame)
    assert sentence.startswith("12 rows. On average ") and sentence.endswith(".")
    output = "probability" if hasattr(model, "predict_proba") else "value"
    assert frame.output == output + (f" of {lab.settings().outcome}" if lab.settings().outcome is not None else "")


def test_exact_tree_values_are_those_of_a_tree_explainer():
    model = XGBClassifier(n_estimators=8, n_jobs=1).fit(NUMBERS, YES)
    lab = what_if.on(model, NUMBERS, background=NUMBERS[:40])
    frame = lab.run(output="log-odds", **what_if_row(lab, 7))
    expected = shap.TreeExplainer(model, NUMBERS[:40])(NUMBERS[7:8])
    np.testing.assert_allclose(frame.values, expected.values[0], atol=1e-5)
    overview = global_shap.on(RandomForestRegressor(8, random_state=0).fit(NUMBERS, SCORE), NUMBERS).run(people=ROWS)
    forest = RandomForestRegressor(8, random_state=0).fit(NUMBERS, SCORE)
    ground = NUMBERS[np.sort(np.random.default_rng(0).choice(ROWS, 50, replace=False))]
    values = shap.TreeExplainer(forest, ground)(NUMBERS).values
    np.testing.assert_allclose(overview.credit, np.sort(np.abs(values).mean(0))[::-1], atol=1e-6)


def test_controls_come_from_the_columns():
    model, X, y = MODELS["pipeline with gaps and words"]()
    lab = what_if.on(model.fit(X, y), X, y, units={"Preis, €": "€"})
    controls = lab.controls
    price, word, gap, lost, flag, age = (
        controls[name] for name in ("preis", "class_", "self_2", "self_2_missing", "column", "row_2")
    )
    assert (price.label, price.unit, price.low, price.high) == (
        "Preis, €",
        "€",
        NUMBERS[:, 0].min(),
        NUMBERS[:, 0].max(),
    )
    near, far = np.quantile(NUMBERS[:, 0], (0.01, 0.99), method="nearest")
    assert price.track == (near, far) and price.low < near
    assert (word.kind, {value for value, _ in word.options}) == ("choice", {"größer", "kleiner"})
    assert (gap.kind, lost.kind, lost.more, lost.label) == ("slider", "toggle", True, "self is missing")
    assert (flag.kind, flag.label) == ("toggle", "^.*$")
    assert (age.kind, age.integer) == ("slider", True)
    frame = lab.run(self_2_missing=True, column=True)
    assert "missing = self" in frame.names and "yes = ^.*$" in frame.names and "Preis, € (€)" in frame.names[0]
    with pytest.raises(SettingsError, match="^`preis` must be a number between"):
        lab.run(preis=99)


def test_words_dates_and_gaps_can_be_changed():
    days = [datetime.date(2024, 1, 1) + datetime.timedelta(days=int(d)) for d in chance.integers(0, 300, ROWS)]
    frame = pl.DataFrame(
        {"day": days, "word": [None if i % 9 == 0 else f"w{i % 20:02d}" for i in range(ROWS)], "x": NUMBERS[:, 0]}
    )

    def numbers(table):
        table = pl.DataFrame(table)
        words = table["word"].fill_null("-").str.len_chars()
        return np.column_stack([table["day"].cast(pl.Date).dt.month(), words, table["x"].cast(pl.Float64)])

    class Months(Ridge):
        def fit(self, X, y):
            return super().fit(numbers(X), y)

        def predict(self, X):
            return super().predict(numbers(X))

    model = Months().fit(frame, SCORE + frame["day"].dt.month().to_numpy())
    lab = what_if.on(model, frame)
    day, word = lab.controls["day"], lab.controls["word"]
    assert day.unit == f"days after {min(days)}" and day.high == (max(days) - min(days)).days
    assert dict(word.options)[""] == "missing" and len(word.options) == 21
    changed = lab.run(day=0, word="")
    assert f"{min(days)} = day" in changed.names and "missing = word" in changed.names
    row = frame[:1].with_columns(pl.lit(min(days)).alias("day"), pl.lit(None, pl.String).alias("word"))
    assert changed.answer == pytest.approx(model.predict(row)[0])


def test_columns_without_a_control_are_named_and_stay_as_in_the_row():
    texts = [f"remark {i}" for i in range(600)]
    frame = pl.DataFrame({"x": np.arange(600.0), "remark": texts, "same": [7] * 600})

    class Long(Ridge):
        def fit(self, X, y):
            return super().fit(self.seen(X), y)

        def predict(self, X):
            return super().predict(self.seen(X))

        def seen(self, X):
            return np.column_stack([X["x"].cast(pl.Float64), X["remark"].str.len_chars(), X["same"]])

    model = Long().fit(frame, np.arange(600.0))
    lab = what_if.on(model, frame)
    assert lab.question.endswith("(Without a control, because it is text or never changes: remark, same.)")
    frame_at_9 = lab.run(row=9, x=3)
    row = frame[9:10].with_columns(x=pl.lit(3.0))
    assert frame_at_9.answer == pytest.approx(model.predict(row)[0]) and "remark 9 = remark" in frame_at_9.names


class Lengths(Ridge):
    """Knows nothing of a word but how many letters it has."""

    def fit(self, X, y):
        return super().fit(self.seen(X), y)

    def predict(self, X):
        return super().predict(self.seen(X))

    def seen(self, X):
        return X["town"].fill_null("").str.len_chars().to_numpy()[:, None].astype(float)


def test_a_column_of_very_many_words_lists_the_commonest_and_takes_every_one():
    seldom = [f"village {'x' * (i % 40)} {i}" for i in range(900)]
    town = [f"city {i % 30}" for i in range(1200)] + seldom
    frame = pl.DataFrame({"town": [*town, *town[:-1], None]})
    model = Lengths().fit(frame, np.arange(float(frame.height)))
    control = what_if.on(model, frame).controls["town"]
    assert len(control.options) == 931 and control.help == "The list has the 12 commonest of 930. Type to find another."
    assert control.named == (*sorted(f"city {i}" for i in range(30))[:12], "")
    lab = what_if.on(model, frame)
    assert lab.run(town=seldom[899]).answer == pytest.approx(model.predict(pl.DataFrame({"town": [seldom[899]]}))[0])
    with pytest.raises(ExplainError, match="must have a column that can be changed"):
        what_if.on(model, frame[: len(town)].unique())  # no town comes twice: 930 remarks


def test_of_many_columns_the_strongest_come_first():
    X = chance.normal(size=(ROWS, 30))
    model = Ridge().fit(X, 5 * X[:, 17] + 3 * X[:, 22])
    lab = what_if.on(model, X)
    columns = [name for name in lab.controls if name.startswith("feature")]
    assert columns[:2] == ["feature_17", "feature_22"]
    assert [lab.controls[name].more for name in columns] == [False] * 10 + [True] * 20
    assert "other features" in " ".join(text.get_text() for text in lab.picture(lab.run()).axes[0].texts)


def test_rows_are_picked_by_answer_by_likeness_and_by_chance():
    model = make_pipeline(make_encoder(GROUND, "ordinal"), RandomForestClassifier(3, max_depth=2, random_state=0))
    model.fit(GROUND, WORDS)
    wrong = set(np.flatnonzero(model.predict(GROUND) != WORDS).tolist())
    lab = what_if.on(model, GROUND, WORDS)
    met, values = set(), {}
    for _ in range(len(wrong)):
        frame = lab.run(among="wrong", **values)
        values = next(dict(s.values) for s in frame.suggestions if s.label == "Random row")
        met.add(values["row"])
    assert met == wrong and f"{len(wrong)} of {ROWS} rows are like that." in lab.describe(frame)
    frame = lab.run(alike="class", class_="größer")
    following = next(s.values["row"] for s in frame.suggestions if s.label == "Next row")
    assert following == next(i for i in range(1, ROWS) if GROUND["class"][i] == "größer")
    frame = lab.run(alike="row", row_2=40)
    picked = next(s.values["row"] for s in frame.suggestions if s.label == "Next row")
    assert abs(GROUND["row"][picked] - 40) <= 3
    nearest = next(s.values for s in lab.run().suggestions if s.label == "Nearest row on the other side")
    assert (lab.run(**nearest).answer >= 0.5) != (lab.run().answer >= 0.5)


@pytest.mark.parametrize("kind", ["logistic", "forest, three classes", "ridge with one-hot"])
def test_rows_with_a_wrong_answer_are_met_one_after_the_other(kind):
    model, X, y = MODELS[kind]()
    answers = model.fit(X, y).predict(X)
    off = answers != y if hasattr(model, "predict_proba") else np.abs(answers - y)
    wrong = set(np.flatnonzero(off if off.dtype == bool else off > np.quantile(off, 0.9)).tolist())
    lab, met, place = what_if.on(model, X, y), [], -1
    for _ in range(len(wrong)):
        frame = lab.run(among="wrong", **(what_if_row(lab, place) if place >= 0 else {}))
        place = next(s.values["row"] for s in frame.suggestions if s.label == "Next row")
        met.append(place)
    assert set(met) == wrong and sum(a > b for a, b in zip(met, met[1:], strict=False)) <= 1  # in turn, once round
    right = next(s.values["row"] for s in lab.run(among="right").suggestions if s.label == "Random row")
    assert right not in wrong


@pytest.mark.parametrize("column", range(GROUND.width))
def test_rows_are_picked_by_any_column(column):
    model = piped(RandomForestClassifier(3, random_state=0)).fit(GROUND, THREE)
    lab, values = what_if.on(model, GROUND, THREE), GROUND.to_series(column)
    frame = lab.run(alike=values.name)
    near = np.ones(ROWS, bool)
    if values.dtype.is_numeric():
        low, high = np.quantile(values, (0.01, 0.99))
        near = np.abs(values.to_numpy() - values[0]) <= 0.025 * (high - low)
    else:
        near = (values == values[0]).to_numpy()
    others = [place for place in np.flatnonzero(near) if place]
    buttons = {s.label: s.values["row"] for s in frame.suggestions}
    assert buttons.get("Next row") == (others[0] if others else None)
    assert ("Random row" in buttons) == bool(others) and buttons.get("Random row") in [None, *others]


def test_a_row_is_picked_by_its_number():
    lab = what_if.on(Ridge().fit(NUMBERS, SCORE), NUMBERS, SCORE)
    frame = lab.run(row=7)
    assert "For row 7 " in lab.describe(frame)
    back = next(s.values for s in frame.suggestions if s.label == "Back to row 7 as in the data")
    assert lab.run(**back).answer == pytest.approx(Ridge().fit(NUMBERS, SCORE).predict(NUMBERS[7:8])[0])


def test_a_table_of_a_million_rows_is_looked_through_in_part():
    rows, dice = 1_000_000, np.random.default_rng(1)
    X = pl.DataFrame({"a": dice.normal(size=rows), "b": dice.integers(0, 9, rows), "c": dice.random(rows) < 0.5})
    X = X.with_columns(pl.Series("word", np.array(["red", "green", "blue"])[dice.integers(0, 3, rows)]))
    y = X["a"].to_numpy() + X["b"].to_numpy()
    model = piped(Ridge(), X[:2000], "dense").fit(X[:2000], y[:2000])
    lab = what_if.on(model, X, y)
    last = lab.run(**what_if_row(lab, rows - 1))
    assert last.answer == pytest.approx(model.predict(X[-1:])[0])
    assert lab.describe(last).endswith("Rows are sought among 5,000 of 1,000,000, drawn at random.")
    assert lab.controls["a"].low == X["a"].min() and len(lab.controls["word"].options) == 3
    swarm = global_shap.on(model, X, y)
    assert swarm.describe(swarm.run(people=25)).endswith("They were drawn from 1,000,000 rows at random.")


def test_of_a_large_table_rows_are_sought_in_a_sample(monkeypatch):
    monkeypatch.setattr(own_model, "MOST", 100)
    model = Ridge().fit(NUMBERS, SCORE)
    lab = what_if.on(model, NUMBERS, SCORE)
    assert lab.describe(lab.run()).endswith(f" Rows are sought among 100 of {ROWS}, drawn at random.")
    assert lab.run(**what_if_row(lab, ROWS - 1)).answer == pytest.approx(model.predict(NUMBERS[-1:])[0])
    lab = global_shap.on(model, NUMBERS)
    assert lab.describe(lab.run()).endswith(f" They were drawn from {ROWS} rows at random.")


def test_groups_are_looked_at_separately():
    model = piped(XGBRegressor(n_estimators=8, n_jobs=1)).fit(GROUND, SCORE)
    lab = global_shap.on(model, GROUND, SCORE, group="class")
    assert [value for value, _ in lab.controls["group"].options][1:] == [
        f"class = {word}" for word in GROUND["class"].value_counts(sort=True)["class"]
    ]
    inside = lab.run(group="class = größer")
    assert inside.people == (GROUND["class"] == "größer").sum()
    assert f"{inside.people} rows, class = größer. On average" in lab.describe(inside)
    thirds = global_shap.on(model, GROUND, group="row")
    assert len(thirds.controls["group"].options) == 4


def test_without_answers_shuffling_shows_how_far_answers_move():
    lab = global_shap.on(Ridge().fit(NUMBERS, 3 * NUMBERS[:, 0]), NUMBERS)
    frame = lab.run(people=ROWS)
    assert frame.loss[0] == pytest.approx(3 * np.mean(np.abs(np.subtract.outer(NUMBERS[:, 0], NUMBERS[:, 0]))), rel=0.2)
    assert "what the model loses" not in lab.describe(frame)


def test_one_column_and_one_row_are_enough_for_what_if():
    model = Ridge().fit(NUMBERS[:, :1], SCORE)
    lab = what_if.on(model, NUMBERS[:, :1])
    assert lab.run().values.shape == (1,)
    assert global_shap.on(model, NUMBERS[:, :1]).run(people=20).credit.shape == (1,)


def test_the_code_makes_the_same_lab_again():
    model, people = Ridge().fit(NUMBERS, SCORE), NUMBERS
    lab = what_if.on(model, people, units={"Feature 0": "kg"})
    code = lab.code(lab.settings(feature_0=0.5))
    assert code == (
        "# `model`: your fitted model\n# `people`: rows as it learned them\n# `units`: the unit of each column\n"
        "from workbench.labs import what_if\n\n"
        "lab = what_if.on(model, people, units=units)\nframe = lab.run(feature_0=0.5)\nlab.picture(frame)"
    )
    names = {"model": model, "people": people, "units": {"Feature 0": "kg"}}
    exec(code, names)
    assert names["frame"].answer == lab.run(feature_0=0.5).answer


TEXTS = pl.DataFrame({"text": [f"a text of its own, number {i}" for i in range(600)]})
LENGTH = FunctionTransformer(lambda table: np.array([[len(t)] for t in pl.DataFrame(table)["text"]]))
REFUSED = {
    "no predict": (
        lambda: what_if.on(StandardScaler().fit(NUMBERS), NUMBERS),
        "This lab takes a model with `predict`; got StandardScaler. Pass a fitted model.",
    ),
    "not fitted": (
        lambda: what_if.on(Ridge(), NUMBERS),
        "`model` must be fitted; this Ridge is not. Call its `fit` first.",
    ),
    "no table": (
        lambda: what_if.on(Ridge().fit(NUMBERS, SCORE)),
        "`X` must be given with a model; got None. Pass rows as the model learned them.",
    ),
    "no probabilities": (
        lambda: what_if.on(SVC().fit(NUMBERS, YES), NUMBERS),
        "A classifier must give probabilities (`predict_proba`) to be explained; SVC does not. Wrap it in "
        "scikit-learn's CalibratedClassifierCV.",
    ),
    "other answers": (
        lambda: what_if.on(Ridge().fit(NUMBERS, SCORE), NUMBERS, SCORE[:5]),
        f"`y` must have an answer for each row of `X`; got 5 for {ROWS} rows. Pass both from the same table.",
    ),
    "answers that are no classes of the model": (
        lambda: what_if.on(LogisticRegression().fit(NUMBERS, YES), NUMBERS, YES.astype(str)),
        "`y` must hold the classes of the model, 0, 1; got '0'. Pass what it learned.",
    ),
    "words for numbers": (
        lambda: what_if.on(Ridge().fit(NUMBERS, SCORE), NUMBERS, WORDS),
        f"`y` must hold numbers for a model that answers with one; got {str(WORDS[0])!r}. Pass what it learned.",
    ),
    "answers with gaps": (
        lambda: what_if.on(Ridge().fit(NUMBERS, SCORE), NUMBERS, [None, *SCORE[1:]]),
        "`y` must have an answer in each row; 1 have none. Leave these rows out.",
    ),
    "a threshold for a model that is not fitted": (
        lambda: threshold.on(LogisticRegression(), NUMBERS, YES),
        "`model` must be fitted; this LogisticRegression is not. Call its `fit` first.",
    ),
    "a threshold for a regression": (
        lambda: threshold.on(Ridge().fit(NUMBERS, SCORE), NUMBERS, SCORE),
        "A model must give probabilities (`predict_proba`) to be cut; Ridge does not. Pass a classifier, or wrap it in "
        "scikit-learn's CalibratedClassifierCV.",
    ),
    "a threshold without answers": (
        lambda: threshold.on(LogisticRegression().fit(NUMBERS, YES), NUMBERS),
        "`y` must hold the right answers of `X`; got None. Write `on(model, X, y)`.",
    ),
    "a threshold for one answer alone": (
        lambda: threshold.on(LogisticRegression().fit(NUMBERS, YES), NUMBERS, np.ones(ROWS, int)),
        "`y` must hold both answers, 1 and others; one of them is missing. Pass more rows.",
    ),
    "a threshold for other columns": (
        lambda: threshold.on(LogisticRegression().fit(NUMBERS, YES), NUMBERS[:, :2], YES),
        "The model must be able to read the table; the answer was: X has 2 features, but LogisticRegression is "
        "expecting 4 features as input. Pass a table of the kind that was given to `fit`, with the same columns.",
    ),
    "gaps that the model cannot take": (
        lambda: what_if.on(Ridge().fit(NUMBERS, SCORE), np.full((20, 4), np.nan)),
        "`X` must have a value in every cell; got 20 rows without one, the first column of them 'Feature 0'. Fill the "
        "gaps or leave these rows out.",
    ),
    "text alone": (
        lambda: what_if.on(make_pipeline(LENGTH, Ridge()).fit(TEXTS, np.arange(600.0)), TEXTS),
        "`X` must have a column that can be changed: numbers, words that come again, dates, yes or no; got 'text' (600 "
        "different). Pass a table with such columns, or look at `explain(model, X)`.",
    ),
    "a group for one row": (
        lambda: what_if.on(Ridge().fit(NUMBERS, SCORE), NUMBERS, group="a"),
        "This lab looks at one row, so it needs no `group`; got one. Leave it out.",
    ),
    "a group that is not there": (
        lambda: global_shap.on(Ridge().fit(NUMBERS, SCORE), NUMBERS, group="a"),
        "`group` must be a column of `X`; got 'a'. It has Feature 0, Feature 1, Feature 2, Feature 3.",
    ),
    "one row for a swarm": (
        lambda: global_shap.on(XGBRegressor(n_estimators=2).fit(NUMBERS, SCORE), NUMBERS[:1], background=NUMBERS),
        "`X` must have at least 2 rows for this lab; got 1. Use `what_if` for one row.",
    ),
    "a list": (
        lambda: what_if.on(Ridge().fit(NUMBERS, SCORE), "table.csv"),
        "`X` must be a frame or an array with two dimensions; got str. Pass rows as the model learned them, such as "
        "`frame[columns]`.",
    ),
    "a number for each of several answers": (
        lambda: what_if.on(Ridge().fit(NUMBERS, NUMBERS[:, :2]), NUMBERS),
        "`model` must answer with one number a row; got 2. Fit a model for each of them, and explain each.",
    ),
    "other columns": (
        lambda: what_if.on(piped(Ridge()).fit(GROUND, SCORE), GROUND.drop("row")),
        "`X` must have the columns the model learned, in the same order: Preis, €, class, ^.*$, row, *; got Preis, €, "
        "class, ^.*$, *. Pass `X[list(model.feature_names_in_)]`.",
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_explained_is_refused_in_words(kind):
    attempt, sentence = REFUSED[kind]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(ExplainError) as caught:
            attempt()
    assert str(caught.value) == sentence


def test_a_booster_of_xgboost_and_a_module_of_torch():
    booster = xgboost.train({"objective": "binary:logistic", "nthread": 1}, xgboost.DMatrix(NUMBERS, YES), 5)
    assert 0 <= what_if.on(booster, NUMBERS).run().answer <= 1
    net = Net().fit(NUMBERS, YES).net_
    frame = what_if.on(net, torch.tensor(NUMBERS, dtype=torch.float32)).run()
    assert frame.output == "value"


def test_threshold_takes_the_scores_of_the_model():
    model = RandomForestClassifier(8, random_state=0).fit(NUMBERS[:80], THREE[:80])
    lab = threshold.on(model, NUMBERS, THREE)
    commonest = max(set(THREE), key=list(THREE).count)
    frame = lab.run(threshold=0.4, share=lab.settings().share)
    named = model.predict_proba(NUMBERS)[:, list(model.classes_).index(commonest)] >= 0.4
    assert frame.recall[frame.here] == pytest.approx(named[commonest == THREE].mean())
    assert f"Yes means {commonest}." in lab.describe(frame)

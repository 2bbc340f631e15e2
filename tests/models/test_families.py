"""Every family takes words, numbers and gaps, gives the answers of its own library, and can be fitted in steps."""

from __future__ import annotations

import pickle

import numpy as np
import polars as pl
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, r2_score

from workbench.errors import DataError
from workbench.models.families import ENCODINGS, FAMILIES, Capacity, estimator, make, with_words
from workbench.models.steps import fit_in_steps

QUICK = Capacity(depth=3, trees=25, width=16)


def table(rows=400, seed=0):
    """A colour and a number decide; there are gaps in both, and a flag that says nothing."""
    random = np.random.default_rng(seed)
    colour = random.choice(["red", "green", "blue"], rows)
    number = random.normal(size=rows)
    amount = 2 * (colour == "red") + number + 0.1 * random.normal(size=rows)
    X = pl.DataFrame({"colour": colour, "number": number, "flag": random.integers(0, 2, rows)})
    gaps = pl.Series(random.random(rows) < 0.05)
    X = X.with_columns(
        colour=pl.when(gaps).then(None).otherwise("colour"),
        number=pl.when(gaps.reverse()).then(None).otherwise("number"),
    )
    return X, amount


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("task", ["classification", "regression"])
def test_it_learns_from_words_numbers_and_gaps(family, task):
    (X, amount), (new_X, new_amount) = table(), table(seed=1)
    new_X = new_X.with_columns(colour=pl.when(pl.int_range(pl.len()) == 3).then(pl.lit("violet")).otherwise("colour"))
    y, new_y = (a > 1 if task == "classification" else a for a in (amount, new_amount))
    model = make(family, X, task, QUICK).fit(X, y.astype(float))
    answers = np.ravel(model.predict(new_X))
    assert (f1_score if task == "classification" else r2_score)(new_y, answers) > 0.7
    again = pickle.loads(pickle.dumps(model))
    np.testing.assert_allclose(np.ravel(again.predict(new_X[:5])), answers[:5], rtol=1e-12)  # the order of sums varies


@pytest.mark.parametrize("family", FAMILIES)
def test_more_than_two_classes(family):
    X, amount = table()
    y = np.digitize(amount, [0, 1.5])
    answers = np.ravel(make(family, X, "classification", QUICK).fit(X, y).predict(X))
    assert set(answers) == {0, 1, 2} and np.mean(answers == y) > 0.7


@pytest.mark.parametrize("family", FAMILIES)
def test_fitted_in_steps_it_is_the_same_model(family):
    X, amount = table()
    y = (amount > 1).astype(int)
    at_once = make(family, X, "classification", QUICK, seed=3).fit(X, y)
    in_steps = make(family, X, "classification", QUICK, seed=3)
    steps = list(fit_in_steps(in_steps, X, y))
    assert len(steps) == {"forest": 3, "xgboost": 2, "catboost": 2}.get(family, 1)
    np.testing.assert_allclose(in_steps.predict_proba(X), at_once.predict_proba(X), rtol=1e-6)
    pickle.dumps(in_steps)


@pytest.mark.parametrize("family", ["xgboost", "catboost"])
def test_stopped_in_the_middle_it_learns_no_further(family):
    X, amount = table()
    model = make(family, X, "classification", Capacity(trees=5000, depth=6))
    steps = fit_in_steps(model, X, (amount > 1).astype(int))
    next(steps), next(steps)
    steps.close()  # waits for the thread, which ends at the next tree
    trees = model[-1].tree_count_ if family == "catboost" else model[-1].get_booster().num_boosted_rounds()
    assert 20 <= trees <= 40


def test_an_error_while_it_learns_comes_out():
    X, _ = table()
    with pytest.raises(Exception, match="(?i)target|label"):
        list(fit_in_steps(make("catboost", X, "classification"), X, np.full(X.height, 1)))


def test_what_a_linear_model_is_fed_is_what_scikit_learn_would_make():
    """By hand: means for gaps, mean 0 and deviation 1, one column a word."""
    X, amount = table()
    frame = X.to_pandas()
    numbers = frame[["number", "flag"]].fillna(frame[["number", "flag"]].mean())
    numbers = (numbers - numbers.mean()) / numbers.std(ddof=0)
    words = np.stack(
        [frame.colour.isna() if w is None else frame.colour == w for w in ("blue", "green", "red", None)], 1
    )
    Z, y = np.hstack([numbers, words]), amount > 1
    theirs = LogisticRegression(max_iter=1000).fit(Z, y).predict_proba(Z)
    np.testing.assert_allclose(make("linear", X, "classification").fit(X, y).predict_proba(X), theirs, atol=1e-3)


def test_catboost_gets_the_words_themselves():
    X, _ = table()
    given = with_words(X)
    assert set(given["colour"]) == {"red", "green", "blue", "missing"}
    assert given["number"].isna().sum() == X["number"].null_count()
    assert make("catboost", X, "classification")[-1].get_params()["cat_features"] == ["colour"]
    assert ENCODINGS.keys() == FAMILIES.keys()


def test_each_uses_one_processor_and_catboost_leaves_no_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    X, amount = table(100)
    for family in FAMILIES:
        make(family, X, "regression", QUICK).fit(X, amount)
    assert list(tmp_path.iterdir()) == []
    assert estimator("catboost", "regression").get_params()["thread_count"] == 1
    assert {estimator(name, "regression").n_jobs for name in ("forest", "xgboost")} == {1}


def test_another_family_is_refused():
    with pytest.raises(DataError) as error:
        make("bayes", pl.DataFrame({"a": [1]}), "classification")
    assert str(error.value) == (
        "`family` must be one of linear, tree, forest, xgboost, catboost, mlp; got 'bayes'. Choose one of these."
    )

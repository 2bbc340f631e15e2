"""The honest ends are cross-validated pipelines of scikit-learn; the other ends are its well-known misuses."""

import numpy as np
import pytest
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

from workbench.experiments.leak_tables import hours, noise, people
from workbench.experiments.leaks import KEPT, MISTAKES, folds, periods, trial
from workbench.experiments.shipped import shipped

ROWS = 200
SEEDS = range(4)


def cross_validated(model, X, y, seed, scoring="f1"):
    return cross_val_score(model, X, y, cv=StratifiedKFold(5, shuffle=True, random_state=seed), scoring=scoring)


def mean(mistake, strength, part="promised", rows=ROWS):
    case = shipped("bikes" if mistake == "time" else "income")
    return np.mean([getattr(trial(case, mistake, strength, rows, seed), part) for seed in SEEDS])


@pytest.mark.parametrize("seed", SEEDS)
class TestTheHonestEnd:
    def test_twins(self, seed):
        table, tree = people(shipped("income"), ROWS, seed), DecisionTreeClassifier(random_state=0)
        expected = cross_validated(tree, table.X, table.y, seed)
        assert trial(shipped("income"), "twins", 0.0, ROWS, seed).promised == pytest.approx(expected)

    def test_scaling(self, seed):
        table, model = (
            people(shipped("income"), ROWS, seed),
            make_pipeline(StandardScaler(), KNeighborsClassifier(5, algorithm="brute")),
        )
        expected = cross_validated(model, table.X, table.y, seed)
        assert trial(shipped("income"), "scaling", 0.0, ROWS, seed).promised == pytest.approx(expected)

    def test_selection(self, seed):
        table, model = noise(shipped("income"), ROWS, seed), make_pipeline(SelectKBest(f_classif, k=KEPT), GaussianNB())
        expected = cross_validated(model, table.X, table.y, seed, "accuracy")
        assert trial(shipped("income"), "selection", 0.0, ROWS, seed).promised == pytest.approx(expected)


@pytest.mark.parametrize("seed", SEEDS)
class TestTheOtherEnd:
    def test_selection_before_the_split(self, seed):
        table = noise(shipped("income"), ROWS, seed)
        chosen = SelectKBest(f_classif, k=KEPT).fit_transform(table.X, table.y)
        expected = cross_validated(GaussianNB(), chosen, table.y, seed, "accuracy")
        assert trial(shipped("income"), "selection", 1.0, ROWS, seed).promised == pytest.approx(expected)

    def test_scaling_before_the_split(self, seed):
        table = people(shipped("income"), ROWS, seed)
        expected = cross_validated(
            KNeighborsClassifier(5, algorithm="brute"), StandardScaler().fit_transform(table.X), table.y, seed
        )
        assert trial(shipped("income"), "scaling", 1.0, ROWS, seed).promised == pytest.approx(expected, abs=0.05)

    def test_a_column_that_knows_the_answer(self, seed):
        found = trial(shipped("income"), "answer", 1.0, ROWS, seed)
        assert found.promised.tolist() == [1] * 5 and found.true.tolist() == [0] * 5

    def test_twins_are_known_by_heart(self, seed):
        assert trial(shipped("income"), "twins", 1.0, ROWS, seed).promised.min() > 0.9


def test_nothing_is_learned_from_pure_chance():
    assert mean("selection", 1.0, "true") == pytest.approx(0.5, abs=0.02)
    assert mean("selection", 0.0) == pytest.approx(0.5, abs=0.07)
    assert mean("selection", 1.0) > 0.6


@pytest.mark.parametrize("mistake", ["twins", "selection", "answer", "peeking"])
def test_a_mistake_promises_more_than_it_keeps(mistake):
    assert mean(mistake, 1.0) > mean(mistake, 1.0, "true") + 0.05
    assert mean(mistake, 1.0) > mean(mistake, 0.0) + 0.05


def test_ignoring_time_promises_more_than_it_keeps():
    assert mean("time", 1.0, rows=1000) > mean("time", 0.0, rows=1000) + 0.05
    assert mean("time", 1.0, rows=1000) > mean("time", 1.0, "true", rows=1000) + 0.2


@pytest.mark.parametrize("mistake", ["twins", "selection"])
def test_half_of_it_promises_something_in_between(mistake):
    assert mean(mistake, 0.0) < mean(mistake, 0.5) < mean(mistake, 1.0)


def test_an_honest_choice_among_many_models_keeps_its_promise():
    assert mean("peeking", 0.0, rows=1000) == pytest.approx(mean("peeking", 0.0, "true", rows=1000), abs=0.05)


def test_the_forecast_periods_follow_what_was_learned():
    for training, test, unknown in periods(180, 0):
        assert training.max() < test.min() and training.max() < unknown.min()
        assert not set(test) & set(unknown)
        assert sorted([*training, *test, *unknown]) == list(range(180))


def test_each_row_is_judged_once():
    y = people(shipped("income"), ROWS, 0).y
    assert sorted(np.concatenate([test for _, test, _ in folds(y, 0)])) == list(range(ROWS))


@pytest.mark.parametrize(("make", "case"), [(people, "income"), (hours, "bikes"), (noise, "income")])
def test_fresh_rows_are_fresh(make, case):
    table = make(shipped(case), 500, 1)
    rows = {row.tobytes() for row in np.column_stack([table.X, table.y])}
    assert len(rows) == 500  # no two alike
    assert not rows & {row.tobytes() for row in np.column_stack([table.fresh_X, table.fresh_y])}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_the_seed_decides(mistake):
    case = shipped("bikes" if mistake == "time" else "income")
    first, again, other = (trial.__wrapped__(case, mistake, 0.5, 100, seed) for seed in (1, 1, 2))
    assert first.promised.tolist() == again.promised.tolist() != other.promised.tolist()
    assert first.true.tolist() == again.true.tolist() != other.true.tolist()

import numpy as np
import pytest
import xgboost
from sklearn.metrics import f1_score, r2_score

from workbench.experiments.shipped import shipped
from workbench.experiments.tuning import (
    ROUNDS,
    arena,
    attempt,
    best_so_far,
    methods_side_by_side,
    most_held_back,
    space,
    tuning,
)
from workbench.training.search import Tried

ROWS = {"rows": 300, "held_back": 200, "seed": 0}
TREES = (("max_depth", 3), ("learning_rate", 0.3), ("min_child_weight", 1.0), ("subsample", 0.7))
NETWORK = (("layers", 1), ("width", 16), ("learning_rate_init", 0.01), ("alpha", 0.01))


@pytest.mark.parametrize("model", ["boosted", "mlp"])
def test_no_row_is_both_chosen_by_and_fresh(model):
    rows = arena(shipped("income"), model, **ROWS)
    assert len(rows.validation.y) == 200
    assert len(rows.fresh.y) > 2000
    together = np.vstack([rows.validation.X, rows.fresh.X])
    assert len(np.unique(together, axis=0)) > 0.9 * len(together)  # people who look alike aside
    assert most_held_back(shipped("income")) >= 2400


def test_the_score_of_trees_is_that_of_xgboost_itself():
    rows = arena(shipped("income"), "boosted", **ROWS)
    model = xgboost.XGBClassifier(n_estimators=ROUNDS, n_jobs=1, random_state=0, **dict(TREES))
    model.fit(rows.training.X, rows.training.y)
    report = attempt(shipped("income"), "boosted", TREES, **ROWS).last
    assert report.score == pytest.approx(f1_score(rows.validation.y, model.predict(rows.validation.X)))
    assert report.others["fresh"] == pytest.approx(f1_score(rows.fresh.y, model.predict(rows.fresh.X)))


def test_a_network_learns_on_the_way():
    reports = list(attempt(shipped("income"), "mlp", NETWORK, **ROWS))
    assert reports[-1].score > 0.5
    assert len(reports) == 8


@pytest.mark.parametrize(("model", "values"), [("boosted", TREES), ("mlp", NETWORK)])
def test_a_number_is_judged_by_r2(model, values):
    report = attempt(shipped("bikes"), model, values, 1500, 300, 0).last
    rows = arena(shipped("bikes"), model, 1500, 300, 0)
    assert 0.2 < report.score < 1
    assert r2_score(rows.fresh.y, np.full(len(rows.fresh.y), rows.training.y.mean())) < report.others["fresh"]


@pytest.mark.parametrize("model", ["boosted", "mlp"])
def test_a_search_stays_in_its_ranges(model):
    tried = [one for one in tuning(shipped("income"), model, "random", 6, False, **ROWS) if one is not None]
    assert len(tried) == 6
    for one in tried:
        assert set(one.values) == set(space(model))
        assert all(space(model)[name]._contains(value) for name, value in one.values.items())


def test_the_best_so_far_never_falls_and_leaves_out_what_was_given_up():
    tried = [Tried({}, score, {}, pruned) for score, pruned in [(0.9, True), (0.5, False), (0.4, False), (0.6, False)]]
    assert best_so_far(tried)[1:].tolist() == [0.5, 0.5, 0.6]
    assert np.isnan(best_so_far(tried)[0])


def test_three_methods_get_the_same_budget():
    found = methods_side_by_side(shipped("income"), "boosted", 6, range(2), rows=300, held_back=200)
    assert {name: curve.shape for name, curve in found.items()} == {name: (2, 6) for name in ("grid", "random", "tpe")}
    assert all((np.diff(curve) >= 0).all() for curve in found.values())

import numpy as np
import pytest

from workbench.experiments.shipped import shipped
from workbench.experiments.tuning import attempt, space
from workbench.labs.p4_training.search import LAB, best_tenth, compute

QUICK = {"rows": 200, "trials": 12}


def test_each_trial_adds_a_point():
    frames = list(compute(LAB.settings(**QUICK)))
    counts = [len(frame.scores) for frame in frames]
    assert counts[-1] == 12
    assert set(np.diff(counts)) == {0, 1}
    assert frames[-1].progress == 1


def test_scores_are_those_of_the_model_with_these_values():
    frame = LAB.run(**QUICK)
    ranges = space("boosted")
    assert frame.knobs == tuple(ranges)
    assert ((frame.places >= 0) & (frame.places <= 1)).all()
    subsample = ranges["subsample"]
    low, high = subsample.low, subsample.high
    words = dict(part.rsplit(" ", 1) for part in frame.values.split(", "))
    assert float(words["subsample"]) == pytest.approx(low + frame.places[frame.best, 3] * (high - low), rel=0.01)
    assert frame.scores[frame.best] == max(frame.scores)


def test_what_was_given_up_is_never_the_best():
    frame = LAB.run(prune=True, rows=200, trials=30)
    assert frame.pruned.any()
    assert not frame.pruned[frame.best]
    assert not (best_tenth(frame) & frame.pruned).any()


def test_the_fresh_score_belongs_to_the_trial_that_leads():
    frame = LAB.run(held_back=50, **QUICK)
    leaders = [int(np.argmax(frame.scores[: n + 1])) for n in range(len(frame.scores))]
    assert frame.fresh_so_far == pytest.approx(frame.fresh[leaders])


def test_few_rows_to_choose_by_promise_too_much():
    gaps = {
        rows: np.mean([_gap(LAB.run(held_back=rows, rows=500, trials=30, method="random", seed=s)) for s in range(4)])
        for rows in (50, 2000)
    }
    assert gaps[50] > 0.05 > gaps[2000]


def _gap(frame):
    return frame.scores[frame.best] - frame.fresh[frame.best]


def test_the_rule_stops_a_search_that_gains_nothing():
    frame = LAB.run(stop=True, rows=200, trials=100, method="random")
    assert frame.stopped
    assert 15 < len(frame.scores) < 100
    assert frame.scores[:-15].max() > frame.scores[-15:].max() - 0.002
    assert LAB.describe(frame).endswith("The rule stopped the search: 15 trials brought less than 0.002.")


def test_the_sentence_names_the_best_trial():
    frame = LAB.run(**QUICK)
    assert LAB.describe(frame).startswith(f"12 of 12 trials with TPE. The best is trial {frame.best + 1}: F1 ")
    assert LAB.describe(next(compute(LAB.settings(**QUICK)))) == "No trial has ended yet."


def test_a_network_is_searched_too():
    frame = LAB.run(model="mlp", rows=200, trials=5)
    assert frame.knobs == ("layers", "width", "learning_rate_init", "alpha")


def test_a_trial_is_computed_once():
    settings = LAB.settings(rows=210, trials=8)
    list(compute(settings))
    before = attempt.cache_info().misses
    list(compute(LAB.settings(rows=210, trials=8, stop=True)))
    assert attempt.cache_info().misses == before


def test_it_takes_a_case_of_ones_own():
    lab = LAB.on(shipped("bikes"))
    frame = lab.run(rows=300, trials=5)
    assert "R² " in lab.describe(frame)
    assert "fresh rows" in lab.describe(frame)

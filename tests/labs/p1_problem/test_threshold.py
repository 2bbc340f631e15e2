import numpy as np
import pytest
from sklearn.metrics import accuracy_score, f1_score, precision_score, recall_score

from workbench.experiments.scored import SPREAD, validation_scores
from workbench.experiments.shipped import shipped
from workbench.labs.p1_problem.threshold import LAB, PEOPLE


@pytest.mark.parametrize("threshold", [0.2, 0.5, 0.9])
def test_the_scores_are_those_of_scikit_learn(threshold):
    truth, scores = validation_scores(shipped("income"))
    share = truth.mean() * 100
    frame = LAB.run(threshold=threshold, share=share)
    answers = scores >= threshold
    assert frame.precision[frame.here] == pytest.approx(precision_score(truth, answers))
    assert frame.recall[frame.here] == pytest.approx(recall_score(truth, answers))
    assert frame.f1 == pytest.approx(f1_score(truth, answers))
    assert frame.accuracy == pytest.approx(accuracy_score(truth, answers))


@pytest.mark.parametrize("source", ["income", "hills"])
def test_the_answers_add_up_to_the_people(source):
    frame = LAB.run(source=source, share=10.0)
    hits, misses, alarms, left = frame.counts
    assert (hits + misses, alarms + left) == pytest.approx((100, 900))
    assert frame.heights.sum() == pytest.approx(PEOPLE)


@pytest.mark.parametrize(("share", "alarm", "miss"), [(50.0, 1.0, 1.0), (20.0, 1.0, 10.0), (30.0, 8.0, 1.0)])
def test_the_cheapest_cut_between_two_hills_is_where_theory_puts_it(share, alarm, miss):
    frame = LAB.run(source="hills", share=share, alarm=alarm, miss=miss, gap=0.2)
    odds = alarm * (1 - share / 100) / (miss * share / 100)
    # Two normal distributions of equal spread: the likelihood ratio equals the odds of the costs here.
    assert frame.best_threshold == pytest.approx(0.5 + SPREAD**2 / 0.2 * np.log(odds), abs=0.02)


@pytest.mark.parametrize("source", ["income", "hills"])
def test_dear_misses_lower_the_best_threshold_and_dear_alarms_raise_it(source):
    even, misses, alarms = (
        LAB.run(source=source, **costs).best_threshold for costs in ({}, {"miss": 10.0}, {"alarm": 10.0})
    )
    assert misses < even - 0.05 and alarms > even + 0.05


def test_rare_cases_spoil_precision_and_not_recall():
    common, rare = LAB.run(share=24.0), LAB.run(share=2.0)
    assert rare.recall[rare.here] == pytest.approx(common.recall[common.here])
    assert rare.precision[rare.here] < common.precision[common.here] / 2
    assert rare.accuracy > 0.9


def test_no_threshold_pays_where_the_hills_are_one():
    frame = LAB.run(source="hills", gap=0.0, share=10.0)
    assert frame.cost[frame.best] == pytest.approx(1)
    assert LAB.describe(frame).endswith("no threshold is cheaper than the same answer for everybody.")


def test_the_sentence_counts_people():
    frame = LAB.run(source="hills", share=50.0, threshold=0.5, gap=0.2)
    hits, misses, alarms, _ = frame.counts
    sentence = LAB.describe(frame)
    assert sentence.startswith(
        f"From 0.50 on, {hits + alarms:.0f} of 1,000 people are named, {hits:.0f} of them rightly"
    )
    assert f"{misses:.0f} are missed" in sentence
    assert LAB.describe(LAB.run(threshold=1.0)).startswith("From 1.00 on nobody is named: all 240 of 1,000 are missed.")


def test_the_suggestion_leads_to_the_lowest_cost():
    frame = LAB.run(miss=10.0)
    (suggestion,) = frame.suggestions
    there = LAB.run(miss=10.0, **suggestion.values)
    assert there.cost[there.here] == pytest.approx(frame.cost[frame.best], abs=0.02)


def test_a_click_cuts_there():
    picture = LAB.Picture.__new__(LAB.Picture)
    assert picture.pick(LAB.run(), 0, 0.37, 9) == {"threshold": 0.37}
    assert picture.pick(LAB.run(), 1, 1.0, 1.0) is None
    assert picture.pick(LAB.run(curve="cost"), 2, 0.8, 1) == {"threshold": 0.8}
    frame = LAB.run(curve="roc")
    here = frame.thresholds.searchsorted(0.3, sorter=np.arange(len(frame.thresholds))[::-1])
    near = len(frame.thresholds) - 1 - here
    chosen = picture.pick(frame, 2, frame.false_positive_rate[near], frame.recall[near])["threshold"]
    assert chosen == pytest.approx(0.3, abs=0.01)


@pytest.mark.parametrize("settings", [{}, {"share": 60.0, "miss": 50.0}, {"share": 2.0, "alarm": 5.0}, {"share": 1.0}])
def test_the_best_threshold_keeps_its_promise_when_the_button_goes_there(settings):
    frame = LAB.run(**settings)
    (button,) = frame.suggestions
    there = LAB.run(**settings, **button.values)
    assert there.cost[there.here] == frame.cost[frame.best]
    others = [LAB.run(**settings, threshold=stop / 20) for stop in range(21)]
    assert min(other.cost[other.here] for other in others) >= frame.cost[frame.best]

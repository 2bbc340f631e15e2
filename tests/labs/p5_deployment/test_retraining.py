"""Retraining: costs and curves worked by hand, and what a learner is to see."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.experiments.retraining import POLICIES
from workbench.labs import LABS
from workbench.labs.p5_deployment.retraining import SMOOTH, rounded_up, smoothed

LAB = LABS["retraining"]


def test_costs_are_trainings_and_bikes_at_your_prices():
    frame = LAB.run(price=250.0, loss=0.02)
    for kind in POLICIES:
        lived = frame.lived[kind]
        assert frame.costs[kind] == pytest.approx((0.02 * lived.missed.sum(), 250 * len(lived.trained)))
    assert frame.cheapest == min(POLICIES, key=lambda kind: sum(frame.costs[kind]))
    assert LAB.measures(frame)["cost"] == pytest.approx(sum(frame.costs["ADWIN"]))


def test_dear_trainings_make_never_the_cheapest_and_dear_misses_do_not():
    assert LAB.run(price=2000.0, loss=0.001).cheapest == "never"
    assert LAB.run(price=1.0, loss=1.0).cheapest != "never"


def test_prices_change_no_error_and_no_day():
    cheap, dear = LAB.run(price=1.0), LAB.run(price=2000.0)
    assert cheap.lived == dear.lived


def test_late_labels_cost():
    soon, late = (LAB.measures(LAB.run(delay=delay, policy="calendar")) for delay in (0, 60))
    assert late["mean error (%)"] > soon["mean error (%)"]


def test_more_evidence_wanted_means_fewer_alarms():
    for policy, quick, slow in (("ADWIN", {"delta": 0.1}, {"delta": 1e-4}), ("PageHinkley", {"threshold": 10.0}, {})):
        few, many = (LAB.measures(LAB.run(policy=policy, **values))["trainings"] for values in (slow, quick))
        assert many > few > 0
    silent = LAB.run(policy="PageHinkley", threshold=100.0)
    assert not silent.lived["PageHinkley"].trained and "It never raised an alarm." in LAB.describe(silent)


def test_the_curve_is_the_mean_of_two_weeks():
    lived = LAB.run().lived["ADWIN"]
    for day in (0, 5, 100, 274):
        part = slice(max(day + 1 - SMOOTH, 0), day + 1)
        expected = 100 * np.average(lived.errors[part], weights=lived.rows[part])
        assert smoothed(lived)[day] == pytest.approx(expected)


def test_months_stand_at_their_first_day():
    frame = LAB.run()
    assert [name for _, name in frame.months] == ["Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    assert [day for day, _ in frame.months[:3]] == [0, 30, 61]


def test_the_sentence_names_all_policies():
    frame = LAB.run(policy="calendar", every=60, delay=10)
    sentence = LAB.describe(frame)
    count = len(frame.lived["calendar"].trained)
    assert sentence.startswith(f"Trained again every 60 days, {count} times: mean error ")
    assert "with labels 10 days late" in sentence
    assert all(name in sentence for name in ("Never", "ADWIN", "Page-Hinkley", "Cheapest at your prices"))
    assert LAB.describe(LAB.run(policy="never")).startswith("Never trained again: mean error ")


def test_a_click_on_a_bar_chooses_its_policy():
    frame = LAB.run()
    picture = LAB.Picture(*LAB.picture(frame).axes)
    assert picture.pick(frame, 1, 5, 2.2) == {"policy": "ADWIN"} and picture.pick(frame, 2, 5, 9) == {
        "policy": "PageHinkley"
    }
    assert picture.pick(frame, 0, 5, 2) is None


@pytest.mark.parametrize(("value", "end"), [(1, 1), (1.2, 2), (2.1, 5), (5.1, 10), (0.03, 0.05), (7000, 10_000)])
def test_axes_end_at_round_numbers(value, end):
    assert rounded_up(value) == pytest.approx(end)

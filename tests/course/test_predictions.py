"""Predictions: outcomes are real and agree with the labs; a guess is set beside them."""

from __future__ import annotations

import pytest

from workbench.course.content import NOTEBOOKS, load
from workbench.course.prediction import Outcome, Prediction
from workbench.labs import LABS

PREDICTIONS = {prediction.id: prediction for notebook in NOTEBOOKS for prediction in load(notebook).predictions}

CHOICE = Prediction("x", "?", lambda: Outcome(1, "So it goes."), options=("left", "right"))
NUMBER = Prediction("y", "?", lambda: Outcome(0.5, "Halfway."), near=0.1)


@pytest.mark.parametrize("identity", PREDICTIONS)
def test_every_outcome_is_found_and_fits_its_question(identity):
    prediction = PREDICTIONS[identity]
    outcome = prediction.outcome()
    assert outcome.words and prediction.question.endswith("?")
    if prediction.options:
        assert outcome.value in range(len(prediction.options))
    else:
        assert prediction.near > 0


def test_the_best_degree_is_the_one_that_the_lab_marks():
    assert PREDICTIONS["4.2.p1"].outcome().value == LABS["overfitting"].run().best


def test_the_gap_shrinks_as_in_the_lab():
    few, many = (LABS["overfitting"].run(points=points, degree=12).errors[:, 11] for points in (20, 200))
    assert PREDICTIONS["4.2.p2"].outcome().value == 0
    assert many[1] - many[0] < few[1] - few[0]


def test_the_lowest_optimiser_is_the_one_in_the_lab():
    heights = LABS["optimisers"].run().heights
    lowest = min(heights, key=lambda name: heights[name][-1])
    prediction = PREDICTIONS["4.1.p2"]
    assert prediction.options[int(prediction.outcome().value)] == lowest


def test_the_highest_learning_rate_is_what_theory_says():
    assert PREDICTIONS["4.1.p1"].outcome().value == pytest.approx(2 / 10, abs=0.011)


def test_the_cheapest_threshold_is_the_one_that_the_lab_marks():
    assert PREDICTIONS["1.1.p1"].outcome().value == LABS["threshold"].run(miss=4).best_threshold


def test_the_scale_for_mape_is_the_one_that_the_lab_suggests():
    (suggestion,) = LABS["forecast_error"].run().suggestions
    assert suggestion.values["scale"] < 0.85
    assert PREDICTIONS["1.1.p2"].outcome().value == 0


def test_enough_rows_are_where_the_lab_puts_the_star():
    enough = LABS["how_many_rows"].run().enough[1]
    assert f"From {enough:,} rows on" in PREDICTIONS["1.2.p2"].outcome().words


def test_the_largest_lie_is_the_largest_of_the_lab():
    listed = ("twins", "selection", "answer", "scaling")
    scores = [LABS["leakage"].run(mistake=mistake).scores.mean(1) for mistake in listed]
    gaps = [promised - true for promised, true, _ in scores]
    assert PREDICTIONS["2.4.p1"].outcome().value == gaps.index(max(gaps))
    assert (PREDICTIONS["2.4.p2"].outcome().value == 0) == (gaps[-1] < 0.03)


def test_the_spread_of_folds_is_the_one_of_the_lab():
    one, five = LABS["leakage"].run(strength=0).spreads
    words = PREDICTIONS["2.4.p3"].outcome().words
    assert f"One split strays by {one:.2f}, the mean of five folds by {five:.2f}." in words


def test_a_choice_beside_its_outcome():
    assert CHOICE.verdict([1], CHOICE.outcome()) == (
        True, "You predicted: right\nIt happened: right\nSo it goes."
    )  # fmt: skip
    assert CHOICE.verdict([0], CHOICE.outcome()) == (
        False, "You predicted: left\nIt happened: right\nSo it goes."
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "near"), [("0.5", True), ("0,6", True), ("2/5", True), ("0.61", False), ("-0.5", False)]
)
def test_a_number_near_its_outcome(typed, near):
    right, words = NUMBER.verdict(typed, NUMBER.outcome())
    assert right is near
    assert words == f"You predicted: {typed}\nIt happened: 0.5\nHalfway."


def test_what_cannot_be_recorded():
    assert CHOICE.problem([]) and NUMBER.problem("many") and NUMBER.problem("")
    assert not CHOICE.problem([0]) and not NUMBER.problem("0.3")


def test_the_gain_of_a_student_comes_from_where_the_lab_says():
    found = LABS["distillation"].measures(LABS["distillation"].run())
    softness = found["accuracy, soft targets"] - found["accuracy, alone"]
    assert found["gain by more pictures"] > 2 * softness
    assert PREDICTIONS["4.5.p1"].outcome().value == 2


def test_a_flawed_grader_is_gamed_as_in_the_lab():
    found = LABS["reward"].measures(LABS["reward"].run(grader="flawed"))
    assert found["right answers"] < 0.1 < 0.9 < found["reward, mean of the last 10 steps"]
    assert PREDICTIONS["4.5.p2"].outcome().value == 2

import numpy as np
import pytest

from workbench.cases import true_curve
from workbench.labs.p4_training.overfitting import GRID, LAB, judge


def test_errors_are_those_of_numpy_polyfit():
    frame = LAB.run(degree=6, points=50, noise=0.3, seed=2)
    for degree in (1, 3, 6):
        coefficients = np.polyfit(*frame.training, degree)
        for (x, y), error in zip((frame.training, frame.validation), frame.errors[:, degree - 1], strict=True):
            assert error == pytest.approx(np.sqrt(np.mean((np.polyval(coefficients, x) - y) ** 2)))
        if degree == frame.degree:
            np.testing.assert_allclose(frame.curve, np.polyval(coefficients, GRID), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_training_error_falls_with_the_degree_and_validation_error_does_not(seed):
    training, validation = LAB.run(seed=seed).errors
    assert np.all(np.diff(training) <= 1e-9)
    assert validation[-1] > 2 * validation.min()


@pytest.mark.parametrize("seed", range(5))
def test_with_many_points_the_best_curve_is_close_to_the_true_one(seed):
    best = LAB.run(points=200, seed=seed).best
    frame = LAB.run(points=200, seed=seed, degree=best)
    assert np.sqrt(np.mean((frame.curve - true_curve(GRID)) ** 2)) < 0.3
    assert frame.verdict == "is about right"


def test_the_best_degree_without_noise_is_that_of_the_true_curve():
    assert LAB.run(noise=0.0).best == 5


def test_the_far_left_of_the_ridge_slider_is_no_penalty_at_all():
    low = LAB.controls["ridge"].low
    frame = LAB.run(degree=7, ridge=low)
    np.testing.assert_allclose(frame.curve, np.polyval(np.polyfit(*frame.training, 7), GRID), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(
    ("errors", "verdict"),
    [
        ((0.3, 0.4), "is about right"),
        ((0.1, 0.43), "is about right"),  # within 10% of the best
        ((0.1, 2.0), "overfits"),
        ((0.9, 1.0), "underfits"),
    ],
)
def test_the_verdict_looks_at_the_errors(errors, verdict):
    assert judge(np.array(errors), best=np.array([0.3, 0.4])) == verdict


def test_a_line_underfits_a_wild_curve_overfits_and_a_strong_penalty_underfits_again():
    assert LAB.run(degree=1).verdict == "underfits"
    assert LAB.run(degree=15).verdict == "overfits"
    assert LAB.run(degree=15, ridge=100.0).verdict == "underfits"


def test_the_sentence_gives_verdict_and_errors():
    frame = LAB.run(degree=15)
    sentence = LAB.describe(frame)
    assert sentence.startswith("Degree 15 overfits: it misses training points by ")
    assert sentence.endswith(f"at degree {frame.best}.")
    assert "No other degree has a lower validation error." in LAB.describe(LAB.run(degree=frame.best))


def test_the_best_degree_is_not_told_before_it_was_tried():
    best = LAB.run().best
    for degree in range(1, best):
        frame = LAB.run(degree=degree)
        assert LAB.describe(frame).endswith("With a higher degree it would miss them by less.")
        assert frame.errors[1, best - 1] < frame.errors[1, degree - 1]
        star = next(line for line in LAB.picture(frame).axes[1].lines if line.get_marker() == "*")
        assert len(star.get_xdata()) == 0

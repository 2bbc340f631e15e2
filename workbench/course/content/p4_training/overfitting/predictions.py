"""The predictions of notebook 4.2. Each outcome is computed from the points that the lab shows at its start."""

from __future__ import annotations

from collections.abc import Iterable

from workbench.course.prediction import Outcome, Prediction
from workbench.course.quiz import Range


def lowest_validation_error() -> Outcome:
    """The lab's own points at its first settings, fitted with every degree."""
    errors = _errors(points=20, degrees=range(1, 21))
    best = min(errors, key=lambda degree: errors[degree][1])
    return Outcome(
        best,
        f"At degree {best} the typical miss on unseen points is {errors[best][1]:.2g}. At degree 1 it is "
        f"{errors[1][1]:.2g}, at degree 20 {errors[20][1]:.2g}, although degree 20 misses its own points by only "
        f"{errors[20][0]:.1g}.",
    )


def more_points() -> Outcome:
    """The gap of one high degree, with few and with many points."""
    gaps = {
        points: validation - training for points in (20, 200) for training, validation in [_errors(points, [12])[12]]
    }
    ratio = gaps[200] / gaps[20]
    value = 0 if ratio < 0.8 else 2 if ratio > 1.25 else 1
    return Outcome(
        value,
        f"The gap is {gaps[20]:.2g} with 20 points and {gaps[200]:.2g} with 200. More rows leave a model less "
        "room to follow the noise of each one.",
    )


def _errors(points: int, degrees: Iterable[int]) -> dict[int, tuple[float, float]]:
    """Training and validation error (RMSE) of each degree, on the points of the lab (noise 0.4, seed 0)."""
    from workbench.cases import noisy_polynomial
    from workbench.evaluation.metrics import rmse
    from workbench.models.polynomial import fit_polynomial

    x, y = noisy_polynomial(points, 0.4, 0).to_numpy().T
    new_x, new_y = noisy_polynomial(100, 0.4, 10_000).to_numpy().T
    curves = {degree: fit_polynomial(x, y, degree) for degree in degrees}
    return {degree: (rmse(y, curve(x)), rmse(new_y, curve(new_x))) for degree, curve in curves.items()}


PREDICTIONS = (
    Prediction(
        "lowest_validation_error",
        "A curve is fitted through 20 noisy points. Its degree says how often it can bend, from 1 (a straight line) "
        "to 20. Which degree will miss new points by the least?",
        lowest_validation_error,
        near=1,
        within=Range(1, 20, whole=True),
    ),
    Prediction(
        "more_points",
        "A curve of degree 12 overfits 20 points: the error on new points is far above the error on its own points. "
        "With 200 points instead of 20, what happens to this gap?",
        more_points,
        options=("It becomes smaller.", "It stays about the same.", "It becomes larger."),
    ),
)

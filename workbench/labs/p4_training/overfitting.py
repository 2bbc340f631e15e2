"""A polynomial through noisy points: too stiff, about right, or bent after every bit of noise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from matplotlib.axes import Axes

from workbench.cases.generated import noisy_polynomial, true_curve
from workbench.evaluation.metrics import rmse
from workbench.live.lab import Lab
from workbench.live.marks import ghost_line, here_bar, star
from workbench.live.spec import Colour, Curve, Frame, number, slider
from workbench.models.polynomial import fit_polynomial

MOST = 20  # the highest degree
NO_RIDGE = 1e-6  # the left end of the slider stands for no penalty at all
GRID = np.linspace(-1, 1, 400)
VALIDATION = 100  # points held back
NEAR = 1.1  # an error within 10% of the lowest counts as equally good
NOTHING = 1e-6  # and so does one that differs by less than this

Verdict = Literal["underfits", "is about right", "overfits"]


@dataclass(frozen=True)
class Settings:
    """What the learner can change."""

    degree: int = slider(1, 1, MOST, label="Degree", help="Highest power of x. A higher degree can bend more often.")
    noise: float = slider(
        0.4, 0.0, 1.0, step=0.05, label="Noise", help="How far points lie from the true curve, as a standard deviation."
    )
    points: int = slider(
        20, 10, 200, log=True, label="Training points", help=f"{VALIDATION} more points are held back for validation."
    )
    ridge: float = slider(
        NO_RIDGE,
        NO_RIDGE,
        100.0,
        log=True,
        label="Ridge penalty",
        help="Makes large coefficients costly, so that the curve stays calm. At the far left there is no penalty.",
    )
    seed: int = number(0, 0, 9999, label="Seed", help="Another number draws other points from the same true curve.")


@dataclass(frozen=True, kw_only=True)
class Fit(Frame):
    """One fitted curve, and the errors of every degree.

    Attributes:
        training: Places and values of the points the model saw, shape (2, n).
        validation: Places and values of the points held back, shape (2, n).
        degree: The degree of the curve.
        curve: Its height over `GRID`.
        errors: Training and validation error (RMSE) of degree 1, 2 ..., shape (2, MOST).
        verdict: What the errors say about this degree.
    """

    training: np.ndarray
    validation: np.ndarray
    degree: int
    curve: np.ndarray
    errors: np.ndarray
    verdict: Verdict

    @property
    def best(self) -> int:
        """The degree of the lowest validation error; of several that are equal, the lowest degree."""
        return 1 + int(np.argmax(self.errors[1] <= self.errors[1].min() + NOTHING))


def compute(settings: Settings) -> Iterator[Fit]:
    """Fit every degree; it takes a few milliseconds."""
    training = noisy_polynomial(settings.points, settings.noise, settings.seed).to_numpy().T  # (2, points)
    validation = noisy_polynomial(VALIDATION, settings.noise, settings.seed + 10_000).to_numpy().T
    ridge = settings.ridge if settings.ridge > NO_RIDGE else 0.0
    errors = error_curves(training, validation, ridge)
    # A strong penalty can make every degree too stiff, so the yardstick is the best of all, with and without it.
    all_errors = np.hstack([errors, error_curves(training, validation, 0.0)]) if ridge else errors
    verdict = judge(errors[:, settings.degree - 1], all_errors[:, np.argmin(all_errors[1])])
    curve = fit_polynomial(training[0], training[1], settings.degree, ridge)(GRID)
    yield Fit(
        training=training,
        validation=validation,
        degree=settings.degree,
        curve=curve,
        errors=errors,
        verdict=verdict,
    )


def error_curves(training: np.ndarray, validation: np.ndarray, ridge: float) -> np.ndarray:
    """Training and validation error of every degree from 1 to `MOST`, shape (2, MOST)."""
    fits = [fit_polynomial(training[0], training[1], degree, ridge) for degree in range(1, MOST + 1)]
    return np.array([[rmse(y, fit(x)) for fit in fits] for x, y in (training, validation)])


def judge(errors: np.ndarray, best: np.ndarray) -> Verdict:
    """What a pair of training and validation errors says, beside the pair with the lowest validation error."""
    if errors[1] <= NEAR * best[1] + NOTHING:
        return "is about right"
    return "underfits" if errors[0] > best[0] else "overfits"


class Picture:
    """Left the points and the curve, right the errors against the degree."""

    def __init__(self, data: Axes, errors: Axes) -> None:
        data.set(xlim=(-1, 1), ylim=(-3.2, 3.2), xticks=(-1, -0.5, 0, 0.5, 1), xlabel="x", ylabel="y")
        data.set_title("The curve and its points")
        errors.set(xlim=(0.5, MOST + 0.5), xticks=(1, 5, 10, 15, 20), yscale="log", ylim=(0.05, 100))
        errors.set(xlabel="Degree", ylabel="Typical error (RMSE)")
        errors.yaxis.set_major_formatter("{x:g}")
        errors.set_title("The error of every degree")
        self.degrees = np.arange(1, MOST + 1)

        self.old = ghost_line(data), ghost_line(errors)
        (self.truth,) = data.plot(GRID, true_curve(GRID), color=Colour.BEST, linewidth=1.5, label="true curve")
        (self.training,) = data.plot([], [], "o", color=Colour.TRAINING, markersize=5, label="training")
        (self.validation,) = data.plot(
            [], [], "D", color=Colour.VALIDATION, markersize=3, alpha=0.6, label="validation"
        )
        (self.curve,) = data.plot([], [], color=Colour.TRAINING, linewidth=2.2, label="fitted curve")

        self.current = here_bar(errors, "this degree")
        (self.training_error,) = errors.plot([], [], "o-", color=Colour.TRAINING, markersize=3.5, label="training")
        (self.validation_error,) = errors.plot(
            [], [], "D-", color=Colour.VALIDATION, markersize=3.5, label="validation"
        )
        self.best = star(errors, "best")

    def update(self, frame: Fit, ghost: Fit | None) -> None:
        """Show this fit, and the one before it faint and dashed."""
        self.training.set_data(frame.training)
        self.validation.set_data(frame.validation)
        self.curve.set_data(GRID, frame.curve)
        self.current.set_xdata([frame.degree, frame.degree])
        self.training_error.set_data(self.degrees, frame.errors[0])
        self.validation_error.set_data(self.degrees, frame.errors[1])
        found = frame.degree >= frame.best  # who has not been there is to find it
        self.best.set_data(([frame.best], [frame.errors[1, frame.best - 1]]) if found else ([], []))
        for line in self.old:
            line.set_visible(ghost is not None)
        if ghost is not None:
            self.old[0].set_data(GRID, ghost.curve)
            self.old[1].set_data(self.degrees, ghost.errors[1])

    def main_curve(self, frame: Fit) -> Curve:
        """The fitted curve."""
        return Curve(0, GRID, frame.curve)

    def pick(self, frame: Fit, panel: int, x: float, y: float) -> dict[str, int] | None:
        """A click on the errors chooses the degree there."""
        return {"degree": min(max(round(x), 1), MOST)} if panel == 1 else None


def describe(frame: Fit) -> str:
    """The verdict, with the two errors it rests on."""
    training, validation = frame.errors[:, frame.degree - 1]
    lowest = frame.errors[1, frame.best - 1]
    sentence = (
        f"Degree {frame.degree} {frame.verdict}: it misses training points by {_size(training)} "
        f"and points it never saw by {_size(validation)}."
    )
    if frame.degree == frame.best:
        return f"{sentence} No other degree has a lower validation error."
    if frame.degree < frame.best:
        return f"{sentence} With a higher degree it would miss them by less."
    return f"{sentence} The lowest validation error is {_size(lowest)}, at degree {frame.best}."


def _size(error: float) -> str:
    return "less than 0.001" if error < 0.001 else f"{error:,.0f}" if error >= 100 else f"{error:.2g}"


def measures(frame: Fit) -> dict[str, float]:
    """The two errors of this degree."""
    training, validation = frame.errors[:, frame.degree - 1]
    return {"training error (RMSE)": float(training), "validation error (RMSE)": float(validation)}


LAB = Lab(
    title="Overfitting",
    question="Which degree fits points that the model has never seen?",
    Settings=Settings,
    compute=compute,
    Picture=Picture,
    describe=describe,
    measures=measures,
    panels=(1.0, 1.0),
)

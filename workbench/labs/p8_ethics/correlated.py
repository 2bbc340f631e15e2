"""Two features that go together, one of them without effect: an explanation is of the model, not of the world."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from workbench.labs.percent import percent
from workbench.labs.quick_text import quick_text
from workbench.live.lab import Lab
from workbench.live.marks import areas
from workbench.live.spec import Colour, Frame, choice, number, slider

NAMES = ("heat", "ice cream")
EFFECT = 2.0  # swimmers, in hundreds, for one step of heat; ice cream has none
EXPLAINED, BACKGROUND = 150, 50  # rows


@dataclass(frozen=True)
class Settings:
    """The world, and the model that learns from it."""

    correlation: float = slider(
        0.8,
        -0.99,
        0.99,
        step=0.01,
        label="Correlation",
        help="How closely ice cream follows heat: 0 is not at all, 1 is exactly.",
    )
    model: str = choice(
        "forest",
        {"forest": "Random forest", "boosted": "Boosted trees", "linear": "Linear model"},
        label="Model",
        help="In this forest every split may use only one of the two, drawn at random.",
    )
    noise: float = slider(0.5, 0.0, 2.0, step=0.1, label="Noise", help="What else moves the number of swimmers.")
    days: int = slider(600, 100, 2000, log=True, label="Days", help="To learn from.")
    seed: int = number(0, 0, 9999, label="Seed", help="Another number draws other days from the same world.")


@dataclass(frozen=True, kw_only=True)
class Credit(Frame):
    """Two ways to share the model's answers between the two features.

    Attributes:
        X: Heat and ice cream on some days, in standard deviations, shape (n, 2).
        interventional: Contributions when a feature left out is replaced whatever the other is, shape (n, 2).
        conditional: Contributions when the other feature is heeded, shape (n, 2).
        model: Which model was asked.
        correlation: Of the two features.
    """

    X: np.ndarray
    interventional: np.ndarray
    conditional: np.ndarray
    model: str
    correlation: float


def world(days: int, correlation: float, noise: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Days on which heat brings out swimmers and ice cream alike, and ice cream brings nobody.

    Args:
        days: Number of days, n.
        correlation: Of heat and ice cream, in [-1, 1].
        noise: Standard deviation of everything else.
        seed: Same seed, same days.
    Returns: Heat and ice cream in standard deviations, shape (n, 2); swimmers in hundreds, from their mean, shape (n,).
    """
    heat, other, rest = np.random.default_rng(seed).normal(size=(3, days))
    ice_cream = correlation * heat + np.sqrt(1 - correlation**2) * other
    return np.column_stack([heat, ice_cream]), EFFECT * heat + noise * rest


def compute(settings: Settings) -> Iterator[Credit]:
    """Learn, then explain the same days in both ways."""
    X, y = world(settings.days, settings.correlation, settings.noise, settings.seed)
    model = _estimator(settings.model).fit(X, y)
    shown, _ = world(EXPLAINED, settings.correlation, settings.noise, settings.seed + 10_000)
    interventional, conditional = contributions(model, shown, X)
    yield Credit(
        X=shown,
        interventional=interventional,
        conditional=conditional,
        model=settings.model,
        correlation=settings.correlation,
    )


def contributions(model: Any, X: np.ndarray, learned_from: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Interventional and conditional SHAP values, each of shape (n, 2).

    For trees, path-dependent TreeSHAP stands for the conditional way: a feature left out is averaged over the training
    rows that came by. For a linear model it is exact for features with a normal distribution.
    """
    from workbench.explain import explain

    interventional = explain(model, X, learned_from, most=BACKGROUND).values
    linear = hasattr(model, "coef_")
    return interventional, conditional_linear(model.coef_, X, learned_from) if linear else explain(model, X).values


def conditional_linear(coefficients: np.ndarray, X: np.ndarray, learned_from: np.ndarray) -> np.ndarray:
    """Conditional SHAP values of a linear model of two features with a normal distribution, shape (n, 2).

    Of a feature left out, what the other one lets expect is filled in: the mean, moved along the line that predicts
    one from the other. Each feature enters first in one half of the orders, second in the other.

    Source: shap's LinearExplainer with `shap.maskers.Impute` does the same for any number of features.
    """
    own = (X - learned_from.mean(0)) * coefficients  # what a feature says itself, (n, 2)
    covariance = np.cov(learned_from.T)
    slopes = covariance[0, 1] / np.diag(covariance)  # of the other feature, for one step of this one
    hinted = (X - learned_from.mean(0)) * slopes * coefficients[::-1]  # what it lets expect of the other's part
    return np.asarray(own + (hinted - hinted[:, ::-1]) / 2)


def _estimator(model: str) -> Any:
    if model == "forest":
        from sklearn.ensemble import RandomForestRegressor

        return RandomForestRegressor(n_estimators=30, max_depth=6, max_features=1, min_samples_leaf=5, random_state=0)
    if model == "boosted":
        from xgboost import XGBRegressor

        return XGBRegressor(n_estimators=40, max_depth=3, learning_rate=0.2, n_jobs=1, random_state=0)
    from sklearn.linear_model import LinearRegression

    return LinearRegression()


class Picture:
    """Left the two features, in the middle their credit in both ways, right what ice cream is said to do."""

    def __init__(self, days: Axes, credit: Axes, closer: Axes) -> None:
        """Make the artists, empty."""
        days.set(xlim=(-3.2, 3.2), ylim=(-3.2, 3.2), xlabel="Heat", ylabel="Ice cream")
        days.set_title("The world")
        (self.days,) = days.plot([], [], "o", color=Colour.MUTED, markersize=3, alpha=0.7)
        credit.set(ylim=(0, 2), xlim=(-0.6, 1.6), ylabel="Mean contribution")
        credit.set_xticks((0, 1), ("heat", "ice cream"))
        credit.set_title("Who gets the credit")
        closer.set(xlim=(-3.2, 3.2), ylim=(-3, 3), xlabel="Ice cream", ylabel="Its contribution")
        closer.set_title("Credit of ice cream")
        ways = ((Colour.TRAINING, "interventional"), (Colour.VALIDATION, "conditional"))
        self.bars = [areas(credit, facecolors=color, label=label) for color, label in ways]
        self.dots = [closer.plot([], [], "o", color=color, markersize=3)[0] for color, _ in ways]
        self.numbers = [quick_text(credit, fontsize=9, ha="center", va="bottom") for _ in range(4)]
        (truth,) = closer.plot([-3.2, 3.2], [0, 0], color=Colour.BEST, linewidth=1.5, label="truth")
        self.background = (truth,)

    def update(self, frame: Credit, ghost: Credit | None) -> None:
        """Show both ways. There is no ghost: there are two pictures in one already."""
        self.days.set_data(frame.X.T)
        for i, (values, shift) in enumerate(((frame.interventional, -0.36), (frame.conditional, 0.02))):
            heights = np.abs(values).mean(0)
            self.bars[i].set_verts(
                [
                    [(x, 0), (x + 0.34, 0), (x + 0.34, height), (x, height)]
                    for x, height in zip((shift, 1 + shift), heights, strict=True)
                ]
            )
            for j, height in enumerate(heights):
                self.numbers[2 * i + j].set(position=(j + shift + 0.17, height), text=f"{height:.2f}")
            self.dots[i].set_data(frame.X[:, 1], values[:, 1])


def describe(frame: Credit) -> str:
    """How much credit ice cream gets in each way, where the world gives it none."""
    shares = [np.abs(values).mean(0) for values in (frame.interventional, frame.conditional)]
    first, second = (share[1] / max(share.sum(), 1e-12) for share in shares)
    kind = {"forest": "forest", "boosted": "boosted trees", "linear": "linear model"}[frame.model]
    way = "conditional" if frame.model == "linear" else "path-dependent"
    together = f"{frame.correlation:.2f}".replace("-", "−")
    sentence = (
        f"Ice cream moves no swimmer. Yet of the credit for the answers of the {kind} it gets {percent(first)} when "
        f"features are exchanged freely (interventional), and {percent(second)} when the other feature is heeded "
        f"({way}), at a correlation of {together}."
    )
    if max(first, second) < 0.03:
        return f"{sentence} This model hardly uses ice cream, and both ways say so."
    return f"{sentence} Both tell what this model does with its columns, not what causes what."


def measures(frame: Credit) -> dict[str, float]:
    """Which share of the credit ice cream gets, in both ways."""
    shares = [np.abs(values).mean(0) for values in (frame.interventional, frame.conditional)]
    first, second = (100 * float(share[1] / max(share.sum(), 1e-12)) for share in shares)
    return {"credit of ice cream, interventional (%)": first, "credit of ice cream, conditional (%)": second}


LAB = Lab(
    "Correlated features",
    "Who gets the credit when two features go together and only one of them has an effect?",
    Settings,
    compute,
    Picture,
    describe,
    measures,
    panels=(1.0, 0.9, 1.0),
    height=340,
)

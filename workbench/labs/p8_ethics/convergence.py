"""Estimates that settle: Shapley values by sampling, beside the exact ones that trees allow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from workbench.experiments.explained import BACKGROUND, learned
from workbench.experiments.shipped import shipped
from workbench.labs.p8_ethics._shap_pictures import calm_limits
from workbench.labs.p8_ethics.what_if import PEOPLE, STORY
from workbench.labs.quick_text import quick_text
from workbench.live.lab import Lab
from workbench.live.marks import ghost_line
from workbench.live.spec import Colour, Curve, Frame, choice, number, slider

FEATURES = len(STORY.features)
FEWEST, MOST = 20, 20_000  # questions to the model
KERNEL_FEWEST = 60  # with fewer, not even each feature alone is tried, and the regression has no single answer
FINER = 1.02  # a picture for every 2% more questions
COLORS = (Colour.TRAINING, Colour.VALIDATION, Colour.PURPLE, Colour.SKY)  # of the largest contributions
FLOOR = 1e-4  # log-odds: smaller errors are drawn here
Estimates = Iterator[tuple[int, np.ndarray]]


@dataclass(frozen=True)
class Settings:
    """How to estimate, and for whom."""

    method: str = choice(
        "permutation",
        {"permutation": "Random orders (Permutation)", "kernel": "Subsets and a regression (Kernel)"},
        label="Method",
        help="Permutation SHAP lets features enter in random orders. Kernel SHAP tries subsets of them.",
    )
    budget: int = slider(
        5_000,
        100,
        MOST,
        log=True,
        label="Budget",
        unit="questions",
        help="A question asks for the mean answer when some features are this person's and the rest are others'.",
    )
    background: int = slider(
        20, 5, BACKGROUND, label="Background", unit="people", help="Each question asks the model once for each of them."
    )
    person: int = number(8, 0, PEOPLE - 1, label="Person", help="Whose answer is explained.")
    seed: int = number(0, 0, 9999, label="Seed", help="Another number draws other orders and subsets.")


@dataclass(frozen=True, kw_only=True)
class Course(Frame):
    """The estimates so far.

    Attributes:
        method: "permutation" or "kernel".
        subsets: How many subsets there are of the features in which the person differs from the background.
        names: The features.
        exact: TreeSHAP's values, in log-odds, shape (features,).
        questions: How many were asked at each estimate, shape (n,).
        estimates: In log-odds, shape (n, features).
    """

    method: str
    subsets: int
    names: tuple[str, ...]
    exact: np.ndarray
    questions: np.ndarray
    estimates: np.ndarray

    @property
    def errors(self) -> np.ndarray:
        """Typical distance (RMSE over the features) of each estimate from the exact values, shape (n,)."""
        return np.asarray(np.sqrt(np.mean((self.estimates - self.exact) ** 2, axis=1)))


def compute(settings: Settings) -> Iterator[Course]:
    """Ask the model, question by question, until the budget is spent."""
    names, exact = _exact(settings.person, settings.background)
    row, background, answer = _task(settings.person, settings.background)
    estimate = permutation_estimates if settings.method == "permutation" else kernel_estimates
    questions: list[int] = []
    estimates: list[np.ndarray] = []
    subsets = 2 ** int((background != row).any(0).sum()) - 2
    end = min(settings.budget, subsets) if settings.method == "kernel" else settings.budget
    for asked, found in estimate(answer, row, background, settings.seed):
        if asked > end:
            break
        if not questions or asked >= questions[-1] * FINER:
            questions.append(asked)
            estimates.append(found)
            frame = Course(
                method=settings.method,
                subsets=subsets,
                names=names,
                exact=exact,
                questions=np.array(questions),
                estimates=np.array(estimates),
                progress=min(asked / end, 0.99),
            )
            yield frame
    yield replace(frame, progress=1.0)


def permutation_estimates(
    answer: Callable[[np.ndarray], np.ndarray], row: np.ndarray, background: np.ndarray, seed: int
) -> Estimates:
    """Questions asked and estimates, without end, from random orders walked there and back."""
    from workbench.explain.sampling import walk_orders

    return walk_orders(answer, row, background, seed)


def kernel_estimates(
    answer: Callable[[np.ndarray], np.ndarray], row: np.ndarray, background: np.ndarray, seed: int
) -> Estimates:
    """Questions asked and estimates of shap's KernelExplainer, begun anew with a larger budget each time."""
    import shap

    from workbench.explain.seeds import seeded

    explainer = shap.KernelExplainer(answer, background)
    budgets = np.unique(np.geomspace(KERNEL_FEWEST, 2 ** len(row), 60).astype(int))
    for i, budget in enumerate(budgets):
        with seeded(seed + i):
            found = explainer.shap_values(row, nsamples=int(budget), l1_reg=False, silent=True)
        yield explainer.nsamples, found  # it stops when there are no more subsets


@lru_cache(maxsize=64)
def _exact(person: int, background: int) -> tuple[tuple[str, ...], np.ndarray]:
    """The columns the trees see, by name, and TreeSHAP's value of each with the same background."""
    from workbench.explain import explain

    known = learned(shipped(STORY.case), "xgboost", STORY.features)
    found = explain(known.model, known.rows[person], known.background[:background], output="log-odds")
    columns = [name.split("__", 1)[-1] for name in known.model[:-1].get_feature_names_out()]
    order = [STORY.features.index(name) for name in columns]
    return tuple(name.replace("_", " ") for name in columns), found.values[0][order]


def _task(person: int, background: int) -> tuple[np.ndarray, np.ndarray, Callable[[np.ndarray], np.ndarray]]:
    """A person and the background as the trees see them, and the trees' answer in log-odds."""
    known = learned(shipped(STORY.case), "xgboost", STORY.features)
    encode, trees = known.model[:-1].transform, known.model[-1]
    return (
        encode(known.rows[person])[0],
        encode(known.background[:background]),
        lambda rows: trees.predict(rows, output_margin=True),
    )


class Picture:
    """Left the estimates of the largest contributions, right the error, both against the questions asked."""

    def __init__(self, course: Axes, error: Axes) -> None:
        """Make the artists, empty."""
        for axes in (course, error):
            axes.set(xscale="log", xlim=(FEWEST, MOST), xlabel="Questions to the model")
        course.set(ylim=(-0.1, 0.1), ylabel="Estimate less exact value (log-odds)")
        course.set_title("Estimates settle")
        error.set(yscale="log", ylim=(FLOOR, 1), ylabel="Typical error (log-odds)")
        error.set_title("Error against questions")
        course.axhline(0, color=Colour.BEST, linestyle="--", linewidth=1.4, label="exact (TreeSHAP)")
        self.others = [
            course.plot([], [], color=Colour.MUTED, linewidth=0.8, alpha=0.7)[0] for _ in range(FEATURES - len(COLORS))
        ]
        self.lines = [course.plot([], [], color=color, linewidth=1.8)[0] for color in COLORS]
        inside: dict[str, Any] = {"transform": course.transAxes}
        for i, color in enumerate(COLORS):
            course.plot([0.22], [0.95 - 0.06 * i], "o", color=color, markersize=5, **inside)
        self.names = [quick_text(course, 0.245, 0.95 - 0.06 * i, fontsize=8.5, **inside) for i in range(len(COLORS))]
        self.old = ghost_line(error)
        (self.guide,) = error.plot([], [], color=Colour.MUTED, linewidth=5, alpha=0.35, label="1/√questions")
        (self.error,) = error.plot([], [], "o-", color=Colour.TRAINING, markersize=2.5, linewidth=1.2, label="error")
        self.course = course

    def update(self, frame: Course, ghost: Course | None) -> None:
        """Show the estimates so far, and the error of the run before faint and dashed."""
        self.old.set_visible(ghost is not None)
        if ghost is not None:
            self.old.set_data(ghost.questions, np.maximum(ghost.errors, FLOOR))
        order = np.argsort(-np.abs(frame.exact), kind="stable")
        away = frame.estimates - frame.exact
        limits = calm_limits(-np.abs(away).max(), np.abs(away).max())
        if limits != self.course.get_ylim():
            self.course.set_ylim(limits)
        for line, feature in zip((*self.lines, *self.others), order, strict=True):
            line.set_data(frame.questions, away[:, feature])
        for text, feature in zip(self.names, order, strict=False):
            numbers = f"{frame.estimates[-1, feature]:+.3f}, exact {frame.exact[feature]:+.3f}".replace("-", "−")
            text.set_text(f"{frame.names[feature]} {numbers}")
        errors = np.maximum(frame.errors, FLOOR)
        self.error.set_data(frame.questions, errors)
        x = np.array([FEWEST, MOST])
        self.guide.set_data(x, np.median(errors * np.sqrt(frame.questions)) / np.sqrt(x))

    def main_curve(self, frame: Course) -> Curve:
        """The error against the questions."""
        return Curve(1, frame.questions, np.maximum(frame.errors, FLOOR))


def describe(frame: Course) -> str:
    """How good the estimates are by now, and what more questions would bring."""
    asked, error = int(frame.questions[-1]), float(frame.errors[-1])
    largest = int(np.abs(frame.exact).argmax())
    estimate, exact = (
        f"{value:+.2f}".replace("-", "−") for value in (frame.estimates[-1, largest], frame.exact[largest])
    )
    sentence = (
        f"After {asked:,} questions the estimates are typically {error:.3f} log-odds off; "
        f"{frame.names[largest]} is put at {estimate}, exactly it is {exact}."
    )
    if frame.method == "kernel" and asked >= frame.subsets:
        return f"{sentence} Kernel SHAP has tried all {frame.subsets:,} subsets of features: nothing is left to chance."
    return f"{sentence} Half this error would take about four times as many."


def measures(frame: Course) -> dict[str, float]:
    """How far the last estimates are off, and what they cost."""
    return {"typical error (log-odds)": float(frame.errors[-1]), "questions asked": int(frame.questions[-1])}


LAB = Lab(
    "Convergence",
    "How many questions to the model are enough for an explanation you can trust?",
    Settings,
    compute,
    Picture,
    describe,
    measures,
    panels=(1.2, 1.0),
    height=360,
    data=lambda settings: [shipped(STORY.case).card],
)

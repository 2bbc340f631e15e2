"""Trees on the Income data, or on yours: how much model is too much?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from matplotlib.axes import Axes

from workbench.cases import Case
from workbench.data.encode import prepare
from workbench.experiments.judging import judge_of
from workbench.experiments.own import ready
from workbench.experiments.shipped import shipped
from workbench.experiments.trees import TwoScores, boosted_forest, tree_scores
from workbench.labs._own import Own, adapted, ticks
from workbench.live.lab import Lab
from workbench.live.marks import ghost_line, here_bar, star
from workbench.live.spec import Colour, Curve, Frame, choice, number, slider

DEEPEST, MOST_TREES, MOST_ROWS, FEWEST_ROWS = 20, 300, 20_000, 100
SPAN = FEWEST_ROWS, MOST_ROWS


@dataclass(frozen=True)
class Settings:
    """What the learner can change."""

    model: str = choice(
        "tree",
        {"tree": "One decision tree", "boosted": "Boosted forest"},
        label="Model",
        help="A tree asks yes-or-no questions. In a boosted forest each tree mends the errors of those before it.",
    )
    depth: int = slider(
        3,
        1,
        DEEPEST,
        label="Depth",
        unit="questions",
        help="Questions a tree may ask in a row. More make finer groups.",
    )
    trees: int = slider(100, 1, MOST_TREES, label="Trees", unit="trees", help="For the boosted forest only.")
    leaf: int = slider(
        1, 1, 500, log=True, label="Leaf size", unit="people", help="The smallest group a tree may still tell apart."
    )
    rows: int = slider(
        5000, 200, MOST_ROWS, log=True, label="Training rows", unit="people", help="People to learn from."
    )
    seed: int = number(0, 0, 9999, label="Seed", help="Another number: other people to learn from.", more=True)

    @property
    def size(self) -> int:
        """The capacity that the left panel shows: depth of the tree, number of trees of the forest."""
        return self.depth if self.model == "tree" else self.trees


@dataclass(frozen=True, kw_only=True)
class CapacityScores(Frame):
    """F1 against capacity, and against the number of training rows, as far as computed.

    Attributes:
        settings: What it was computed for.
        sizes: Depths or numbers of trees, shape (n,).
        by_size: Training and validation F1 at each, shape (2, n).
        rows: Numbers of training rows, shape (m,).
        by_rows: Training and validation F1 at each, with the capacity of the settings, shape (2, m).
    """

    settings: Settings
    sizes: np.ndarray
    by_size: np.ndarray
    rows: np.ndarray
    by_rows: np.ndarray

    @property
    def best(self) -> int:
        """The capacity of the highest validation F1 so far; of several, the smallest."""
        return int(self.sizes[np.argmax(self.by_size[1])])


def compute(settings: Settings, case: Case | None = None) -> Iterator[CapacityScores]:
    """One point after another: first the capacities, then the numbers of rows. None is Income."""
    case = case or shipped("income")
    sizes = np.arange(1, (DEEPEST if settings.model == "tree" else MOST_TREES) + 1)
    doubled = min(FEWEST_ROWS, settings.rows) * 2 ** np.arange(8)
    rows = np.append(doubled[doubled < settings.rows], settings.rows)
    by_size, by_rows = np.empty((2, len(sizes))), np.empty((2, len(rows)))  # frames hold the filled part
    for done, size in enumerate(sizes, 1):
        pair = score_at(case, settings, int(size), settings.rows)
        by_size[:, done - 1] = pair.training, pair.validation
        progress = done / len(sizes) / 2
        frame = CapacityScores(
            settings=settings,
            sizes=sizes[:done],
            by_size=by_size[:, :done],
            rows=rows[:0],
            by_rows=by_rows[:, :0],
            progress=progress,
        )
        yield frame
    for done, count in enumerate(rows, 1):
        for pair in grow(case, settings, int(count)):  # noqa: B007 - only the last one counts
            yield frame  # nothing new to see, but a place to stop
        by_rows[:, done - 1] = pair.training, pair.validation
        progress = 0.5 + done / len(rows) / 2
        frame = CapacityScores(
            settings=settings,
            sizes=sizes,
            by_size=by_size,
            rows=rows[:done],
            by_rows=by_rows[:, :done],
            progress=progress,
        )
    yield frame


def grow(case: Case, settings: Settings, rows: int) -> Iterator[TwoScores]:
    """The scores with so many rows: of a tree at once, of a forest after each tree on the way."""
    sizes = (settings.depth,) if settings.model == "tree" else range(1, settings.trees + 1)
    for size in sizes:
        yield score_at(case, settings, size, rows)


def score_at(case: Case, settings: Settings, size: int, rows: int) -> TwoScores:
    """The scores of these settings with another capacity and another number of rows."""
    if settings.model == "tree":
        return tree_scores(case, size, settings.leaf, rows, settings.seed)
    return boosted_forest(case, settings.depth, settings.leaf, rows, settings.seed).scores(size)


class Picture:
    """Left the score against capacity, right the score against training rows."""

    span = SPAN

    def __init__(
        self, capacity: Axes, rows: Axes, measure: str = "F1", low: float = 0.4, span: tuple[int, int] = span
    ) -> None:
        self.axes, self.model, self.span = capacity, "", span
        capacity.set(ylim=(low, 1.0), ylabel=measure[0].upper() + measure[1:])
        capacity.set_title("More capacity")
        rows.set(xscale="log", xlim=(span[0] * 0.9, span[1] * 1.1), ylim=(low, 1.0), xlabel="Training rows")
        marks = ticks(span[0] * 0.9, span[1] * 1.1)
        rows.set(xticks=marks, xticklabels=[f"{tick:,}" for tick in marks], ylabel=measure[0].upper() + measure[1:])
        rows.minorticks_off()
        rows.set_title("More data, same capacity")

        self.old = ghost_line(capacity), ghost_line(rows)
        self.current = here_bar(capacity, "your setting")
        self.by_size, self.by_rows = (
            [
                axes.plot([], [], "o-", color=colour, linewidth=2, markersize=3.5, label=name)[0]
                for colour, name in ((Colour.TRAINING, "training"), (Colour.VALIDATION, "validation"))
            ]
            for axes in (capacity, rows)
        )
        self.best = star(capacity, "best")

    def update(self, frame: CapacityScores, ghost: CapacityScores | None) -> None:
        """Show these scores, and the validation scores before them faint and dashed."""
        settings = frame.settings
        if settings.model != self.model:
            if settings.model == "tree":
                self.axes.set(xlim=(0.5, DEEPEST + 0.5), xticks=(1, 5, 10, 15, 20), xlabel="Depth of the tree")
            else:
                self.axes.set(xlim=(-4, MOST_TREES + 5), xticks=(1, 100, 200, 300), xlabel="Number of trees")
            for curve in self.by_size:
                curve.set_markevery(1 if settings.model == "tree" else [])  # the legend keeps its markers
            self.model = settings.model
        self.current.set_xdata([settings.size, settings.size])
        for curve, scores in zip(self.by_size, frame.by_size, strict=True):
            curve.set_data(frame.sizes, scores)
        for curve, scores in zip(self.by_rows, frame.by_rows, strict=True):
            curve.set_data(frame.rows, scores)
        self.best.set_data([frame.best], [frame.by_size[1].max()])
        self.old[0].set_visible(ghost is not None and ghost.settings.model == settings.model)
        self.old[1].set_visible(ghost is not None)
        if ghost is not None:
            self.old[0].set_data(ghost.sizes, ghost.by_size[1])
            self.old[1].set_data(ghost.rows, ghost.by_rows[1])

    def main_curve(self, frame: CapacityScores) -> Curve:
        """The validation score against capacity."""
        return Curve(0, frame.sizes, frame.by_size[1], frame.settings.model)

    def pick(self, frame: CapacityScores, panel: int, x: float, y: float) -> dict[str, int] | None:
        """A click on the left panel chooses the capacity there, on the right one the number of rows."""
        if panel == 1:
            return {"rows": round(min(max(x, 2 * self.span[0]), self.span[1]))}
        name, most = ("depth", DEEPEST) if frame.settings.model == "tree" else ("trees", MOST_TREES)
        return {name: min(max(round(x), 1), most)}


def describe(frame: CapacityScores, measure: str = "F1", who: str = "people", note: str = "") -> str:
    """The two scores at the present capacity, and the best one; at the end a note on the table."""
    settings = frame.settings
    if settings.size not in frame.sizes:
        return f"Scored so far: {_words(settings, len(frame.sizes))} of {settings.size}."
    training, validation = frame.by_size[:, settings.size - 1]
    sentence = (
        f"With {_words(settings, settings.size)} the {measure} is {training:.2f} on the {who} it learned from and "
        f"{validation:.2f} on {who} it never saw. The best on these is {frame.by_size[1].max():.2f}, "
        f"with {_words(settings, frame.best)}. {note}"
    )
    return sentence.replace("-0", "−0").rstrip()


def _words(settings: Settings, size: int) -> str:
    if settings.model == "tree":
        return f"depth {size}"
    return f"{size} trees" if size > 1 else "1 tree"


def on_case(case: Case, group: str | None) -> Lab:
    """The lab for a case with classes or a number."""
    own = ready(case, group)
    most = len(prepare(own.case, "ordinal", own.case.frame.height)[0].y)
    span = min(FEWEST_ROWS, most // 4), min(most, MOST_ROWS)
    settings = adapted(
        Settings,
        rows=slider(min(5000, span[1]), 2 * span[0], span[1], log=True, label="Training rows", unit="rows"),
        leaf=slider(1, 1, max(most // 10, 2), log=True, label="Leaf size", unit="rows", help=LAB.controls["leaf"].help),
    )
    measure = judge_of(own.case).name
    return replace(
        LAB,
        Settings=settings,
        compute=partial(compute, case=own.case),
        Picture=partial(Picture, measure=measure, low=0.0, span=span),
        describe=partial(
            describe, measure=f"{measure} of {own.yes}" if own.yes else measure, who="rows", note=own.sample
        ),
        measures=partial(measures, measure=measure),
    )


def measures(frame: CapacityScores, measure: str = "F1") -> dict[str, float]:
    """Both scores at the present capacity, and the best validation score of all capacities."""
    training, validation = frame.by_size[:, frame.settings.size - 1]
    return {
        f"training {measure}": float(training),
        f"validation {measure}": float(validation),
        f"best validation {measure}": float(frame.by_size[1].max()),
    }


LAB = Lab(
    title="How much model?",
    question="When does a bigger model get better only on what it has already seen?",
    Settings=Settings,
    compute=compute,
    Picture=Picture,
    describe=describe,
    measures=measures,
    panels=(1.0, 1.0),
    own=Own(case=on_case),
    data=lambda settings: [shipped("income").card],
)

"""Transfer: few labelled photographs, and how far borrowed eyes carry."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from workbench.cases import photographs
from workbench.cases.solar import CREDIT
from workbench.experiments import transfer
from workbench.experiments.shipped import shipped
from workbench.experiments.transfer import METHODS, Shots
from workbench.labs.p3_architecture._tiles import grey, heated, square
from workbench.labs.percent import percent
from workbench.live.lab import Lab
from workbench.live.marks import ghost_line
from workbench.live.spec import Colour, Frame, choice, slider, toggle

SIZES = (20, 50, 100, 200, 500)
COLOURS = {"scratch": Colour.PURPLE, "frozen": Colour.TRAINING, "tuned": Colour.VALIDATION}
MARKERS = {"scratch": "s", "frozen": "o", "tuned": "D"}
ORDER = ("frozen", "scratch", "tuned")  # the quickest first
COST = {"frozen": (0.1, 0.001), "scratch": (0.1, 0.007), "tuned": (0.5, 0.015)}  # s: for each fit, and for each label
SPREAD = {"scratch": 0.94, "frozen": 1.0, "tuned": 1.06}  # points stand beside each other


@dataclass(frozen=True)
class Settings:
    """What the learner can change."""

    labels: int = choice(
        100, {size: f"{size} photographs" for size in SIZES}, label="Labels up to", help="How many are labelled."
    )
    draws: int = slider(
        3, 1, 8, label="Draws", unit="times", help="How often other photographs are labelled: luck shows as spread."
    )
    scratch: bool = toggle(True, label="From scratch", help="A small network that knows nothing at first.")
    frozen: bool = toggle(
        True, label="Frozen features", help="A network trained on ImageNet looks; only a linear model learns."
    )
    tuned: bool = toggle(True, label="Last block tuned", help="The last block of that network learns on, too.")
    augment: bool = toggle(
        False, label="Augmentation", help="From scratch only: each photograph is also seen mirrored and moved."
    )
    look: str = choice(
        "tuned",
        {"tuned": "Last block tuned", "frozen": "Frozen features", "scratch": "From scratch"},
        label="Look through",
        help="Which network's answer the colour explains, with the labels of the first draw.",
    )
    cell: int = slider(0, 0, 49, label="Photograph", help="One of those that no network has learned from.")

    @property
    def methods(self) -> tuple[str, ...]:
        """Those that are switched on, the quickest first."""
        return tuple(method for method in ORDER if getattr(self, method))


@dataclass(frozen=True, kw_only=True)
class Scores(Frame):
    """ROC AUC against the number of labels, as far as computed, and one photograph.

    Attributes:
        settings: What it was computed for.
        auc: For each method, shape (sizes, draws); NaN where it is not known yet.
        photograph: Grey levels from 0 to 255, shape (side, side); empty until the photographs are ready.
        heat: What speaks for a broken cell, from 0 to 1, the same shape; empty until a network has learned.
        broken: Whether the cell is broken.
        probability: What the network says, or NaN.
    """

    settings: Settings
    auc: dict[str, np.ndarray]
    photograph: np.ndarray
    heat: np.ndarray
    broken: bool
    probability: float


def compute(settings: Settings) -> Iterator[Scores]:
    """One point after another; the first time of all, the network looks at all photographs before."""
    sizes = [size for size in SIZES if size <= settings.labels]
    scores = {method: np.full((len(sizes), settings.draws), np.nan) for method in settings.methods}
    nothing = np.empty((0, 0))

    def frame(progress: float, photograph: np.ndarray = nothing, broken: bool = False) -> Scores:
        return Scores(
            settings=settings,
            auc={method: made.copy() for method, made in scores.items()},
            photograph=photograph,
            heat=nothing,
            broken=broken,
            probability=float("nan"),
            progress=progress,
        )

    steps = preparing()
    while True:
        try:
            yield frame(0.5 * next(steps))
        except StopIteration as end:
            shots: Shots = end.value
            break
    row = int(shots.test[settings.cell])
    shown = shots.photographs[row], bool(shots.y[row])
    yield frame(0.5, *shown)
    work = [(method, i, size, draw) for method in settings.methods for i, size in enumerate(sizes)
            for draw in range(settings.draws)]  # fmt: skip
    costs = np.cumsum([COST[method][0] + COST[method][1] * size for method, _, size, _ in work])
    for (method, i, size, draw), done in zip(work, costs, strict=True):
        scores[method][i, draw] = transfer.auc(shots, method, size, draw, settings.augment and method == "scratch")
        yield frame(0.5 + 0.45 * done / costs[-1], *shown)
    augment = settings.augment and settings.look == "scratch"
    model = transfer.fitted(shots, settings.look, settings.labels, 0, augment)
    probability, heat = transfer.looks(shots, settings.look, model, row)
    yield Scores(
        settings=settings,
        auc=scores,
        photograph=shown[0],
        heat=heat,
        broken=shown[1],
        probability=probability,
    )


def preparing() -> Generator[float, None, Shots]:
    """The solar cells whose labels are sure; yields the share done as long as they are not in the cache."""
    case = shipped("solar")
    sure = np.flatnonzero(np.isin(case.frame["probability"].to_numpy(), (0.0, 1.0)))
    return (yield from transfer.preparing(case, photographs(128), sure))


class Picture:
    """Left the score against labels, right one photograph and where the network looks."""

    def __init__(self, scores: Axes, cell: Axes) -> None:
        scores.set(xscale="log", xlim=(17, 600), ylim=(0.45, 1.0), xlabel="Labelled photographs", ylabel="ROC AUC")
        scores.set(xticks=SIZES, xticklabels=[str(size) for size in SIZES])
        scores.minorticks_off()
        scores.set_title("How well broken cells are found")
        cell.set_title("Where it looks")
        self.old = [ghost_line(scores) for _ in METHODS]
        self.lines, self.points = (
            {
                method: scores.plot([], [], style + MARKERS[method], color=COLOURS[method], **look)[0]
                for method in METHODS
            }
            for style, look in (("-", {"linewidth": 2, "markersize": 6}), ("", {"markersize": 4, "alpha": 0.45}))
        )
        for method, line in self.lines.items():
            line.set_label(METHODS[method])
        self.photograph = square(cell)
        cell.set_xlabel("elpv-dataset, CC BY-NC-SA 4.0,\nnon-commercial")

    def update(self, frame: Scores, ghost: Scores | None) -> None:
        """Show these scores; means of the run before are dashed."""
        for method in METHODS:
            made = frame.auc.get(method, np.empty((0, 1)))
            sizes = np.array(SIZES[: len(made)], dtype=float)
            self.lines[method].set_data(*means(sizes, made))
            self.points[method].set_data(np.repeat(sizes * SPREAD[method], made.shape[1]), made.ravel())
        for line, method in zip(self.old, METHODS, strict=True):
            old = np.empty((0, 1)) if ghost is None else ghost.auc.get(method, np.empty((0, 1)))
            line.set_data(*means(np.array(SIZES[: len(old)], dtype=float), old))
        self.photograph.set_visible(frame.photograph.size > 0)
        if frame.photograph.size:
            picture = grey(frame.photograph.astype(float))
            self.photograph.set_data(heated(picture, 0.8 * frame.heat, Colour.WARNING) if frame.heat.size else picture)

    def pick(self, frame: Scores, panel: int, x: float, y: float) -> dict[str, int] | None:
        """A click on the curves chooses the number of labels, a click on the photograph shows the next."""
        if panel == 1:
            return {"cell": (frame.settings.cell + 1) % 50}
        return {"labels": min(SIZES, key=lambda size: abs(np.log(size / max(x, 1e-9))))}


def means(sizes: np.ndarray, made: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The sizes with a score, and the mean score of each."""
    known = ~np.isnan(made).all(axis=1)
    return sizes[known], np.array([np.nanmean(row) for row in made[known]])


def describe(frame: Scores) -> str:
    """The scores at the largest number of labels, and what is said of the photograph."""
    settings = frame.settings
    if not frame.photograph.size:
        return f"A network looks at all photographs, once: some 40 seconds on an idle computer. {CREDIT}"
    parts = [_words(method, frame.auc[method][-1]) for method in METHODS if method in frame.auc]
    known = [part for part in parts if part]
    said = f"With {settings.labels} labels, ROC AUC: {', '.join(known)}." if known else "Networks are learning."
    if np.isnan(frame.probability):
        return f"{said} {CREDIT}"
    truth = "broken" if frame.broken else "sound"
    return (
        f"{said} Photograph {settings.cell} is {truth}; the network says {percent(frame.probability)} broken. {CREDIT}"
    )


def _words(method: str, draws: np.ndarray) -> str:
    known = draws[~np.isnan(draws)]
    if not known.size:
        return ""
    spread = f" ({known.min():.2f} to {known.max():.2f})" if known.size > 1 else ""
    return f"{METHODS[method]} {known.mean():.2f}{spread}"


def measures(frame: Scores) -> dict[str, float]:
    """The mean ROC AUC of each method with the largest number of labels, and the spread over the draws."""
    made = {}
    for method, scores in frame.auc.items():
        made[f"ROC AUC, {METHODS[method]}"] = float(scores[-1].mean())
        made[f"spread, {METHODS[method]}"] = float(np.ptp(scores[-1]))
    return made


LAB = Lab(
    title="Borrowed eyes",
    question="How many labels does a network from scratch need to catch up?",
    Settings=Settings,
    compute=compute,
    Picture=Picture,
    describe=describe,
    measures=measures,
    panels=(1.4, 1.0),
    height=380,
    data=lambda settings: [shipped("solar").card],
)

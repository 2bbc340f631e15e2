"""Where to cut a score: precision, recall, and what each kind of error costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from sklearn.utils.validation import check_is_fitted

from workbench.cases import Case
from workbench.errors import ExplainError
from workbench.evaluation.thresholds import Sweep, share_weights, sweep
from workbench.experiments.own import yes_or_no
from workbench.experiments.own_model import right_answers
from workbench.experiments.scored import two_hills, validation_scores
from workbench.experiments.shipped import shipped
from workbench.explain.calls import asking, fitted
from workbench.labs._own import Own, OwnModel, adapted
from workbench.labs.quick_text import quick_text
from workbench.live.lab import Lab
from workbench.live.marks import areas, ghost_line, star
from workbench.live.spec import Colour, Curve, Frame, Suggestion, choice, slider

PEOPLE = 1000  # the picture shows what happens to so many
BINS = np.linspace(0, 1, 41)
MOST = 100_000  # rows of a model's own table that are asked about
STOPS = np.arange(101) / 100  # of the slider
KINDS = ("hits", "misses", "false\nalarms", "rightly\nleft")
RATE_ROWS = (3.1, 2.8, 2.5, 2.2)


@dataclass(frozen=True)
class Settings:
    """What the learner can change."""

    threshold: float = slider(
        0.5,
        0.0,
        1.0,
        step=0.01,
        label="Threshold",
        help="From this score on the answer is yes. Or click the left panel.",
    )
    share: float = slider(
        24.0, 1.0, 60.0, step=1.0, label="Share of yes", unit="%", help="How common yes is. Rare is hard: try 2%."
    )
    alarm: float = slider(
        1.0, 1.0, 50.0, log=True, label="Cost of a false alarm", help="The answer is yes, the truth is no."
    )
    miss: float = slider(1.0, 1.0, 50.0, log=True, label="Cost of a miss", help="The answer is no, the truth is yes.")
    curve: str = choice(
        "pr",
        {"pr": "Precision and recall", "roc": "ROC", "cost": "Cost"},
        label="Right panel",
        help="ROC: the share of the yes cases found (recall) against the share of the no cases named wrongly.",
    )
    source: str = choice(
        "income",
        {"income": "Income, boosted trees", "hills": "Two hills, made up"},
        label="Scores",
        help="Real scores of people the model never saw, or two normal distributions.",
    )
    gap: float = slider(
        0.2, 0.0, 0.4, step=0.01, label="Gap between the hills", help="For the made-up scores only.", more=True
    )


@dataclass(frozen=True, kw_only=True)
class Cut(Frame):
    """All answers of a model, cut at one threshold.

    Attributes:
        settings: What it was computed for.
        heights: People in each bin of `BINS`, of class no and of class yes, shape (2, 40).
        thresholds: Decreasing, shape (n,).
        recall: Shape (n,).
        precision: Shape (n,).
        false_positive_rate: Share of the no cases that are named, shape (n,).
        cost: Cost of the errors; 1 is the cheaper of "always no" and "always yes", shape (n,).
        here: Index of the threshold of the settings.
        best_threshold: The threshold of the lowest cost, among those that the slider can reach.
        best: Its index.
        counts: Hits, misses, false alarms and rightly left, of `PEOPLE`.
    """

    settings: Settings
    heights: np.ndarray
    thresholds: np.ndarray
    recall: np.ndarray
    precision: np.ndarray
    false_positive_rate: np.ndarray
    cost: np.ndarray
    here: int
    best_threshold: float
    best: int
    counts: tuple[float, float, float, float]

    @property
    def f1(self) -> float:
        """F1 of the class yes, in [0, 1]."""
        hits, misses, alarms, _ = self.counts
        return 2 * hits / (2 * hits + misses + alarms)

    @property
    def accuracy(self) -> float:
        """Share of right answers."""
        return (self.counts[0] + self.counts[3]) / PEOPLE


def compute(settings: Settings) -> Iterator[Cut]:
    """Count at every threshold; a few milliseconds once the model is trained."""
    scored = validation_scores(shipped("income")) if settings.source == "income" else two_hills(settings.gap)
    yield from cut(settings, *scored)


def cut(settings: Settings, truth: np.ndarray, scores: np.ndarray) -> Iterator[Cut]:
    """The same for any answers 0 or 1 and scores in [0, 1], both of shape (n,)."""
    weights = share_weights(truth, settings.share / 100, PEOPLE)
    found = sweep(truth, scores, weights)
    cost = found.cost(settings.alarm, settings.miss)
    here, places = found.place(settings.threshold), [found.place(stop) for stop in STOPS]
    best = int(np.argmin(cost[places]))
    heights = [np.histogram(scores[truth == k], BINS, weights=weights[truth == k])[0] for k in (0, 1)]
    yield Cut(
        settings=settings,
        heights=np.array(heights),
        thresholds=found.thresholds,
        recall=found.recall,
        precision=found.precision,
        false_positive_rate=found.false_positive_rate,
        cost=cost / min(cost[0], cost[-1]),
        here=here,
        best_threshold=float(STOPS[best]),
        best=places[best],
        counts=_counts(found, here),
        suggestions=(Suggestion("Go to the best threshold", {"threshold": float(STOPS[best])}),),
    )


def _counts(found: Sweep, here: int) -> tuple[float, float, float, float]:
    hits, alarms = float(found.hits[here]), float(found.alarms[here])
    return hits, found.yes - hits, alarms, found.no - alarms


class Picture:
    """Left the scores of both classes, in the middle the four kinds of answers, right a curve over all thresholds."""

    def __init__(self, scores: Axes, matrix: Axes, curve: Axes, who: str = "people") -> None:
        self.scores, self.curve, self.shown = scores, curve, ""
        scores.set(xlim=(0, 1), xlabel="Score", ylabel=f"{who.capitalize()} (root scale)", ylim=(0, 1))
        scores.set_yscale("function", functions=(_root, np.square))
        scores.set_title(f"{'Who' if who == 'people' else 'Which'} of {PEOPLE:,} gets which score")
        matrix.set(xlim=(0, 2), ylim=(0, 3.3), xticks=(), yticks=(), xlabel="Answer", ylabel="Truth")
        for axis in (matrix.xaxis, matrix.yaxis):
            axis.set_ticks((0.49, 1.49), ("no", "yes"), minor=True)  # minor ones have no grid line
        matrix.set_title("Answers")
        curve.set(xlim=(-0.02, 1.02))
        curve.set_title("All thresholds")

        self.old_cut = ghost_line(scores)
        self.hills = [
            areas(scores, facecolors=to_rgba(colour, 0.4), edgecolors=colour, linewidths=1.4, label=name)
            for colour, name in ((Colour.TRAINING, "truth is no"), (Colour.VALIDATION, "truth is yes"))
        ]
        self.best_cut = scores.axvline(0.5, color=Colour.BEST, linewidth=2, linestyle=":", label="lowest cost")
        self.cut = scores.axvline(0.5, color=Colour.MUTED, linewidth=3, label="threshold")
        self._make_matrix(matrix)
        self.old = ghost_line(curve)
        (self.chance,) = curve.plot([], [], color=Colour.MUTED, linewidth=1, label="no model")
        (self.line,) = curve.plot([], [], color=Colour.PURPLE, linewidth=2.2, label="the model")
        self.best = star(curve, "lowest cost")
        (self.here,) = curve.plot([], [], "o", color=Colour.MUTED, markersize=10, markeredgecolor="white")

    def _make_matrix(self, matrix: Axes) -> None:
        places = ((1, 1), (0, 1), (1, 0), (0, 0))  # hits, misses, false alarms, rightly left
        corners = [[(x, y), (x + 0.97, y), (x + 0.97, y + 0.97), (x, y + 0.97)] for x, y in places]
        self.cells = areas(matrix)
        self.cells.set_verts(corners)
        for name, (x, y) in zip(KINDS, places, strict=True):
            matrix.text(x + 0.49, y + 0.25, name, ha="center", va="center", fontsize=8.5, linespacing=0.95)
        self.numbers = [
            quick_text(matrix, x + 0.49, y + 0.68, ha="center", fontsize=15, fontweight="bold") for x, y in places
        ]
        self.bars = areas(matrix, facecolors=to_rgba(Colour.PURPLE, 0.3))
        self.rates = [quick_text(matrix, 0.05, y, fontsize=9) for y in RATE_ROWS]

    def update(self, frame: Cut, ghost: Cut | None) -> None:
        """Show this cut, and the one before it faint and dashed."""
        top = 2.0 ** np.ceil(np.log2(frame.heights.max() * 1.1))  # in coarse steps: each change draws the axes anew
        if self.scores.get_ylim()[1] != top:
            self.scores.set_ylim(0, top)
        for hill, heights in zip(self.hills, frame.heights, strict=True):
            hill.set_verts([_steps(heights)])
        self.cut.set_xdata([frame.settings.threshold] * 2)
        self.best_cut.set_xdata([frame.best_threshold] * 2)
        for text, count in zip(self.numbers, frame.counts, strict=True):
            text.set_text(f"{count:.0f}")
        colours = (Colour.BEST, Colour.WARNING, Colour.WARNING, Colour.BEST)
        shades = 0.08 + 0.6 * np.sqrt(np.array(frame.counts) / PEOPLE)
        self.cells.set_facecolor([to_rgba(colour, shade) for colour, shade in zip(colours, shades, strict=True)])
        rates = _rates(frame)
        for text, (name, rate) in zip(self.rates, rates.items(), strict=True):
            text.set_text(f"{name} {rate:.2f}" if rate == rate else f"{name} –")
        self.bars.set_verts(
            [
                [(0, y - 0.13), (2 * rate, y - 0.13), (2 * rate, y + 0.13), (0, y + 0.13)]
                for y, rate in zip(RATE_ROWS, np.nan_to_num(list(rates.values())), strict=True)
            ]
        )
        self._show_curve(frame)
        same = ghost is not None and ghost.settings.curve == frame.settings.curve
        self.old.set_visible(same)
        self.old_cut.set_visible(ghost is not None)
        if ghost is not None:
            self.old.set_data(*_curve(ghost))
            self.old_cut.set_data([ghost.settings.threshold] * 2, [0, 1e4])

    def _show_curve(self, frame: Cut) -> None:
        which = frame.settings.curve
        if which != self.shown:
            across, up = {
                "pr": ("Recall", "Precision"),
                "roc": ("False positive rate", "Recall"),
                "cost": ("Threshold", "Cost (1: no model)"),
            }[which]
            self.curve.set(xlabel=across, ylabel=up, ylim=(-0.02, 2 if which == "cost" else 1.02))
            self.shown = which
        x, y = _curve(frame)
        self.line.set_data(x, y)
        self.here.set_data([np.clip(x[frame.here], 0, 1)], [y[frame.here]])
        self.best.set_data([np.clip(x[frame.best], 0, 1)], [y[frame.best]])
        if which == "cost":
            self.here.set_xdata([frame.settings.threshold])
            self.best.set_xdata([frame.best_threshold])
        share = frame.settings.share / 100
        self.chance.set_data([0, 1], {"pr": [share, share], "roc": [0.0, 1.0], "cost": [1.0, 1.0]}[which])

    def main_curve(self, frame: Cut) -> Curve:
        """The curve over all thresholds."""
        return Curve(2, *_curve(frame), frame.settings.curve)

    def pick(self, frame: Cut, panel: int, x: float, y: float) -> dict[str, float] | None:
        """A click on the scores cuts there; on the curve, at the nearest point of it."""
        if panel == 1:
            return None
        if panel == 2 and frame.settings.curve != "cost":
            across, up = _curve(frame)
            x = frame.thresholds[np.argmin((across - x) ** 2 + (up - y) ** 2)]
        return {"threshold": float(np.clip(x, 0, 1))}


def _root(heights: np.ndarray) -> np.ndarray:
    return np.asarray(np.sqrt(np.maximum(heights, 0)))


def _steps(heights: np.ndarray) -> np.ndarray:
    """The outline of a histogram over `BINS`, shape (points, 2)."""
    x = np.concatenate([BINS[:1], np.repeat(BINS, 2)[1:-1], BINS[-1:]])
    return np.column_stack([x, np.concatenate([[0], np.repeat(heights, 2), [0]])])


def _curve(frame: Cut) -> tuple[np.ndarray, np.ndarray]:
    if frame.settings.curve == "roc":
        return frame.false_positive_rate, frame.recall
    if frame.settings.curve == "pr":
        return frame.recall, frame.precision
    # The ends of the scale stand for "nobody" and "all".
    return np.append(np.clip(frame.thresholds, 0, 1), 0), np.append(frame.cost, frame.cost[-1])


def _rates(frame: Cut) -> dict[str, float]:
    nobody = frame.counts[0] + frame.counts[2] == 0
    return {
        "precision": np.nan if nobody else float(frame.precision[frame.here]),
        "recall": float(frame.recall[frame.here]),
        "F1": frame.f1,
        "accuracy": frame.accuracy,
    }


def describe(frame: Cut, who: str = "people", note: str = "") -> str:
    """What the answers mean, and where the costs want the threshold; at the end a note on the table."""
    return f"{_story(frame, who)} {note}".rstrip()


def _story(frame: Cut, who: str) -> str:
    settings, (hits, misses, alarms, _) = frame.settings, frame.counts
    named = hits + alarms
    if not named:
        start = f"From {settings.threshold:.2f} on nobody is named: all {misses:.0f} of {PEOPLE:,} are missed."
    else:
        start = (
            f"From {settings.threshold:.2f} on, {named:.0f} of {PEOPLE:,} {who} are named, {hits:.0f} of them rightly "
            f"(precision {frame.precision[frame.here]:.2f}); {misses:.0f} are missed "
            f"(recall {frame.recall[frame.here]:.2f}, F1 {frame.f1:.2f})."
        )
    if frame.cost[frame.best] >= 1:
        return f"{start} At these costs no threshold is cheaper than the same answer for everybody."
    return (
        f"{start} The errors cost least from {frame.best_threshold:.2f} on: "
        f"{frame.cost[frame.best]:.0%} of the cost without a model, here {frame.cost[frame.here]:.0%}."
    )


def on_case(case: Case, group: str | None) -> Lab:
    """The lab for a case, with boosted trees; of more than two classes, or of a number, it asks yes or no."""
    own = yes_or_no(case, group)
    return _own_lab(*validation_scores(own.case), f"Yes means {own.yes}; scores of boosted trees. {own.sample}")


def on_model(own: OwnModel) -> Lab:
    """The lab for a classifier with probabilities; of more than two classes it asks for the commonest.

    Raises: ExplainError if it has none, or the answers do not fit.
    """
    if not hasattr(own.model, "predict_proba"):
        raise ExplainError(
            f"A model must give probabilities (`predict_proba`) to be cut; {type(own.model).__name__} does not. "
            "Pass a classifier, or wrap it in scikit-learn's CalibratedClassifierCV."
        )
    with fitted(own.model):
        check_is_fitted(own.model)
    classes = np.asarray(getattr(own.model, "classes_", (0, 1))).tolist()
    if own.y is None:
        raise ExplainError("`y` must hold the right answers of `X`; got None. Write `on(model, X, y)`.")
    answers = np.asarray(own.y).ravel()
    if len(answers) != len(own.X):
        raise ExplainError(
            f"`y` must have an answer for each row of `X`; got {len(answers)} for {len(own.X)} rows. Pass both as one."
        )
    answers = right_answers(answers, classes)
    yes = len(classes) - 1 if len(classes) == 2 else int(np.argmax([np.sum(answers == known) for known in classes]))
    truth = (answers == classes[yes]).astype(int)
    if truth.min() == truth.max():
        raise ExplainError(
            f"`y` must hold both answers, {classes[yes]!s} and others; one of them is missing. Pass more rows."
        )
    rows, note = own.X, ""
    if len(truth) > MOST:
        chosen = np.sort(np.random.default_rng(0).choice(len(truth), MOST, replace=False))
        note = f" These are {MOST:,} of {len(truth):,} rows, drawn at random."
        rows, truth = rows.iloc[chosen] if hasattr(rows, "iloc") else rows[chosen], truth[chosen]
    with asking("The model"):
        scores = np.asarray(own.model.predict_proba(rows), float)[:, yes]
    return _own_lab(truth, scores, f"Yes means {classes[yes]!s}.{note}")


def _own_lab(truth: np.ndarray, scores: np.ndarray, note: str) -> Lab:
    share: Any = LAB.controls["share"]
    real = float(np.clip(round(100 * truth.mean()), 1, 99))
    settings = adapted(
        Settings,
        without={"source": "own", "gap": 0.0},
        share=slider(real, 1.0, 99.0, step=1.0, label=share.label, unit=share.unit, help=f"Here it is {real:.0f}%."),
    )
    return replace(
        LAB,
        Settings=settings,
        compute=partial(cut, truth=truth, scores=scores),
        Picture=partial(Picture, who="rows"),
        describe=partial(describe, who="rows", note=note),
    )


def measures(frame: Cut) -> dict[str, float]:
    """The rates here (precision is NaN if nobody is named), what the errors cost, and the best threshold."""
    return {
        **_rates(frame),
        "cost (1: no model)": float(frame.cost[frame.here]),
        "best threshold": frame.best_threshold,
    }


LAB = Lab(
    title="Threshold",
    question="From which score on should the answer be yes, if a miss costs more than a false alarm?",
    Settings=Settings,
    compute=compute,
    Picture=Picture,
    describe=describe,
    measures=measures,
    panels=(1.3, 0.9, 1.0),
    main=1,
    own=Own(case=on_case, model=on_model),
    data=lambda settings: [shipped("income").card] if settings.source == "income" else [],
)

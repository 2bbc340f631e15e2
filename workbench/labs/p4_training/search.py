"""A search for good settings: trial by trial, by three methods, with the score it promises and the one it keeps."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, cast

import numpy as np
from matplotlib.axes import Axes

from workbench.cases import Case
from workbench.data.encode import prepare
from workbench.experiments.judging import judge_of
from workbench.experiments.own import ready
from workbench.experiments.shipped import shipped
from workbench.experiments.tuning import most_held_back, space, tuning
from workbench.labs._own import Own, adapted
from workbench.live.lab import Lab
from workbench.live.marks import ghost_line, segments, star
from workbench.live.spec import Colour, Curve, Frame, choice, number, slider, toggle
from workbench.training.search import SearchMethod, Tried, worth_going_on

METHODS = {"tpe": "TPE", "random": "Random", "grid": "Grid"}
MOST_TRIALS = 100
GAIN, PATIENCE = 0.002, 15  # of the rule to stop
TOP = 0.1  # share of the trials that are called the best
WIDE = 0.78  # the part of its column that a knob takes
SHORT = {"max_depth": "depth", "min_child_weight": "child weight", "learning_rate_init": "learning rate"}


@dataclass(frozen=True)
class Settings:
    """What the learner can change."""

    model: str = choice(
        "boosted",
        {"boosted": "Boosted trees", "mlp": "Neural network"},
        label="Model",
        help="XGBoost with 100 trees, or a small network. Each has four knobs to set.",
    )
    method: str = choice(
        "tpe",
        METHODS,
        label="Method",
        help="TPE looks where earlier trials were good. Random looks anywhere. Grid takes equal steps.",
    )
    trials: int = slider(40, 5, MOST_TRIALS, label="Trials", unit="trials", help="How many settings may be tried.")
    prune: bool = toggle(
        False, label="Give up early", help="End a trial half-way when it is worse than half of those before (pruning)."
    )
    stop: bool = toggle(
        False, label="Stop rule", help="Stop when 15 trials have not raised the best score by 0.002 together."
    )
    held_back: int = slider(
        1000, 50, 2400, log=True, label="Rows to choose by", unit="people", help="Fewer rows: more luck in each score."
    )
    rows: int = slider(
        2000, 200, 20_000, log=True, label="Training rows", unit="people", help="People to learn from.", more=True
    )
    seed: int = number(0, 0, 9999, label="Seed", help="Another number: other people, other trials.", more=True)


@dataclass(frozen=True, kw_only=True)
class Found(Frame):
    """A search so far.

    Attributes:
        settings: What it runs with.
        knobs: The names of what is searched.
        places: Where each trial's values stand between the lowest and the highest, in [0, 1], shape (n, knobs).
        scores: Of each trial on the rows to choose by, shape (n,).
        fresh: Of each trial on fresh rows, shape (n,).
        pruned: Which trials were given up, shape (n,).
        values: The values of the best trial in words; "" before there is one.
        stopped: Whether the rule ended the search.
    """

    settings: Settings
    knobs: tuple[str, ...]
    places: np.ndarray
    scores: np.ndarray
    fresh: np.ndarray
    pruned: np.ndarray
    values: str
    stopped: bool = False

    @property
    def best(self) -> int:
        """The place of the best trial; -1 before there is one."""
        whole = np.where(self.pruned, -np.inf, self.scores)
        return int(whole.argmax()) if len(whole) and np.isfinite(whole).any() else -1

    @property
    def best_so_far(self) -> np.ndarray:
        """The best score up to each trial, shape (n,)."""
        scores = np.where(self.pruned, np.nan, self.scores)
        return np.fmax.accumulate(scores) if len(scores) else scores

    @property
    def fresh_so_far(self) -> np.ndarray:
        """What the best one up to each trial scores on fresh rows, shape (n,)."""
        best = self.best_so_far
        leaders = [
            int(np.flatnonzero(~self.pruned & (self.scores == score))[0]) if score == score else -1 for score in best
        ]
        return np.array([self.fresh[i] if i >= 0 else np.nan for i in leaders])


def compute(settings: Settings, case: Case | None = None) -> Iterator[Found]:
    """One trial after another; in between the same frame again, as a place to stop. None is Income."""
    run = tuning(
        case or shipped("income"),
        cast(Any, settings.model),
        cast(SearchMethod, settings.method),
        settings.trials,
        settings.prune,
        settings.rows,
        settings.held_back,
        settings.seed,
    )
    tried: list[Tried] = []
    frame = _frame(settings, tried)
    for one in run:
        if one is not None:
            tried.append(one)
            scores = [-math.inf if one.pruned else one.score for one in tried]
            stopped = settings.stop and not worth_going_on(scores, GAIN, PATIENCE)
            frame = _frame(settings, tried, stopped=stopped)
            if stopped:
                break
        yield frame
    yield frame


def _frame(settings: Settings, tried: list[Tried], *, stopped: bool = False) -> Found:
    ranges = space(cast(Any, settings.model))
    places = [[_place(ranges[knob], one.values[knob]) for knob in ranges] for one in tried]
    whole = [one for one in tried if not one.pruned]
    best = max(whole, key=lambda one: one.score) if whole else None
    return Found(
        settings=settings,
        knobs=tuple(ranges),
        places=np.array(places).reshape(len(tried), len(ranges)),
        scores=np.array([one.score for one in tried]),
        fresh=np.array([one.others["fresh"] for one in tried]),
        pruned=np.array([one.pruned for one in tried], bool),
        values=", ".join(f"{_name(knob)} {best.values[knob]:.3g}" for knob in ranges) if best else "",
        stopped=stopped,
        progress=1.0 if stopped else len(tried) / settings.trials,
    )


def _place(knob: Any, value: float) -> float:
    """Where a value stands between the lowest (0) and the highest (1); by factors where the knob goes by factors."""
    low, high, value = (math.log(x) if knob.log else x for x in (knob.low, knob.high, value))
    return (value - low) / (high - low)


def _name(knob: str) -> str:
    return SHORT.get(knob, knob.replace("_", " "))


class Picture:
    """Left the trials in their order; then each knob against the score; then all knobs of a trial as one line."""

    def __init__(self, history: Axes, knobs: Axes, lines: Axes, measure: str = "F1") -> None:
        self.axes = history, knobs, lines
        self.layout: tuple[object, ...] = ()
        history.set(xlabel="Trial", ylabel=f"{measure[0].upper()}{measure[1:]}")
        history.set_title("The search, trial by trial")
        knobs.set(xlim=(-0.12, 3.9), ylabel=f"{measure[0].upper()}{measure[1:]}")
        knobs.set_title("Each knob against the score")
        lines.set(xlim=(-0.3, 3.3), ylim=(-0.06, 1.06), yticks=(0, 1), yticklabels=("lowest", "highest"))
        lines.set_title("All knobs of a trial")

        self.old = ghost_line(history)
        (self.given_up,) = history.plot([], [], "x", color=Colour.MUTED, markersize=4, label="given up")
        (self.whole,) = history.plot([], [], "o", color=Colour.VALIDATION, markersize=3.5, alpha=0.55)
        (self.line,) = history.plot(
            [], [], color=Colour.VALIDATION, linewidth=2, drawstyle="steps-post", label="best so far"
        )
        (self.honest,) = history.plot(
            [], [], color=Colour.PURPLE, linewidth=2, linestyle="-.", drawstyle="steps-post", label="on fresh rows"
        )
        self.best = star(history, "")
        (self.below,) = history.plot([], [], "v", color=Colour.VALIDATION, markersize=5, label="lower still")

        (self.other_dots,) = knobs.plot([], [], "o", color=Colour.MUTED, markersize=3)
        (self.dots,) = knobs.plot([], [], "o", color=Colour.BEST, markersize=4.5, label="best tenth")
        self.walls = [knobs.axvline(knob - (1 - WIDE) / 2, color=Colour.MUTED, linewidth=0.6) for knob in range(1, 4)]
        self.background = [*self.walls, *(lines.axvline(k, color=Colour.MUTED, linewidth=1) for k in range(4))]
        self.others = segments(lines, colors=Colour.MUTED, linewidths=0.8, alpha=0.5)
        self.top = segments(lines, colors=Colour.BEST, linewidths=2.0, label="best tenth")

    def update(self, frame: Found, ghost: Found | None) -> None:
        """Show the trials so far, and faint and dashed the best scores of the search before."""
        self._fix_axes(frame, ghost)
        places = np.arange(1, len(frame.scores) + 1)
        for line, shown in ((self.given_up, frame.pruned), (self.whole, ~frame.pruned)):
            line.set_data(places[shown], frame.scores[shown])
        low = self.axes[0].get_ylim()[0]
        under = places[frame.scores < low]
        self.below.set_data(under, np.full(len(under), low + 0.015 * (self.axes[0].get_ylim()[1] - low)))
        self.line.set_data(places, frame.best_so_far)
        self.honest.set_data(places, frame.fresh_so_far)
        best = frame.best
        self.best.set_data([best + 1] if best >= 0 else [], [frame.scores[best]] if best >= 0 else [])
        top = best_tenth(frame)
        for dots, shown in ((self.other_dots, ~top & ~frame.pruned), (self.dots, top)):
            x = frame.places[shown] * WIDE + np.arange(len(frame.knobs))
            dots.set_data(x.ravel(), np.repeat(frame.scores[shown], len(frame.knobs)))
        for lines, shown in ((self.others, ~top), (self.top, top)):
            lines.set_segments([np.column_stack([np.arange(len(frame.knobs)), row]) for row in frame.places[shown]])
        self.old.set_visible(ghost is not None)
        if ghost is not None:
            self.old.set_data(np.arange(1, len(ghost.scores) + 1), ghost.best_so_far)

    def main_curve(self, frame: Found) -> Curve:
        """The best score so far."""
        return Curve(0, np.arange(1, len(frame.scores) + 1), frame.best_so_far, frame.settings.model)

    def _fix_axes(self, frame: Found, ghost: Found | None) -> None:
        """Limits in coarse steps, from what is shown: each change costs a redraw."""
        shown = [frame.best_so_far, frame.fresh_so_far, frame.scores[~frame.pruned]]
        if ghost is not None:
            shown.append(ghost.best_so_far)
        known = np.concatenate(shown)
        known = known[np.isfinite(known)]
        high = np.ceil(known.max() * 20 + 0.2) / 20 if len(known) else 1.0
        middle = np.quantile(known, 0.25) if len(known) else 0.0
        low = np.floor((middle - 0.4 * (high - middle) - 0.03) * 20) / 20
        layout = (frame.settings.model, frame.settings.trials, low, high)
        if layout == self.layout:
            return
        self.layout = layout
        history, knobs, lines = self.axes
        history.set(xlim=(0, frame.settings.trials + 1), ylim=(low, high))
        names = [_name(knob).replace(" ", "\n") for knob in frame.knobs]
        knobs.set(ylim=(low, high), xticks=[k + WIDE / 2 for k in range(4)], xticklabels=names)
        lines.set(xticks=range(4), xticklabels=names)


def best_tenth(frame: Found) -> np.ndarray:
    """Which trials are among the best tenth of those not given up; one at least, shape (n,)."""
    whole = np.flatnonzero(~frame.pruned)
    top = np.zeros(len(frame.scores), bool)
    count = max(1, round(TOP * len(whole)))
    top[whole[np.argsort(-frame.scores[whole], kind="stable")[:count]]] = True
    return top


def describe(frame: Found, measure: str = "F1", who: str = "people", note: str = "") -> str:
    """The best trial, what it is worth on fresh rows, and why the search ended."""
    if frame.best < 0:
        return "No trial has ended yet."
    number, fresh, score = frame.best + 1, frame.fresh[frame.best], frame.scores[frame.best]
    given_up = int(frame.pruned.sum())
    done = f"{len(frame.scores)} of {frame.settings.trials} trials with {METHODS[frame.settings.method]}"
    sentence = f"{done}" + (f", {given_up} given up early" if given_up else "") + ". "
    sentence += f"The best is trial {number}: {measure} {score:.3f} on the rows to choose by"
    sentence += f", {fresh:.3f} on fresh {who} ({frame.values})."
    if frame.stopped:
        sentence += f" The rule stopped the search: {PATIENCE} trials brought less than {GAIN}."
    return f"{sentence} {note}".replace("-0", "−0").rstrip()


def measures(frame: Found, measure: str = "F1") -> dict[str, float]:
    """What the search promises, what it keeps, and what it took."""
    best = frame.best
    return {
        f"best {measure}, rows to choose by": float(frame.scores[best]) if best >= 0 else math.nan,
        f"{measure} of the same, fresh rows": float(frame.fresh[best]) if best >= 0 else math.nan,
        "trials made": len(frame.scores),
        "trials given up": int(frame.pruned.sum()),
        "best trial": best + 1,
    }


def on_case(case: Case, group: str | None) -> Lab:
    """The lab for a case with classes or a number."""
    own = ready(case, group)
    most = len(prepare(own.case, "ordinal", own.case.frame.height)[0].y)
    held_back = most_held_back(own.case)
    settings = adapted(
        Settings,
        rows=slider(min(2000, most), min(100, most // 2), min(most, 20_000), log=True, label="Training rows",
                    unit="rows", help="Rows to learn from.", more=True),
        held_back=slider(min(1000, held_back), min(50, held_back - 1), held_back, log=True, label="Rows to choose by",
                         unit="rows", help=LAB.controls["held_back"].help),
    )  # fmt: skip
    measure = judge_of(own.case).name
    spoken = f"{measure} of {own.yes}" if own.yes else measure
    return replace(
        LAB,
        Settings=settings,
        compute=partial(compute, case=own.case),
        Picture=partial(Picture, measure=measure),
        describe=partial(describe, measure=spoken, who="rows", note=own.sample),
        measures=partial(measures, measure=measure),
    )


LAB = Lab(
    title="The search",
    question="How many trials are worth their time, and how much of the best score is luck?",
    Settings=Settings,
    compute=compute,
    Picture=Picture,
    describe=describe,
    measures=measures,
    panels=(1.2, 1.1, 1.0),
    data=lambda settings: [shipped("income").card],
    own=Own(case=on_case),
)

"""Zoo: models of every family learn the same table, one after the other, and are compared."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.text import Text

from workbench.cases import Case
from workbench.experiments.judging import judge_of
from workbench.experiments.own import ready
from workbench.experiments.shipped import shipped
from workbench.experiments.zoo import Trained, honest_parts, training
from workbench.labs._own import Own, adapted
from workbench.live.lab import Lab
from workbench.live.spec import Colour, Curve, Frame, choice, number, slider, toggle
from workbench.models.families import FAMILIES

LOOKS = {
    "linear": (Colour.MUTED, "o"),
    "tree": (Colour.BEST, "s"),
    "forest": (Colour.TRAINING, "^"),
    "xgboost": (Colour.VALIDATION, "D"),
    "catboost": (Colour.PURPLE, "v"),
    "mlp": (Colour.SKY, "P"),
}
HEADS = ("score", "learn", "answer", "size")  # the first is the name of the score
ENDS = (0.56, 0.71, 0.86, 1.0)  # where their columns end, as shares of the panel
FEWER, ROOM = (0.75, 1.0), 400  # where two of them end, if the panel is narrower than so many CSS pixels
CLOSE = 0.01  # scores that lie as near as this are as good as equal
SPAN = 200, 5000


@dataclass(frozen=True)
class Settings:
    """What the learner can change."""

    data: str = choice(
        "income",
        {"income": "Income", "bikes": "Bikes"},
        label="Data",
        help="Income: who earns over 50,000 dollars a year? Bikes: how many are hired in an hour, weeks later?",
    )
    linear: bool = toggle(True, label="Linear model", help="A weighted sum of the columns.")
    tree: bool = toggle(True, label="Decision tree", help="One question after another, at most 8.")
    forest: bool = toggle(True, label="Random forest", help="100 deep trees of different rows vote.")
    xgboost: bool = toggle(True, label="XGBoost", help="200 small trees, each mends the errors of those before it.")
    catboost: bool = toggle(True, label="CatBoost", help="The same idea; it takes words as they are.")
    mlp: bool = toggle(True, label="Neural network", help="One hidden layer of 64 neurons.")
    rows: int = slider(2000, *SPAN, log=True, label="Training rows", unit="rows", help="Rows to learn from.")
    repeats: int = slider(
        1, 1, 5, label="Seeds", unit="times", help="How often each model learns, each time from other rows."
    )
    seed: int = number(0, 0, 9990, label="First seed", help="Another number: other rows.", more=True)

    @property
    def families(self) -> tuple[str, ...]:
        """Those that are chosen."""
        return tuple(name for name in FAMILIES if getattr(self, name))


@dataclass(frozen=True, kw_only=True)
class Zoo(Frame):
    """What has been trained so far.

    Attributes:
        settings: What was asked for.
        measure: The name of the score.
        results: What became of each model, in the order of the seeds, by family.
        now: The family that learns now; empty at the end.
        judged: Rows that the scores come from.
        later: Whether these come after the rows that were learned from.
    """

    settings: Settings
    measure: str
    results: Mapping[str, tuple[Trained, ...]]
    now: str
    judged: int
    later: bool

    def mean(self, family: str, of: str) -> float:
        """The mean over the seeds of "score", "fit", "row" or "size"."""
        return float(np.mean([getattr(one, of) for one in self.results[family]]))

    @property
    def ranking(self) -> list[str]:
        """The families that have a result, the best score first."""
        return sorted(self.results, key=lambda family: -self.mean(family, "score"))


def compute(settings: Settings, case: Case | None = None) -> Iterator[Zoo]:
    """All chosen models, one seed after the other: a frame after each step of each, so that it can be stopped.

    Args:
        settings: What the learner has chosen.
        case: None is Income or Bikes.
    """
    case = case or shipped(settings.data)
    jobs = [(family, settings.seed + more) for more in range(settings.repeats) for family in settings.families]
    results: dict[str, tuple[Trained, ...]] = {}
    parts = honest_parts(case)
    later = case.group is None and any(column.kind == "time" for column in case.card.columns)
    base = Zoo(
        settings=settings,
        measure=judge_of(case).name,
        results={},
        now="",
        judged=parts.validation.height,
        later=later,
        progress=0.0 if jobs else 1.0,
    )
    for done, (family, seed) in enumerate(jobs):
        base = replace(base, now=family, results=dict(results), progress=done / len(jobs))
        for trained in training(case, family, settings.rows, seed):
            yield base  # nothing new to see, but a place to stop
            if trained is not None:
                results[family] = (*results.get(family, ()), trained)
    yield replace(base, now="", results=results, progress=1.0)


class Picture:
    """Left a table, right the score against the time it takes to learn."""

    def __init__(self, table: Axes, plot: Axes) -> None:
        self.table, self.plot = table, plot
        self.layout: tuple[object, ...] = ()
        table.set(xlim=(0, 1), ylim=(len(FAMILIES) + 0.5, -0.7), xticks=[], yticks=[])
        table.set_title("Side by side")
        table.set_axis_off()
        plot.set(xscale="log", xlabel="Seconds to learn, on one processor")
        plot.set_title("Is it worth the wait?")
        plot.xaxis.set_major_formatter("{x:g}")
        self.heads = [table.text(end, 0, head, ha="right", va="center", weight="bold") for end, head in _ends(HEADS)]
        self.names: dict[str, Text] = {}
        self.cells: dict[str, list[Text]] = {}
        self.marks: dict[str, Line2D] = {}
        self.dots: dict[str, Line2D] = {}
        self.old: dict[str, Line2D] = {}
        for row, (family, words) in enumerate(FAMILIES.items(), 1):
            colour, marker = LOOKS[family]
            self.names[family] = table.text(0.06, row, words, va="center")
            self.cells[family] = [table.text(end, row, "", ha="right", va="center") for end, _ in _ends(HEADS)]
            self.marks[family] = table.plot([0.02], [row], marker, color=colour, markersize=8, clip_on=False)[0]
            self.old[family] = plot.plot([], [], marker, color=Colour.MUTED, markersize=7, fillstyle="none")[0]
            self.dots[family] = plot.plot([], [], marker, color=colour, markersize=9, linewidth=1.2)[0]

    def update(self, frame: Zoo, ghost: Zoo | None) -> None:
        """Fill in what is known; hollow and grey what the run before has found."""
        self._fix_axes(frame)
        ends = self._ends()
        for family in FAMILIES:
            chosen, results = family in frame.settings.families, frame.results.get(family, ())
            self.names[family].set_alpha(1.0 if chosen else 0.3)
            self.marks[family].set_alpha(1.0 if chosen else 0.3)
            for place, (cell, text) in enumerate(zip(self.cells[family], _cells(frame, family), strict=True)):
                cell.set_text(text if place < len(ends) else "")
                cell.set_x(ends[min(place, len(ends) - 1)])
            self.dots[family].set_data([one.fit for one in results], [one.score for one in results])
            before = ghost.results.get(family, ()) if ghost is not None and ghost.measure == frame.measure else ()
            self.old[family].set_data([one.fit for one in before], [one.score for one in before])

    def _ends(self) -> tuple[float, ...]:
        """Where the columns of numbers end; on a narrow page there are two."""
        wide = self.table.bbox.width / self.table.figure.dpi * 96 >= ROOM
        ends = ENDS if wide else FEWER
        for place, head in enumerate(self.heads):
            head.set_visible(place < len(ends))
            head.set_x(ends[min(place, len(ends) - 1)])
        return ends

    def _fix_axes(self, frame: Zoo) -> None:
        """Set the limits in coarse steps; seldom, because each change draws the axes again."""
        found = [one for results in frame.results.values() for one in results]
        low = min((math.floor(5 * one.score) / 5 for one in found), default=0.4)
        left = min((math.floor(math.log10(max(one.fit, 1e-4))) for one in found), default=-2)
        right = max((math.ceil(math.log10(max(one.fit, 1e-3))) for one in found), default=1)
        layout = (frame.measure, max(-1.0, min(0.4, low)), min(-2, left), max(1, right))
        if layout != self.layout:
            self.layout = layout
            self.plot.set(xlim=(10.0 ** layout[2], 10.0 ** layout[3]), ylim=(layout[1], 1.0), ylabel=frame.measure)
            self.heads[0].set_text(frame.measure)

    def main_curve(self, frame: Zoo) -> Curve:
        """Mean score against mean time, from the quickest model to the slowest."""
        order = sorted(frame.results, key=lambda family: frame.mean(family, "fit"))
        seconds, scores = (np.array([frame.mean(one, of) for one in order]) for of in ("fit", "score"))
        return Curve(1, seconds, scores, frame.measure)


def _ends(heads: tuple[str, ...]) -> list[tuple[float, str]]:
    return list(zip(ENDS, heads, strict=True))


def _cells(frame: Zoo, family: str) -> tuple[str, ...]:
    """What the table says about a family."""
    if family not in frame.results:
        return ("", "", "", "") if family != frame.now else ("learns", "", "", "")
    scores = [one.score for one in frame.results[family]]
    spread = f" ±{(max(scores) - min(scores)) / 2:.2f}" if len(scores) > 1 else ""
    size = frame.mean(family, "size")
    return (
        f"{np.mean(scores):.2f}{spread}".replace("-", "−"),
        _brief(frame.mean(family, "fit"), "s"),
        _brief(frame.mean(family, "row"), "ms"),
        _brief(size, "kB") if size < 1000 else _brief(size / 1000, "MB"),
    )


def _brief(value: float, unit: str) -> str:
    """A number with two digits that count, and its unit; no line is broken between them."""
    return f"{value:.{0 if value >= 10 else 1 if value >= 1 else 2}f}\N{NO-BREAK SPACE}{unit}"


def describe(frame: Zoo, who: str = "", note: str = "") -> str:
    """Which model is best, and whether a quicker one is as good; at the end a note on the table."""
    if not frame.settings.families:
        return "No model is chosen. Switch one on."
    if not frame.results:
        return f"{FAMILIES[frame.now or frame.settings.families[0]]} learns. Nothing is finished yet."
    who = who or {"income": "people", "bikes": "hours"}[frame.settings.data]
    best = frame.ranking[0]
    limit, seconds = frame.mean(best, "score") - CLOSE, frame.mean(best, "fit")
    near = [one for one in frame.ranking[1:] if frame.mean(one, "score") >= limit and frame.mean(one, "fit") < seconds]
    sentence = (
        f"Best so far: {FAMILIES[best]}, {frame.measure} {frame.mean(best, 'score'):.2f} on {frame.judged:,} {who} "
        f"{'that came later' if frame.later else 'it has not seen'}, after {_brief(seconds, 's')} of learning."
    ).replace(" -", " −")
    if not frame.now:
        sentence = sentence.replace("Best so far", "Best")
    if near:
        quick = min(near, key=lambda one: frame.mean(one, "fit"))
        sentence += (
            f" {FAMILIES[quick]} is as good within {CLOSE:g}, and needs {_brief(frame.mean(quick, 'fit'), 's')}."
        )
    if frame.now:
        sentence += f" Now: {FAMILIES[frame.now]}."
    return f"{sentence} {note}".rstrip()


def on_case(case: Case, group: str | None) -> Lab:
    """The lab for a case with classes or a number."""
    own = ready(case, group)
    most = honest_parts(own.case).train.height
    high = max(min(SPAN[1], most), 60)
    help = LAB.controls["rows"].help
    rows = slider(min(2000, high), min(50, high - 1), high, log=True, label="Training rows", unit="rows", help=help)
    note = f"{own.sample} F1 asks for {own.yes}." if own.yes else own.sample
    return replace(
        LAB,
        Settings=adapted(Settings, without={"data": "own"}, rows=rows),
        compute=partial(compute, case=own.case),
        describe=partial(describe, who="rows", note=note.strip()),
    )


def measures(frame: Zoo) -> dict[str, float]:
    """The mean score of each model, and the seconds it learned."""
    scores = {f"{frame.measure}, {FAMILIES[one]}": frame.mean(one, "score") for one in frame.results}
    return scores | {f"seconds to learn, {FAMILIES[one]}": frame.mean(one, "fit") for one in frame.results}


LAB = Lab(
    title="The zoo",
    question="Which family of models is good enough for this table, and what does it cost?",
    Settings=Settings,
    compute=compute,
    Picture=Picture,
    describe=describe,
    measures=measures,
    panels=(1.25, 1.0),
    data=lambda settings: [shipped(settings.data).card],
    own=Own(case=on_case),
)

"""A learning curve with error bars: how good two models get with more rows, and where more stop paying."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from matplotlib.axes import Axes

from workbench.cases import Case
from workbench.experiments.judging import classes_of
from workbench.experiments.learning_curve import Measure, measure_of, most_rows, score_with
from workbench.experiments.own import ready
from workbench.experiments.shipped import shipped
from workbench.labs._own import Own, adapted, ticks
from workbench.live.lab import Lab
from workbench.live.marks import ghost_line, segments
from workbench.live.spec import Colour, Curve, Frame, choice, slider, toggle

KINDS = {"linear": "linear model", "boosted": "boosted trees"}
COLOURS = (Colour.SKY, Colour.VALIDATION)
FEWEST, MOST = 50, 25_600
GROUPS = {"income": None, "bikes": "day"}  # whole days are held back: the hours of a day are alike
LIMITS = {"income": (0.35, 0.75), "bikes": (0, 120)}  # of the score; with training scores, up to 1 and from 0
WORTH = (0.5, 20.0)  # percent


@dataclass(frozen=True)
class Settings:
    """What the learner can change."""

    case: str = choice(
        "income",
        {"income": "Income: who earns much?", "bikes": "Bikes: how many riders?"},
        label="Case",
        help="Income is judged by F1, where higher is better; Bikes by the mean error, where lower is better.",
    )
    rows: int = slider(
        12_800,
        100,
        MOST,
        log=True,
        label="Rows up to",
        unit="rows",
        help="Each point has twice the rows of the one before.",
    )
    repeats: int = slider(
        5,
        2,
        20,
        label="Repeats",
        help="Times that each point is learned, from other rows. Bars: one standard deviation.",
    )
    worth: float = slider(
        2.0,
        *WORTH,
        log=True,
        label="Worth the effort",
        unit="%",
        help="The smallest gain for which you would pay for twice the rows. Or click the right panel.",
    )
    training: bool = toggle(
        False, label="Training scores, dotted", help="Also show how well each model does on the rows it learned from."
    )


@dataclass(frozen=True, kw_only=True)
class Curves(Frame):
    """Scores against the number of rows, as far as computed.

    Attributes:
        settings: What it was computed for.
        measure: How the models are judged.
        rows: Numbers of training rows, shape (n,).
        mean: Mean score over the repeats, of the linear model and of the trees, shape (2, n).
        spread: Standard deviation over the repeats, 0 where there is only one yet, shape (2, n). Near the end it is
            too small: repeats that take nearly all rows there are take nearly the same.
        training: Mean score on the training rows, shape (2, n).
    """

    settings: Settings
    measure: Measure
    rows: np.ndarray
    mean: np.ndarray
    spread: np.ndarray
    training: np.ndarray

    @property
    def gains(self) -> np.ndarray:
        """What each doubling of the rows gained, in percent of the score before it, shape (2, n - 1)."""
        with np.errstate(divide="ignore", invalid="ignore"):  # a score of 0 to begin with
            change = 100 * (self.mean[:, 1:] / self.mean[:, :-1] - 1)
        change = np.where(np.isnan(change), 0.0, change)
        return np.asarray(change if self.measure.higher_is_better else -change)

    @property
    def enough(self) -> tuple[int | None, ...]:
        """For each model, the rows from which no doubling is worth the effort; None if the last one still is."""
        return tuple(self._enough(gains) for gains in self.gains)

    def _enough(self, gains: np.ndarray) -> int | None:
        paying = np.flatnonzero(gains >= self.settings.worth)
        first = paying[-1] + 1 if len(paying) else 0
        return int(self.rows[first]) if first < len(gains) else None


def compute(settings: Settings) -> Iterator[Curves]:
    """Learn again and again, a tenth of a second or less each; what was learned is remembered."""
    yield from learn(settings, shipped(settings.case), GROUPS[settings.case])


def learn(settings: Settings, case: Case, group: str | None = None, fewest: int = FEWEST) -> Iterator[Curves]:
    """The curves of a case, from so few rows on; `group` as for `score_with`."""
    doubled = fewest * 2 ** np.arange(10)
    rows = doubled[: np.searchsorted(doubled, min(settings.rows, most_rows(case, group)), side="right")]
    measure = measure_of(case)
    points: list[np.ndarray] = []  # one a number of rows: mean, spread and training mean of both models, (3, 2)
    for place, count in enumerate(rows):
        scores = np.empty((2, 2, settings.repeats))  # training and validation, of both models
        for repeat in range(settings.repeats):
            for i, kind in enumerate(KINDS):
                pair = score_with(case, kind, int(count), repeat, group)
                scores[:, i, repeat] = pair.training, pair.validation
            so_far = scores[:, :, : repeat + 1]
            spread = so_far[1].std(1, ddof=1) if repeat else np.zeros(2)
            points[place:] = [np.array([so_far[1].mean(1), spread, so_far[0].mean(1)])]
            done = place + (repeat + 1) / settings.repeats
            mean, spread, training = np.array(points).transpose(1, 2, 0)
            yield Curves(
                settings=settings,
                measure=measure,
                rows=rows[: place + 1],
                mean=mean,
                spread=spread,
                training=training,
                progress=done / len(rows),
            )


class Picture:
    """Left the learning curves, right what each doubling gained."""

    span = FEWEST, MOST

    def __init__(
        self,
        curves: Axes,
        gains: Axes,
        limits: tuple[float, float] | None = None,
        span: tuple[int, int] = span,
    ) -> None:
        self.curves, self.shown, self.limits, self.span = curves, ("", False), limits, span
        marks = ticks(span[0] * 0.8, span[1] * 1.2)
        for axes in (curves, gains):
            axes.set(xscale="log", xlim=(span[0] * 0.8, span[1] * 1.2), xticks=marks)
            axes.set(xticklabels=[f"{tick:,}" for tick in marks], xlabel="Training rows")
            axes.minorticks_off()
        curves.set_title("The score, and its spread")
        gains.set(ylim=(-8, 25), ylabel="Gain of twice the rows (%)")
        gains.set_title("What doubling gains")

        self.old = [ghost_line(curves) for _ in COLOURS]
        self.bars = [segments(curves, colors=colour, linewidths=5, alpha=0.35) for colour in COLOURS]
        self.training = [curves.plot([], [], ":", color=colour, linewidth=1.6)[0] for colour in COLOURS]
        self.lines = [
            curves.plot([], [], "o-", color=colour, linewidth=2, markersize=4.5, label=name)[0]
            for colour, name in zip(COLOURS, KINDS.values(), strict=True)
        ]
        self.stops = [
            curves.plot([], [], "*", color=colour, markersize=17, markeredgecolor="white")[0] for colour in COLOURS
        ]
        (self.legend,) = curves.plot([], [], "*", color=Colour.MUTED, markersize=12, label="enough")
        self.nothing = gains.axhline(0, color=Colour.MUTED, linewidth=1)
        self.worth = gains.axhline(2, color=Colour.MUTED, linewidth=8, alpha=0.3, label="worth the effort")
        self.gains = [gains.plot([], [], "o-", color=colour, linewidth=2, markersize=4.5)[0] for colour in COLOURS]
        self.background = [self.nothing]

    def update(self, frame: Curves, ghost: Curves | None) -> None:
        """Show these curves, and those before them faint and dashed."""
        settings = frame.settings
        shown = (frame.measure.name, settings.training)
        if shown != self.shown:
            low, high = self.limits or LIMITS[settings.case]
            if settings.training and frame.measure.higher_is_better:
                high = 1.02
            self.curves.set(ylim=(low, high), ylabel=f"{frame.measure.name} on validation rows")
            self.shown = shown
        for i in range(2):
            self.lines[i].set_data(frame.rows, frame.mean[i])
            low, high = frame.mean[i] - frame.spread[i], frame.mean[i] + frame.spread[i]
            self.bars[i].set_segments([[(x, a), (x, b)] for x, a, b in zip(frame.rows, low, high, strict=True)])
            self.training[i].set_data(frame.rows, frame.training[i])
            self.training[i].set_visible(settings.training)
            self.gains[i].set_data(frame.rows[1:], frame.gains[i])
            enough = frame.enough[i]
            at = frame.rows == enough
            self.stops[i].set_data(frame.rows[at], frame.mean[i][at])
        self.worth.set_ydata([settings.worth] * 2)
        for i, line in enumerate(self.old):
            line.set_visible(ghost is not None and ghost.measure == frame.measure)
            if ghost is not None:
                line.set_data(ghost.rows, ghost.mean[i])

    def main_curve(self, frame: Curves) -> Curve:
        """The learning curve of the trees."""
        return Curve(0, frame.rows, frame.mean[1], frame.measure.name)

    def pick(self, frame: Curves, panel: int, x: float, y: float) -> dict[str, float] | None:
        """A click on the left panel chooses the most rows, on the right one the gain that is worth the effort."""
        if panel == 0:
            return {"rows": round(float(np.clip(x, 2 * self.span[0], self.span[1])))}
        return {"worth": float(np.clip(y, *WORTH))}


def describe(frame: Curves, note: str = "") -> str:
    """The two scores, who leads, and from where more rows do not pay; at the end a note on the table."""
    measure = frame.measure
    digits = 3 if measure.higher_is_better or frame.mean[0, 0] < 1 else 1
    scores = " and ".join(
        f"{name} {frame.mean[i, -1]:.{digits}f} ± {frame.spread[i, -1]:.{digits}f}"
        for i, name in enumerate(KINDS.values())
    )
    name = measure.name[0].upper() + measure.name[1:]
    sentences = [f"{name} with {frame.rows[-1]:,} rows: {scores}."]
    trees_lead = (frame.mean[1] > frame.mean[0]) == measure.higher_is_better
    if not trees_lead[0] and trees_lead[-1]:
        first = frame.rows[np.flatnonzero(~trees_lead)[-1] + 1]
        sentences.append(f"The trees are ahead from {first:,} rows on.")
    for name, enough in zip(KINDS.values(), frame.enough, strict=True):
        if enough:
            sentences.append(
                f"From {enough:,} rows on, twice the rows gain the {name} less than {frame.settings.worth:.2g}%."
            )
        elif len(frame.rows) > 1:
            sentences.append(f"For the {name} twice the rows still paid at the end.")
    return " ".join([*sentences, note]).rstrip()


def on_case(case: Case, group: str | None) -> Lab:
    """The lab for a case with classes or a number."""
    own = ready(case, group)
    most, target = most_rows(own.case), own.case.frame[own.case.target].to_numpy()
    span = min(FEWEST, most // 8), min(most, MOST)
    top = 1.0 if classes_of(own.case) else 1.3 * float(np.abs(target - np.median(target)).mean())
    doc = LAB.controls["rows"]
    rows = slider(span[1], 2 * span[0], span[1], log=True, label=doc.label, unit="rows", help=doc.help)
    note = f"F1 is that of {own.yes}. {own.sample}" if own.yes else own.sample
    return replace(
        LAB,
        Settings=adapted(Settings, without={"case": "own"}, rows=rows),
        compute=partial(learn, case=own.case, fewest=span[0]),
        Picture=partial(Picture, limits=(0.0, top), span=span),
        describe=partial(describe, note=note),
    )


def measures(frame: Curves) -> dict[str, float]:
    """Score and spread of both models with the most rows."""
    found = {}
    for i, name in enumerate(KINDS.values()):
        found[f"{frame.measure.name}, {name}"] = float(frame.mean[i, -1])
        found[f"spread of it, {name}"] = float(frame.spread[i, -1])
    return found


LAB = Lab(
    title="How many rows?",
    question="Where do more rows stop paying, and for which model?",
    Settings=Settings,
    compute=compute,
    Picture=Picture,
    describe=describe,
    measures=measures,
    panels=(1.3, 1.0),
    own=Own(case=on_case),
    data=lambda settings: [shipped(settings.case).card],
)

"""Drift: month by month, how far the inputs have moved, and beside it how wrong the model is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import chain

import numpy as np
from matplotlib.axes import Axes

from workbench.cases import Case
from workbench.experiments.judging import classes_of
from workbench.experiments.months import (
    AT_ONCE,
    DRAWN,
    MEASURES,
    Timeline,
    Watched,
    by_chance,
    reference_of,
    timeline,
    watching,
)
from workbench.experiments.own import ready
from workbench.experiments.replay import Newest
from workbench.experiments.shipped import shipped
from workbench.labs._own import Own, adapted
from workbench.labs.percent import percent
from workbench.live.lab import Lab
from workbench.live.marks import areas, ghost_line, here_bar, segments
from workbench.live.spec import Colour, Curve, Frame, Suggestion, choice, slider

LABELS = {"psi": "PSI", "ks": "Kolmogorov-Smirnov", "wasserstein": "Wasserstein"}
LOW, HIGH = 0.003, 10.0  # of the axis of drift
SHOWN = 10  # columns in the left panel, at most
LETTERS = 14  # of a column's name, at most
RARE = 0.05  # the share of false alarms that the marks allow a column, and the button all of them
TOPS = (20, 40, 60, 80, 100, 150, 200, 300, 500, 1000)  # percent, ends of the axis of errors


@dataclass(frozen=True)
class Settings:
    """What is compared with what, and when that is an alarm."""

    month: int = slider(7, 2, 12, label="Month", help="The left panel shows this one. Or click another panel.")
    reference: str = choice(
        "half",
        {"half": "January to June", "quarter": "January to March", "before": "The month before"},
        label="Reference",
        help="The rows that the model has learned from, and that new ones are compared with.",
    )
    measure: str = choice(
        "psi",
        LABELS,
        label="Measure",
        help="PSI: shares of ten bins. Kolmogorov-Smirnov: the largest gap of cumulative shares, 0 to 1. Wasserstein: "
        "how far values moved, in standard deviations. For words the last two are the total variation.",
    )
    threshold: float = slider(
        0.25, 0.01, 5.0, log=True, label="Alarm above", help="One column above it is enough. For PSI 0.25 is usual."
    )
    columns: int = slider(6, 1, 9, label="Columns watched", help="Those first that matter most to the model.")
    rows: int = slider(
        720, 20, 720, log=True, label="Rows a month", unit="rows", help="So many are looked at, drawn at random."
    )


@dataclass(frozen=True, kw_only=True)
class MonthsSeen(Frame):
    """Drift and error of each month, as far as computed.

    Attributes:
        settings: What was asked for.
        names: Of the months.
        features: All columns.
        seen: What is known of the months.
        drawn: What is known of windows drawn from the reference itself.
        compared: The first month of the reference, and the one after its last.
        error: What the error is called.
    """

    settings: Settings
    names: tuple[str, ...]
    features: tuple[str, ...]
    seen: Newest[Watched]
    drawn: Newest[np.ndarray]
    compared: tuple[int, int]
    error: str

    @cached_property
    def order(self) -> np.ndarray:
        """The places of the columns watched, the most important to the model first, shape (columns,)."""
        found = self.seen.item
        order = np.arange(len(self.features)) if found is None else found.order[self.settings.month - 1]
        return np.asarray(order[: self.settings.columns])

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns watched."""
        return tuple(self.features[place] for place in self.order)

    @cached_property
    def drift(self) -> np.ndarray:
        """The chosen measure, NaN where not known, shape (months, columns)."""
        if self.seen.item is None:
            return np.full((len(self.names), len(self.order)), np.nan)
        return np.asarray(self.seen.item.drift[:, self.order, MEASURES.index(self.settings.measure)])

    @cached_property
    def errors(self) -> np.ndarray:
        """Of the model, in percent, NaN where not known, shape (months,)."""
        found = self.seen.item
        return np.full(len(self.names), np.nan) if found is None else np.asarray(100 * found.errors)

    @property
    def learned(self) -> np.ndarray:
        """Whether the model has learned from a month, shape (months,)."""
        learned = np.zeros(len(self.names), bool)
        learned[slice(*self.compared)] = self.settings.reference != "before"
        return learned

    @cached_property
    def chance(self) -> np.ndarray:
        """The measure in the windows drawn so far, shape (windows, columns)."""
        if self.drawn.item is None:
            return np.empty((0, len(self.order)))
        return np.asarray(self.drawn.item[:, self.order, MEASURES.index(self.settings.measure)])

    @property
    def against(self) -> str:
        """The reference in words."""
        first, last = self.compared
        return " to ".join(dict.fromkeys((self.names[first], self.names[last - 1])))

    @property
    def highest(self) -> np.ndarray:
        """The measure of the column that moved most, in each month, shape (months,)."""
        known = ~np.isnan(self.drift).all(1)
        found = np.full(len(self.drift), np.nan)
        found[known] = np.nanmax(self.drift[known], 1)
        return found

    @property
    def alarms(self) -> np.ndarray:
        """Whether a month raises an alarm, shape (months,)."""
        return np.asarray(self.highest > self.settings.threshold)

    @property
    def false_alarms(self) -> float | None:
        """The share of windows in which nothing has moved that raise one all the same; None while unknown."""
        return float((self.chance.max(1) > self.settings.threshold).mean()) if len(self.chance) else None


def compute(settings: Settings, line: Timeline | None = None) -> Iterator[MonthsSeen]:
    """Month by month, then windows by chance; a change of month, measure, threshold or columns takes no time.

    Args:
        settings: What the learner has chosen.
        line: None is Bikes.
    """
    line = line or timeline(shipped("bikes"))
    compared = reference_of(line, settings.reference, settings.month - 1) or (0, 1)
    seen, drawn = watching(line, settings.reference, settings.rows), by_chance(line, *compared, settings.rows)

    def frame(done: int) -> MonthsSeen:
        return MonthsSeen(
            settings=settings,
            names=line.names,
            features=line.features,
            seen=Newest(seen),
            drawn=Newest(drawn),
            compared=compared,
            error="Wrong answers (%)" if classes_of(line.case) else "Mean error (%)",
            progress=done / (len(line) + DRAWN // AT_ONCE),
        )

    for done, _ in enumerate(chain(seen, drawn), 1):
        found = frame(done)
        yield replace(found, suggestions=(_quiet(found),))


def _quiet(frame: MonthsSeen) -> Suggestion:
    """The threshold that few windows exceed in which nothing has moved; at the end alone, before it changes nothing."""
    value = frame.settings.threshold
    if frame.progress == 1:
        control = LAB.controls["threshold"]
        limit = float(np.quantile(frame.chance.max(1), 1 - RARE)) * 1.001
        value = float(f"{np.clip(limit, control.low, control.high):.3g}")
    return Suggestion(f"Threshold with {RARE:.0%} false alarms", {"threshold": value})


class Picture:
    """Left the columns in one month, in the middle the one that moved most in each month, right the error."""

    def __init__(self, columns: Axes, moved: Axes, errors: Axes) -> None:
        self.columns, self.moved, self.errors = columns, moved, errors
        self.heads: tuple[object, ...] = ()
        self.names: tuple[str, ...] = ()
        self.top = 0
        columns.set(xscale="log", xlim=(LOW, HIGH), ylim=(SHOWN - 0.4, -0.6))
        columns.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
        columns.set_title("One month's columns")
        moved.set(yscale="log", ylim=(LOW, HIGH), xlabel="Month")
        moved.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
        moved.set_title("The inputs: the largest move")
        errors.set_title("The harm: the error")
        errors.set(xlabel="Month")
        for axes in (columns, moved, errors):
            axes.minorticks_off()

        self.bars = areas(columns)
        self.usual = segments(columns, colors=Colour.MUTED, linewidths=2.5)
        columns.plot([], [], color=Colour.MUTED, linewidth=2.5, label="1 in 20 by chance")
        self.limit = columns.axvline(0.25, color=Colour.WARNING, linewidth=1.5, linestyle=":", label="alarm above")
        self.here = here_bar(moved), here_bar(errors, "this month")
        self.old = ghost_line(moved), ghost_line(errors)
        self.line = moved.axhline(0.25, color=Colour.WARNING, linewidth=1.5, linestyle=":")
        (self.drift,) = moved.plot([], [], "o-", color=Colour.TRAINING, linewidth=2, markersize=5)
        (self.alarms,) = moved.plot([], [], "o", color=Colour.WARNING, markersize=9, label="alarm")
        (self.error,) = errors.plot([], [], "o-", color=Colour.VALIDATION, linewidth=2, markersize=5, label="new rows")
        (self.learned,) = errors.plot(
            [], [], "o--", color=Colour.MUTED, linewidth=1.2, markersize=5, label="learned from"
        )

    def update(self, frame: MonthsSeen, ghost: MonthsSeen | None) -> None:
        """Show these months; what the run before found faint and dashed."""
        settings, part = frame.settings, frame.settings.month - 1
        self._fix_axes(frame)
        high = np.clip(np.nan_to_num(frame.drift[part][:SHOWN], nan=LOW), LOW, HIGH)
        self.bars.set_verts(
            [[(LOW, i - 0.35), (x, i - 0.35), (x, i + 0.35), (LOW, i + 0.35)] for i, x in enumerate(high)]
        )
        self.bars.set_facecolor([Colour.WARNING if x > settings.threshold else Colour.TRAINING for x in high])
        usual = np.quantile(frame.chance, 1 - RARE, axis=0)[:SHOWN] if len(frame.chance) else np.empty(0)
        usual = np.clip(usual, LOW, HIGH)
        self.usual.set_segments([[(x, i - 0.42), (x, i + 0.42)] for i, x in enumerate(usual)])
        self.limit.set_xdata([settings.threshold] * 2)
        self.line.set_ydata([settings.threshold] * 2)
        places = np.arange(len(frame.names))
        for bar in self.here:
            bar.set_xdata([part] * 2)
        moved = np.clip(frame.highest, LOW, HIGH)
        self.drift.set_data(places, moved)
        self.alarms.set_data(places[frame.alarms], moved[frame.alarms])
        self.error.set_data(places, np.where(frame.learned, np.nan, frame.errors))
        self.learned.set_data(places, np.where(frame.learned, frame.errors, np.nan))
        same = ghost is not None and ghost.names == frame.names
        self.old[0].set_visible(same and ghost is not None and ghost.settings.measure == settings.measure)
        self.old[1].set_visible(same)
        if ghost is not None:
            self.old[0].set_data(np.arange(len(ghost.names)), np.clip(ghost.highest, LOW, HIGH))
            self.old[1].set_data(np.arange(len(ghost.names)), ghost.errors)

    def _fix_axes(self, frame: MonthsSeen) -> None:
        """What seldom changes: names, labels, and the end of the axis of errors."""
        heads = (frame.columns[:SHOWN], frame.settings.measure, frame.error)
        if heads != self.heads:
            self.heads = heads
            self.columns.set_ylim(max(len(heads[0]), 3) - 0.4, -0.6)
            self.columns.set_yticks(range(len(heads[0])), [_short(name) for name in heads[0]])
            words = {"psi": "PSI", "ks": "KS statistic", "wasserstein": "Wasserstein (sd)"}[frame.settings.measure]
            self.columns.set_xlabel(words)
            self.moved.set_ylabel(words)
            self.errors.set_ylabel(frame.error)
        if frame.names != self.names:
            self.names = frame.names
            step = 2 if max(map(len, frame.names)) <= 3 else -(-len(frame.names) // 3)
            places = range(0, len(frame.names), step)
            for axes in (self.moved, self.errors):
                axes.set(xlim=(-0.6, len(frame.names) - 0.4))
                axes.set_xticks(places, [frame.names[place] for place in places])
        known = frame.errors[~np.isnan(frame.errors)]
        top = next((top for top in TOPS if not len(known) or known.max() < 0.97 * top), 0)
        top = top or 1000 * int(np.ceil(known.max() / 900))
        if top != self.top:
            self.top = top
            self.errors.set(ylim=(0, top))

    def main_curve(self, frame: MonthsSeen) -> Curve:
        """The error in each month."""
        return Curve(2, np.arange(len(frame.names)), frame.errors, frame.error)

    def pick(self, frame: MonthsSeen, panel: int, x: float, y: float) -> dict[str, float] | None:
        """A click on the left panel sets the threshold, on the others the month."""
        if panel == 0:
            return {"threshold": float(f"{np.clip(x, 0.01, 5):.3g}")}
        return {"month": int(np.clip(round(x) + 1, 2, len(frame.names)))}


def _short(name: str) -> str:
    return name if len(name) <= LETTERS else f"{name[: LETTERS - 1]}…"


def describe(frame: MonthsSeen, part: str = "month", note: str = "") -> str:
    """What moved in this month, what the model's error did, and how often chance alone raises an alarm."""
    settings, place = frame.settings, frame.settings.month - 1
    name, row = _called(frame.names[place], part), frame.drift[place]
    if np.isnan(row).all():
        return f"Nothing is known of {name} yet."
    worst = int(np.nanargmax(row))
    above = int((row > settings.threshold).sum())
    moved = "without end" if np.isinf(row[worst]) else f"{row[worst]:.2g}"
    sentences = [
        f"{name[0].upper() + name[1:]} against {frame.against}: '{frame.columns[worst]}' moved most "
        f"({LABELS[settings.measure]} {moved}); {above} of {len(row)} columns {'is' if above == 1 else 'are'} "
        f"above {settings.threshold:.2g}."
    ]
    new = ~np.isnan(frame.errors) & ~frame.learned
    if frame.learned[place]:
        sentences.append(f"The model has learned from {name}, so its error of {frame.errors[place]:.0f}% says little.")
    elif new[place] and new.sum() > 1:
        below, others = int((frame.errors[new] < frame.errors[place]).sum()), int(new.sum()) - 1
        how = "the highest" if below == others else f"higher than in {below} of them" if below else "the lowest"
        highest = int(np.nanargmax(np.where(new, frame.highest, np.nan)))
        sentences.append(f"The error is {frame.errors[place]:.0f}%, {how}: {others + 1} {part}s have new rows.")
        if place != highest:
            sentences.append(f"Inputs moved most in {_called(frame.names[highest], part)}.")
        else:
            sentences.append("Inputs moved most here.")
    if frame.false_alarms is not None:
        sentences.append(
            f"Of {len(frame.chance)} windows drawn from {frame.against} itself, in which nothing has moved, "
            f"{percent(frame.false_alarms)} raise an alarm too."
        )
    return " ".join([*sentences, note]).rstrip()


def _called(name: str, part: str) -> str:
    return f"{part} {name}" if name.isdigit() else name


def measures(frame: MonthsSeen, part: str = "month") -> dict[str, float]:
    """The largest drift and the error in this month, and the share of false alarms."""
    place = frame.settings.month - 1
    return {
        f"largest {LABELS[frame.settings.measure]}": float(min(frame.highest[place], 1e6)),
        f"error of this {part} (%)": float(frame.errors[place]),
        "false alarms (%)": 100 * float(frame.false_alarms or 0.0),
    }


def on_case(case: Case, group: str | None) -> Lab:
    """The lab for a case with classes or a number: in months if a column of dates tells them, else in equal parts."""
    own = ready(case, group)
    line = timeline(own.case)
    parts, widest = len(line), len(line.features)
    largest = int(np.diff(line.starts).max())
    word = "part" if line.names[0].isdigit() else "month"
    order = f"in the order of `{line.by}`" if line.by else "in the order of the rows: no column of dates says more"
    note = f"The {parts} {word}s are {order}. {own.sample}" if word == "part" or own.sample else ""
    control, many = LAB.controls["rows"], LAB.controls["columns"]
    changed = {
        "month": slider(parts // 2 + 1, 2, parts, label=word.capitalize(), help=LAB.controls["month"].help),
        "reference": choice(
            "half",
            {"half": "The first half", "quarter": "The first quarter", "before": f"The {word} before"},
            label="Reference",
            help=LAB.controls["reference"].help,
        ),
        "rows": slider(
            largest,
            min(5, largest - 1),
            largest,
            log=True,
            label=f"Rows a {word}",
            unit="rows",
            help=control.help,
        ),
    }
    if widest > 1:
        changed["columns"] = slider(min(6, widest), 1, widest, label=many.label, help=many.help)
    return replace(
        LAB,
        Settings=adapted(Settings, without={} if widest > 1 else {"columns": 1}, **changed),
        compute=partial(compute, line=line),
        describe=partial(describe, part=word, note=note),
        measures=partial(measures, part=word),
    )


LAB = Lab(
    title="Drift",
    question="Which months look different, and in which is the model really worse?",
    Settings=Settings,
    compute=compute,
    Picture=Picture,
    describe=describe,
    measures=measures,
    panels=(1.0, 1.0, 1.0),
    own=Own(case=on_case),
    data=lambda settings: [shipped("bikes").card],
)

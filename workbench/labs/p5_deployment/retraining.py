"""Retraining: a model lives through nine months and is trained again never, by the calendar, or on an alarm."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from workbench.experiments.months import timeline
from workbench.experiments.replay import Newest
from workbench.experiments.retraining import POLICIES, Lived, Policy, days_of, living, steps_of
from workbench.experiments.shipped import shipped
from workbench.labs.quick_text import quick_text
from workbench.live.lab import Lab
from workbench.live.marks import areas, ghost_line, segments
from workbench.live.spec import Colour, Curve, Frame, choice, slider

NAMES = {"never": "Never", "calendar": "Calendar", "ADWIN": "ADWIN", "PageHinkley": "Page-Hinkley"}
SMOOTH = 14  # days that a point of the curve is the mean of
TOP = 0.9  # 1 is an error of 100 %
STEPS = (1.0, 2.0, 5.0)


@dataclass(frozen=True)
class Settings:
    """When the model is trained again, and what that costs."""

    policy: str = choice(
        "ADWIN",
        {
            "never": "Never",
            "calendar": "By the calendar",
            "ADWIN": "On an alarm: ADWIN",
            "PageHinkley": "On an alarm: Page-Hinkley",
        },
        label="Train again",
        help="ADWIN and Page-Hinkley, of the library river, watch the model's errors and raise the alarm.",
    )
    every: int = slider(30, 14, 120, label="Every", unit="days", help="For the calendar.")
    delta: float = slider(
        0.002, 1e-4, 0.1, log=True, label="Delta", help="Of ADWIN. Larger: it takes less evidence for an alarm."
    )
    threshold: float = slider(
        30.0, 10.0, 100.0, step=1.0, label="Threshold", help="Of Page-Hinkley. Larger: errors must add up to more."
    )
    delay: int = slider(
        0, 0, 60, label="Labels late by", unit="days", help="Until the right answers of a day are known."
    )
    price: float = slider(
        100.0, 1.0, 2000.0, log=True, label="A training costs", help="In your money: machine, checks, people's hours."
    )
    loss: float = slider(
        0.01,
        0.001,
        1.0,
        log=True,
        label="A bike off costs",
        help="In your money: each bike that a forecast is too high or too low.",
        more=True,
    )

    def asked(self, kind: str) -> Policy:
        """One of the policies with its parameter."""
        return Policy(kind, {"calendar": self.every, "ADWIN": self.delta, "PageHinkley": self.threshold}.get(kind, 0))


@dataclass(frozen=True, kw_only=True)
class Retrained(Frame):
    """The year under each policy, as far as computed.

    Attributes:
        settings: What was asked for.
        runs: What is known of each policy, by its kind.
        months: The first day of each month, from 0, and its name.
        days: How many days there are.
    """

    settings: Settings
    runs: Mapping[str, Newest[Lived]]
    months: tuple[tuple[int, str], ...]
    days: int

    @property
    def lived(self) -> dict[str, Lived]:
        """What is known of each policy of which anything is."""
        return {kind: run.item for kind, run in self.runs.items() if run.item is not None}

    @property
    def costs(self) -> dict[str, tuple[float, float]]:
        """What misses and trainings cost under each policy whose days are over."""
        return {
            kind: (self.settings.loss * float(one.missed.sum()), self.settings.price * len(one.trained))
            for kind, one in self.over.items()
        }

    @property
    def over(self) -> dict[str, Lived]:
        """The policies whose days are over."""
        return {kind: one for kind, one in self.lived.items() if len(one.errors) == one.days}

    @property
    def cheapest(self) -> str | None:
        """The policy of the lowest cost, once all are known."""
        costs = self.costs
        return min(costs, key=lambda kind: sum(costs[kind])) if len(costs) == len(POLICIES) else None


def compute(settings: Settings) -> Iterator[Retrained]:
    """The chosen policy first, then the others; a change of prices takes no time."""
    line = timeline(shipped("bikes"))
    _, days = days_of(line)
    starts = [place for place, day in enumerate(days) if place == 0 or str(day)[:7] != str(days[place - 1])[:7]]
    months = tuple((place, days[place].item().strftime("%b")) for place in starts)
    runs = {kind: living(line, settings.asked(kind), settings.delay) for kind in POLICIES}

    frames, done = steps_of(line) * len(POLICIES), 0
    for kind in sorted(runs, key=lambda kind: kind != settings.policy):
        for _ in runs[kind]:
            done += 1
            yield Retrained(
                settings=settings,
                runs={one: Newest(run) for one, run in runs.items()},
                months=months,
                days=len(days),
                progress=done / frames,
            )


def smoothed(lived: Lived) -> np.ndarray:
    """The error of the last two weeks, day by day, in percent, shape (days,)."""
    sums, rows = (np.cumsum(np.append(0, values)) for values in (lived.errors * lived.rows, lived.rows))
    ends = np.arange(1, len(sums))
    begins = np.maximum(ends - SMOOTH, 0)
    return np.asarray(100 * (sums[ends] - sums[begins]) / (rows[ends] - rows[begins]))


class Picture:
    """Left the error over the days with the trainings, then mean error and cost of each policy."""

    def __init__(self, year: Axes, errors: Axes, costs: Axes) -> None:
        self.year, self.costs = year, costs
        self.months: tuple[tuple[int, str], ...] = ()
        self.end = 0.0
        year.set(ylim=(0, 100 * TOP), ylabel="Mean error of two weeks (%)", xlabel="2011")
        year.set_title("The error, and when it learned again")
        for axes in (errors, costs):
            axes.set(ylim=(len(POLICIES) - 0.4, -0.6), yticks=range(len(POLICIES)), yticklabels=NAMES.values())
        errors.set(xlim=(0, 100 * TOP), xlabel="Mean error (%)")
        errors.set_title("Error, and trainings")
        costs.set(xlabel="Your money")
        costs.xaxis.set_major_formatter(lambda paid, _: f"{paid:g}" if paid < 10_000 else f"{paid / 1000:,.0f}k")
        costs.set_title("Cost")

        self.marks = segments(year, colors=Colour.BEST, linewidths=1.2, alpha=0.7)
        self.old = ghost_line(year)
        (self.never,) = year.plot([], [], color=Colour.MUTED, linewidth=1.6, label="never trained again")
        (self.line,) = year.plot([], [], color=Colour.VALIDATION, linewidth=2.2, label="your policy")
        (self.trained,) = year.plot([], [], "^", color=Colour.BEST, markersize=8, label="trained again")
        self.bars = areas(errors)
        self.parts = areas(costs), areas(costs)
        self.parts[0].set_facecolor(Colour.VALIDATION)
        self.parts[1].set_facecolor(Colour.BEST)
        for colour, label in ((Colour.VALIDATION, "misses"), (Colour.BEST, "trainings")):
            costs.plot([], [], "s", color=colour, markersize=9, label=label)
        self.before = [segments(axes, colors=Colour.MUTED, linewidths=1.5, linestyles="--") for axes in (errors, costs)]
        self.texts = [
            [quick_text(axes, 0, row, fontsize=9.5) for row in range(len(POLICIES))] for axes in (errors, costs)
        ]

    def update(self, frame: Retrained, ghost: Retrained | None) -> None:
        """Show what is known; the run before faint and dashed."""
        self._fix_axes(frame)
        chosen, never = frame.lived.get(frame.settings.policy), frame.lived.get("never")
        for line, lived in ((self.line, chosen), (self.never, never)):
            curve = np.empty(0) if lived is None else np.minimum(smoothed(lived), 100 * TOP)
            line.set_data(np.arange(len(curve)), curve)
        trained = np.array(chosen.trained if chosen else (), float)
        self.trained.set_data(trained, np.full(len(trained), 3.0))
        self.marks.set_segments([[(day, 0), (day, 100 * TOP)] for day in trained])
        before = None if ghost is None else ghost.lived.get(ghost.settings.policy)
        curve = np.empty(0) if before is None else np.minimum(smoothed(before), 100 * TOP)
        self.old.set_data(np.arange(len(curve)), curve)
        over, costs = frame.over, frame.costs
        rows = {kind: row for row, kind in enumerate(POLICIES)}
        self.bars.set_verts([_bar(rows[kind], 0, 100 * min(one.error, TOP)) for kind, one in over.items()])
        self.bars.set_facecolor([_colour(frame, kind) for kind in over])
        self.parts[0].set_verts([_bar(rows[kind], 0, missed) for kind, (missed, _) in costs.items()])
        self.parts[1].set_verts([_bar(rows[kind], a, a + b) for kind, (a, b) in costs.items()])
        known, paid = ({}, {}) if ghost is None else (ghost.over, ghost.costs)
        for kind, row in rows.items():
            words = ("", "") if kind not in over else (_error(over[kind]), _money(sum(costs[kind])))
            ends = [
                (100 * min(one[kind].error, TOP) if kind in one else 0.0, sum(bill.get(kind, (0.0,))))
                for one, bill in ((over, costs), (known, paid))
            ]
            for texts, said, *places, end in zip(self.texts, words, *ends, (100 * TOP, self.end), strict=True):
                texts[row].set_text(said)
                texts[row].set_x(min(max(places), 0.75 * end) + 0.02 * end)  # beside the bar, and the one before
                texts[row].set_fontweight("bold" if kind == frame.cheapest else "normal")
        self.before[0].set_segments([_tick(rows[kind], 100 * min(one.error, TOP)) for kind, one in known.items()])
        self.before[1].set_segments([_tick(rows[kind], min(sum(both), self.end)) for kind, both in paid.items()])

    def _fix_axes(self, frame: Retrained) -> None:
        """What seldom changes: months, and the end of the axis of costs in coarse steps."""
        if frame.months != self.months:
            self.months = frame.months
            self.year.set(xlim=(0, frame.days))
            self.year.set_xticks([day for day, _ in frame.months], [name for _, name in frame.months])
        end = rounded_up(1.5 * max((sum(both) for both in frame.costs.values()), default=1.0))
        if end != self.end:
            self.end = end
            self.costs.set(xlim=(0, end), xticks=(0, end / 4, end / 2, 3 * end / 4))

    def main_curve(self, frame: Retrained) -> Curve:
        """The error of two weeks under the chosen policy."""
        curve = smoothed(frame.lived[frame.settings.policy])
        return Curve(0, np.arange(len(curve)), np.minimum(curve, 100 * TOP))

    def pick(self, frame: Retrained, panel: int, x: float, y: float) -> dict[str, str] | None:
        """A click on a bar chooses its policy."""
        return {"policy": POLICIES[int(np.clip(round(y), 0, len(POLICIES) - 1))]} if panel else None


def _bar(row: int, left: float, right: float) -> list[tuple[float, float]]:
    return [(left, row - 0.33), (right, row - 0.33), (right, row + 0.33), (left, row + 0.33)]


def _tick(row: int, place: float) -> list[tuple[float, float]]:
    return [(place, row - 0.42), (place, row + 0.42)]


def _colour(frame: Retrained, kind: str) -> str:
    return Colour.VALIDATION if kind == frame.settings.policy else Colour.MUTED


def _error(lived: Lived) -> str:
    return f"{100 * lived.error:.0f}%, {len(lived.trained)} ×"


def _money(paid: float) -> str:
    return f"{paid:,.0f}" if paid < 100_000 else f"{paid / 1000:,.0f}k"


def rounded_up(value: float) -> float:
    """The next number of the form 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (*STEPS, 10.0) if step * power >= value * (1 - 1e-9))


def _how(settings: Settings, kind: str) -> str:
    """A policy in words."""
    return {
        "never": "never trained again",
        "calendar": f"trained again every {settings.every} days",
        "ADWIN": f"trained again on an alarm of ADWIN (delta {settings.delta:.2g})",
        "PageHinkley": f"trained again on an alarm of Page-Hinkley (threshold {settings.threshold:.0f})",
    }[kind]


def describe(frame: Retrained) -> str:
    """Error, trainings and cost of the chosen policy, beside never and the cheapest."""
    settings, kind = frame.settings, frame.settings.policy
    lived = frame.lived.get(kind)
    if lived is None or kind not in frame.over:
        return f"Day {0 if lived is None else len(lived.errors)} of {frame.days}, {_how(settings, kind)}."
    costs, count = frame.costs, len(lived.trained)
    how = _how(settings, kind)
    often = "" if kind == "never" else f", {count} {'time' if count == 1 else 'times'}"
    sentences = [
        f"{how[0].upper()}{how[1:]}{often}: mean error {100 * lived.error:.1f}%, cost {_money(sum(costs[kind]))}."
    ]
    if lived.trained:
        first = lived.trained[0] + 1
        late = f", with labels {settings.delay} days late" if settings.delay else ""
        sentences.append(f"The first is on day {first}{late}.")
    elif kind in ("ADWIN", "PageHinkley"):
        sentences.append("It never raised an alarm.")
    if frame.cheapest is None:
        return " ".join([*sentences, "The other policies follow."])
    others = {one: frame.lived[one] for one in POLICIES if one != kind}
    listed = ", ".join(f"{NAMES[one]} {100 * other.error:.1f}%" for one, other in others.items())
    best = f"{NAMES[frame.cheapest]}, {_money(sum(costs[frame.cheapest]))}"
    sentences.append(f"Others: {listed}. Cheapest at your prices: {best}.")
    return " ".join(sentences)


def measures(frame: Retrained) -> dict[str, float]:
    """Error, trainings and cost of the chosen policy."""
    kind = frame.settings.policy
    return {
        "mean error (%)": 100 * frame.lived[kind].error,
        "trainings": float(len(frame.lived[kind].trained)),
        "cost": sum(frame.costs[kind]),
    }


LAB = Lab(
    title="Retraining",
    question="When is it worth training again, and who should decide: the calendar or an alarm?",
    Settings=Settings,
    compute=compute,
    Picture=Picture,
    describe=describe,
    measures=measures,
    panels=(1.5, 1.0, 1.0),
    data=lambda settings: [shipped("bikes").card],
)

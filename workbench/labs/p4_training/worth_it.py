"""Worth it: models from small to large, with what each costs and brings in a month, at your own prices."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import NullFormatter

from workbench.cases import Case
from workbench.errors import DataError
from workbench.evaluation.cost import Bill, Footprint, MonthlyUse, UnitPrices, front, knee, monthly
from workbench.experiments.judging import classes_of
from workbench.experiments.own import ready
from workbench.experiments.shipped import shipped
from workbench.experiments.worth import NAMES, candidates, judged, measuring
from workbench.labs._own import Own, adapted
from workbench.live.lab import Lab
from workbench.live.marks import areas, ghost_line, star
from workbench.live.spec import Colour, Curve, Frame, choice, slider

LOOKS = {
    "constant": (Colour.MUTED, "x"),
    "tree": (Colour.BEST, "s"),
    "linear": (Colour.SKY, "o"),
    "few": (Colour.VALIDATION, "v"),
    "tuned": (Colour.VALIDATION, "D"),
    "network": (Colour.SKY, "P"),
    "forest": (Colour.TRAINING, "^"),
    "many": (Colour.PURPLE, "p"),
    "words": (Colour.SKY, "o"),
    "meaning": (Colour.TRAINING, "^"),
    "asked": (Colour.PURPLE, "p"),
}
ROWS = 8  # models in the table, at most
HEADS = ("right", "paid", "net")
ENDS = (0.64, 0.81, 1.0)  # where their columns end, as shares of the panel
FEWER, ROOM = (0.775, 1.0), 430  # where the first and the last end, if the panel is narrower than so many CSS pixels
PARTS = {
    "training": ("training", Colour.TRAINING),
    "answering": ("answers", Colour.VALIDATION),
    "storage": ("storage", Colour.PURPLE),
    "people": ("people", Colour.MUTED),
}
LEVEL = 1.1  # costs that differ by less than this factor are about the same
SMALLEST = 0.001  # money that is told in digits
LEAST = 1e-4  # money a month, the left end of the axis


@dataclass(frozen=True)
class Settings:
    """How a model is used, and what things cost."""

    data: str = choice(
        "income",
        {"income": "Income", "tickets": "Help desk tickets"},
        label="Data",
        help="Income: over 50,000 dollars a year? Tickets: which topic? There a small model meets large networks.",
    )
    answers: int = slider(10_000, 100, 10_000_000, log=True, label="Answers a month", help="How often it is asked.")
    people: float = slider(
        0.0, 0.0, 40.0, step=0.5, label="People's hours", unit="h", help="To look after it, a month."
    )
    wage: float = slider(30.0, 5.0, 100.0, step=1.0, label="An hour of work", help="What it costs, in your money.")
    saved: float = slider(
        0.5, 0.0, 10.0, step=0.1, label="Saved if right", unit="min", help="Of a person's work, by each such answer."
    )
    lost: float = slider(
        2.0, 0.0, 60.0, step=0.5, label="Lost if wrong", unit="min", help="Of a person's work, by each such answer."
    )
    machine: float = slider(
        0.2, 0.01, 20.0, log=True, label="An hour of machine", help="Rented, or electricity and wear of your own."
    )
    trainings: int = slider(1, 0, 60, label="Trainings a month", help="Each new version is kept.", more=True)
    watts: float = slider(60.0, 5.0, 700.0, step=5.0, label="Watts", unit="W", help="For the estimate.", more=True)

    @property
    def use(self) -> MonthlyUse:
        """As the bill takes it."""
        return MonthlyUse(self.answers, self.trainings, self.people, self.saved, self.lost)

    @property
    def prices(self) -> UnitPrices:
        """As the bill takes them."""
        return UnitPrices(machine=self.machine, wage=self.wage, watts=self.watts)


@dataclass(frozen=True, kw_only=True)
class Worth(Frame):
    """What was measured so far, and what it means at these prices.

    Attributes:
        settings: What was asked for.
        names: All models, the small ones first.
        measured: What is known, by model.
        bills: The month of each of them.
        now: The model that learns now; empty at the end.
        judged: How many answers each model is judged by.
    """

    settings: Settings
    names: tuple[str, ...]
    measured: Mapping[str, Footprint]
    bills: Mapping[str, Bill]
    now: str
    judged: Mapping[str, int]

    @property
    def front(self) -> list[str]:
        """The models that none beats in both, money and right answers; the cheapest first."""
        return [list(self.bills)[place] for place in front(*self._both())]

    @property
    def knee(self) -> str | None:
        """Where more money begins to buy little; None where all cost about the same, or there is no such place."""
        place = None if self.level else knee(*self._both())
        return None if place is None else list(self.bills)[place]

    @property
    def level(self) -> bool:
        """Whether all cost about the same."""
        paid = [bill.total for bill in self.bills.values()]
        return bool(paid) and max(paid) < LEVEL * min(paid)

    @property
    def best(self) -> str | None:
        """The model that leaves most over; of equal ones the first."""
        return max(self.bills, key=lambda name: self.bills[name].net, default=None)

    def _both(self) -> tuple[list[float], list[float]]:
        return [bill.total for bill in self.bills.values()], [one.right for one in self.measured.values()]


def compute(settings: Settings, case: Case | None = None) -> Iterator[Worth]:
    """Measure each model, once; a change of prices afterwards takes no time.

    Args:
        settings: What the learner has chosen.
        case: None is Income or the tickets.
    """
    case = case or shipped(settings.data)
    names, measured = candidates(case), dict[str, Footprint]()

    def frame(now: str) -> Worth:
        bills = {name: monthly(one, settings.use, settings.prices) for name, one in measured.items()}
        return Worth(
            settings=settings,
            names=names,
            measured=dict(measured),
            bills=bills,
            now=now,
            judged={name: judged(case, name) for name in names},
            progress=len(measured) / len(names),
        )

    for name in names:
        shown = frame(name)
        for found in measuring(case, name):
            yield shown  # nothing new to see, but a place to stop
            if found is not None:
                measured[name] = found
    yield frame("")


class Picture:
    """Left a table with the bill of the best below it, right the share of right answers against the money."""

    def __init__(self, table: Axes, plot: Axes) -> None:
        self.table, self.plot = table, plot
        self.limits: tuple[float, ...] = ()
        table.set(xlim=(0, 1), ylim=(ROWS + 3.8, -0.7), xticks=[], yticks=[])
        table.set_title("A month, in your money")
        table.set_axis_off()
        self.heads = [
            table.text(end, 0, head, ha="right", va="center", weight="bold")
            for end, head in zip(ENDS, HEADS, strict=True)
        ]
        self.names = [table.text(0.05, row, "", va="center") for row in range(1, ROWS + 1)]
        self.cells = [[table.text(end, row, "", ha="right", va="center") for end in ENDS] for row in range(1, ROWS + 1)]
        self.marks = [table.plot([0.015], [row], "o", markersize=8, clip_on=False)[0] for row in range(1, ROWS + 1)]
        self.whose = table.text(0, ROWS + 1.1, "", va="center", weight="bold")
        self.parts = areas(table)
        self.parts.set_facecolor([colour for _, colour in PARTS.values()])
        self.shares = [table.text(0, ROWS + 2.7, "", va="center", color=colour) for _, colour in PARTS.values()]
        plot.set(xscale="log", xlabel="Paid a month", ylabel="Right answers (%)")
        plot.set_title("Does more money buy more?")
        plot.xaxis.set_major_formatter(lambda paid, _: f"{paid:g}" if paid < 10_000 else f"{paid / 1000:,.0f}k")
        plot.xaxis.set_minor_formatter(NullFormatter())
        self.old = ghost_line(plot)
        self.old.set_drawstyle("steps-post")
        (self.front,) = plot.plot([], [], color=Colour.BEST, linewidth=1.5, drawstyle="steps-post", label="none better")
        self.dots = [plot.plot([], [], "o", markersize=9)[0] for _ in range(ROWS)]
        self.knee = star(plot, "knee")

    def update(self, frame: Worth, ghost: Worth | None) -> None:
        """Fill in what is known; faint and dashed what none was better than before."""
        self._fix_axes(frame)
        wide = self.table.bbox.width / self.table.figure.dpi * 96 >= ROOM
        for place, head in enumerate(self.heads):
            head.set_visible(wide or place != 1)
            head.set_x(ENDS[place] if wide else FEWER[place == 2])
        for place in range(ROWS):
            name = frame.names[place] if place < len(frame.names) else ""
            colour, marker = LOOKS.get(name, (Colour.MUTED, "None"))
            self.names[place].set_text(NAMES.get(name, "") if wide else NAMES.get(name, "").removesuffix(" trees"))
            self.names[place].set_fontweight("bold" if name and name == frame.best and not frame.now else "normal")
            for mark in (self.marks[place], self.dots[place]):
                mark.set(color=colour, marker=marker)
            cells = (
                _cells(frame, name) if name in frame.bills else ("", "", "learns") if name == frame.now != "" else ()
            )
            for column, cell in enumerate(self.cells[place]):
                shown = column < len(cells) and (wide or column != 1)
                cell.set_text(cells[column] if shown else "")
                cell.set_x(ENDS[column] if wide else FEWER[column == 2])
            known = name in frame.bills
            self.dots[place].set_data(*_point(frame, name) if known else ([], []))
        self.front.set_data(*_line(frame))
        same = ghost is not None and ghost.names == frame.names
        x, y = _line(ghost) if same and ghost is not None else (np.empty(0), np.empty(0))
        self.old.set_data(x, y)
        self.knee.set_data(*_point(frame, frame.knee) if frame.knee else ([], []))
        self._show_bill(frame)

    def _fix_axes(self, frame: Worth) -> None:
        """Set the limits in coarse steps; seldom, because each change draws the axes again."""
        paid = [max(bill.total, LEAST) for bill in frame.bills.values()] or [1.0]
        shares = [100 * one.right for one in frame.measured.values()] or [50.0]
        low, high = math.floor(math.log10(min(paid))), math.ceil(math.log10(max(paid) * 1.25))
        limits = (
            0.6 * 10.0**low,
            0.9 * 10.0**high,
            10 * math.floor(min(shares) / 10 - 0.01),
            10 * math.ceil(max(shares) / 10),
        )
        if limits != self.limits:
            self.limits = limits
            self.plot.set(xlim=limits[:2], ylim=(limits[2], limits[3] + 1))

    def _show_bill(self, frame: Worth) -> None:
        bill = frame.bills[frame.best] if frame.best else None
        total = bill.total if bill else 0.0
        self.whose.set_text(f"Paid for: {NAMES[frame.best]}" if frame.best else "")
        left, boxes, said = 0.0, [], []
        for part, (words, _) in PARTS.items():
            share = getattr(bill, part) / total if total else 0.0
            boxes.append(
                [(left, ROWS + 1.6), (left + share, ROWS + 1.6), (left + share, ROWS + 2.2), (left, ROWS + 2.2)]
            )
            said.append(f"{words} {_share(share)}" if total else "")
            left += share
        self.parts.set_verts(boxes)
        for place, (text, words) in enumerate(zip(self.shares, said, strict=True)):
            text.set_text(words)
            text.set_position(((0.0, 0.52)[place % 2], ROWS + 2.7 + 0.8 * (place // 2)))

    def main_curve(self, frame: Worth) -> Curve:
        """The share of right answers against the money, of the models that none beats."""
        return Curve(1, *_line(frame), "none better")


def _point(frame: Worth, name: str) -> tuple[list[float], list[float]]:
    return [max(frame.bills[name].total, LEAST)], [100 * frame.measured[name].right]


def _line(frame: Worth) -> tuple[np.ndarray, np.ndarray]:
    points = [_point(frame, name) for name in frame.front]
    return np.array([x for (x,), _ in points]), np.array([y for _, (y,) in points])


def _cells(frame: Worth, name: str) -> tuple[str, ...]:
    bill = frame.bills[name]
    return (f"{100 * frame.measured[name].right:.0f}%", money(bill.total), money(round(bill.net, 2)))


def money(value: float) -> str:
    """A sum with two digits that count, or all before the point."""
    if math.isinf(value):
        return "–"
    if abs(value) < SMALLEST:
        return f"<{SMALLEST:g}" if value > 0 else "0"
    for size, letter in ((1e9, "G"), (1e6, "M")):
        if abs(value) >= size:
            return f"{value / size:.{int(abs(value) < 10 * size)}f}{letter}".replace("-", "−")
    shown = f"{value:,.0f}" if abs(value) >= 10 else f"{value:.1f}" if abs(value) >= 1 else f"{value:.2g}"
    return shown.replace("-", "−")


def _share(share: float) -> str:
    return "0%" if not share else "<1%" if share < 0.01 else f"{100 * share:.0f}%"


def describe(frame: Worth, note: str = "") -> str:
    """What leaves most over, where the knee is, and what the energy is estimated to be."""
    best = frame.best
    if best is None:
        return f"{NAMES[frame.now]} learns. Nothing is measured yet."
    bill, right = frame.bills[best], 100 * frame.measured[best].right
    if bill.net > 0:
        sentence = (
            f"{NAMES[best]} leaves most over: {money(bill.net)} a month, with {right:.0f}% right, "
            f"{money(bill.per_useful)} paid for each right answer, and some {_energy(bill.energy)} (an estimate)."
        )
    else:
        sentence = f"No model is worth it at these prices: the best, {NAMES[best]}, loses {money(-bill.net)} a month."
    if frame.now:
        return f"{sentence} Now: {NAMES[frame.now]}."
    largest = max(frame.bills, key=lambda name: frame.measured[name].size)
    if largest != best:
        sentence += f" The largest file, {NAMES[largest]}, would leave {money(frame.bills[largest].net)}."
    if frame.level and bill.people > bill.total / 2:
        sentence += " All cost about the same: people's hours are nearly everything."
    elif frame.knee:
        sentence += f" The knee: {NAMES[frame.knee]}."
    return f"{sentence} {note}".rstrip()


def _energy(hours: float) -> str:
    return f"{hours:.2g} kWh" if hours >= 0.1 else f"{1000 * hours:.2g} Wh"


def on_case(case: Case, group: str | None) -> Lab:
    """The lab for a case with classes."""
    own = ready(case, group)
    if not classes_of(own.case):
        raise DataError(
            f"`case` must have classes for this lab; {case.target!r} is a number, and no answer is quite right. "
            "Choose another target, or make classes of it."
        )
    return replace(
        LAB,
        Settings=adapted(Settings, without={"data": "own"}),
        compute=partial(compute, case=own.case),
        describe=partial(describe, note=own.sample),
    )


def measures(frame: Worth) -> dict[str, float]:
    """What each model leaves over, and its share of right answers."""
    left = {f"net, {NAMES[name]}": bill.net for name, bill in frame.bills.items()}
    return left | {f"right (%), {NAMES[name]}": 100 * one.right for name, one in frame.measured.items()}


LAB = Lab(
    title="Worth it?",
    question="Which model leaves most over, when its costs, its errors and people's hours are counted?",
    Settings=Settings,
    compute=compute,
    Picture=Picture,
    describe=describe,
    measures=measures,
    panels=(1.25, 1.0),
    data=lambda settings: [shipped(settings.data).card],
    own=Own(case=on_case),
)

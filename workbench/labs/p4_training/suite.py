"""Two versions of a system on a test suite, group by group: does the new one ship, and which group stops it?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any, Literal

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from workbench.errors import DataError
from workbench.evaluation.groups import share_interval
from workbench.evaluation.suite import Answered, System, decide
from workbench.evaluation.suite_file import Suite, load_suite
from workbench.experiments.replay import Replay
from workbench.experiments.shipped import shipped
from workbench.experiments.suite_runs import SuiteStep, asked_both, contest
from workbench.experiments.suite_systems import SAID, VERSIONS
from workbench.labs._own import made_settings
from workbench.labs.percent import percent
from workbench.labs.quick_text import quick_text
from workbench.live.lab import Lab
from workbench.live.marks import segments
from workbench.live.spec import Colour, Frame, choice, slider, toggle

MOST_GROUPS, MOST_CASES, MOST_SYSTEMS = 8, 2000, 8  # of a suite of somebody's own
EACH = 3  # cases from one picture to the next
NAMES = ("Baseline", "First model", "Strong model", "Strong, with guards")
interval = lru_cache(maxsize=4096)(share_interval)


def bar(default: int, label: str, what: str = "") -> Any:
    """A setting: the share that a group needs."""
    words = f"The share of right answers it needs. {what}".rstrip()
    return slider(default, 0, 100, step=5, label=f"Bar: {label}", unit="%", help=words)


@dataclass(frozen=True)
class Settings:
    """What the learner can change."""

    suite: str = choice(
        "income",
        {"income": "Income", "bikes": "Bikes", "tickets": "Ticket assistant"},
        label="Suite",
        help="Each has about 90 cases in five groups.",
    )
    old: str = choice("first", dict(zip(VERSIONS, NAMES, strict=True)), label="Old version", help="What runs today.")
    new: str = choice("strong", dict(zip(VERSIONS, NAMES, strict=True)), label="New version", help="May it replace it?")
    narrow: bool = toggle(False, label="Easy cases only", help="A narrow suite: leave out all groups but the first.")
    bar_1: int = bar(80, "easy")
    bar_2: int = bar(50, "hard")
    bar_3: int = bar(60, "strange")
    bar_4: int = bar(90, "unsafe", "For Income and Bikes: impossible rows.")
    bar_5: int = bar(90, "private", "For Income: twins; for Bikes: nudged rows.")
    proof: bool = toggle(
        False, label="Ask for proof", help="The low end of the interval must reach the bar, not the share itself."
    )
    caution: float = slider(
        0.4, 0.0, 0.9, step=0.05, label="Caution", more=True,
        help="Ticket assistant with guards: how likely a desk must be, or a person gets the message.",
    )  # fmt: skip
    confidence: int = slider(
        95, 50, 99, label="Confidence", unit="%", help="How often such an interval holds the truth.", more=True
    )


@dataclass(frozen=True, kw_only=True)
class Judged(Frame):
    """Two versions, as far as they were asked.

    Attributes:
        settings: What they were asked with.
        groups: The groups, n of them.
        bars: The share that each needs, shape (n,).
        sizes: The cases of each, shape (n,).
        asked: Of these, how many were asked so far, shape (n,).
        passed: Right answers of the old and the new version, shape (2, n).
        low: Low ends of the intervals, shape (2, n); 0 where nothing was asked.
        high: High ends, shape (2, n); 1 where nothing was asked.
        marks: The new version's answer to each case: 1 right, 0 wrong, −1 not asked, −2 no case, shape (n, most).
        ship: Whether the new version may go out; false until all was asked.
        verdict: The decision in words.
        example: A wrong answer of the first group that stops it, in words; "" if there is none.
    """

    settings: Any
    groups: tuple[str, ...]
    bars: np.ndarray
    sizes: np.ndarray
    asked: np.ndarray
    passed: np.ndarray
    low: np.ndarray
    high: np.ndarray
    marks: np.ndarray
    ship: bool
    verdict: str
    example: str

    @property
    def shares(self) -> np.ndarray:
        """Of both versions, shape (2, n); NaN where nothing was asked."""
        empty = np.full(self.passed.shape, np.nan)
        return np.asarray(np.divide(self.passed, self.asked, out=empty, where=self.asked > 0))

    @property
    def averages(self) -> np.ndarray:
        """The share of right answers over all cases, shape (2,)."""
        return np.asarray(self.passed.sum(1) / max(self.asked.sum(), 1))


def compute(settings: Settings) -> Iterator[Judged]:
    """Train what is not trained yet, then ask both versions case by case; asked cases are remembered."""
    steps = contest(settings.suite, settings.old, settings.new, settings.caution)
    yield from judged(settings, load_suite(settings.suite), steps)


def judged(settings: Any, suite: Suite, steps: Iterable[SuiteStep]) -> Iterator[Judged]:
    """The picture after every few cases."""
    groups = suite.groups[:1] if settings.narrow else suite.groups
    bars = np.array([getattr(settings, f"bar_{place}") / 100 for place in range(1, len(groups) + 1)])
    pairs: list[tuple[Answered, Answered]] = []
    frame = _frame(settings, suite, groups, bars, pairs, 0.0)
    for number, step in enumerate(steps):
        if step.old is not None and step.new is not None:
            if step.new.case.group in groups:
                pairs.append((step.old, step.new))
            if number % EACH:
                continue
            frame = _frame(settings, suite, groups, bars, pairs, 0.0)
        done = 0.5 * step.trained + 0.5 * len(pairs) / max(frame.sizes.sum(), 1)
        yield replace(frame, progress=min(done, 0.99))
    yield _frame(settings, suite, groups, bars, pairs, 1.0)


def _frame(
    settings: Any,
    suite: Suite,
    groups: Sequence[str],
    bars: np.ndarray,
    pairs: Sequence[tuple[Answered, Answered]],
    progress: float,
) -> Judged:
    place = {group: number for number, group in enumerate(groups)}
    sizes = np.array([sum(case.group == group for case in suite.cases) for group in groups])
    asked, passed = np.zeros(len(groups), int), np.zeros((2, len(groups)), int)
    marks = np.where(np.arange(sizes.max()) < sizes[:, None], -1, -2)
    for old, new in pairs:
        row = place[new.case.group]
        marks[row, asked[row]] = new.passed
        asked[row] += 1
        passed[:, row] += old.passed, new.passed
    ends = [
        [
            interval(int(yes), int(n), settings.confidence / 100) if n else (0.0, 1.0)
            for yes, n in zip(*row, strict=True)
        ]
        for row in ((passed[0], asked), (passed[1], asked))
    ]
    low, high = np.moveaxis(np.array(ends).reshape(2, len(groups), 2), 2, 0)
    table = pl.DataFrame({"group": list(groups), "share": passed[1] / np.maximum(asked, 1), "low": low[1]})
    by: Literal["low", "share"] = "low" if settings.proof else "share"
    decision = decide(table, dict(zip(groups, bars.tolist(), strict=True)), by)
    stopper = decision.stopped_by[0] if decision.stopped_by else ""
    wrong = next((new for _, new in pairs if new.case.group == stopper and not new.passed), None)
    return Judged(
        settings=settings, groups=tuple(groups), bars=bars, sizes=sizes, asked=asked, passed=passed, low=low, high=high,
        marks=marks, ship=decision.ship and progress == 1, verdict=decision.words, progress=progress,
        example=f"{wrong.case.id} is wrong: {wrong.wrong}. Why it is there: {wrong.case.why}" if wrong else "",
    )  # fmt: skip


class Picture:
    """Left the shares of both versions by group, with intervals and bars; right each case."""

    def __init__(self, shares: Axes, cases: Axes) -> None:
        self.axes = shares, cases
        self.layout: tuple[object, ...] = ()
        shares.set(xlim=(-0.02, 1.02), xticks=np.arange(6) / 5, xticklabels=[f"{tick}%" for tick in range(0, 101, 20)])
        shares.set(xlabel="Right answers")
        shares.set_title("Every group must reach its bar")
        cases.set(xlabel="Case")
        cases.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        cases.set_title("Each case, new version")

        colours, marks = (Colour.TRAINING, Colour.VALIDATION), ("o", "D")
        self.ranges = [segments(shares, colors=colour, linewidths=2.2, alpha=0.6) for colour in colours]
        self.dots = [
            shares.plot([], [], mark, color=colour, markersize=7, label=name)[0]
            for colour, mark, name in zip(colours, marks, ("old", "new"), strict=True)
        ]
        self.reached = segments(shares, colors=Colour.BEST, linewidths=3.5, label="bar, reached")
        self.missed = segments(shares, colors=Colour.WARNING, linewidths=3.5, linestyles=":", label="bar, not reached")
        (self.before,) = shares.plot([], [], "|", color=Colour.MUTED, markersize=13)
        self.verdict = quick_text(shares, 0.0, 0.0, fontsize=12, fontweight="bold")
        self.cases = [
            cases.plot([], [], mark, color=colour, markersize=6, label=name)[0]
            for mark, colour, name in (
                ("o", Colour.BEST, "right"),
                ("X", Colour.WARNING, "wrong"),
                (".", Colour.MUTED, "not asked yet"),
            )
        ]

    def update(self, frame: Judged, ghost: Judged | None) -> None:
        """Show both versions, and as small strokes what the new version had before."""
        self._fix_axes(frame)
        rows, shares = np.arange(len(frame.groups)), frame.shares
        average = frame.averages if frame.asked.any() else np.full(2, np.nan)
        for side, shift in ((0, -0.14), (1, 0.14)):
            lines = zip(rows, frame.low[side], frame.high[side], frame.asked, strict=True)
            self.ranges[side].set_segments([[(a, y + shift), (b, y + shift)] for y, a, b, n in lines if n])
            self.dots[side].set_data([*shares[side], average[side]], [*(rows + shift), len(rows) + shift])
        held = (frame.low if frame.settings.proof else shares)[1] >= frame.bars
        for strokes, wanted in ((self.reached, held), (self.missed, ~held)):
            strokes.set_segments([[(frame.bars[y], y - 0.36), (frame.bars[y], y + 0.36)] for y in rows[wanted]])
        same = ghost is not None and ghost.groups == frame.groups
        self.before.set_visible(same)
        if same and ghost is not None:
            self.before.set_data(ghost.shares[1], rows + 0.14)
        over = frame.progress == 1
        self.verdict.set_text("SHIP" if frame.ship else "DO NOT SHIP" if over else "asking …")
        self.verdict.set_color(Colour.BEST if frame.ship else Colour.WARNING if over else Colour.MUTED)
        self.verdict.set_position((0.0, len(rows) + 0.85))
        for dots, value in zip(self.cases, (1, 0, -1), strict=True):
            y, x = np.nonzero(frame.marks == value)
            dots.set_data(x + 1, y)

    def _fix_axes(self, frame: Judged) -> None:
        layout = (frame.groups, frame.marks.shape)
        if layout == self.layout:
            return
        self.layout = layout
        names = [group if len(group) <= 12 else f"{group[:11]}…" for group in frame.groups]
        shares, cases = self.axes
        shares.set(ylim=(len(names) + 1.3, -0.6), yticks=range(len(names) + 1), yticklabels=[*names, "average"])
        cases.set(ylim=(len(names) + 1.3, -0.6), yticks=range(len(names)), yticklabels=names)
        cases.set(xlim=(0, frame.marks.shape[1] + 1))

    def pick(self, frame: Judged, panel: int, x: float, y: float) -> dict[str, int] | None:
        """A click on the left panel puts the bar of that group there."""
        row = round(y)
        if panel or not 0 <= row < len(frame.groups):
            return None
        return {f"bar_{row + 1}": int(5 * round(20 * min(max(x, 0.0), 1.0)))}


def describe(frame: Judged, said: Mapping[str, str] | None = None) -> str:
    """What was decided, what stands against it, and what an average would have hidden."""
    settings = frame.settings
    if frame.progress < 1 and not frame.asked.any():
        return "The versions are being trained; then they are asked."
    if frame.progress < 1:
        return f"Asked so far: {frame.asked.sum()} of {frame.sizes.sum()} cases."
    said = said if said is not None else SAID[settings.suite]
    old, new = frame.averages
    sentence = (
        f"{frame.verdict} New: {said[settings.new]}, right in {percent(new)} of all cases; old: {said[settings.old]}, "
        f"{percent(old)}."
    )
    return f"{sentence} {frame.example}".rstrip()


def measures(frame: Judged) -> dict[str, float]:
    """The decision, and the averages that do not make it."""
    shares = frame.shares[1]
    return {
        "ship (1 is yes)": float(frame.ship),
        "groups below their bar": float(
            np.count_nonzero((frame.low[1] if frame.settings.proof else shares) < frame.bars)
        ),
        "lowest share of a group, new": float(np.nanmin(shares)),
        "average share, new": float(frame.averages[1]),
        "average share, old": float(frame.averages[0]),
    }


def on_suite(subject: Any, X: Any, y: Any, background: Any, units: Any, group: Any) -> Lab:
    """The lab for a suite of somebody's own, and their systems by name: `suite.on(my_suite, {"old": f, "new": g})`."""
    if not isinstance(subject, Suite):
        raise DataError(
            f"This lab takes a suite; got {type(subject).__name__}. "
            'Write `on(load_suite("my.jsonl"), {"old": f, "new": g})`.'
        )
    if any(part is not None for part in (y, background, units, group)):
        raise DataError("A suite needs no `y`, `background`, `units` or `group`; got some. Write `on(suite, systems)`.")
    systems: Mapping[str, System] = X if isinstance(X, Mapping) else {}
    if not 1 <= len(systems) <= MOST_SYSTEMS or not all(isinstance(n, str) and callable(f) for n, f in systems.items()):
        raise DataError(
            f"`X` must hold 1 to {MOST_SYSTEMS} functions by name, each from an input to an answer; got "
            f'{type(X).__name__}. Write {{"old": f, "new": g}}.'
        )
    if len(subject.groups) > MOST_GROUPS or len(subject.cases) > MOST_CASES:
        raise DataError(
            f"This lab takes a suite of at most {MOST_GROUPS} groups and {MOST_CASES:,} cases; got "
            f"{len(subject.groups)} and {len(subject.cases):,}. Join small groups, or take `suite.only(...)`."
        )

    @lru_cache(maxsize=64)
    def replay(old: str, new: str) -> Replay[SuiteStep]:
        return Replay(lambda: asked_both(subject, lambda: _ready(systems[old]), lambda: _ready(systems[new])))

    def compute_own(settings: Any) -> Iterator[Judged]:
        yield from judged(settings, subject, replay(settings.old, settings.new))

    return replace(
        LAB,
        Settings=_own_settings(subject, list(systems)),
        compute=compute_own,
        describe=partial(describe, said={name: name for name in systems}),
    )


def _ready(system: System) -> Any:
    """A system that needs no training, as `asked_both` takes it."""
    yield 1.0
    return system


def _own_settings(suite: Suite, names: Sequence[str]) -> type:
    whose = {name: name for name in names}
    specs: list[tuple[str, type, Any]] = [
        ("old", str, choice(names[0], whose, label="Old version")),
        ("new", str, choice(names[-1], whose, label="New version")),
        ("narrow", bool, toggle(False, label="First group only", help=LAB.controls["narrow"].help)),
        *((f"bar_{n}", int, bar(80, group[:30])) for n, group in enumerate(suite.groups, 1)),
        ("proof", bool, toggle(False, label="Ask for proof", help=LAB.controls["proof"].help)),
        ("confidence", int, slider(95, 50, 99, label="Confidence", unit="%", more=True)),
    ]
    return made_settings(Settings.__module__, specs)


LAB = Lab(
    title="The test suite",
    question="Is the new version good enough to ship, in every group of cases?",
    Settings=Settings,
    compute=compute,
    Picture=Picture,
    describe=describe,
    measures=measures,
    panels=(1.2, 1.0),
    data=lambda settings: [shipped(settings.suite).card],
    own=on_suite,
)

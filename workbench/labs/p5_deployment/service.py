"""Service: a real service under a real load. How long do people wait, and from which rate on does a queue grow?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import NullFormatter

from workbench.deploy.load import Window
from workbench.experiments.serving import MODELS, KeptService, Subject, readying, shipped_subject
from workbench.experiments.shipped import shipped
from workbench.labs._own import Own, OwnModel, adapted
from workbench.live.lab import Lab
from workbench.live.marks import areas, ghost_line
from workbench.live.spec import Colour, Curve, Frame, choice, slider, toggle

WINDOW = 0.2  # seconds between two pictures
RECENT = 5  # windows whose answers the left panel shows: the last second
PATIENT = 0.05  # seconds to wait before others get their turn
EDGES = np.geomspace(0.5, 20_000, 47)  # ms
SHARES = {"p50": (Colour.BEST, "-"), "p95": (Colour.VALIDATION, "--"), "p99": (Colour.WARNING, ":")}
GROWS = 0.25  # seconds of work that wait: from here on it is a queue


@dataclass(frozen=True)
class Settings:
    """What is sent, and who answers."""

    rate: float = slider(
        100.0, 10.0, 3000.0, log=True, label="Requests a second", help="On average; they come at random moments."
    )
    batch: int = slider(1, 1, 100, log=True, label="Rows a request", help="How many hours of Bikes one request asks.")
    workers: int = choice(1, {1: "1", 2: "2"}, label="Workers", help="Processes that answer. Each takes one core.")
    model: str = choice("boosted", MODELS, label="Model", help="Each predicts how many bikes are hired in an hour.")
    ramp: bool = toggle(False, label="Let the rate rise", help="From nearly nothing up to it, within the run?")
    seconds: int = slider(5, 2, 20, label="Length", unit="s", help="How long requests are sent.", more=True)


@dataclass(frozen=True, eq=False)
class Measured:
    """What was measured until now. Another run measures something else.

    Attributes:
        times: Seconds at the end of each window, beginning with 0, shape (n,).
        asked: Requests that fell due until then, shape (n,).
        answered: Answered until then, shape (n,).
        waiting: Not answered at that time: the queue, shape (n,).
        recent: Milliseconds of each answer in the last second, shape (k,).
        failed: Answered with an error, or not at all.
        why: The last error in a word.
    """

    times: np.ndarray = field(default_factory=lambda: np.zeros(1))
    asked: np.ndarray = field(default_factory=lambda: np.zeros(1))
    answered: np.ndarray = field(default_factory=lambda: np.zeros(1))
    waiting: np.ndarray = field(default_factory=lambda: np.zeros(1))
    recent: np.ndarray = field(default_factory=lambda: np.zeros(0))
    failed: int = 0
    why: str = ""

    @property
    def percentiles(self) -> dict[str, float]:
        """p50, p95 and p99 of the last second in ms; empty before the first answer."""
        if not len(self.recent):
            return {}
        return dict(zip(SHARES, np.percentile(self.recent, (50, 95, 99)).tolist(), strict=True))

    def throughput(self, windows: int = RECENT) -> float:
        """Answers a second in the last second, or in so many windows; 0 before there are any."""
        first = max(0, len(self.times) - 1 - windows)
        seconds = self.times[-1] - self.times[first]
        return float((self.answered[-1] - self.answered[first]) / seconds) if seconds else 0.0

    @property
    def grows(self) -> int | None:
        """The window from which on more waits than can be answered soon, to the end; None if there is none."""
        long = self.waiting > GROWS * max(self.throughput(), 1.0)
        if not long[-1]:
            return None
        short = np.flatnonzero(~long)
        return int(short[-1]) + 1 if len(short) else 0


@dataclass(frozen=True, kw_only=True)
class Served(Frame):
    """What the load has seen so far.

    Attributes:
        settings: What was asked for.
        subject: What is served.
        windows: How many windows are over; 0 while the service is made ready.
        measured: What was measured in them; no two runs measure the same, so it counts for no comparison.
    """

    settings: Settings
    subject: str
    windows: int
    measured: Measured = field(compare=False)


def compute(settings: Settings, subject: Subject | None = None) -> Iterator[Served]:
    """Send requests to a running service, and tell every 0.2 s what came back. Nobody is asked after the end.

    Args:
        settings: What the learner has chosen.
        subject: What is served; None is the chosen model.
    """
    name = MODELS[settings.model] if subject is None else subject.name
    shown = Served(settings=settings, subject=name, windows=0, measured=Measured(), progress=0)
    yield shown
    subject = subject or shipped_subject(settings.model)
    kept: KeptService | None = None
    for kept in readying(subject, int(settings.workers)):
        if kept is None:
            yield shown  # a place to stop
    assert kept is not None
    load = kept.borrow()
    try:
        load.set(settings.rate, settings.batch, settings.seconds if settings.ramp else 0.0)
        count, recent = round(settings.seconds / WINDOW), list[Window]()
        for place in range(1, count + 1):
            while (window := load.window(PATIENT)) is None:
                yield shown
            recent = [*recent[1 - RECENT :], window]
            shown = replace(shown, windows=place, measured=_next(shown.measured, recent), progress=place / count)
            yield shown
    finally:
        kept.give_back(load)


def _next(old: Measured, recent: list[Window]) -> Measured:
    new = recent[-1]
    return Measured(
        times=np.append(old.times, new.seconds),
        asked=np.append(old.asked, new.asked),
        answered=np.append(old.answered, new.answered),
        waiting=np.append(old.waiting, new.waiting + new.dropped),
        recent=np.concatenate([window.latencies for window in recent]),
        failed=new.failed,
        why=new.why,
    )


class Picture:
    """Left how long the answers of the last second took, right what was asked and answered since the start."""

    def __init__(self, waits: Axes, course: Axes) -> None:
        self.waits, self.course = waits, course
        waits.set(xscale="log", xlim=(EDGES[0], EDGES[-1]), ylim=(0, 40), ylabel="Answers (%)")
        waits.set_xlabel("From due to answered (ms)")
        waits.set_title("The last second")
        waits.set_xticks([1, 10, 100, 1000, 10_000], ["1", "10", "100", "1,000", "10,000"])
        waits.xaxis.set_minor_formatter(NullFormatter())
        self.bars = waits.stairs(np.zeros(len(EDGES) - 1), EDGES, fill=True, color=Colour.TRAINING, alpha=0.7)
        self.lines = {
            name: waits.plot([], [], color=colour, linestyle=style, linewidth=2, label=name)[0]
            for name, (colour, style) in SHARES.items()
        }
        course.set(xlabel="Seconds", ylabel="Requests so far")
        course.set_title("The gap is the queue")
        course.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}" if value < 10_000 else f"{value / 1000:.0f}k")
        self.gap = areas(course, facecolor=Colour.WARNING, alpha=0.25)
        self.old = ghost_line(course)
        (self.asked,) = course.plot([], [], color=Colour.PURPLE, linestyle="--", linewidth=2, label="asked")
        (self.answered,) = course.plot([], [], color=Colour.TRAINING, linewidth=2, label="answered")
        (self.start,) = course.plot([], [], "o", color=Colour.WARNING, markersize=9, label="queue grows")

    def update(self, frame: Served, ghost: Served | None) -> None:
        """Show the last second and the whole course; faint and dashed what was answered in the run before."""
        seen, settings = frame.measured, frame.settings
        counts = np.histogram(np.clip(seen.recent, EDGES[0], EDGES[-1]), EDGES)[0]
        shares = 100 * counts / max(1, counts.sum())
        self.bars.set_data(shares)
        self._fix_axes(shares.max(), settings)
        known = seen.percentiles
        for name, line in self.lines.items():
            line.set_data(*([known[name]] * 2, [0, 100]) if name in known else ([], []))
        self.asked.set_data(seen.times, seen.asked)
        self.answered.set_data(seen.times, seen.answered)
        self.gap.set_verts(
            [np.column_stack([np.r_[seen.times, seen.times[::-1]], np.r_[seen.asked, seen.answered[::-1]]])]
        )
        grows = seen.grows
        places = np.array([] if grows is None else [grows], dtype=int)
        self.start.set_data(seen.times[places], seen.asked[places])
        before = Measured() if ghost is None else ghost.measured
        self.old.set_data(before.times, before.answered)

    def _fix_axes(self, highest: float, settings: Settings) -> None:
        """Set the limits in coarse steps; seldom, because each change draws the axes again."""
        top = 40.0 if highest <= 38 else 100.0
        if self.waits.get_ylim()[1] != top:
            self.waits.set_ylim(0, top)
        most = 1.15 * settings.rate * settings.seconds * (0.5 if settings.ramp else 1.0)
        limits = (0.0, settings.seconds + 0.3, 0.0, max(most, 10.0))
        if (*self.course.get_xlim(), *self.course.get_ylim()) != limits:
            self.course.set(xlim=limits[:2], ylim=limits[2:])

    def main_curve(self, frame: Served) -> Curve:
        """What was answered since the start."""
        return Curve(1, frame.measured.times, frame.measured.answered, "answered")


def milliseconds(value: float) -> str:
    """A time in the unit that suits it."""
    return f"{value:.1f} ms" if value < 10 else f"{value:,.0f} ms" if value < 1000 else f"{value / 1000:.1f} s"


def describe(frame: Served) -> str:
    """How many are asked and answered a second, how long it takes, and whether a queue grows."""
    seen, settings = frame.measured, frame.settings
    if not frame.windows:
        return f"{frame.subject}: the service is made ready."
    known = seen.percentiles
    if not known:
        said = f"{frame.subject}: no answer in the last second."
    else:
        what = f"up to {settings.rate:,.0f}" if settings.ramp else f"{settings.rate:,.0f}"
        said = (
            f"{frame.subject}, asked {what} times a second, gives {_throughput(frame):,.0f} answers a second: "
            f"half within {milliseconds(known['p50'])}, 99 of 100 within {milliseconds(known['p99'])}."
        )
    if seen.failed:
        return f"{said} {seen.failed:,} requests failed ({seen.why})."
    if seen.grows is not None:
        when = seen.times[seen.grows]
        begun = "from the start" if when < 1 else f"since second {when:.0f}"
        return f"{said} The queue grows {begun}: {seen.waiting[-1]:,.0f} wait."
    return said


def _throughput(frame: Served) -> float:
    """Answers a second: of the whole run, and where the rate rises of its last second."""
    return frame.measured.throughput(RECENT if frame.settings.ramp else frame.windows)


def measures(frame: Served) -> dict[str, float]:
    """Times of the last second, answers a second, the queue at the end, and failures."""
    seen = frame.measured
    times = {f"{name} (ms)": value for name, value in (seen.percentiles or dict.fromkeys(SHARES, 0.0)).items()}
    return {
        **times,
        "answers a second": _throughput(frame),
        "waiting at the end": float(seen.waiting[-1]),
        "failed": float(seen.failed),
    }


def on_model(own: OwnModel) -> Lab:
    """The lab for a fitted model and rows of somebody's own; it is exported first."""
    subject = Subject(type(own.model).__name__, own.model, own.X)
    return replace(
        LAB,
        Settings=adapted(Settings, without={"model": "own"}),
        compute=partial(compute, subject=subject),
        data=lambda settings: (),
    )


LAB = Lab(
    title="Service",
    question="At which rate do the slowest answers become slow, long before the service is full?",
    Settings=Settings,
    compute=compute,
    Picture=Picture,
    describe=describe,
    measures=measures,
    panels=(1.0, 1.1),
    data=lambda settings: [shipped("bikes").card],
    own=Own(model=on_model),
    only_live="it measures a service that runs on this computer now",
)

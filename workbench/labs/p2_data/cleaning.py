"""A treatment for each fault of the tickets: what it costs in rows, and what it does to the scores."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.axes import Axes

from workbench.experiments.shipped import shipped
from workbench.experiments.treat import REPEATS, Copies, Gaps, Labels, Prices, Treatment, Units, pool, scores, treat
from workbench.labs.percent import percent
from workbench.labs.quick_text import quick_text
from workbench.live.lab import Lab
from workbench.live.spec import Colour, Curve, Frame, choice, slider

CHANNELS = ("email", "form", "chat", "phone")
BINS = np.geomspace(0.3, 20_000, 49)  # of reply times


@dataclass(frozen=True)
class Settings:
    """What is done about each fault."""

    copies: Copies = choice(
        "keep",
        {"keep": "Keep", "exact": "Drop exact ones", "near": "Drop near ones too"},
        label="Copies",
        help="The same message sent twice, word for word or nearly.",
    )
    labels: Labels = choice(
        "keep",
        {"keep": "Keep", "drop": "Drop doubtful rows", "relabel": "Take the model's label"},
        label="Wrong labels",
        help="cleanlab doubts labels that a model, trained on other rows, finds unlikely.",
    )
    gaps: Gaps = choice(
        "unknown",
        {"unknown": 'Write "unknown"', "commonest": "Fill the commonest", "drop": "Drop rows"},
        label="Missing products",
        help="The form for telephone calls has no field for the product.",
    )
    units: Units = choice(
        "as written",
        {"as written": "As written", "hours": "All in hours"},
        label="Reply times",
        help="One office counts minutes.",
    )
    prices: Prices = choice(
        "keep",
        {"keep": "Keep", "drop": "Drop rows", "divide": "Divide by 100"},
        label="Prices far out",
        help="Some lost their decimal point.",
    )
    noise: float = slider(
        0.1, 0.0, 0.4, step=0.05, label="More wrong labels", help="Share of labels made wrong beside those that are."
    )


@dataclass(frozen=True, kw_only=True)
class Cleaned(Frame):
    """A treated table beside the table as it came.

    Attributes:
        rows: Rows before and after.
        kept: Share of the rows kept, for each of `CHANNELS`, shape (4,).
        before: Share of the reply times in each of `BINS` as they came, shape (48,).
        after: The same after the treatment.
        raw: Promised and true F1 of each model trained on the table as it came, shape (m, 2).
        scores: The same after the treatment.
    """

    rows: tuple[int, int]
    kept: np.ndarray
    before: np.ndarray
    after: np.ndarray
    raw: np.ndarray
    scores: np.ndarray


def compute(settings: Settings) -> Iterator[Cleaned]:
    """First what happens to the rows, then to the scores."""
    treatment = Treatment(
        settings.copies, settings.labels, settings.gaps, settings.units, settings.prices, settings.noise
    )
    start, end = pool()[0], treat(treatment)
    counts = [np.array([(frame["channel"] == name).sum() for name in CHANNELS]) for frame in (start, end)]
    before, after = (
        np.histogram(np.clip(column.drop_nulls(), BINS[0], BINS[-1]), BINS)[0] / max(column.count(), 1)
        for column in (start["first_reply"], end["reply"])
    )
    none = np.zeros((0, 2))
    frame = Cleaned(
        rows=(start.height, end.height),
        kept=counts[1] / counts[0],
        before=before,
        after=after,
        raw=none,
        scores=none,
        progress=0.1,
    )
    yield frame
    for raw in scores(Treatment(noise=settings.noise)):
        yield replace(frame, raw=raw, progress=0.1 + 0.45 * len(raw) / REPEATS)
    for done in scores(treatment):
        yield replace(frame, raw=raw, scores=done, progress=0.55 + 0.45 * len(done) / REPEATS)


class Picture:
    """Left the rows kept, in the middle the reply times, right the scores."""

    def __init__(self, rows: Axes, times: Axes, f1: Axes) -> None:
        rows.set(xlim=(0, 1.04), ylim=(3.6, -0.6))
        rows.set_yticks(range(4), CHANNELS)
        rows.set_xticks((0, 0.5, 1), ("0%", "50%", "100%"))
        rows.set_title("Rows kept")
        self.bars = [rows.plot([], [], color=Colour.TRAINING, linewidth=16, solid_capstyle="butt")[0] for _ in range(4)]
        (self.ticks,) = rows.plot([], [], "|", color=Colour.MUTED, markersize=20, markeredgewidth=1.6)

        times.set(xscale="log", xlim=(0.3, 20_000), ylim=(0, 0.14), xlabel="Time to the first reply, as counted")
        times.set_xticks((1, 10, 100, 1000, 10_000), ("1", "10", "100", "1,000", "10,000"))
        times.minorticks_off()
        times.set_yticks((0, 0.05, 0.1), ("0%", "5%", "10%"))
        times.set_title("One column, before and after")
        (self.before,) = times.step([], [], where="post", color=Colour.MUTED, linewidth=1.4, label="as it came")
        (self.after,) = times.step([], [], where="post", color=Colour.TRAINING, linewidth=2.2, label="treated")

        f1.set(xlim=(-0.5, 1.5), ylim=(0.3, 1.0), ylabel="F1")
        f1.set_xticks((0, 1), ("you see", "true"))
        f1.set_title("The score")
        (self.old,) = f1.plot([], [], "D", color=Colour.MUTED, fillstyle="none", markersize=7)
        self.marks, self.reach = [], []
        for color, label in ((Colour.MUTED, "as it came"), (Colour.TRAINING, "treated")):
            self.reach.append([f1.plot([], [], color=color, linewidth=2)[0] for _ in range(2)])
            self.marks.append(f1.plot([], [], "o", color=color, markersize=8, label=label)[0])
        self.numbers = [quick_text(f1, fontsize=9.5, ha="left") for _ in range(2)]

    def update(self, frame: Cleaned, ghost: Cleaned | None) -> None:
        """Show the treatment; rows kept and scores of the one before stay as grey marks."""
        for place, (bar, share) in enumerate(zip(self.bars, frame.kept, strict=True)):
            bar.set_data([0, share], [place, place])
        self.before.set_data(BINS, np.append(frame.before, 0))
        self.after.set_data(BINS, np.append(frame.after, 0))
        for marks, reach, values, shift in zip(
            self.marks, self.reach, (frame.raw, frame.scores), (-0.1, 0.1), strict=True
        ):
            places = np.arange(2) + shift
            marks.set_data((places, values.mean(0)) if len(values) else ([], []))
            for line, place, column in zip(reach, places, values.T, strict=True):
                line.set_data(([place] * 2, [column.min(), column.max()]) if len(values) else ([], []))
        for place, text in enumerate(self.numbers):
            mean = frame.scores[:, place].mean() if len(frame.scores) else 0.0
            text.set_position((place + 0.2, mean))
            text.set_text(f"{mean:.2f}" if len(frame.scores) else "")
        self.ticks.set_visible(ghost is not None)
        self.old.set_visible(ghost is not None and len(ghost.scores) > 0)
        if ghost is not None:
            self.ticks.set_data(ghost.kept, range(4))
            self.old.set_data(np.arange(2) + 0.1, ghost.scores.mean(0) if len(ghost.scores) else [np.nan] * 2)

    def main_curve(self, frame: Cleaned) -> Curve:
        """The reply times after the treatment."""
        return Curve(1, np.repeat(BINS, 2)[1:], np.repeat(np.append(frame.after, 0), 2)[:-1])


def describe(frame: Cleaned) -> str:
    """Rows kept, who lost most, and both scores."""
    before, after = frame.rows
    worst = int(np.argmin(frame.kept))
    rows = f"Of {before:,} tickets {after:,} are kept"
    rows += f"; of those by {CHANNELS[worst]} {percent(frame.kept[worst])}." if frame.kept[worst] < 1 else "."
    if not len(frame.scores):
        return rows
    seen, true = frame.scores.mean(0)
    raw_seen, raw_true = frame.raw.mean(0)
    return (
        f"{rows} The F1 you see is {seen:.2f} ({raw_seen:.2f} as it came); "
        f"on tickets with right labels it is {true:.2f} ({raw_true:.2f} as it came)."
    )


def measures(frame: Cleaned) -> dict[str, float]:
    """The share of rows kept, and both scores after the treatment."""
    before, after = frame.rows
    seen, true = frame.scores.mean(0)
    return {"rows kept (%)": 100 * after / before, "F1 you see": float(seen), "true F1": float(true)}


LAB = Lab(
    title="Cleaning",
    question="Which treatment makes the model better, and which one only the score you see?",
    Settings=Settings,
    compute=compute,
    Picture=Picture,
    describe=describe,
    measures=measures,
    panels=(0.8, 1.2, 0.8),
    main=1,
    data=lambda settings: [shipped("tickets").card],
)

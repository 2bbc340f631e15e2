"""Six mistakes in judging a model: the score each of them promises, beside the true one."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba

from workbench.cases import Case
from workbench.errors import DataError
from workbench.experiments.leak_tables import different_rows, most_people
from workbench.experiments.leaks import FOLDS, trial
from workbench.experiments.own import yes_or_no
from workbench.experiments.shipped import shipped
from workbench.labs._own import Own, adapted
from workbench.labs.quick_text import quick_text
from workbench.live.lab import Lab
from workbench.live.marks import areas, segments
from workbench.live.spec import Colour, Frame, choice, number, slider

MISTAKES = {
    "twins": "The same people on both sides",
    "selection": "Features chosen before the split",
    "answer": "A column that knows the answer",
    "time": "Time ignored",
    "peeking": "Best of 20 on the test rows",
    "scaling": "Scaled before the split",
}
SCORES = {"selection": "accuracy", "time": "R²"}  # of all others F1
STORIES = {
    "twins": "Test people also stand in the training rows, and a full-grown tree knows them by heart.",
    "selection": "All 1,000 features and the answers are pure chance, so the truth is a coin toss.",
    "answer": "The column is filled in once the income is known; in real use it is empty.",
    "time": "The model learns from hours beside the test hours; the truth is October to December.",
    "peeking": "Of 20 trees the one that is best on the test rows is shown: it was also lucky there.",
    "scaling": "Mean and spread of the features were taken from test rows too: wrong, yet here it hardly matters.",
}
OWN_MISTAKES = {**MISTAKES, "twins": "The same rows on both sides"}
del OWN_MISTAKES["time"]  # it needs to know what the times mean
OWN_STORIES = {
    **STORIES,
    "twins": "Test rows also stand in the training rows, and a full-grown tree knows them by heart.",
    "answer": "The column is filled in once the answer is known; in real use it is empty.",
}
LEAST = 20  # rows of each answer in the smallest table: four in each fold
FEWEST_ROWS = 50  # of all
MOST_REPEATS = 20
COLOURS = (Colour.WARNING, Colour.BEST, Colour.TRAINING)
NAMES = ("promised", "true", "honest")


@dataclass(frozen=True)
class Settings:
    """What the learner can change."""

    mistake: str = choice("twins", MISTAKES, label="Mistake", help="What goes wrong before the model is judged.")
    strength: float = slider(
        100.0, 0.0, 100.0, step=5.0, label="Strength", unit="%", help="How much of the mistake is made; 0 is honest."
    )
    rows: int = slider(
        400, 100, 2000, log=True, label="Rows", unit="rows", help="All there is to learn from and judge by."
    )
    judge: str = choice(
        "one",
        {"one": "One split", "folds": "Five folds (cross-validation)"},
        label="Judged by",
        help="One fifth of the rows, or each fifth in turn and the mean of the five scores.",
    )
    repeats: int = slider(10, 2, MOST_REPEATS, label="Repeats", help="Times that all is done again, with other rows.")
    seed: int = number(0, 0, 9999, label="Seed", help="Another number draws other rows.", more=True)


@dataclass(frozen=True, kw_only=True)
class Promises(Frame):
    """Scores of each repeat so far, in each of five folds.

    Attributes:
        settings: What it was computed for.
        promised: On the rows set aside, with the mistake, shape (repeats, 5).
        true: Of the same models on fresh rows, shape (repeats, 5).
        honest: On the rows set aside, without the mistake, shape (repeats, 5).
    """

    settings: Settings
    promised: np.ndarray
    true: np.ndarray
    honest: np.ndarray

    @property
    def scores(self) -> np.ndarray:
        """The promised, true and honest score of each repeat, judged as the settings say, shape (3, repeats)."""
        count = 1 if self.settings.judge == "one" else FOLDS
        return np.array([folds[:, :count].mean(1) for folds in (self.promised, self.true, self.honest)])

    @property
    def spreads(self) -> tuple[float, float]:
        """Standard deviation over the repeats of an honest score by one split, and by the mean of five folds."""
        if len(self.honest) < 2:
            return 0.0, 0.0
        return float(self.honest[:, 0].std(ddof=1)), float(self.honest.mean(1).std(ddof=1))


def compute(settings: Settings, case: Case | None = None) -> Iterator[Promises]:
    """One repeat after another, a tenth of a second or so each; they are remembered. None is Income, or Bikes."""
    case = case or shipped("bikes" if settings.mistake == "time" else "income")
    found: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    for repeat in range(settings.repeats):
        seed = 1000 * settings.seed + repeat
        wrong = trial(case, settings.mistake, settings.strength / 100, settings.rows, seed)
        right = trial(case, settings.mistake, 0.0, settings.rows, seed)
        found.append((wrong.promised, wrong.true, right.promised))
        promised, true, honest = np.array(found).swapaxes(0, 1)
        yield Promises(
            settings=settings, promised=promised, true=true, honest=honest, progress=(repeat + 1) / settings.repeats
        )


class Picture:
    """Left the means of the three scores, right each repeat with the range of its folds."""

    def __init__(self, bars: Axes, repeats: Axes) -> None:
        self.bars, self.shown = bars, ""
        bars.set(xlim=(-0.6, 2.6), xticks=range(3), xticklabels=NAMES, ylim=(0, 1.05))
        bars.set_title("Promise and truth")
        repeats.set(xlim=(0.3, MOST_REPEATS + 0.7), xticks=(1, 5, 10, 15, 20), ylim=(0, 1.05), xlabel="Repeat")
        repeats.set_title("Each repeat, and its folds")

        self.blocks = areas(bars, facecolors=[to_rgba(colour, 0.45) for colour in COLOURS])
        self.old = segments(bars, colors=Colour.MUTED, linewidths=1.5, linestyles="--")
        self.dots = [bars.plot([], [], "o", color=colour, markersize=4, alpha=0.8)[0] for colour in COLOURS]
        self.spread = segments(bars, colors=COLOURS, linewidths=2.5)
        self.numbers = [quick_text(bars, ha="center", fontsize=12, fontweight="bold") for _ in NAMES]
        self.ranges = [segments(repeats, colors=colour, linewidths=3, alpha=0.3) for colour in COLOURS]
        self.points = [
            repeats.plot([], [], marker, color=colour, markersize=6, label=name)[0]
            for marker, colour, name in zip("o_D", COLOURS, NAMES, strict=True)
        ]
        self.points[1].set(markersize=12, markeredgewidth=3)

    def update(self, frame: Promises, ghost: Promises | None) -> None:
        """Show these scores, and the means before them dashed."""
        settings = frame.settings
        measure = SCORES.get(settings.mistake, "F1")
        if measure != self.shown:
            cut_off = " (below 0 is not shown)" if measure == "R²" else ""
            self.bars.set_ylabel(measure[0].upper() + measure[1:] + cut_off)
            self.shown = measure
        scores, repeat = frame.scores, np.arange(1, len(frame.true) + 1)
        means, spreads = scores.mean(1), scores.std(1, ddof=1) if len(repeat) > 1 else np.zeros(3)
        place = np.arange(3)
        self.blocks.set_verts(
            [[(x - 0.38, 0), (x + 0.38, 0), (x + 0.38, y), (x - 0.38, y)] for x, y in enumerate(means)]
        )
        self.spread.set_segments([[(x, y - s), (x, y + s)] for x, y, s in zip(place, means, spreads, strict=True)])
        for i, dots in enumerate(self.dots):
            dots.set_data(i + 0.28 * np.sin(7.0 * repeat), scores[i])  # spread sideways, the same in every run
            self.numbers[i].set(text=_signed(means[i]), position=(i, 0.05))
            self.points[i].set_data(repeat + (-0.15, 0, 0.15)[i], scores[i])
        for lines, folds, shift in zip(
            self.ranges, (frame.promised, frame.true, frame.honest), (-0.15, 0, 0.15), strict=True
        ):
            lines.set_visible(settings.judge == "folds" and shift != 0)
            lines.set_segments(
                [[(x + shift, f.min()), (x + shift, f.max())] for x, f in zip(repeat, folds, strict=True)]
            )
        self.old.set_visible(ghost is not None)
        if ghost is not None:
            self.old.set_segments([[(x - 0.45, y), (x + 0.45, y)] for x, y in enumerate(ghost.scores.mean(1))])


def describe(frame: Promises, stories: Mapping[str, str] = STORIES, note: str = "") -> str:
    """What the mistake is, how much too good the promise, and how far honest scores stray; then a note on the table."""
    settings, measure = frame.settings, SCORES.get(frame.settings.mistake, "F1")
    promised, true, honest = frame.scores.mean(1)
    gap = promised - true
    verdict = f"{gap:.2f} too good" if gap >= 0.005 else "not too good"
    one, five = frame.spreads
    sentences = [
        stories[settings.mistake] if settings.strength else "Without the mistake:",
        f"The promised {measure} is {_signed(promised)}, the true one {_signed(true)}: {verdict}. "
        f"An honest look promises {_signed(honest)}.",
    ]
    if len(frame.true) > 1:
        sentences.append(
            f"From repeat to repeat, honest scores of one split stray by {one:.2f}, of five folds by {five:.2f}."
        )
    return " ".join([*sentences, note]).rstrip()


def _signed(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


def on_case(case: Case, group: str | None) -> Lab:
    """The lab for a case; of more than two classes, or of a number, it asks one question, yes or no."""
    own = yes_or_no(case, group)
    no, yes = different_rows(own.case)
    fewest = min(no, yes)
    most = most_people(own.case) if fewest >= LEAST else 0
    least = max(FEWEST_ROWS, math.ceil(LEAST * (no + yes) / fewest))
    if least >= most:
        raise DataError(
            f"`case` must have at least {LEAST} different rows of each answer, and more than {FEWEST_ROWS} in all, to "
            f"learn from; {case.name} has {own.case.frame.height} rows, {no + yes} of them different: {yes} where "
            f"{own.yes}, {no} where not, and some of these are set aside to judge by. Add columns that tell rows apart,"
            " or rows of the rarer answer."
        )
    doc, high = LAB.controls["rows"], min(most, 2000)
    rows = slider(
        max(min(400, high), least), least, max(high, least + 1), log=True, label=doc.label, unit="rows", help=doc.help
    )
    settings = adapted(
        Settings,
        mistake=choice("twins", OWN_MISTAKES, label="Mistake", help=LAB.controls["mistake"].help),
        rows=rows,
    )
    rows_before = own.case.frame.height
    alike = f"Rows that are alike count once: {no + yes:,} of {rows_before:,} are left."
    alike = alike if no + yes < rows_before else ""
    note = " ".join(filter(None, (f"Yes means {own.yes}.", own.sample, alike)))
    return replace(
        LAB,
        Settings=settings,
        compute=partial(compute, case=own.case),
        describe=partial(describe, stories=OWN_STORIES, note=note),
    )


def measures(frame: Promises) -> dict[str, float]:
    """The means of the three scores over the repeats, and how much too good the promise is."""
    measure = SCORES.get(frame.settings.mistake, "F1")
    promised, true, honest = (float(mean) for mean in frame.scores.mean(1))
    return {
        f"promised {measure}": promised,
        f"true {measure}": true,
        f"honest {measure}": honest,
        "too good by": promised - true,
    }


LAB = Lab(
    title="Leakage",
    question="Which mistake makes a model look how much better than it is?",
    Settings=Settings,
    compute=compute,
    Picture=Picture,
    describe=describe,
    measures=measures,
    panels=(1.0, 1.4),
    own=Own(case=on_case),
    data=lambda settings: [shipped("bikes" if settings.mistake == "time" else "income").card],
)

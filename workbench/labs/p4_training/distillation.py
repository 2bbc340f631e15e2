"""A large network teaches a small one: four ways to learn from the same few labels, side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from workbench.evaluation.repeats import Measured, measured
from workbench.experiments.distilling import (
    EVERY,
    HARD,
    MOST_LABELLED,
    STEPS,
    TEACHER_STEPS,
    TEACHERS,
    TOLD,
    WAYS,
    Teaching,
    hardest,
    parts_for_teaching,
    said,
    student_of,
    student_run,
    teacher_card,
    teacher_run,
    ways,
)
from workbench.experiments.shipped import shipped
from workbench.labs.percent import percent
from workbench.labs.quick_text import quick_text
from workbench.live.lab import Lab
from workbench.live.marks import ghost_line
from workbench.live.spec import Colour, Curve, Frame, choice, number, slider
from workbench.threads import one_thread
from workbench.training.distillation import soften

COLOURS = {"alone": Colour.MUTED, "soft": Colour.PURPLE, "labels": Colour.VALIDATION, "both": Colour.TRAINING}
STYLES = {"alone": ":", "soft": "-.", "labels": "--", "both": "-"}
MARKERS = {"alone": "s", "soft": "^", "labels": "D", "both": "o"}
PLACES = np.arange(0, STEPS + 1, EVERY)
DIGITS = 10
SHARE = 0.25  # of the work: the teacher, the first time


@dataclass(frozen=True)
class Settings:
    """What the learner can change."""

    temperature: float = slider(
        4.0, 1.0, 20.0, log=True, label="Temperature", help="Divides the teacher's logits: high makes its answers soft."
    )
    mixing: float = slider(
        0.8,
        0.0,
        1.0,
        step=0.05,
        label="Mixing",
        help="Share of soft targets in the loss. At 0 only the likeliest class counts.",
    )
    labelled: int = slider(
        100, 20, MOST_LABELLED, log=True, label="Labelled", unit="pictures", help="Pictures with their right digit."
    )
    unlabelled: int = slider(
        1500,
        0,
        1500,
        step=50,
        label="Unlabelled",
        unit="pictures",
        help="Pictures of which only the teacher says what they show.",
    )
    teacher: int = choice(
        TEACHERS[0],
        {pictures: f"{pictures:,} pictures" for pictures in TEACHERS},
        label="The teacher saw",
        help="How many labelled pictures the teacher learned from. They are none of the student's.",
    )
    seeds: int = slider(
        3, 1, 5, label="Seeds", unit="runs", help="Each time other pictures and first weights: a surer mean.", more=True
    )
    picture: int = slider(0, 0, HARD - 1, label="Picture", help="One that the teacher finds hard.", more=True)
    width: int = slider(
        32, 4, 128, log=True, label="Neurons", unit="neurons", help="Size of the student's hidden layer.", more=True
    )
    seed: int = number(0, 0, 9999, label="Seed", help="Number of the first run.", more=True)

    @property
    def teaching(self) -> Teaching:
        """What the student that gets everything learns from."""
        return Teaching(self.teacher, self.labelled, self.unlabelled, self.temperature, self.mixing, self.width)


@dataclass(frozen=True, kw_only=True)
class Lessons(Frame):
    """The students so far.

    Attributes:
        settings: What they learn with.
        accuracy: On the held-out pictures, by way of learning, shape (seeds, len(PLACES)); NaN where not known yet.
        teacher: The teacher's accuracy; NaN while it learns itself.
        picture: A held-out picture, ink from 0 to 1, shape (28, 28); blank while the teacher learns.
        digit: What it shows; −1 while the teacher learns.
        targets: What the teacher says of it, softened, shape (10,); NaN while it learns itself.
        answers: What the student that gets everything says of it, softened too, shape (10,); NaN until the end.
    """

    settings: Settings
    accuracy: dict[str, np.ndarray]
    teacher: float
    picture: np.ndarray
    digit: int
    targets: np.ndarray
    answers: np.ndarray

    def mean(self, way: str) -> np.ndarray:
        """The mean accuracy of those runs that came so far, shape (len(PLACES),)."""
        known = ~np.isnan(self.accuracy[way])
        counts = known.sum(0)
        total = np.where(known, self.accuracy[way], 0.0).sum(0)
        return np.where(counts > 0, total / np.maximum(counts, 1), np.nan)

    def ends(self, way: str) -> np.ndarray:
        """The accuracy of each run that has ended, shape (runs,)."""
        last = self.accuracy[way][:, -1]
        return np.asarray(last[~np.isnan(last)])


def compute(settings: Settings) -> Iterator[Lessons]:
    """The teacher first, unless it is known; then all students, a few steps of each in turn."""
    case, chosen = shipped("digits"), settings.teaching
    accuracy = {way: np.full((settings.seeds, len(PLACES)), np.nan) for way in WAYS}
    X, y = parts_for_teaching(case).test
    unknown = np.full(DIGITS, np.nan)

    def frame(progress: float, answers: np.ndarray = unknown) -> Lessons:
        return Lessons(
            settings=settings,
            accuracy={way: scores.copy() for way, scores in accuracy.items()},
            teacher=teacher,
            picture=picture,
            digit=digit,
            targets=targets,
            answers=answers,
            progress=progress,
        )

    teacher, targets = float("nan"), unknown
    picture, digit = np.zeros((28, 28), np.float32), -1
    for step, lesson in enumerate(teacher_run(case, settings.teacher), 1):
        if lesson.weights is None:
            yield frame(SHARE * step / (TEACHER_STEPS // TOLD))
        teacher = lesson.accuracy
    row = int(hardest(case, settings.teacher)[settings.picture])
    picture, digit = X[row, 0].numpy(), int(y[row])
    targets = _softened(said(case, settings.teacher)[1][row], settings.temperature)
    lessons = ways(chosen)
    for place in range(len(PLACES)):
        for run in range(settings.seeds):
            for way in WAYS:
                accuracy[way][run, place] = student_run(case, lessons[way], settings.seed + run)[place].accuracy
            yield frame(SHARE + (1 - SHARE) * (place * settings.seeds + run + 1) / (len(PLACES) * settings.seeds + 1))
    student = student_of(case, lessons["both"], settings.seed)
    with torch.no_grad(), one_thread():
        answers = student(X[row : row + 1])[0]
    yield frame(1.0, _softened(answers, settings.temperature))


def _softened(logits: torch.Tensor, temperature: float) -> np.ndarray:
    return np.asarray(soften(logits[None], temperature)[0])


class Picture:
    """Left the accuracies step by step, then how they end, with every run; right what the teacher says of a picture."""

    def __init__(self, steps: Axes, ends: Axes, targets: Axes) -> None:
        self.axes = steps, ends, targets
        self.low = -1.0
        steps.set(xlim=(0, STEPS), xlabel="Step", ylabel="Accuracy")
        steps.set_title("Four students learn")
        self.old = ghost_line(steps)
        self.teacher = steps.axhline(0, color=Colour.BEST, linewidth=1.6, label="teacher")
        self.curves = {
            way: steps.plot([], [], STYLES[way], color=COLOURS[way], linewidth=2, label=WAYS[way])[0] for way in WAYS
        }

        ends.set(ylim=(len(WAYS) - 0.3, -0.6), xlabel="Accuracy in the end")
        ends.set(yticks=range(len(WAYS)), yticklabels=WAYS.values())
        ends.set_title("How they end")
        self.limit = ends.axvline(0, color=Colour.BEST, linewidth=1.6)
        self.runs = {way: ends.plot([], [], MARKERS[way], color=COLOURS[way], alpha=0.5)[0] for way in WAYS}
        self.bars = {way: ends.plot([], [], "-", color=COLOURS[way], linewidth=3)[0] for way in WAYS}
        self.means = {way: ends.plot([], [], "|", color=COLOURS[way], markersize=16)[0] for way in WAYS}
        self.numbers = [quick_text(ends, 0, place - 0.36, fontsize=9, ha="center") for place in range(len(WAYS))]

        targets.set(xlim=(0, 1.55), ylim=(DIGITS - 0.5, -0.5), yticks=range(DIGITS), xticks=(0, 0.5, 1))
        targets.set(xticklabels=("0%", "50%", "100%"), xlabel="Softened probability", ylabel="Digit")
        targets.set_title("What is passed on")
        self.bars_of_teacher = targets.barh(range(DIGITS), np.zeros(DIGITS), 0.7, color=Colour.BEST, label="teacher")
        (self.student,) = targets.plot([], [], "o", color=COLOURS["both"], markersize=5, label="student (both)")
        self.image = targets.imshow(grey_ink(np.zeros((28, 28))), extent=(1.06, 1.52, 3.6, -0.4), aspect="auto")

    def update(self, frame: Lessons, ghost: Lessons | None) -> None:
        """Show the students so far; of the run before, the one that got everything is dashed."""
        self._fix_axes(frame)
        known = not np.isnan(frame.teacher)
        for line in (self.teacher, self.limit):
            line.set_visible(known)
        if known:
            self.teacher.set_ydata([frame.teacher, frame.teacher])
            self.limit.set_xdata([frame.teacher, frame.teacher])
        for place, way in enumerate(WAYS):
            self.curves[way].set_data(PLACES, frame.mean(way))
            ends, number = frame.ends(way), self.numbers[place]
            self.runs[way].set_data(ends, np.full(len(ends), place))
            score = measured(ends) if len(ends) else Measured(np.nan, np.nan)
            self.means[way].set_data([score.mean], [place])
            self.bars[way].set_data([score.mean - score.margin, score.mean + score.margin], [place, place])
            number.set_text(f"{score.mean:.3f}" if len(ends) else "")
            number.set_x(score.mean if len(ends) else 0.0)
        for bar, share in zip(self.bars_of_teacher, np.nan_to_num(frame.targets), strict=True):
            bar.set_width(share)
        self.student.set_data(frame.answers, range(DIGITS))
        self.image.set_data(grey_ink(frame.picture))
        self.old.set_visible(ghost is not None)
        if ghost is not None:
            self.old.set_data(PLACES, ghost.mean("both"))

    def main_curve(self, frame: Lessons) -> Curve:
        """The mean accuracy of the student that gets everything."""
        return Curve(0, PLACES, frame.mean("both"))

    def pick(self, frame: Lessons, panel: int, x: float, y: float) -> dict[str, int] | None:
        """A click on what is passed on shows the next picture."""
        return {"picture": (frame.settings.picture + 1) % HARD} if panel == 2 else None

    def _fix_axes(self, frame: Lessons) -> None:
        """Limits in coarse steps, by how many labels there are, so that they stay through a run."""
        low = 0.3 if frame.settings.labelled < 60 else 0.5
        low = 0.0 if frame.settings.width < 12 else low
        if low == self.low:
            return
        self.low = low
        self.axes[0].set_ylim(low, 1.0)
        self.axes[1].set_xlim(low, 1.0)


def grey_ink(picture: np.ndarray) -> np.ndarray:
    """Ink on nothing, so that it is seen on light and on dark paper; shape (28, 28, 4)."""
    return np.dstack([*(np.full(picture.shape, part) for part in to_rgb(Colour.MUTED)), picture])


def gains(frame: Lessons) -> tuple[Measured, Measured]:
    """What the teacher's labels on more pictures bring, and what soft targets add to that; run by run, then the mean.

    Both together are the gain of the student that gets everything over the one that learns alone.
    """
    alone, labels, both = (frame.accuracy[way][:, -1] for way in ("alone", "labels", "both"))
    return measured(labels - alone), measured(both - labels)


def describe(frame: Lessons) -> str:
    """The scores, where the gain comes from, and whose teacher it was."""
    settings = frame.settings
    if np.isnan(frame.teacher):
        return "The teacher is learning; the students start when it is done."
    whose = teacher_card(shipped("digits"), settings.teacher)
    if frame.progress < 1:
        reads = percent(frame.teacher, 1)
        return f"The teacher reads {reads} of new pictures rightly. {4 * settings.seeds} students learn."
    alone, soft, both = (measured(frame.ends(way)) for way in ("alone", "soft", "both"))
    told = f"Right: alone {alone.mean:.3f}, soft targets on the same pictures {soft.mean:.3f}, both {both.mean:.3f}, "
    told += f"teacher {frame.teacher:.3f}."
    pictures, targets = gains(frame)
    if settings.unlabelled == 0:
        gain = "Without unlabelled pictures, soft targets are all the teacher can add."
    else:
        spread = " (one run proves little)" if settings.seeds == 1 else ""
        gain = f"Pictures that the teacher labelled bring {signed(pictures)}, softness adds {signed(targets)}{spread}."
    return f"{told} {gain} {whose}"


def signed(gain: Measured) -> str:
    """A gain with its sign, and its interval where there is one."""
    mean = f"{gain.mean:+.3f}".replace("-", "−")
    return mean if np.isnan(gain.margin) else f"{mean} ± {gain.margin:.3f}"


def measures(frame: Lessons) -> dict[str, float]:
    """The mean accuracy of each way of learning, and of the teacher."""
    found = {f"accuracy, {words}": float(frame.ends(way).mean()) for way, words in WAYS.items()}
    pictures, targets = gains(frame)
    return {
        **found,
        "accuracy, teacher": frame.teacher,
        "gain by more pictures": pictures.mean,
        "gain by soft targets on top": targets.mean,
    }


LAB = Lab(
    title="A teacher and a student",
    question="What does a small network gain from a large one: its labels, or its doubts?",
    Settings=Settings,
    compute=compute,
    Picture=Picture,
    describe=describe,
    measures=measures,
    panels=(1.2, 1.1, 1.0),
    data=lambda settings: [shipped("digits").card],
)

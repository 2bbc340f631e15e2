"""Poisoned digits: a small square that takes a model over, and the hunt for the rows that taught it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from matplotlib.axes import Axes

from workbench.experiments.poisoned import EPOCHS, LEARN, SHOWN, SIDE, Place, Plan, attack
from workbench.experiments.shipped import shipped
from workbench.labs.percent import percent
from workbench.labs.quick_text import quick_text
from workbench.live.lab import Lab
from workbench.live.marks import ghost_line
from workbench.live.spec import Colour, Curve, Frame, choice, number, slider


@dataclass(frozen=True)
class Settings:
    """What the attacker does, and what the defender does."""

    share: float = slider(
        0.05, 0.0, 0.1, step=0.005, label="Poisoned share", help="Training pictures with the trigger and a wrong label."
    )
    size: int = slider(3, 1, 6, label="Trigger size", unit="pixels", help="Side of the white square.")
    place: Place = choice(
        "corner",
        {"corner": "Corner", "edge": "Bottom edge", "middle": "Middle"},
        label="Trigger place",
        help="In the middle the ink of the digit hides it.",
    )
    target: int = slider(7, 0, 9, label="Target digit", help="The answer that the attacker wants.")
    hunt: Literal["cluster", "odd", "none"] = choice(
        "cluster",
        {"cluster": "Smaller cluster", "odd": "Oddest rows", "none": "None"},
        label="Hunt",
        help="Suspects among the rows of the target digit are taken out, and a new model learns from the rest.",
    )
    seed: int = number(0, 0, 9999, label="Seed", help="Another number: other pictures, other first weights.", more=True)


@dataclass(frozen=True, kw_only=True)
class Takeover(Frame):
    """An attack, and what became of it.

    Attributes:
        pictures: Some test pictures with the trigger, shape (SHOWN, SIDE, SIDE).
        answers: What the newest model says to them, shape (SHOWN,).
        target: The attacker's digit.
        accuracy: On clean test pictures after each pass, and with suspects removed, shape (2, EPOCHS), NaN if not yet.
        success: Share of stamped test pictures of other digits taken for the target, same shape.
        points: Rows with the target label in the two directions in which they are spread most, shape (n, 2).
        poisoned: True for those that are poisoned, shape (n,).
        suspects: True for those the hunt names, shape (n,).
        hunting: Whether there is a hunt.
    """

    pictures: np.ndarray
    answers: np.ndarray
    target: int
    accuracy: np.ndarray
    success: np.ndarray
    points: np.ndarray
    poisoned: np.ndarray
    suspects: np.ndarray
    hunting: bool


def compute(settings: Settings) -> Iterator[Takeover]:
    """Train on the poisoned rows; hunt; train on what is left."""
    s, hunting = settings, settings.hunt != "none"
    planned = attack(shipped("digits"), Plan(s.share, s.size, s.place, s.target, s.seed))  # the same for every hunt
    scores = np.full((2, 2, EPOCHS), np.nan)  # accuracy and success, on all rows and without suspects
    points, suspects = np.zeros((0, 2)), np.zeros(len(planned.poisoned), bool)

    def frame(answers: np.ndarray) -> Takeover:
        accuracy, success = scores.copy()
        share = np.isfinite(accuracy).sum() / (EPOCHS * (1 + hunting))
        return Takeover(
            pictures=planned.shown,
            answers=answers,
            target=s.target,
            accuracy=accuracy,
            success=success,
            points=points,
            poisoned=planned.poisoned,
            suspects=suspects,
            hunting=hunting,
            progress=share,
        )

    for done, model in enumerate(planned.passes):
        scores[:, 0, done] = model.accuracy, model.success
        yield frame(model.answers)
    points = _spread(planned.hidden())
    yield frame(model.answers)
    if s.hunt != "none":
        suspects, passes = planned.hunt(s.hunt)
        for done, model in enumerate(passes):
            scores[:, 1, done] = model.accuracy, model.success
            yield frame(model.answers)


def _spread(active: np.ndarray) -> np.ndarray:
    """The rows in the two directions in which they are spread most, in standard deviations, shape (n, 2)."""
    centred = active - active.mean(0)
    left, _, _ = np.linalg.svd(centred, full_matrices=False)
    points: np.ndarray = left[:, :2] * np.sqrt(len(active))
    return points


class Picture:
    """Left stamped digits and the answers, in the middle the scores, right the rows that the hunt looks at."""

    def __init__(self, digits: Axes, scores: Axes, rows: Axes) -> None:
        digits.set(xticks=(), yticks=(), anchor="NW", title="With the trigger")
        self.digits = digits.imshow(np.zeros((SIDE, SIDE)), cmap="gray", vmin=0, vmax=255)
        self.answers = [quick_text(digits, fontsize=11, ha="center") for _ in range(SHOWN)]
        self.panel = digits

        scores.set(xlim=(0.5, EPOCHS + 0.5), xticks=(1, 4, 8, 12), ylim=(-0.03, 1.03), xlabel="Pass over the pictures")
        scores.set_yticks((0, 0.25, 0.5, 0.75, 1), ("0%", "25%", "50%", "75%", "100%"))
        scores.set_title("Clean pictures and triggers")
        self.passes = np.arange(1, EPOCHS + 1)
        self.old = [ghost_line(scores) for _ in range(2)]
        lines = ((Colour.TRAINING, "accuracy"), (Colour.WARNING, "trigger works"))
        self.before = [scores.plot([], [], color=color, linewidth=2.2, label=label)[0] for color, label in lines]
        self.after = [
            scores.plot([], [], "o:", color=color, linewidth=1.6, markersize=3.5, label=f"{label}, cleaned")[0]
            for color, label in lines
        ]

        rows.set(xlim=(-3.5, 3.5), ylim=(-3.5, 3.5), xlabel="Direction 1", ylabel="Direction 2")
        rows.set_title("Rows of the target")
        (self.clean,) = rows.plot([], [], "o", color=Colour.TRAINING, markersize=4, alpha=0.8, label="honest")
        (self.bad,) = rows.plot([], [], "^", color=Colour.WARNING, markersize=5, alpha=0.9, label="poisoned")
        (self.suspects,) = rows.plot(
            [], [], "o", color=Colour.MUTED, fillstyle="none", markersize=9, markeredgewidth=1.1, label="suspect"
        )

    def update(self, frame: Takeover, ghost: Takeover | None) -> None:
        """Show the attack; the scores of the run before faint and dashed."""
        self._show_digits(frame)
        for place, scores in enumerate((frame.accuracy, frame.success)):
            self.before[place].set_data(self.passes, scores[0])
            self.after[place].set_data(self.passes, scores[1])
        for line in self.old:
            line.set_visible(ghost is not None)
        if ghost is not None:
            self.old[0].set_data(self.passes, ghost.accuracy[0])
            self.old[1].set_data(self.passes, ghost.success[0])
        known = len(frame.points) > 0
        for dots, which in (
            (self.clean, ~frame.poisoned), (self.bad, frame.poisoned), (self.suspects, frame.suspects)
        ):  # fmt: skip
            dots.set_data(frame.points[which].T if known else ([], []))

    def _show_digits(self, frame: Takeover) -> None:
        """One below the other in a high panel, side by side in a low one; the answer beside each, or below it."""
        place = self.panel.get_position(original=True)
        width, height = self.panel.figure.transFigure.transform(place.size)
        high = height > width
        long, short = SHOWN * SIDE - 0.5, 1.8 * SIDE - 0.5
        limits = ((-0.5, short), (long, -0.5)) if high else ((-0.5, long), (short, -0.5))
        if limits != (self.panel.get_xlim(), self.panel.get_ylim()):
            self.panel.set(xlim=limits[0], ylim=limits[1])
        pictures = frame.pictures.reshape(SHOWN, SIDE, SIDE)
        self.digits.set_data(np.concatenate(pictures, axis=0 if high else 1))
        self.digits.set_extent((-0.5, SIDE - 0.5, long, -0.5) if high else (-0.5, long, SIDE - 0.5, -0.5))
        for i, (text, answer) in enumerate(zip(self.answers, frame.answers, strict=True)):
            along, across = (i + 0.5) * SIDE, 1.4 * SIDE
            text.set(position=(across, along) if high else (along, across), text=f"{answer}")
            text.set_color(Colour.WARNING if answer == frame.target else Colour.BEST)

    def main_curve(self, frame: Takeover) -> Curve:
        """How often the trigger works, pass by pass; after a hunt, in the model without the suspects."""
        return Curve(1, self.passes, frame.success[int(frame.suspects.any())])


def describe(frame: Takeover) -> str:
    """How the attack went, and how the hunt did."""
    done = int(np.isfinite(frame.accuracy[0]).sum()) - 1
    planted = int(frame.poisoned.sum())
    start = (
        f"With {planted} poisoned pictures of {LEARN:,}, the model is right on {percent(frame.accuracy[0, done])} of "
        f"clean pictures, and takes {percent(frame.success[0, done])} of stamped ones for the digit {frame.target}."
    )
    if not frame.hunting or not frame.suspects.any():
        return start
    hits = int((frame.suspects & frame.poisoned).sum())
    hunt = f"The hunt names {int(frame.suspects.sum())} rows; {hits} of the {planted} poisoned ones are among them."
    passes = np.isfinite(frame.success[1])
    if not passes.any():
        return f"{start} {hunt}"
    end = f"Without those rows the trigger works on {percent(frame.success[1][passes][-1])}."
    return f"{start} {hunt} {end}"


def measures(frame: Takeover) -> dict[str, float]:
    """How the attack went; after a hunt also what it found and what it helped."""
    found = {
        "accuracy (%)": 100 * float(frame.accuracy[0, -1]),
        "trigger works (%)": 100 * float(frame.success[0, -1]),
    }
    if not frame.suspects.any():
        return found
    return {
        **found,
        "accuracy, cleaned (%)": 100 * float(frame.accuracy[1, -1]),
        "trigger works, cleaned (%)": 100 * float(frame.success[1, -1]),
        "suspects": int(frame.suspects.sum()),
        "poisoned among them": int((frame.suspects & frame.poisoned).sum()),
    }


LAB = Lab(
    title="Poisoned digits",
    question="How few poisoned pictures take a model over, and does the hunt find them?",
    Settings=Settings,
    compute=compute,
    Picture=Picture,
    describe=describe,
    measures=measures,
    panels=(1.0, 1.2, 1.0),
    main=1,
    height=360,
    data=lambda settings: [shipped("digits").card],
)

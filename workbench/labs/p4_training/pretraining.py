"""A tiny GPT learns to write first names: its loss, what it writes on the way, and when it begins to copy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from workbench.experiments.pretraining import MOST, Checkpoint, Pretraining, counted, name_list, pretraining, size
from workbench.experiments.shipped import shipped
from workbench.labs.p3_architecture._tokens import Flow, Paragraph
from workbench.labs.percent import percent
from workbench.live.lab import Lab
from workbench.live.marks import ghost_line
from workbench.live.spec import Colour, Curve, Frame, choice, number, slider

LONGEST = 12  # letters of the longest name, and its end
LOOKS = 4  # checkpoints whose names are shown
SHOWN = 8  # names of each


@dataclass(frozen=True)
class Settings:
    """What the learner can change."""

    names: int = slider(
        MOST, 50, MOST, log=True, label="Names to learn from", unit="names", help="1,000 others are held back."
    )
    width: int = choice(
        32, (16, 32, 64, 128), label="Width", help="Numbers that stand for each letter inside the model."
    )
    layers: int = choice(1, (1, 2, 3, 4), label="Layers", help="Blocks of attention, one after another.")
    context: int = slider(
        LONGEST, 1, LONGEST, label="Context", unit="letters", help="How many letters back the model can see."
    )
    steps: int = slider(
        300, 40, 3900, log=True, label="Steps", unit="batches", help="Batches of 128 names to learn from."
    )
    seed: int = number(0, 0, 9999, label="Seed", help="Another number: other names held back, other first weights.")

    @property
    def setup(self) -> Pretraining:
        """The settings as the experiment takes them."""
        return Pretraining(self.width, self.layers, self.context, self.names, self.steps, self.seed)


@dataclass(frozen=True, kw_only=True)
class Writing(Frame):
    """A training run so far.

    Attributes:
        settings: What it runs with.
        weights: How many weights the model has.
        steps: Batches learned from at each checkpoint, shape (n,).
        losses: Loss of a letter on names it learns from, and on others, shape (n, 2).
        copied: Share of what it writes that stands in the names it learns from, and the share to expect of a model
            that copies nothing, shape (n, 2).
        pairs: The loss of counting which letter follows which.
        looks: Some checkpoints: the step, names written there, and which of them are copies.
    """

    settings: Settings
    weights: int
    steps: np.ndarray
    losses: np.ndarray
    copied: np.ndarray
    pairs: float
    looks: tuple[tuple[int, tuple[str, ...], tuple[bool, ...]], ...]


def compute(settings: Settings) -> Iterator[Writing]:
    """Train; a frame after each pass over the names, and the same one again after each batch as a place to stop."""
    found: list[Checkpoint] = []
    weights = size(settings.setup)
    frame: Writing | None = None
    for one in pretraining(settings.setup):
        if one is not None:
            found.append(one)
            frame = _frame(settings, weights, found)
        assert frame is not None  # the first item is the untrained model
        yield frame
    yield _frame(settings, weights, found, progress=1.0)


def _frame(settings: Settings, weights: int, found: list[Checkpoint], progress: float | None = None) -> Writing:
    known = set(name_list(settings.names, settings.seed).training)
    chosen = sorted({round(place) for place in np.geomspace(1, len(found), LOOKS)})
    looks = []
    for place in chosen:
        written = tuple(name for name in found[place - 1].written if name)[:SHOWN]
        looks.append((found[place - 1].step, written, tuple(name in known for name in written)))
    return Writing(
        settings=settings,
        weights=weights,
        steps=np.array([one.step for one in found]),
        losses=np.array([(one.training_loss, one.validation_loss) for one in found]),
        copied=np.array([(one.copied.training, one.copied.by_chance) for one in found]),
        pairs=counted(settings.names, settings.seed),
        looks=tuple(looks),
        progress=min(0.99, found[-1].step / settings.steps) if progress is None else progress,
    )


class Picture:
    """Left the losses, in the middle the share of copies, right what the model writes at some checkpoints."""

    def __init__(self, losses: Axes, copied: Axes, words: Axes) -> None:
        self.axes = losses, copied
        self.layout: tuple[object, ...] = ()
        losses.set(xlabel="Step", ylabel="Loss of a letter", ylim=(0, 3.5))
        losses.set_title("How well it guesses")
        copied.set(xlabel="Step", ylabel="Copies", ylim=(0, 1.02))
        copied.set_yticks((0, 0.25, 0.5, 0.75, 1), ("0%", "25%", "50%", "75%", "100%"))
        copied.set_title("How much it copies")
        words.set_title("Names it writes, copies tinted")
        self.old_loss, self.old_copied = ghost_line(losses), ghost_line(copied)
        self.pairs = losses.axhline(0, color=Colour.MUTED, linewidth=1.4, linestyle=":", label="counting pairs")
        (self.training,) = losses.plot([], [], color=Colour.TRAINING, linewidth=2, label="training")
        (self.validation,) = losses.plot([], [], color=Colour.VALIDATION, linewidth=2, label="validation")
        (self.copies,) = copied.plot([], [], color=Colour.WARNING, linewidth=2, label="in the training names")
        (self.chance,) = copied.plot(
            [], [], color=Colour.BEST, linewidth=2, linestyle="-.", label="to expect without copying"
        )
        self.flow = Flow(words, LOOKS * SHOWN, LOOKS, faintest=0.0)

    def update(self, frame: Writing, ghost: Writing | None) -> None:
        """Show the run so far, and the one before it faint and dashed."""
        end = max(int(frame.steps[-1]), frame.settings.steps)
        if self.layout != (end,):
            self.layout = (end,)
            for axes in self.axes:
                axes.set(xlim=(0, end))
        self.training.set_data(frame.steps, frame.losses[:, 0])
        self.validation.set_data(frame.steps, frame.losses[:, 1])
        self.pairs.set_ydata([frame.pairs, frame.pairs])
        self.copies.set_data(frame.steps, frame.copied[:, 0])
        self.chance.set_data(frame.steps, frame.copied[:, 1])
        for line, values in ((self.old_loss, "losses"), (self.old_copied, "copied")):
            shown = ghost is not None
            line.set_visible(shown)
            if ghost is not None:
                line.set_data(ghost.steps, getattr(ghost, values)[:, 1 if values == "losses" else 0])
        self.flow.update(
            [
                Paragraph(
                    f"Step {step:,}",
                    [" " * (place > 0) + name for place, name in enumerate(names)],
                    np.array(same, float),
                )
                for step, names, same in frame.looks
            ]
        )

    def main_curve(self, frame: Writing) -> Curve:
        """The validation loss."""
        return Curve(0, frame.steps, frame.losses[:, 1])


def lowest(frame: Writing) -> int:
    """The place of the checkpoint with the lowest validation loss."""
    return int(np.argmin(frame.losses[:, 1]))


def describe(frame: Writing) -> str:
    """Where the losses are, how much is copied, and since when."""
    (training, validation), (copied, chance) = frame.losses[-1], frame.copied[-1]
    sentence = (
        f"Step {frame.steps[-1]:,}, {frame.weights:,} weights: training loss {training:.2f}, validation loss "
        f"{validation:.2f} (counting pairs: {frame.pairs:.2f}). {percent(copied)} of what it writes are training "
        f"names; {percent(chance)} would be chance."
    )
    best = lowest(frame)
    if validation > frame.losses[best, 1] + 0.05:
        sentence += f" The validation loss was lowest at step {frame.steps[best]:,}; since then it learns by heart."
    return sentence


def measures(frame: Writing) -> dict[str, float]:
    """The losses at the end, and the copies."""
    best = lowest(frame)
    return {
        "training loss": float(frame.losses[-1, 0]),
        "validation loss": float(frame.losses[-1, 1]),
        "lowest validation loss": float(frame.losses[best, 1]),
        "step of the lowest validation loss": int(frame.steps[best]),
        "copies of training names (%)": 100 * float(frame.copied[-1, 0]),
        "copies to expect by chance (%)": 100 * float(frame.copied[-1, 1]),
        "weights": frame.weights,
    }


LAB = Lab(
    title="A tiny GPT learns to write",
    question="When does a model that writes stop guessing and begin to copy?",
    Settings=Settings,
    compute=compute,
    Picture=Picture,
    describe=describe,
    measures=measures,
    panels=(1.0, 1.0, 1.1),
    main=2,
    height=400,
    data=lambda settings: [shipped("names").card],
)

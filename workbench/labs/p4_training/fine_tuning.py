"""A language model learns to answer like the help desk: what it gains, what it forgets, before and after."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.axes import Axes

from workbench.experiments.desk import Pair, desk, marks, passed
from workbench.experiments.fine_tuning import (
    EVERY,
    MOST_LAYERS,
    MOST_STEPS,
    SIZE,
    Tuning,
    adapter_size,
    answers,
    fine_tuning,
    reading,
    start,
)
from workbench.experiments.shipped import shipped
from workbench.labs.p3_architecture._tokens import Flow, Paragraph
from workbench.live.lab import Lab
from workbench.live.marks import ghost_line
from workbench.live.spec import Colour, Curve, Frame, number, slider, toggle
from workbench.threads import on_one_thread

WORDS = 60  # of both answers that are shown
SHOWN = (2, 5, 0)  # the messages of the test that are shown


WAITING = Paragraph("Nothing yet.", [], np.empty(0))


@dataclass(frozen=True)
class Settings:
    """What the learner can change."""

    steps: int = slider(
        24, 0, MOST_STEPS, step=EVERY, label="Steps", unit="steps",
        help="Steps of training, each on four pairs; a second or two each. At 0 nothing is trained.",
    )  # fmt: skip
    rank: int = slider(8, 1, 32, log=True, label="Rank", help="How thick the adapter is: more weights can learn more.")
    layers: int = slider(
        6, 1, MOST_LAYERS, label="Layers", unit="of 30", help="How many of the last layers get an adapter."
    )
    learning_rate: float = slider(0.005, 0.0001, 0.05, log=True, label="Learning rate", help="Size of a step.")
    pairs: int = slider(
        32, 4, 128, log=True, label="Pairs", unit="pairs", help="Messages and replies of the desk to learn from."
    )
    adapter: bool = toggle(True, label="Adapter on", help="Off: the model answers as before, by the same weights.")
    seed: int = number(0, 0, 9999, label="Seed", help="Another number: other first weights.", more=True)

    @property
    def tuning(self) -> Tuning:
        """The settings as the experiment takes them."""
        return Tuning(self.rank, self.layers, float(f"{self.learning_rate:.3g}"), self.pairs, self.seed)


@dataclass(frozen=True, kw_only=True)
class Tuned(Frame):
    """A training run so far, and answers.

    Attributes:
        settings: What it runs with.
        size: Bytes of the adapter.
        batches: Loss of each batch, shape (steps,).
        looks: Step, loss on held-out replies of the desk, and on general sentences, shape (n, 3).
        before: What the model without adapter answers to the messages of the test.
        after: What it answers now; empty before the training has ended.
    """

    settings: Settings
    size: int
    batches: np.ndarray
    looks: np.ndarray
    before: tuple[str, ...]
    after: tuple[str, ...] = ()

    @property
    def general(self) -> tuple[float, float]:
        """Perplexity on general sentences before training and now; NaN where nobody looked."""
        if not len(self.looks):
            return math.nan, math.nan
        first, last = (float(np.exp(self.looks[place, 2])) for place in (0, -1))
        return first, last if self.settings.adapter else first


def compute(settings: Settings) -> Iterator[Tuned]:
    """The answers before, then the training, then the answers after."""
    return on_one_thread(_compute(settings))


def _compute(settings: Settings) -> Iterator[Tuned]:
    total = settings.steps + 2 * bool(settings.steps) + 2
    frame = Tuned(
        settings=settings,
        size=adapter_size(settings.rank, settings.layers),
        batches=np.empty(0),
        looks=np.empty((0, 3)),
        before=(),
        progress=0.0,
    )
    yield frame
    messages = tuple(pair.message for pair in desk().test)
    for said in answers(None, 0, messages):
        frame = replace(frame, before=said)
        yield frame
    for _ in reading():
        yield frame
    frame = replace(frame, looks=np.array([[0, *start()]]), progress=2 / total)
    yield frame
    if settings.steps:
        for one in fine_tuning(settings.tuning, settings.steps):
            if one is not None:
                if one.step:
                    frame = replace(frame, batches=np.append(frame.batches, one.batch_loss))
                if one.losses is not None and one.step:
                    frame = replace(frame, looks=np.vstack([frame.looks, [one.step, *one.losses]]))
                frame = replace(frame, progress=(2 + one.step) / total)
            yield frame
        if settings.adapter:
            for said in answers(settings.tuning, settings.steps, messages):
                frame = replace(frame, after=said)
                yield frame
        else:
            frame = replace(frame, after=frame.before)
    yield replace(frame, progress=1.0)


class Picture:
    """Left the losses, right the answers before and after, in two columns."""

    def __init__(self, losses: Axes, before: Axes, after: Axes) -> None:
        self.losses = losses
        self.layout: tuple[object, ...] = ()
        losses.set(xlabel="Step", ylabel="Loss of a token")
        losses.set_title("What it gains, what it forgets")
        before.set_title("Before")
        after.set_title("After")
        self.old = ghost_line(losses)
        (self.batches,) = losses.plot([], [], ".", color=Colour.MUTED, markersize=5, label="a batch")
        (self.task,) = losses.plot([], [], "o-", color=Colour.TRAINING, linewidth=2, markersize=4, label="the desk")
        (self.general,) = losses.plot(
            [], [], "s--", color=Colour.VALIDATION, linewidth=2, markersize=4, label="the world"
        )
        self.columns = [Flow(axes, WORDS * len(SHOWN), 2 * len(SHOWN), faintest=0.0) for axes in (before, after)]

    def update(self, frame: Tuned, ghost: Tuned | None) -> None:
        """Show the losses so far, and the answers."""
        self._fix_axes(frame)
        self.batches.set_data(np.arange(1, len(frame.batches) + 1), frame.batches)
        steps, task, general = frame.looks.T
        self.task.set_data(steps, task)
        self.general.set_data(steps, general)
        self.old.set_visible(ghost is not None)
        if ghost is not None:
            self.old.set_data(ghost.looks[:, 0], ghost.looks[:, 1])
        for column, said in zip(self.columns, (frame.before, frame.after), strict=True):
            column.update(_column(desk().test, said) if said else [WAITING])

    def main_curve(self, frame: Tuned) -> Curve:
        """The loss on the desk's replies."""
        return Curve(0, frame.looks[:, 0], frame.looks[:, 1])

    def _fix_axes(self, frame: Tuned) -> None:
        known = np.concatenate([frame.batches, frame.looks[:, 1:].ravel()])
        known = known[np.isfinite(known)]
        high = next((limit for limit in (6, 12, 24) if known.max(initial=0) < limit), 48)
        layout = max(EVERY, frame.settings.steps), high
        if layout != self.layout:
            self.layout = layout
            self.losses.set(xlim=(0, layout[0]), ylim=(0, high))


def _column(pairs: tuple[Pair, ...], said: tuple[str, ...]) -> list[Paragraph]:
    """The messages that are shown, each with its answer; an answer that names the right rule is tinted."""
    shown = []
    for place in SHOWN:
        asked, answer = pairs[place], said[place].split()[: WORDS // 2]
        question = asked.message.split()[: WORDS // 2]
        tint = np.full(len(answer), 0.4 if marks(asked, said[place]).right else 0.0)
        shown.append(Paragraph("Customer", _spaced(question), np.zeros(len(question))))
        shown.append(Paragraph("Answer", _spaced(answer), tint))
    return shown


def _spaced(words: list[str]) -> list[str]:
    """Words as tokens, each but the first with the space before it."""
    return [" " * (place > 0) + word for place, word in enumerate(words)]


def describe(frame: Tuned) -> str:
    """How large the adapter is, what the model has learned, and what it has forgotten."""
    settings, pairs = frame.settings, desk().test
    size = f"The adapter takes {frame.size / 1e6:.2f} MB, the model {SIZE / 1e6:.0f} MB."
    style, right = passed(pairs, frame.before) if frame.before else (0, 0)
    before = f"Of {len(pairs)} test answers, before: {style} in the desk's style, {right} with the right rule"
    if not frame.before:
        return f"{size} The model is being asked."
    if not settings.steps or not len(frame.looks):
        return f"{size} {before}. Nothing is trained yet."
    _, task, general = frame.looks[-1]
    if not math.isfinite(task + general):
        return f"{size} The loss is no longer a number: the learning rate is too high. Try one ten times smaller."
    step = f"Step {len(frame.batches)} of {settings.steps}: loss on the desk's replies {task:.2f}"
    sentence = f"{size} {step}; perplexity of general sentences {frame.general[0]:.0f}, now {frame.general[1]:.0f}."
    if not frame.after:
        return sentence
    style, right = passed(pairs, frame.after)
    return f"{sentence} {before}; after: {style} and {right}."


def measures(frame: Tuned) -> dict[str, float]:
    """What the adapter takes, gains and costs."""
    pairs = desk().test
    before, after = (passed(pairs, said) if said else (0, 0) for said in (frame.before, frame.after or frame.before))
    return {
        "loss on the desk's replies": float(frame.looks[-1 if frame.settings.adapter else 0, 1]),
        "perplexity of general sentences": frame.general[1],
        "answers in the desk's style": after[0],
        "answers with the right rule": after[1],
        "right rule before training": before[1],
        "size of the adapter (MB)": frame.size / 1e6,
    }


LAB = Lab(
    title="Fine-tuning with an adapter",
    question="What does a model learn from the desk's replies, and what does it pay for that?",
    Settings=Settings,
    compute=compute,
    Picture=Picture,
    describe=describe,
    measures=measures,
    panels=(1.0, 1.0, 1.0),
    height=400,
    data=lambda settings: [shipped("tickets").card],
    hold={"steps": 0},
)

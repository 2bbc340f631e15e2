"""A neural network learns while you watch: its losses, and what it has made of the data."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

import numpy as np
import torch
from contourpy import contour_generator
from matplotlib.axes import Axes
from torch.nn.utils import parameters_to_vector, vector_to_parameters

from workbench.cases import Case
from workbench.data.encode import prepare
from workbench.experiments.own import yes_or_no
from workbench.experiments.shipped import shipped
from workbench.experiments.training_rows import case_rows, flip_labels, moons_rows
from workbench.labs._own import Own, adapted
from workbench.live.lab import Lab
from workbench.live.marks import Tint, ghost_line, star
from workbench.live.spec import Colour, Curve, Frame, choice, number, slider, toggle
from workbench.models.mlp import MLP
from workbench.threads import on_one_thread, one_thread
from workbench.training.loop import train
from workbench.training.optimisers import make_optimiser

# How many rows are held back: more would take longer to score than an epoch to train.
HELD_BACK = {"moons": 500, "income": 2000, "own": 2000}
OPTIMISERS = {"sgd": "SGD", "momentum": "SGD with momentum", "rmsprop": "RMSProp", "adam": "Adam", "adamw": "AdamW"}
POINTS_SHOWN = 400
X1, X2 = np.linspace(-1.8, 2.8, 70), np.linspace(-1.4, 1.9, 50)
GRID = torch.tensor(np.stack(np.meshgrid(X1, X2), axis=-1).reshape(-1, 2), dtype=torch.float32)  # (3500, 2)


@dataclass(frozen=True)
class Settings:
    """What the learner can change."""

    data: str = choice(
        "moons",
        {"moons": "Two moons", "income": "Income"},
        label="Data",
        help="Two moons: which half circle is a point from? Income: does a person earn over 50,000 dollars a year?",
    )
    optimiser: str = choice("adam", OPTIMISERS, label="Optimiser", help="The rule that turns slopes into steps.")
    learning_rate: float = slider(
        0.01, 0.0001, 10.0, log=True, label="Learning rate", help="Size of a step. Small is slow, large is wild."
    )
    layers: int = slider(2, 0, 4, label="Hidden layers", help="0 leaves only one weighted sum: a straight boundary.")
    width: int = slider(
        32, 1, 256, log=True, label="Width", unit="neurons", help="Neurons in each hidden layer. More can bend more."
    )
    epochs: int = slider(200, 5, 500, log=True, label="Epochs", help="How often the model sees every training row.")
    rows: int = slider(
        300, 20, 20_000, log=True, label="Training rows", unit="rows", help="Few rows are easily learned by heart."
    )
    label_noise: float = slider(
        0.0,
        0.0,
        0.4,
        step=0.05,
        label="Label noise",
        help="Share of all labels made wrong on purpose, as real data has them.",
    )
    early_stopping: bool = toggle(
        False, label="Early stopping", help="Stop when validation gets no better, and keep the best weights."
    )
    patience: int = slider(
        15, 1, 50, label="Patience", unit="epochs", help="How long early stopping waits for a better epoch.", more=True
    )
    batch_size: int = slider(
        32, 8, 512, log=True, label="Batch size", unit="rows", help="Rows looked at before each step.", more=True
    )
    activation: str = choice(
        "relu",
        {"relu": "ReLU", "tanh": "Tanh", "sigmoid": "Sigmoid", "none": "None"},
        label="Activation",
        help="The bend after each weighted sum. Without one, layers add nothing.",
        more=True,
    )
    dropout: float = slider(
        0.0, 0.0, 0.8, step=0.05, label="Dropout", help="Share of the neurons silenced at random in a step.", more=True
    )
    weight_decay: float = slider(
        0.0, 0.0, 0.1, step=0.001, label="Weight decay", help="Pull of all weights towards 0 in each step.", more=True
    )
    seed: int = number(0, 0, 9999, label="Seed", help="Another number: other rows, other first weights.", more=True)


@dataclass(frozen=True, kw_only=True)
class Training(Frame):
    """A training run so far.

    Attributes:
        settings: What it runs with.
        history: Training loss, validation loss and validation F1 after each epoch, shape (epochs + 1, 3).
        points: Training points of the two moons, shape (n, 2); none for Income.
        labels: The moon of each, 0 or 1, as the model is told.
        weights: All weights of the network in one row, from which its answers can be drawn; none for Income.
    """

    settings: Settings
    history: np.ndarray
    points: np.ndarray
    labels: np.ndarray
    weights: np.ndarray

    @property
    def epoch(self) -> int:
        """Passes over the training rows so far."""
        return len(self.history) - 1

    @property
    def best(self) -> int:
        """The epoch of the lowest validation loss."""
        return int(np.argmin(np.where(np.isnan(self.history[:, 1]), np.inf, self.history[:, 1])))


def compute(settings: Settings, case: Case | None = None) -> Iterator[Training]:
    """Train; a frame after each epoch, and the same one again after each batch as a place to stop.

    Args:
        settings: What the learner has chosen.
        case: With a yes-or-no target; None is Income, or the two moons.
    """
    generator = torch.Generator().manual_seed(settings.seed)
    wanted = settings.rows, HELD_BACK[settings.data], settings.seed
    moons = settings.data == "moons"
    training, validation = (
        flip_labels(rows, settings.label_noise, generator)
        for rows in (moons_rows(*wanted) if moons else case_rows(case or shipped("income"), *wanted))
    )
    model = make_model(settings, training[0].shape[1], generator)
    run = train(
        model,
        make_optimiser(settings.optimiser, model.parameters(), settings.learning_rate, settings.weight_decay),
        training,
        validation,
        epochs=settings.epochs,
        batch_size=settings.batch_size,
        generator=generator,
        patience=settings.patience if settings.early_stopping else None,
    )
    drawn = POINTS_SHOWN if settings.data == "moons" else 0
    points, labels = training[0][:drawn].numpy(), training[1][:drawn].numpy()
    history = np.empty((settings.epochs + 1, 3))  # filled from the top; frames hold the filled part, never changed

    def snapshot(epochs: int, progress: float) -> Training:
        weights = parameters_to_vector(model.parameters()).detach().numpy() if drawn else np.empty(0)
        return Training(
            settings=settings,
            history=history[: epochs + 1],
            points=points,
            labels=labels,
            weights=weights,
            progress=progress,
        )

    for epoch in on_one_thread(run):
        if epoch is not None:
            history[epoch.number] = epoch.training_loss, epoch.validation_loss, epoch.validation_score
            frame = snapshot(epoch.number, epoch.number / settings.epochs)
        yield frame
    yield snapshot(frame.epoch, 1.0)  # early stopping has gone back to the best weights


def make_model(settings: Settings, inputs: int, generator: torch.Generator) -> MLP:
    """The network these settings describe."""
    return MLP(inputs, settings.layers, settings.width, settings.activation, settings.dropout, generator)


def answers(frame: Training, model: MLP | None = None) -> np.ndarray:
    """The probability of the second moon over the map, shape (len(X2), len(X1)).

    Args:
        frame: The run.
        model: A network of its shape to put its weights into; None makes one, which takes longer than the rest.
    """
    model = model or map_model(frame.settings)
    vector_to_parameters(torch.from_numpy(frame.weights), model.parameters())
    with one_thread():
        return model.probability(GRID).numpy().reshape(len(X2), len(X1))


def map_model(settings: Settings) -> MLP:
    """A network of the shape that these settings ask for on the two moons."""
    return make_model(settings, 2, torch.Generator())


class Picture:
    """Left what the model answers (two moons) or its F1 (Income), right the losses."""

    slow: int | None = None  # the left one, while it shows the map of the two moons

    def __init__(self, left: Axes, losses: Axes) -> None:
        self.left, self.losses = left, losses
        self.model_for = lru_cache(maxsize=4)(map_model)  # of this picture alone: another thread may draw another one
        self.layout: tuple[object, ...] = ()
        left.set_title("What the model has learned")
        losses.set(yscale="log", xlabel="Epoch", ylabel="Loss (cross-entropy)")
        losses.yaxis.set_major_formatter("{x:g}")
        losses.set_title("The loss, epoch by epoch")

        self.map = Tint(left, Colour.PURPLE, Colour.BROWN)
        self.old_left = ghost_line(left)
        (self.boundary,) = left.plot([], [], color=Colour.MUTED, linewidth=1.8)
        self.moons = [
            left.plot([], [], "o", color=c, markersize=4.5, markeredgecolor="white")[0]
            for c in (Colour.PURPLE, Colour.BROWN)
        ]
        (self.f1,) = left.plot([], [], color=Colour.VALIDATION, linewidth=2)

        self.old_loss = ghost_line(losses)
        self.gap = losses.fill_between([], [], [], color=Colour.MUTED, alpha=0.18, linewidth=0, label="gap")
        (self.training,) = losses.plot([], [], color=Colour.TRAINING, linewidth=2, label="training")
        (self.validation,) = losses.plot([], [], color=Colour.VALIDATION, linewidth=2, label="validation")
        self.best = star(losses, "best epoch")

    def update(self, frame: Training, ghost: Training | None) -> None:
        """Show the run so far, and the one before it faint and dashed."""
        self._fix_axes(frame)
        epochs = np.arange(len(frame.history))
        training, validation, f1 = frame.history.T
        self.training.set_data(epochs, training)
        self.validation.set_data(epochs, validation)
        self.gap.set_data(epochs, training, validation)
        self.best.set_data([frame.best], [validation[frame.best]])
        self.f1.set_data(epochs, f1)
        same = ghost is not None and ghost.settings.data == frame.settings.data
        for line in (self.old_left, self.old_loss):
            line.set_visible(same)
        if ghost is not None and same:
            old = np.arange(len(ghost.history))
            self.old_loss.set_data(old, ghost.history[:, 1])
            self.old_left.set_data(old, ghost.history[:, 2])

    def update_slow(self, frame: Training, ghost: Training | None) -> None:
        """Show what the model answers on the two moons; the boundary of the run before is faint and dashed."""
        if not frame.weights.size:
            return
        probability = answers(frame, self.model_for(frame.settings))
        self.map.set_data(probability)
        self.boundary.set_data(*boundary(probability))
        for label, moon in enumerate(self.moons):
            moon.set_data(*frame.points[frame.labels == label].T)
        if ghost is not None and ghost.weights.size:
            self.old_left.set_data(*boundary(answers(ghost, self.model_for(ghost.settings))))

    def _fix_axes(self, frame: Training) -> None:
        """Set limits and labels; seldom, because each change draws the axes again."""
        losses = frame.history[:, :2][np.isfinite(frame.history[:, :2])]
        low = next((limit for limit in (0.01, 1e-4) if losses.min() > limit), 1e-8)
        high = next((limit for limit in (3, 100, 1e4) if losses.max() < limit), 1e12)
        layout = (frame.settings.data, frame.settings.epochs, low, high)
        if layout == self.layout:
            return
        self.layout = layout
        self.losses.set(xlim=(0, frame.settings.epochs), ylim=layout[2:])
        moons = frame.settings.data == "moons"
        self.slow = 0 if moons else None
        for artist in (self.map, self.boundary, *self.moons):
            artist.set_visible(moons)
        self.f1.set_visible(not moons)
        if moons:
            self.left.set(xlim=(X1[0], X1[-1]), ylim=(X2[0], X2[-1]), xlabel="x1", ylabel="x2")
        else:
            self.left.set(xlim=(0, frame.settings.epochs), ylim=(0, 1), xlabel="Epoch", ylabel="F1 on validation rows")

    def main_curve(self, frame: Training) -> Curve:
        """The validation loss."""
        return Curve(1, np.arange(len(frame.history)), frame.history[:, 1], frame.settings.data)


def boundary(probability: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The line on which both moons are equally likely; NaN between its pieces."""
    pieces: Any = contour_generator(X1, X2, probability).lines(0.5)
    gap = np.full((1, 2), np.nan)
    x1, x2 = np.vstack([gap, *(part for piece in pieces for part in (piece, gap))]).T
    return x1, x2


def describe(frame: Training, note: str = "") -> str:
    """Where the losses are, and what that means; at the end a note on the table."""
    return f"{_story(frame)} {note}".rstrip()


def _story(frame: Training) -> str:
    settings = frame.settings
    training, validation, f1 = frame.history[-1]
    blame = f"a learning rate of {settings.learning_rate:.3g} is too high for {OPTIMISERS[settings.optimiser]} here"
    if not math.isfinite(training + validation):
        return f"After epoch {frame.epoch} the loss is no longer a number: {blame}. Try one ten times smaller."
    losses = f"training loss {training:.3g}, validation loss {validation:.3g}"
    sentence = f"Epoch {frame.epoch} of {settings.epochs}: {losses}"
    sentence += f", F1 {f1:.2f}." if settings.data != "moons" else "."
    if frame.epoch and training > 1.05 * frame.history[0, 0]:
        return f"{sentence} The model is worse than before training: {blame}."
    if jumps(frame.history[-20:, 0]) >= 3:
        return f"{sentence} The training loss jumps up and down: {blame}."
    if frame.progress == 1.0 and frame.epoch < settings.epochs:
        waited = "an epoch" if settings.patience == 1 else f"{settings.patience} epochs"
        return (
            f"{sentence} Validation got no better for {waited}, so training stopped early; "
            f"the weights of epoch {frame.best} are kept."
        )
    lowest = frame.history[frame.best, 1]
    if validation > 1.1 * lowest:
        return (
            f"{sentence} The validation loss was lowest at epoch {frame.best}, {lowest:.3g}. "
            "Since then the model learns its training rows by heart."
        )
    return sentence


def jumps(losses: np.ndarray) -> int:
    """How often the loss rises by more than a fifth from one epoch to the next, small losses aside."""
    return int(np.count_nonzero(np.diff(losses) > np.maximum(0.2 * losses[:-1], 0.05)))


def on_case(case: Case, group: str | None) -> Lab:
    """The lab for a case; of more than two classes, or of a number, it asks one question, yes or no."""
    own = yes_or_no(case, group)
    most = len(prepare(own.case, "dense", own.case.frame.height)[0].y)
    doc = LAB.controls["rows"]
    rows = slider(min(300, most), 20, min(most, int(doc.high)), log=True, label=doc.label, unit="rows", help=doc.help)
    return replace(
        LAB,
        Settings=adapted(Settings, without={"data": "own"}, rows=rows),
        compute=partial(compute, case=own.case),
        describe=partial(describe, note=f"Yes means {own.yes}. {own.sample}"),
    )


def measures(frame: Training) -> dict[str, float]:
    """The scores after the last epoch, and the best epoch."""
    training, validation, f1 = frame.history[-1]
    return {
        "training loss": float(training),
        "validation loss": float(validation),
        "validation F1": float(f1),
        "lowest validation loss": float(frame.history[frame.best, 1]),
        "best epoch": frame.best,
        "epochs trained": frame.epoch,
    }


LAB = Lab(
    title="A network learns",
    question="When does more training stop helping, and how can you tell?",
    Settings=Settings,
    compute=compute,
    Picture=Picture,
    describe=describe,
    measures=measures,
    panels=(1.0, 1.1),
    own=Own(case=on_case),
    data=lambda settings: [shipped("income").card] if settings.data == "income" else [],
)

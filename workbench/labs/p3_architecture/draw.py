"""Draw a digit: a network answers while the line is still being drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache, partial

import numpy as np
import torch
from matplotlib.axes import Axes
from torch import nn

from workbench.data.pictures import centre, rotate, shift, thicken
from workbench.errors import ExplainError
from workbench.experiments.pictures import EPOCHS, batches_an_epoch, network_of, training_run
from workbench.experiments.shipped import shipped
from workbench.explain.feature_maps import convolutions, feature_maps
from workbench.explain.grad_cam import grad_cam
from workbench.labs._own import Own, OwnModel
from workbench.labs.p3_architecture._strokes import HOUSE, LETTER_A, SEVEN, drawn
from workbench.labs.p3_architecture._tiles import heated, ink, square, tinted
from workbench.labs.percent import percent
from workbench.labs.quick_text import quick_text
from workbench.live.lab import Lab
from workbench.live.spec import Cells, Colour, Frame, Suggestion, choice, drawing, slider, toggle
from workbench.threads import one_thread

DIGITS = 10
SURE = 0.9
OFTEN = 5  # batches from one picture to the next, while the network learns
OFFERS = {"Seven": SEVEN, "Letter A": LETTER_A, "House": HOUSE}


@dataclass(frozen=True)
class Settings:
    """What the learner can change."""

    digit: Cells = drawing(drawn(SEVEN), label="Your drawing", help="Draw a digit that nearly fills the square.")
    right: float = slider(0.0, -12.0, 12.0, step=0.5, label="Shift right", unit="px", help="Below 0: to the left.")
    down: float = slider(0.0, -12.0, 12.0, step=0.5, label="Shift down", unit="px", help="Below 0: up.")
    turn: int = slider(0, -180, 180, label="Turn", unit="degrees", help="Above 0: against the clock.")
    thicker: float = slider(
        0.0, -2.0, 6.0, step=0.25, label="Thicken", unit="px", help="Makes each line so much wider; thinner below 0."
    )
    reverse: bool = toggle(False, label="Colours reversed", help="Paper becomes ink, and ink becomes paper.")
    centred: bool = toggle(
        False, label="Centre it", help="Scales and moves the drawing as all training digits were, before it is read."
    )
    why: int = choice(
        -1,
        {-1: "The likeliest", **{digit: str(digit) for digit in range(DIGITS)}},
        label="Explain",
        help="For which answer the colour shows what speaks for it. Or click on a bar.",
    )
    layer: int = choice(1, {1: "First", 2: "Second"}, label="Maps of layer", help="Which layer's maps to show.")


@dataclass(frozen=True, kw_only=True)
class Reading(Frame):
    """A drawing and what the network makes of it.

    Attributes:
        settings: What it was computed for.
        picture: What the network sees: ink from 0 to 1, shape (28, 28).
        probability: Of each digit, shape (10,).
        heat: What speaks for the explained digit, from 0 to 1, shape (28, 28).
        maps: What the kernels of the chosen layer find, shape (kernels, height, width).
        learned: The share of its training that the network has behind it.
    """

    settings: Settings
    picture: np.ndarray
    probability: np.ndarray
    heat: np.ndarray
    maps: np.ndarray
    learned: float

    @property
    def likeliest(self) -> int:
        """The digit that the network names."""
        return int(self.probability.argmax())

    @property
    def explained(self) -> int:
        """The digit that the colour is for."""
        return self.likeliest if self.settings.why < 0 else self.settings.why


def compute(settings: Settings, model: nn.Module | None = None) -> Iterator[Reading]:
    """Read the drawing. Without a network of the learner's own, one learns first, once, and reads meanwhile."""
    picture = changed(settings)
    for network, learned in _networks() if model is None else ((model, 1.0),):
        yield _read(settings, network, picture, learned)


def _read(settings: Settings, network: nn.Module, picture: np.ndarray, learned: float) -> Reading:
    X = torch.from_numpy(picture)[None, None]
    with one_thread():
        logits, maps = feature_maps(network, X)
        probability = torch.softmax(logits[0], 0).numpy()
        why = settings.why if settings.why >= 0 else int(probability.argmax())
        heat = grad_cam(network, X, convolutions(network)[-1], why)[0].numpy()
    return Reading(
        settings=settings,
        picture=picture,
        probability=probability,
        heat=heat,
        maps=maps[min(settings.layer, len(maps)) - 1][0].numpy(),
        learned=learned,
        progress=learned,
        suggestions=tuple(Suggestion(name, {"digit": drawn(lines)}) for name, lines in OFFERS.items()),
    )


def _networks() -> Iterator[tuple[nn.Module, float]]:
    """The network while it learns, with the share it has learned; as soon as it has learned all, that one alone."""
    case = shipped("digits")
    run, batches = training_run(case), EPOCHS * batches_an_epoch(case)
    for step in run.onwards():
        if step.batches % OFTEN == 0 and step.batches < batches and step.measured == (step.batches == 0):
            yield network_of(case, step), step.batches / batches
    yield _network(), 1.0


def changed(settings: Settings) -> np.ndarray:
    """The drawing after all changes, ink from 0 to 1, shape (28, 28)."""
    picture = np.asarray(settings.digit, dtype=np.uint8)
    if settings.thicker:
        picture = thicken(picture, settings.thicker)
    if settings.turn:
        picture = rotate(picture, settings.turn)
    if settings.right or settings.down:
        picture = shift(picture, settings.right, settings.down)
    if settings.centred:
        picture = centre(picture)
    if settings.reverse:
        picture = 255 - picture
    return picture.astype(np.float32) / 255


@lru_cache(maxsize=1)
def _network() -> nn.Module:
    case = shipped("digits")
    return network_of(case, training_run(case).last)


class Picture:
    """Left what the network sees and what moved it, then its ten answers, and what its kernels find."""

    def __init__(self, seen: Axes, maps: Axes, answers: Axes) -> None:
        seen.set_title("What it sees, and why")
        maps.set_title("What its kernels find")
        answers.set_title("What it answers")
        self.seen, self.maps = square(seen), square(maps)
        answers.set(xlim=(0, 1.16), ylim=(DIGITS - 0.5, -0.5), yticks=range(DIGITS), xticks=(0, 0.5, 1))
        answers.set(xticklabels=("0%", "50%", "100%"), xlabel="Probability", ylabel="Digit")
        self.ghost = answers.barh(
            range(DIGITS), np.zeros(DIGITS), 0.8, color="none", edgecolor=Colour.MUTED, linestyle="--"
        )
        self.bars = answers.barh(range(DIGITS), np.zeros(DIGITS), 0.62, color=Colour.TRAINING)
        self.numbers = [quick_text(answers, 0, digit, fontsize=9) for digit in range(DIGITS)]

    def update(self, frame: Reading, ghost: Reading | None) -> None:
        """Show this reading; the bars of the one before are dashed."""
        self.seen.set_data(heated(ink(frame.picture, Colour.MUTED), frame.heat * 0.9, Colour.VALIDATION))
        self.maps.set_data(tinted(frame.maps, 4 if len(frame.maps) > 9 else 3, Colour.SKY))
        for digit, (bar, number, share) in enumerate(zip(self.bars, self.numbers, frame.probability, strict=True)):
            bar.set_width(share)
            bar.set_color(Colour.VALIDATION if digit == frame.explained else Colour.TRAINING)
            number.set_x(share + 0.02)
            number.set_text(percent(share, short=True) if share >= 0.01 else "")
        for bar, share in zip(self.ghost, np.zeros(DIGITS) if ghost is None else ghost.probability, strict=True):
            bar.set_width(share)
            bar.set_visible(share > 0.005)

    def pick(self, frame: Reading, panel: int, x: float, y: float) -> dict[str, int] | None:
        """A click on a bar asks why this digit; on the bar that is explained, back to the likeliest."""
        if panel != 2:
            return None
        digit = min(max(round(y), 0), DIGITS - 1)
        return {"why": -1 if digit == frame.settings.why else digit}


def describe(frame: Reading) -> str:
    """What it reads, how sure it is, and what that is worth."""
    if frame.learned < 1:
        return (
            f"The network learns from digits that people wrote, once; {frame.learned:.0%} is done. "
            f"So far it would read a {frame.likeliest}, {percent(frame.probability.max())} sure."
        )
    first, second = (int(digit) for digit in np.argsort(-frame.probability, kind="stable")[:2])
    top = frame.probability[first]
    sentence = (
        f"It reads a {first}, {percent(top)} sure; next comes {second} with {percent(frame.probability[second])}."
    )
    if not frame.picture.any():
        return f"The square is empty. The network names a digit all the same: {first}, {percent(top)} sure."
    if frame.picture.mean() > 0.5:
        return f"{sentence} It has never seen so much ink, and cannot say so."
    if top > SURE:
        return f"{sentence} Sure does not mean right: the ten numbers add up to 100% whatever you draw."
    return f"{sentence} The orange places speak most for the {frame.explained}."


def measures(frame: Reading) -> dict[str, float]:
    """The probability of each digit."""
    return {f"probability of {digit}": float(share) for digit, share in enumerate(frame.probability)}


def on_model(own: OwnModel) -> Lab:
    """The lab with the learner's own network in torch, and pictures as it learned them."""
    model, X = own.model, torch.as_tensor(np.asarray(own.X), dtype=torch.float32)
    if not isinstance(model, nn.Module) or not convolutions(model):
        raise ExplainError(
            f"`model` must be a network in torch with a convolution; got {type(model).__name__}. Train a CNN first."
        )
    if X.ndim != 4 or X.shape[1:] != (1, 28, 28):
        raise ExplainError(
            f"`X` must be pictures of shape (n, 1, 28, 28); got {tuple(X.shape)}. Pass them as it learned them."
        )
    model = model.eval()
    with torch.no_grad():
        shape = tuple(model(X[:1]).shape)
    if shape != (1, DIGITS):
        raise ExplainError(f"`model` must give ten logits a picture; got shape {shape}. Train it on the digits.")
    if float(X.max()) > 1.001:
        raise ExplainError(f"`X` must hold ink from 0 to 1; got {float(X.max()):g}. Divide by 255, and train anew.")
    return replace(LAB, compute=partial(compute, model=model))


LAB = Lab(
    title="Draw a digit",
    question="How sure is it, and does that mean it is right?",
    Settings=Settings,
    compute=compute,
    Picture=Picture,
    describe=describe,
    measures=measures,
    panels=(1.0, 1.0, 1.1),
    main=2,
    height=400,
    own=Own(model=on_model),
    data=lambda settings: [shipped("digits").card],  # it has learned from them
)

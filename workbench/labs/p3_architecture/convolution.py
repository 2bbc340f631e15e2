"""Convolution: a kernel that you write by hand, and those that a network found for itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from workbench.experiments.photographs import CREDITS, photograph
from workbench.experiments.pictures import EPOCHS, batches_an_epoch, network_of, parts_of, training_run
from workbench.experiments.shipped import shipped
from workbench.explain.feature_maps import convolutions, feature_maps
from workbench.labs.p3_architecture._tiles import grey, ink, square, tinted
from workbench.labs.percent import percent
from workbench.labs.quick_text import quick_text
from workbench.live.lab import Lab
from workbench.live.spec import Cells, Colour, Frame, Suggestion, choice, grid, slider
from workbench.models.convolution import PRESETS, convolve
from workbench.threads import one_thread

MARK: dict[str, Any] = {"fill": False, "edgecolor": Colour.WARNING, "linewidth": 2, "zorder": 3}  # over the picture
OFTEN = 8  # batches from one picture of the training to the next
PRESET_NAMES = {
    "identity": "As it is",
    "blur": "Blur",
    "sharpen": "Sharpen",
    "edges": "All edges",
    "vertical": "Upright edges",
    "horizontal": "Level edges",
}


@dataclass(frozen=True)
class Settings:
    """What the learner can change."""

    view: str = choice(
        "kernel",
        {"kernel": "One kernel, by hand", "network": "A network that learns"},
        label="Show",
        help="One kernel that you write, or all kernels of a network that reads digits.",
    )
    kernel: Cells = grid(
        np.array(PRESETS["vertical"], dtype=float),
        -20,
        20,
        label="Kernel",
        help="Nine weights. They are laid on each pixel and its eight neighbours; the weighted sum is the new pixel.",
    )
    picture: str = choice(
        "temple",
        {"temple": "Temple", "flower": "Flower", "digit": "A digit"},
        label="Picture",
        help="What the kernel is laid on. The network always looks at a digit.",
    )
    digit: int = slider(3, 0, 9, label="Digit", help="Which digit the network, or the kernel, looks at.")
    layer: int = choice(
        1,
        {1: "First: 8 kernels", 2: "Second: 16 kernels"},
        label="Layer",
        help="Of the network. The second layer looks at what the first has found.",
    )
    epochs: int = slider(
        EPOCHS, 0, EPOCHS, label="Epochs", help="How often the network sees all its pictures. 0: untrained."
    )
    column: int = slider(50, 0, 100, label="Place: from the left", unit="%", help="Or click on the picture.", more=True)
    row: int = slider(50, 0, 100, label="Place: from the top", unit="%", help="Or click on the picture.", more=True)


@dataclass(frozen=True, kw_only=True)
class Seen(Frame):
    """A picture, and what a kernel or a network has made of it.

    Attributes:
        settings: What it was computed for.
        picture: Grey levels from 0 to 255, shape (height, width); for a digit, ink from 0 to 1.
        result: The weighted sums, shape (height, width); of a network its maps, shape (kernels, height, width).
        patch: The nine pixels under the kernel at the chosen place, shape (3, 3); zeros beyond the edge.
        kernels: Those of the network's first layer, shape (8, 3, 3); none for a kernel by hand.
        history: Of a network, the epochs measured so far and the accuracy on unseen digits, shape (epochs + 1, 2).
        epoch: How often it has seen its pictures by now, such as 2.5.
    """

    settings: Settings
    picture: np.ndarray
    result: np.ndarray
    patch: np.ndarray
    kernels: np.ndarray
    history: np.ndarray
    epoch: float


def compute(settings: Settings) -> Iterator[Seen]:
    """The sums of one kernel at once; or the training of a network, with what it sees on the way."""
    if settings.view == "kernel":
        yield _by_hand(settings)
    else:
        yield from _by_network(settings)


def _by_hand(settings: Settings) -> Seen:
    is_digit = settings.picture == "digit"
    picture = 255 * example(settings.digit) if is_digit else photograph(settings.picture).astype(float)
    row, column = place(settings, picture.shape)
    return Seen(
        settings=settings,
        picture=picture / 255 if is_digit else picture,
        result=convolve(picture, np.asarray(settings.kernel)),
        patch=np.pad(picture, 1)[row : row + 3, column : column + 3],
        kernels=np.empty((0, 3, 3)),
        history=np.empty((0, 2)),
        epoch=0.0,
        suggestions=tuple(Suggestion(PRESET_NAMES[name], {"kernel": rows}) for name, rows in PRESETS.items()),
    )


def _by_network(settings: Settings) -> Iterator[Seen]:
    case = shipped("digits")
    picture = example(settings.digit)
    X = torch.from_numpy(picture)[None, None]
    per_epoch = batches_an_epoch(case)
    for step in training_run(case):
        if step.batches % OFTEN and not step.measured:
            continue
        network = network_of(case, step)
        with one_thread():
            _, maps = feature_maps(network, X)
        done = step.measured and step.epochs[-1].number == settings.epochs
        yield Seen(
            settings=settings,
            picture=picture,
            result=maps[settings.layer - 1][0].numpy(),
            patch=np.zeros((3, 3)),
            kernels=convolutions(network)[0].weight.detach().numpy()[:, 0],
            history=np.array([(epoch.number, epoch.validation_score) for epoch in step.epochs]),
            epoch=step.batches / per_epoch,
            progress=1.0 if done else min(step.batches / (max(settings.epochs, 1) * per_epoch), 0.999),
        )
        if done:
            return


@lru_cache(maxsize=10)
def example(digit: int) -> np.ndarray:
    """A picture of a digit that no network here has learned from, ink from 0 to 1, shape (28, 28)."""
    _, (X, y) = parts_of(shipped("digits"))
    made: np.ndarray = X[y == digit][0, 0].numpy()
    return made


def shows_digits(settings: Settings) -> bool:
    """Whether the picture is made of digits, and not of a photograph."""
    return settings.view == "network" or settings.picture == "digit"


def place(settings: Settings, shape: tuple[int, ...]) -> tuple[int, int]:
    """Row and column of the chosen pixel."""
    row, column = (
        min(int(share * length / 100), length - 1)
        for share, length in zip((settings.row, settings.column), shape, strict=True)
    )
    return row, column


def levels(result: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Weighted sums as grey levels from 0 to 255.

    Where the weights add up to nothing, a sum of 0 is a middle grey; else the brightness of a plain area stays.
    """
    total = kernel.sum()
    if abs(total) > 0.01 * np.abs(kernel).sum():
        return np.asarray(np.clip(result / total, 0, 255))
    largest = max(np.percentile(np.abs(result[1:-1, 1:-1]), 99.5), 1.0)
    return np.asarray(np.clip(127.5 + 127.5 * result / largest, 0, 255))


class Picture:
    """Left the picture, and the sum at one place or the training; right what comes out."""

    def __init__(self, before: Axes, how: Axes, after: Axes) -> None:
        self.view, self.how = "", how
        before.set_title("What goes in")
        after.set_title("What comes out")
        how.set_title("How")
        self.before, self.after = square(before), square(after)
        self.marks: list[Any] = [axes.add_patch(Rectangle((0, 0), 0, 0, **MARK)) for axes in (before, after)]
        self.products = [
            quick_text(how, x, y, ha="center", fontsize=10) for y in (3.5, 2.5, 1.5) for x in (0.5, 1.5, 2.5)
        ]
        self.sum = quick_text(how, 1.5, 0.45, ha="center", fontsize=11, fontweight="bold")
        (self.accuracy,) = how.plot([], [], "o-", color=Colour.VALIDATION, linewidth=2)
        (self.now,) = how.plot([], [], color=Colour.MUTED, linewidth=6, alpha=0.3, solid_capstyle="butt")

    def update(self, frame: Seen, ghost: Seen | None) -> None:
        """Show this picture and what was made of it; there is nothing to see of the one before."""
        self._fix_axes(frame.settings.view)
        by_hand = frame.settings.view == "kernel"
        for artist in (*self.marks, *self.products, self.sum):
            artist.set_visible(by_hand)
        for artist in (self.accuracy, self.now):
            artist.set_visible(not by_hand)
        is_digit = frame.picture.max() <= 1
        self.before.set_data(ink(frame.picture, Colour.MUTED) if is_digit else grey(frame.picture))
        if by_hand:
            self._update_sum(frame)
        else:
            self.after.set_data(
                with_kernels(frame) if frame.settings.layer == 1 else tinted(frame.result, 4, Colour.SKY)
            )
            self.accuracy.set_data(*frame.history.T)
            self.now.set_data([frame.epoch, frame.epoch], [0, 1])

    def _update_sum(self, frame: Seen) -> None:
        kernel = np.asarray(frame.settings.kernel)
        self.after.set_data(grey(levels(frame.result, kernel)))
        row, column = place(frame.settings, frame.picture.shape)
        height, width = frame.picture.shape
        wide = max(3, 0.04 * width)
        for mark in self.marks:
            mark.set_bounds(
                (column + 0.5 - wide / 2) / width, 1 - (row + 0.5 + wide / 2) / height, wide / width, wide / height
            )
        for text, pixel, weight in zip(self.products, frame.patch.ravel(), kernel.ravel(), strict=True):
            text.set_text(f"{pixel:.0f} × {short(weight)}")
        self.sum.set_text(f"added up: {short(np.sum(frame.patch * kernel))}")

    def _fix_axes(self, view: str) -> None:
        """Set limits and labels; seldom, because each change draws the axes again."""
        if view == self.view:
            return
        self.view = view
        if view == "kernel":
            self.how.set(
                xlim=(0, 3), ylim=(0, 4), xticks=[], yticks=[], xlabel="Pixel × weight, at the marked place", ylabel=""
            )
        else:
            self.how.set(xlim=(-0.2, EPOCHS + 0.2), ylim=(0, 1), xticks=range(EPOCHS + 1), yticks=np.linspace(0, 1, 6))
            self.how.set(xlabel="Epoch", ylabel="Accuracy")

    def pick(self, frame: Seen, panel: int, x: float, y: float) -> dict[str, Any] | None:
        """A click on one of the pictures chooses the place whose sum is shown."""
        if frame.settings.view != "kernel" or panel == 1:
            return None
        return {"column": round(100 * min(max(x, 0), 1)), "row": round(100 * min(max(1 - y, 0), 1))}


def short(value: float) -> str:
    """A number with two digits behind the point at most, and a true minus sign."""
    return f"{round(float(value), 2):g}".replace("-", "−").replace("−0", "0" if abs(value) < 0.005 else "−0")


def with_kernels(frame: Seen) -> np.ndarray:
    """The eight maps of the first layer as RGBA, beside each its kernel: brown adds, purple takes away."""
    cell, gap, columns = 4, 2, 2  # pixels of one weight; between two tiles
    side, wide = frame.result.shape[1], frame.result.shape[1] + 3 * cell + 2
    whole = (len(frame.result) // columns) * (side + gap) - gap
    made = np.zeros((whole, whole, 4), np.uint8)
    left_over = (whole - columns * (wide + gap) + gap) // 2
    brightest, largest = max(float(frame.result.max()), 1e-9), float(np.abs(frame.kernels).max())
    for place, (seen, kernel) in enumerate(zip(frame.result, frame.kernels, strict=True)):
        top, left = (place // columns) * (side + gap), left_over + (place % columns) * (wide + gap)
        weights = np.kron(kernel / largest, np.ones((cell, cell)))
        signed = np.where(
            (weights > 0)[..., None], ink(np.abs(weights), Colour.VALIDATION), ink(np.abs(weights), Colour.PURPLE)
        )
        below = top + (side - 3 * cell) // 2
        made[below : below + 3 * cell, left : left + 3 * cell] = signed
        tile = made[top : top + side, left + 3 * cell + 2 : left + wide]
        tile[:] = ink(np.sqrt(seen / brightest), Colour.SKY)
        dark = tile[..., 3] < 30
        tile[dark] = (128, 133, 144, 30)
    return made


def describe(frame: Seen) -> str:
    """What the kernel does at the marked place, or how well the network reads by now."""
    settings = frame.settings
    if settings.view == "network":
        return _of_network(frame)
    kernel = np.asarray(settings.kernel)
    total, at = kernel.sum(), np.sum(frame.patch * kernel)
    plain = abs(total) <= 0.01 * np.abs(kernel).sum()
    what = (
        "the weights add up to 0, so a plain area becomes middle grey: only changes are left"
        if plain
        else f"the weights add up to {short(total)}; the picture shows the sums divided by that"
    )
    credit = f" {CREDITS[settings.picture]}" if settings.picture in CREDITS else ""
    return f"At the marked place the nine products add up to {short(at)}. In this kernel {what}.{credit}"


def _of_network(frame: Seen) -> str:
    epoch, accuracy = frame.history[-1]
    start = "Before any training" if epoch == 0 else f"After epoch {epoch:.0f}"
    kernels = "8 kernels of the first" if frame.settings.layer == 1 else "16 kernels of the second"
    sentence = f"{start} it reads {percent(accuracy)} of the digits right that it never saw."
    return f"{sentence} Each square is what one of the {kernels} layer finds in this {frame.settings.digit}."


def measures(frame: Seen) -> dict[str, float]:
    """The sum at the marked place, or the accuracy of the network."""
    if frame.settings.view == "kernel":
        return {"sum at the place": float(np.sum(frame.patch * np.asarray(frame.settings.kernel)))}
    return {"validation accuracy": float(frame.history[-1, 1])}


LAB = Lab(
    title="Convolution",
    question="What can nine numbers find in a picture?",
    Settings=Settings,
    compute=compute,
    Picture=Picture,
    describe=describe,
    measures=measures,
    panels=(1.0, 0.9, 1.0),
    main=2,
    height=380,
    data=lambda settings: [shipped("digits").card] if shows_digits(settings) else [],
)

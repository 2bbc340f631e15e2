"""What slider, drag and memory move: one picture, as a lab and as people write it for `ipywidgets.interact`.

Each picture carries a small square whose colour spells the value it shows, so that the page can read from the pixels
alone which value is on the screen.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from workbench.live.lab import Lab
from workbench.live.spec import Frame, slider

WIDTH = 860  # CSS px of the browser window in which a lab's picture is some 630 wide
X = np.linspace(0, 10, 300)

cost = 0.005  # s of computing behind each picture; a benchmark may set another


@dataclass(frozen=True)
class Settings:
    value: int = slider(128, 0, 255, label="Value")


@dataclass(frozen=True)
class Waves(Frame):
    value: int
    left: np.ndarray
    right: np.ndarray


def work(value: int) -> tuple[np.ndarray, np.ndarray]:
    """Keep one processor busy for `cost` seconds, then give the two curves."""
    end = time.perf_counter() + cost
    while time.perf_counter() < end:
        pass
    return np.sin(X * (0.5 + value / 64)), np.cos(X) * value / 255


def colour(value: int) -> tuple[float, float, float]:
    """The colour that spells a value: red is the value, green 255 less it, blue 77."""
    return value / 255, 1 - value / 255, 77 / 255


def square(axes: Axes, value: int) -> Rectangle:
    return axes.add_patch(Rectangle((0.02, 0.03), 0.08, 0.15, transform=axes.transAxes, color=colour(value)))


def compute(settings: Settings) -> Iterator[Waves]:
    yield Waves(settings.value, *work(settings.value))


class Picture:
    def __init__(self, left: Axes, right: Axes) -> None:
        left.set(xlim=(0, 10), ylim=(-1.1, 1.1), xlabel="x", ylabel="sine", title="Left")
        right.set(xlim=(0, 10), ylim=(-1.1, 1.1), xlabel="x", ylabel="cosine", title="Right")
        (self.left,) = left.plot([], [], label="sine")
        (self.right,) = right.plot([], [], label="cosine")
        self.square = square(left, 0)

    def update(self, frame: Waves, ghost: Waves | None) -> None:
        self.left.set_data(X, frame.left)
        self.right.set_data(X, frame.right)
        self.square.set_color(colour(frame.value))


LAB = Lab(
    "Waves", "How fast?", Settings, compute, Picture, lambda f: f"Value {f.value}.", panels=(1.0, 1.0), height=300
)


def classic(value: int) -> None:
    """The same picture, drawn as nearly every notebook does it."""
    import matplotlib.pyplot as plt

    sine, cosine = work(value)
    _, (left, right) = plt.subplots(1, 2, figsize=(6.8, 3.2))
    left.plot(X, sine, label="sine")
    right.plot(X, cosine, label="cosine")
    left.set(xlim=(0, 10), ylim=(-1.1, 1.1), xlabel="x", ylabel="sine", title="Left")
    right.set(xlim=(0, 10), ylim=(-1.1, 1.1), xlabel="x", ylabel="cosine", title="Right")
    for axes in (left, right):
        axes.legend()
    square(left, value)
    plt.show()

"""Pictures that users of shap know, made of artists that stay: the waterfall and the beeswarm.

The numbers, their order and their colours are those of `shap.plots`; a test compares them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from workbench.explain.overview import Swarm
from workbench.labs.quick_text import QuickText, quick_text
from workbench.live.marks import areas, segments
from workbench.live.spec import Colour

RED, BLUE, GREY = "#ff0051", "#008bfb", "#777777"
SHADES = (  # shap's colours from a low value (blue) to a high one (red), in equal steps
    "#0086fa", "#007df6", "#0073f0", "#3769e8", "#5b5dde", "#7350d2", "#8641c4", "#952eb4",
    "#a61ba9", "#b900a0", "#cb0096", "#da008b", "#e6007f", "#f10072", "#fa0065", "#ff0057",
)  # fmt: skip
HALF = 0.4  # half the height of a bar, in rows
HEAD = 7.7  # CSS px: length of an arrow's head, 0.08 inches
NUMBER = 60  # CSS px: length of a number such as +177.48


@dataclass(frozen=True)
class Steps:
    """The bars of a waterfall, from the top row down.

    Attributes:
        order: The feature each row shows; -1 for the row of all the rest.
        starts: Where each bar starts, shape (rows,).
        ends: Where its arrow points to, shape (rows,): the bar above starts there.
        names: What stands beside each row.
        numbers: The contribution in figures.
    """

    order: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    names: list[str]
    numbers: list[str]


def steps(values: np.ndarray, base: float, names: Sequence[str], show: int) -> Steps:
    """Lay out contributions from the largest at the top down to the base value, as `shap.plots.waterfall` does.

    Args:
        values: Contributions, shape (features,).
        base: The base value they start from.
        names: What to write beside each feature.
        show: Most rows; if there are more features, the last row is the sum of the rest.
    """
    order = np.argsort(-np.abs(values), kind="stable")
    shown = list(values[order])
    if show < len(values):
        rest = len(values) - show + 1
        shown[show - 1 :] = [sum(shown[show - 1 :])]
        order = np.append(order[: show - 1], -1)
        names = [*names, f"{rest} other features"]
    ends = base + np.cumsum(shown[::-1])[::-1]
    starts = np.append(ends[1:], base)
    return Steps(order, starts, ends, [names[i] for i in order], [signed(value) for value in shown])


def signed(value: float) -> str:
    """A contribution as shap writes it: two digits, no zeros at the end, a true minus sign."""
    return re.sub(r"\.?0+$", "", f"{value:+.2f}").replace("-", "−")


WIDER, PLACES = 1.55, 6  # each width of a panel is so much the one before; places of a window in its own width


def calm_limits(low: float, high: float, margin: float = 0.1) -> tuple[float, float]:
    """Limits with room on both sides, in coarse steps: a slider seldom changes them, and each change costs a redraw.

    They depend on nothing but the values, so that the same frame always makes the same picture.

    Args:
        low: The lowest value to show.
        high: The highest.
        margin: The share of the panel to keep free on each side.
    """
    span = max(high - low, 1e-9)
    room = span * margin / (1 - 2 * margin)
    power = np.ceil(np.log(span + 2 * room) / np.log(WIDER) - 1e-9)
    while True:  # twice at most: the next width has more room to spare than a window can be out of place
        width = WIDER**power
        left = np.floor((low - room) / width * PLACES) * width / PLACES
        if left + width >= high + room:
            return float(left), float(left + width)
        power += 1


class Waterfall:
    """From the base value at the bottom to the answer at the top, one arrow a feature."""

    def __init__(self, axes: Axes, rows: int, longest: str) -> None:
        """Make the artists.

        Args:
            axes: The panel.
            rows: Most rows to show.
            longest: The longest text that may stand beside a row; room is kept for it.
        """
        self.axes, self.rows = axes, rows
        axes.set(ylim=(-1.1, rows + 0.1), yticks=[])
        self.links = segments(axes, colors=Colour.MUTED, linewidths=0.8, linestyles="--")
        self.bars = areas(axes, zorder=2)
        beside: dict[str, Any] = {"transform": axes.get_yaxis_transform(), "ha": "right", "fontsize": 9.5}
        self.names = [quick_text(axes, -0.012, 0, **beside) for _ in range(rows)]
        self.numbers = [quick_text(axes, fontsize=9, fontweight="bold") for _ in range(rows)]
        self.base, self.answer = (quick_text(axes, fontsize=9, ha="center") for _ in range(2))
        room = axes.text(-0.012, 0, longest, alpha=0, va="center", **beside)
        self.background: tuple[Any, ...] = (room,)

    def update(self, shown: Steps, base: float, keep: Sequence[float] = ()) -> None:
        """Show these contributions.

        Args:
            shown: Their layout.
            base: The base value.
            keep: More values that must lie within the limits, such as a threshold.
        """
        ends, starts = shown.ends, shown.starts
        places = np.arange(len(ends))[::-1]  # the first row is the top one
        shown_values = (*ends, base, *keep)
        width = self.axes.bbox.width * 96 / self.axes.figure.dpi  # CSS px
        margin = min(NUMBER / width, 0.27)
        limits = calm_limits(min(shown_values), max(shown_values), margin)
        if limits != self.axes.get_xlim():
            self.axes.set_xlim(limits)
        pixel = (limits[1] - limits[0]) / width
        self.bars.set_verts([_arrow(*each, HEAD * pixel) for each in zip(starts, ends, places, strict=True)])
        self.bars.set_facecolor([RED if end >= start else BLUE for start, end in zip(starts, ends, strict=True)])
        self.links.set_segments(
            [[(end, place - HALF), (end, place + 1 + HALF)] for end, place in zip(ends[1:], places[1:], strict=True)]
            + [[(base, -1), (base, HALF)], [(ends[0], places[0] - HALF), (ends[0], places[0] + 1)]]
        )
        for i, (name, number) in enumerate(zip(self.names, self.numbers, strict=True)):
            visible = i < len(ends)
            name.set_visible(visible)
            number.set_visible(visible)
            if visible:
                _place(name, -0.012, places[i], shown.names[i])
                name.fit(self.axes.bbox.x0)
                side = 1 if ends[i] >= starts[i] else -1
                _place(number, ends[i] + 4 * side * pixel, places[i], shown.numbers[i], "left" if side > 0 else "right")
        _place(self.base, base, -0.8, "base value " + f"{base:.3f}".replace("-", "−"))
        _place(self.answer, ends[0], places[0] + 0.8, "answer " + f"{ends[0]:.3f}".replace("-", "−"))


class Dots:
    """Many dots in shap's colours. One line a colour: matplotlib draws these five times as fast as a scatter."""

    def __init__(self, axes: Axes, size: float) -> None:
        """Make the artists; `size` is the diameter of a dot in points."""
        dots = [axes.plot([], [], "o", color=color, markersize=size, markeredgewidth=0) for color in (*SHADES, GREY)]
        self.lines = [line for (line,) in dots]

    def update(self, x: np.ndarray, y: np.ndarray, shade: np.ndarray) -> None:
        """Show dots; `shade` runs from 0 (blue) to 1 (red), and NaN is grey."""
        numbers = shade_numbers(shade)
        for i, line in enumerate(self.lines):
            line.set_data(x[numbers == i], y[numbers == i])


class Beeswarm:
    """One row of dots a feature; a dot is a row of the data, its place the contribution, its colour the value."""

    def __init__(self, axes: Axes, rows: int, longest: str) -> None:
        """Make the artists.

        Args:
            axes: The panel.
            rows: Most rows to show.
            longest: The longest text that may stand beside a row; room is kept for it.
        """
        self.axes = axes
        axes.set(yticks=[])
        beside: dict[str, Any] = {"transform": axes.get_yaxis_transform(), "ha": "right", "fontsize": 9.5}
        self.names = [quick_text(axes, -0.02, 0, **beside) for _ in range(rows)]
        self.dots = Dots(axes, size=2.6)
        room = axes.text(-0.02, 0, longest, alpha=0, va="center", **beside)
        self.background: tuple[Any, ...] = (axes.axvline(0, color=Colour.MUTED, linewidth=0.8), room)

    def update(self, swarms: Sequence[Swarm]) -> None:
        """Show these rows, the first at the top."""
        x = np.concatenate([swarm.x for swarm in swarms])
        y = np.concatenate([swarm.y + len(swarms) - 1 - i for i, swarm in enumerate(swarms)])
        self.dots.update(x, y, np.concatenate([swarm.shade for swarm in swarms]))
        limits = calm_limits(x.min(), x.max())
        if limits != self.axes.get_xlim():
            self.axes.set_xlim(limits)
        if self.axes.get_ylim() != (rows := (-0.6, len(swarms) - 0.4)):
            self.axes.set_ylim(rows)
        for i, text in enumerate(self.names):
            text.set_visible(i < len(swarms))
            if i < len(swarms):
                _place(text, -0.02, len(swarms) - 1 - i, swarms[i].name)
                text.fit(self.axes.bbox.x0)


def shade_numbers(shade: np.ndarray) -> np.ndarray:
    """The number of each shade in `SHADES`; one more than the last for values without an order."""
    known = np.minimum((np.nan_to_num(shade) * len(SHADES)).astype(int), len(SHADES) - 1)
    return np.where(np.isnan(shade), len(SHADES), known)


def _arrow(start: float, end: float, place: float, head: float) -> list[tuple[float, float]]:
    neck = end - np.sign(end - start) * min(head, abs(end - start))
    return [
        (start, place - HALF), (neck, place - HALF), (end, place), (neck, place + HALF), (start, place + HALF)
    ]  # fmt: skip


def _place(text: QuickText, x: float, y: float, words: str, align: str | None = None) -> None:
    text.set(position=(x, y), text=words, visible=True)
    if align:
        text.set(ha=align)

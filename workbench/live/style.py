"""The house style of pictures: ink, axes, legends, and where the panels stand.

Nothing here touches matplotlib's global settings: they belong to the learner, who may change them at any time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from workbench.live.spec import Lab, Theme

CSS_DPI = 96  # CSS pixels to the inch
STACK_BELOW = 540  # CSS px: narrower pictures put their panels one below the other,
NARROWEST = 100  # and so do those in which a panel would be narrower than this
MEASURED = np.array((2.5, 1.5, 3.2, 2.4))  # inches: where a panel stands while its labels are measured
LEFT, RIGHT, BOTTOM, TOP, LEGEND_ROW = 60, 14, 46, 39, 20  # CSS px around a panel


@dataclass(frozen=True)
class Look:
    """What the page is like: its theme, the picture's width in CSS pixels, and screen pixels per CSS pixel."""

    theme: Theme = "light"
    width: int = 900
    ratio: float = 1.0


@dataclass(frozen=True)
class Ink:
    """The colours of everything that is not data."""

    paper: str
    text: str
    muted: str
    grid: str


INKS: Mapping[Theme, Ink] = {
    "light": Ink(paper="#ffffff", text="#1b1f24", muted="#57606a", grid="#e6e9ed"),
    "dark": Ink(paper="#14171b", text="#e9ecf0", muted="#a3acb8", grid="#2a2f36"),
}


def dress(figure: Figure, ink: Ink) -> None:
    """Give every axes of a figure the house look, and its title on the left."""
    figure.set_facecolor(ink.paper)
    for text in figure.findobj(Text):
        if text.get_color() in ("black", "k", rcParams["text.color"]):
            text.set_color(ink.text)
    for axes in figure.axes:
        axes.set_facecolor(ink.paper)
        axes.set_axisbelow(True)
        if not axes.images:
            axes.grid(color=ink.grid, linewidth=0.8, linestyle="-")
        axes.tick_params(which="both", colors=ink.muted, labelsize=9, length=0, pad=5)
        for label in (axes.xaxis.label, axes.yaxis.label):
            label.set(fontsize=9.5, color=ink.muted)
        for side, spine in axes.spines.items():
            spine.set(visible=side in ("left", "bottom"), color=ink.grid, linewidth=1, zorder=0.9)
        title = axes.get_title(loc="left") or axes.get_title()
        axes.set_title("")
        axes.set_title(title, loc="left")


def rooms(figure: Figure, look: Look) -> list[int]:
    """Room needed to the left of each panel, for ticks and labels, in CSS pixels.

    It is measured in the same place whatever the layout is now: the same labels always get the same room.
    """
    place = MEASURED / np.tile(figure.get_size_inches(), 2)
    return [_left(axes, look, place) for axes in figure.axes]


def lay_out(figure: Figure, lab: Lab, look: Look, lefts: list[int]) -> None:
    """Place the panels side by side, or one below the other on a narrow page, with room for labels and legends."""
    panels = figure.axes
    free = look.width - sum(lefts) - RIGHT * len(panels)
    widths = [free * share / sum(lab.panels) for share in lab.panels]
    stacked = len(panels) > 1 and (look.width < STACK_BELOW or min(widths) < NARROWEST)
    if stacked:
        lefts = [max(lefts)] * len(panels)
        widths = [look.width - left - RIGHT for left in lefts]
    ink = INKS[look.theme]
    rows = [_add_legend(axes, (width + RIGHT) * look.ratio, ink) for axes, width in zip(panels, widths, strict=True)]
    if not stacked:
        rows = [max(rows)] * len(panels)  # so that titles stand in one line
    heights = [lab.height + LEGEND_ROW * count for count in rows]
    total = sum(heights) if stacked else max(heights)
    figure.set_size_inches(look.width / CSS_DPI, total / CSS_DPI)
    x, y = 0.0, float(total)
    inner = lab.height - TOP - BOTTOM
    for axes, left, width, height, count in zip(panels, lefts, widths, heights, rows, strict=True):
        axes.set_title(
            axes.get_title(loc="left"), loc="left", pad=8 + 0.75 * LEGEND_ROW * count, fontsize=11, fontweight="bold",
            color=ink.text,
        )  # fmt: skip
        bottom = y - height + BOTTOM
        axes.set_position(((x + left) / look.width, bottom / total, width / look.width, inner / total))
        if stacked:
            y -= height
        else:
            x += left + width + RIGHT


def _left(axes: Axes, look: Look, place: np.ndarray) -> int:
    before = axes.get_position(original=True)  # a panel of equal scales stands inside it, and would drift
    axes.set_position(tuple(place))
    labels = [text for text in axes.texts if not text.get_animated()]
    boxes = [axes.yaxis.get_tightbbox(), *(text.get_window_extent() for text in labels)]
    overhang = float(axes.bbox.x0 - min((box.x0 for box in boxes if box is not None), default=axes.bbox.x0))
    axes.set_position(before)
    return round(min(max(LEFT, overhang / look.ratio + 8), look.width * 0.45))


def _add_legend(axes: Axes, width: float, ink: Ink) -> int:
    """Put a legend above the panel if its artists have labels, as wide as fits into `width` screen pixels.

    Returns: The number of its rows.
    """
    count = len(axes.get_legend_handles_labels()[1])
    for rows in range(1, count + 1):
        columns = -(-count // rows)
        legend = axes.legend(
            loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=columns, frameon=False, fontsize=9,
            labelcolor=ink.muted, handlelength=1.3, handletextpad=0.5, columnspacing=1.2, borderaxespad=0.2,
            labelspacing=0.3,
        )  # fmt: skip
        if columns == 1 or legend.get_window_extent().width <= width:
            return rows
    return 0

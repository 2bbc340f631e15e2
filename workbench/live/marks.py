"""Marks that recur in the pictures of labs, each made once and empty."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D
from PIL import Image

from workbench.live.spec import Colour


def ghost_line(axes: Axes) -> Line2D:
    """The run before: faint and dashed."""
    return axes.plot([], [], color=Colour.MUTED, linestyle="--", linewidth=1.2)[0]


def star(axes: Axes, label: str) -> Line2D:
    """The best place."""
    return axes.plot([], [], "*", color=Colour.BEST, markersize=15, markeredgecolor="white", label=label)[0]


def here_bar(axes: Axes, label: str = "") -> Line2D:
    """A broad upright bar: you are here. Move it with `set_xdata`."""
    return axes.axvline(1, color=Colour.MUTED, linewidth=8, alpha=0.25, solid_capstyle="butt", label=label)


def areas(axes: Axes, **style: Any) -> PolyCollection:
    """Filled shapes that leave the limits of the axes alone; `set_verts` says where they are."""
    made = PolyCollection([], **{"linewidths": 0, **style})
    axes.add_collection(made, autolim=False)
    return made


def segments(axes: Axes, **style: Any) -> LineCollection:
    """Lines that leave the limits of the axes alone; `set_segments` says where they are."""
    made = LineCollection([], **style)
    axes.add_collection(made, autolim=False)
    return made


class Tint(Artist):
    """A map of answers between two classes: the likelier one's colour, the stronger the surer the answer.

    It is drawn in a quarter of the time that `imshow` takes, because one number a pixel is scaled up, and not four.

    Args:
        axes: The panel; the map fills it.
        low: Colour of the class that 0 stands for.
        high: Colour of the class that 1 stands for.
    """

    LEVELS = 64  # more cannot be told apart, and more pixels would change from picture to picture

    def __init__(self, axes: Axes, low: str, high: str) -> None:
        super().__init__()
        sure = np.linspace(-1, 1, self.LEVELS)
        colours = np.empty((self.LEVELS, 4), np.uint8)
        colours[:, :3] = np.round(255 * np.where(sure[:, None] > 0, to_rgb(high), to_rgb(low)))
        colours[:, 3] = 127.5 * np.abs(sure)  # no tint where nothing is sure
        self._colours = colours.view(np.uint32)[:, 0]
        self._levels = np.zeros((1, 1), np.uint8)
        axes.add_artist(self)

    def set_data(self, probability: np.ndarray) -> None:
        """Probabilities of the second class, shape (rows, columns), from the bottom left; NaN counts as one half."""
        whole = np.round((self.LEVELS - 1) * np.nan_to_num(probability, nan=0.5))
        self._levels = whole.astype(np.uint8)
        self.stale = True

    def draw(self, renderer: Any) -> None:
        """Scale the levels up to the panel's pixels, and look up their colours."""
        if not self.get_visible() or self.axes is None:
            return
        left, bottom, right, top = np.round(self.axes.bbox.extents).astype(int)
        scaled = Image.fromarray(self._levels).resize((right - left, top - bottom), Image.Resampling.BILINEAR)
        pixels = self._colours[np.asarray(scaled)].view(np.uint8).reshape(top - bottom, right - left, 4)
        context = renderer.new_gc()
        renderer.draw_image(context, left, bottom, pixels)
        context.restore()

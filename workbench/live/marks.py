"""Marks that recur in the pictures of labs, each made once and empty."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.lines import Line2D

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

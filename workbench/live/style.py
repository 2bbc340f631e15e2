"""The house style of pictures: ink and axes.

Nothing here touches matplotlib's global settings: they belong to the learner, who may change them at any time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import LogFormatter

from workbench.live.spec import Theme

CSS_DPI = 96  # CSS pixels to the inch
LABEL = 9.5  # points: the letters beside and below an axis


@dataclass(frozen=True)
class Look:
    """What the page is like: its theme, the picture's width in CSS pixels, and screen pixels per CSS pixel."""

    theme: Theme = "light"
    width: int = 900
    ratio: float = 1.0
    height: int = 0  # CSS pixels for the whole picture; 0 leaves it to the lab
    panel: int | None = None  # the only panel to show, where there is room for one; None shows all


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
            label.set(fontsize=LABEL, color=ink.muted)
        for side, spine in axes.spines.items():
            spine.set(visible=side in ("left", "bottom"), color=ink.grid, linewidth=1, zorder=0.9)
        title = axes.get_title(loc="left") or axes.get_title()
        axes.set_title("")
        axes.set_title(title, loc="left")


def show_as_written(panels: Iterable[Axes]) -> None:
    """A `$` in a column's name is a letter: only the numbers of a logarithmic axis are formulas."""
    for axes in panels:
        for text in axes.findobj(Text):
            text.set_parse_math(False)
        for axis in (axes.xaxis, axes.yaxis):
            major, minor = axis.get_major_formatter(), axis.get_minor_formatter()
            for formatter, made in ((major, axis.get_major_ticks()), (minor, axis.get_minor_ticks())):
                for tick in made if isinstance(formatter, LogFormatter) else ():
                    tick.label1.set_parse_math(True)

"""A persistent figure: made once, redrawn cheaply, sent as the patch of pixels that changed.

Drawing axes, ticks and text takes matplotlib some 60 ms; drawing the artists that change takes 3. So the axes are drawn
once, their pixels are kept, and each frame paints only the changing artists on top ("blitting"). Matplotlib itself says
when the axes must be drawn again: animated artists do not make a figure stale, everything else does.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from workbench.live.spec import Frame, Lab, Theme, Value

CSS_DPI = 96  # CSS pixels to the inch
STACK_BELOW = 540  # CSS px: narrower pictures put their panels one below the other
LEFT, RIGHT, BOTTOM, TOP, LEGEND_ROW = 60, 14, 46, 34, 20  # CSS px around a panel


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


@dataclass(frozen=True)
class Patch:
    """A rectangle of pixels, as lossless WebP, and where it belongs in the picture (all in screen pixels)."""

    x: int
    y: int
    width: int
    height: int
    total: tuple[int, int]
    data: bytes


class Canvas:
    """A lab's figure for one look of the page."""

    def __init__(self, lab: Lab, look: Look) -> None:
        self.lab, self.look = lab, look
        self.figure = Figure(dpi=CSS_DPI * look.ratio)
        self._agg = FigureCanvasAgg(self.figure)
        self._axes = [self.figure.add_axes((0.1, 0.1, 0.8, 0.8)) for _ in lab.panels]
        self.picture = lab.Picture(*self._axes)
        _dress(self.figure, INKS[look.theme])
        self._legend_rows = [_head(axes, INKS[look.theme]) for axes in self._axes]
        self._live = self._find_live()
        self._laid_out = False
        self._background: Any = None
        self._sent: np.ndarray | None = None

    def draw(self, frame: Frame, ghost: Frame | None) -> np.ndarray:
        """The pixels of a frame, shape (height, width, 4), RGBA; valid until the next call."""
        self.picture.update(frame, ghost)
        if not self._laid_out:
            self._lay_out()
        if self._background is None or self.figure.stale:
            self._agg.draw()
            self._background = self._agg.copy_from_bbox(self.figure.bbox)
        else:
            self._agg.restore_region(self._background)
        for axes, artists in self._live:
            for artist in artists:
                axes.draw_artist(artist)
        return np.asarray(self._agg.buffer_rgba())

    def patch(self, frame: Frame, ghost: Frame | None) -> Patch:
        """What changed since the last patch."""
        pixels = self.draw(frame, ghost)
        height, width, _ = pixels.shape
        top, bottom, left, right = 0, height, 0, width
        if self._sent is not None:
            changed = pixels.view(np.uint32)[..., 0] != self._sent.view(np.uint32)[..., 0]
            rows, columns = changed.any(1).nonzero()[0], changed.any(0).nonzero()[0]
            if rows.size:
                top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
            else:
                bottom = right = 1
        self._sent = pixels.copy()
        part = np.ascontiguousarray(pixels[top:bottom, left:right])
        data = _encode(part, "WEBP", lossless=True, quality=0, method=0)
        return Patch(int(left), int(top), int(right - left), int(bottom - top), (width, height), data)

    def forget(self) -> None:
        """Send the whole picture next time: a new page knows none of it."""
        self._sent = None

    def png(self) -> bytes:
        """The last picture sent, as PNG."""
        if self._sent is None:
            raise RuntimeError("No picture was drawn yet; call `patch` first.")
        return _encode(self._sent, "PNG", optimize=False)

    def pick(self, frame: Frame, x: float, y: float) -> Mapping[str, Value] | None:
        """The settings that a click asks for. x and y are shares of the picture's width and height, y downwards."""
        pick = getattr(self.picture, "pick", None)
        width, height = self.figure.bbox.size
        point = (x * width, (1 - y) * height)
        for panel, axes in enumerate(self._axes):
            box = axes.get_tightbbox(self._agg.get_renderer())
            if pick and box is not None and box.contains(*point):
                values: Mapping[str, Value] | None = pick(frame, panel, *axes.transData.inverted().transform(point))
                return values
        return None

    def _find_live(self) -> list[tuple[Axes, list[Artist]]]:
        """The artists that change, by axes and in drawing order; they become "animated", the rest is background."""
        under = sorted(getattr(self.picture, "background", ()), key=Artist.get_zorder)
        for place, artist in enumerate(under):
            artist.set_zorder(0.6 + 0.2 * place / len(under))  # over the grid, under all that changes
        background = {id(artist) for artist in under}
        live = []
        for axes in self._axes:
            children = [*axes.lines, *axes.collections, *axes.patches, *axes.images, *axes.texts, *axes.artists]
            artists = [artist for artist in children if id(artist) not in background]
            for artist in artists:
                artist.set_animated(True)
                artist.set_zorder(max(artist.get_zorder(), 1))  # images too stay above spines and grid
            live.append((axes, sorted(artists, key=Artist.get_zorder)))
        return live

    def _lay_out(self) -> None:
        """Place the panels, with room on the left for what the first frame writes there."""
        look, lab = self.look, self.lab
        stacked = look.width < STACK_BELOW
        renderer = self._agg.get_renderer()
        lefts = []
        for axes in self._axes:
            axes.set_position((0.4, 0.3, 0.5, 0.5))
            outside = (axes.bbox.x0 - (axes.get_tightbbox(renderer) or axes.bbox).x0) / look.ratio
            lefts.append(min(max(LEFT, outside + 8), look.width * 0.45))
        tops = [TOP + LEGEND_ROW * rows for rows in self._legend_rows]
        if stacked:
            lefts, total = [max(lefts)] * len(lefts), sum(lab.height + top - TOP for top in tops)
            y = total
            for axes, left, top in zip(self._axes, lefts, tops, strict=True):
                y -= lab.height + top - TOP
                inner = lab.height - TOP - BOTTOM
                self._place(axes, left, y + BOTTOM, look.width - left - RIGHT, inner, total)
        else:
            total = lab.height + max(tops) - TOP
            free = look.width - sum(lefts) - RIGHT * len(lefts)
            x = 0.0
            for axes, left, share in zip(self._axes, lefts, lab.panels, strict=True):
                width = free * share / sum(lab.panels)
                self._place(axes, x + left, BOTTOM, width, lab.height - TOP - BOTTOM, total)
                x += left + width + RIGHT
        self.figure.set_size_inches(look.width / CSS_DPI, total / CSS_DPI)
        self._laid_out, self._background = True, None

    def _place(self, axes: Axes, x: float, y: float, width: float, height: float, total: float) -> None:
        axes.set_position((x / self.look.width, y / total, width / self.look.width, height / total))


def still(lab: Lab, frame: Frame, ghost: Frame | None, *, theme: Theme, width: int) -> Figure:
    """A figure of one frame that draws, saves and shows like any other."""
    import matplotlib.pyplot  # noqa: F401 - in a notebook this is what teaches Jupyter to show figures

    canvas = Canvas(lab, Look(theme, width))
    canvas.draw(frame, ghost)
    for _, artists in canvas._live:
        for artist in artists:
            artist.set_animated(False)
    return canvas.figure


def _encode(pixels: np.ndarray, format: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, format, **options)
    return buffer.getvalue()


def _dress(figure: Figure, ink: Ink) -> None:
    """Give a figure the house look without touching matplotlib's global settings, which are the learner's."""
    figure.set_facecolor(ink.paper)
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
    for text in figure.findobj(Text):
        if text.get_color() in ("black", "k"):
            text.set_color(ink.text)


def _head(axes: Axes, ink: Ink) -> int:
    """Put the title above the panel, and under it a legend if artists have labels; return the legend's rows."""
    handles, labels = axes.get_legend_handles_labels()
    columns = min(len(labels), 3 if sum(map(len, labels)) > 40 else 4)
    rows = -(-len(labels) // columns) if labels else 0
    if rows:
        axes.legend(
            handles, labels, loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=columns, frameon=False, fontsize=9,
            labelcolor=ink.muted, handlelength=1.3, handletextpad=0.5, columnspacing=1.2, borderaxespad=0.2,
            labelspacing=0.3,
        )  # fmt: skip
    title = axes.get_title(loc="left") or axes.get_title()
    axes.title.set_text("")
    pad = 8 + 0.75 * LEGEND_ROW * rows
    axes.set_title(title, loc="left", pad=pad, fontsize=11, fontweight="bold", color=ink.text)
    return rows

"""A persistent figure: made once, redrawn cheaply, sent as the patch of pixels that changed.

Drawing axes, ticks and text takes matplotlib some 60 ms; drawing the artists that change takes 3. So the axes are drawn
once, their pixels are kept, and each frame paints only the changing artists on top ("blitting"). Matplotlib itself says
when the axes must be drawn again: animated artists do not make a figure stale, everything else does.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from workbench.live.layout import lay_out, rooms, thin_out
from workbench.live.pin_lines import PinLines
from workbench.live.spec import Curve, Frame, LabSpec, Theme, Value
from workbench.live.style import CSS_DPI, INKS, Look, dress, show_as_written

FAST = 1  # level of compression: higher ones cost more time than they save


@dataclass(frozen=True)
class Patch:
    """The pixels that changed.

    Attributes:
        size: Width and height of the whole picture, in screen pixels.
        part: 0 for a whole picture, then one more for each patch on top of it.
        data: Deflated numbers of 32 bits, lowest byte first: for each changed pixel, in reading order, its distance
            from the one before; then the new colour of each, RGBA.
    """

    size: tuple[int, int]
    part: int
    data: bytes


class Canvas:
    """A lab's figure for one look of the page."""

    def __init__(self, lab: LabSpec, look: Look) -> None:
        self.lab, self.look = lab, look
        self.figure = Figure(dpi=CSS_DPI * look.ratio)
        self._agg = FigureCanvasAgg(self.figure)
        self._axes = [self.figure.add_axes((0.1, 0.1, 0.8, 0.8)) for _ in lab.panels]
        self.picture = lab.Picture(*self._axes)
        self._shown, self._plan = self._axes, lab
        if look.panel is not None:
            self._shown, self._plan = [self._axes[look.panel]], replace(lab, panels=(1.0,), main=0)
            for axes in self._axes:
                axes.set_visible(axes in self._shown)
        dress(self.figure, INKS[look.theme])
        self._live = self._find_live()
        self._pinned: Mapping[int, Curve] = {}
        self._pin_lines = PinLines(self._axes, INKS[look.theme].paper, look.ratio)
        # The room beside each panel, in CSS pixels, and the label that stands there now, whose letters fit its height.
        self._laid: list[tuple[int, str]] = []
        self._background: Any = None
        self._slow: Any = None  # the pixels of the panel that may lag behind
        self._sent: np.ndarray | None = None
        self._known = False  # whether the page has the picture that was sent
        self._part = 0

    def draw(self, frame: Frame, ghost: Frame | None, *, hasty: bool = False) -> np.ndarray:
        """The pixels of a frame, shape (height, width, 4), RGBA; valid until the next call.

        A `hasty` one leaves the slow panel as it was, where the picture has one (see `Picture`).
        """
        self._update(frame, ghost)
        slow: int | None = getattr(self.picture, "slow", None)
        hasty = hasty and self._slow is not None and not self.figure.stale
        if slow is not None and not hasty:
            self._update_slow(frame, ghost)
        if self._background is None or self.figure.stale:
            show_as_written(self._axes)
            lefts = rooms(self.figure, self._shown, self.look)
            laid = [(left, axes.get_ylabel()) for left, axes in zip(lefts, self._shown, strict=True)]
            if laid != self._laid:
                lay_out(self.figure, self._shown, self._plan, self.look, lefts)
                self._laid = laid
                self._update(frame, ghost)  # some pictures depend on the room they have
                if slow is not None:
                    self._update_slow(frame, ghost)
            show_as_written(self._shown)  # the legend and the ticks may be new
            thin_out(self._shown)
            self._agg.draw()
            self._background = self._agg.copy_from_bbox(self.figure.bbox)
        else:
            self._agg.restore_region(self._background)
        if hasty:
            self._agg.restore_region(self._slow)
        for panel, (axes, artists) in enumerate(self._live):
            if axes.get_visible() and not (hasty and panel == slow):
                for artist in artists:
                    axes.draw_artist(artist)
        if slow is not None and not hasty:
            self._slow = self._agg.copy_from_bbox(self._axes[slow].bbox)
        return np.asarray(self._agg.buffer_rgba())

    def patch(self, frame: Frame, ghost: Frame | None, *, hasty: bool = False) -> Patch:
        """What changed since the last patch; at first, and after `forget`, every pixel. For `hasty` see `draw`."""
        pixels = self.draw(frame, ghost, hasty=hasty).view("<u4")[..., 0].copy()
        if self._sent is None or not self._known:
            self._part, changed = 0, np.ones(pixels.size, bool)
        else:
            self._part, changed = self._part + 1, (pixels != self._sent).ravel()
        self._sent, self._known = pixels, True
        places = np.flatnonzero(changed)
        return Patch(pixels.shape[::-1], self._part, packed(places, pixels.ravel()[places]))

    def pin(self, curves: Mapping[int, Curve]) -> None:
        """The curves of pinned runs to show from now on, by place."""
        self._pinned = curves
        for panel, artist in self._pin_lines.make(curves):
            artist.set_animated(True)
            live = self._live[panel][1]
            live.append(artist)
            live.sort(key=Artist.get_zorder)

    def _update(self, frame: Frame, ghost: Frame | None) -> None:
        self.picture.update(frame, ghost)
        if self._pin_lines:
            self._pin_lines.update(self._pinned, main_curve(self.picture, frame))

    def _update_slow(self, frame: Frame, ghost: Frame | None) -> None:
        picture: Any = self.picture
        picture.update_slow(frame, ghost)

    def forget(self) -> None:
        """Send the whole picture next time: a new page knows none of it."""
        self._known = False

    def png(self) -> bytes:
        """The last picture sent, as PNG."""
        if self._sent is None:
            raise RuntimeError("No picture was drawn yet; call `patch` first.")
        buffer = io.BytesIO()
        Image.fromarray(self._sent.view(np.uint8).reshape(*self._sent.shape, 4)).save(buffer, "PNG")
        return buffer.getvalue()

    def pick(self, frame: Frame, x: float, y: float, *, by: str = "pick") -> Mapping[str, Value] | None:
        """The settings that a click asks for, or a mouse above (`by` is "hover").

        x and y are shares of the picture's width and height, y downwards.
        """
        pick = getattr(self.picture, by, None)
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


def packed(places: np.ndarray, colours: np.ndarray, level: int = FAST) -> bytes:
    """Pixels as a `Patch` holds them: their places in reading order, shape (n,), and their colours, shape (n,)."""
    places = places.astype("<u4")
    numbers = np.concatenate([np.diff(places, prepend=places.dtype.type(0)), colours.astype("<u4")])
    return zlib.compress(numbers.tobytes(), level)


def main_curve(picture: Any, frame: Frame) -> Curve | None:
    """The curve that a pin of this frame keeps, or None where the picture offers none."""
    find = getattr(picture, "main_curve", None)
    curve: Curve | None = find(frame) if find else None
    return curve


def curve_of(lab: LabSpec, frame: Frame) -> Curve | None:
    """The same, where no picture is at hand."""
    return main_curve(Canvas(lab, Look()).picture, frame)


def still(
    lab: LabSpec,
    frame: Frame,
    ghost: Frame | None,
    *,
    theme: Theme,
    width: int,
    height: int = 0,
    pinned: Mapping[int, Curve] | None = None,
) -> Figure:
    """A figure of one frame that draws and saves like any other. In a notebook, call `teach_jupyter` before."""
    canvas = Canvas(lab, Look(theme, width, height=height))
    canvas.pin(pinned or {})
    canvas.draw(frame, ghost)
    for _, artists in canvas._live:
        for artist in artists:
            artist.set_animated(False)
    return canvas.figure


def teach_jupyter() -> None:
    """Let Jupyter show figures: it learns to when Pyplot makes its first one. Call it in the thread of the cells."""
    import matplotlib.pyplot as plt

    plt.close(plt.figure())

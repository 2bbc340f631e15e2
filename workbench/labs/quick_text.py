"""Text that keeps its pixels: matplotlib draws letter by letter, some 35 µs each, too slow for a moving picture."""

from __future__ import annotations

from functools import lru_cache
from threading import Lock
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from matplotlib.transforms import IdentityTransform

_turn = Lock()  # a lab on the page and a cell may draw at once, and there is one paper
MARGIN = 2  # pixels around the letters: some reach a little beyond their box


class QuickText(Text):
    """One line of text, drawn as an image that is remembered by what it says and how it looks.

    Attributes:
        even: Whether it is as high as any other text of this font, so that words side by side stand on one line.
    """

    even = False

    def fit(self, width: float) -> None:
        """Where the text is wider than so many screen pixels, cut it and end it with "…"."""
        words, dpi = self.get_text(), self.figure.dpi
        while words and self._wide(dpi) > width:
            words = words[:-1].rstrip()
            self.set_text(f"{words}…")

    @property
    def width(self) -> int:
        """In screen pixels."""
        return self._wide(self.figure.dpi) - 2 * MARGIN

    def _wide(self, dpi: float) -> int:
        return int(self._pixels(dpi).shape[1])

    def _pixels(self, dpi: float) -> np.ndarray:
        return _pixels(self.get_text(), str(self.get_color()), self.get_fontproperties(), dpi, self.even)

    def draw(self, renderer: Any) -> None:
        """Paste the remembered pixels; on paper (PDF, SVG) draw real letters."""
        if not isinstance(renderer, RendererAgg):
            super().draw(renderer)
        elif self.get_visible() and self.get_text():
            pixels = self._pixels(renderer.dpi)
            x, y = self.get_transform().transform(self.get_unitless_position())
            height, width = pixels.shape[:2]
            x -= {"left": 0, "center": 0.5, "right": 1}[self.get_horizontalalignment()] * (width - 2 * MARGIN) + MARGIN
            y -= {"bottom": 0, "center": 0.5, "top": 1}[self.get_verticalalignment()] * (height - 2 * MARGIN) + MARGIN
            gc = renderer.new_gc()
            renderer.draw_image(gc, round(x), round(y), pixels)
            gc.restore()
        self.stale = False


def quick_text(axes: Axes, x: float = 0.0, y: float = 0.0, text: str = "", **style: Any) -> QuickText:
    """Add a `QuickText` to the axes, in data coordinates unless `transform` says otherwise."""
    made = QuickText(x, y, text, **{"transform": axes.transData, "va": "center", **style})
    axes.add_artist(made)
    return made


@lru_cache(maxsize=4000)
def _pixels(text: str, color: str, font: FontProperties, dpi: float, even: bool) -> np.ndarray:
    """The letters as RGBA pixels, shape (height, width, 4)."""
    style: dict[str, Any] = {"fontproperties": font, "transform": IdentityTransform(), "parse_math": False}
    letters = Text(MARGIN, MARGIN, text, color=color, va="bottom", **style)
    with _turn:
        figure, paper = _paper(dpi)
        letters.set_figure(figure)
        box = letters.get_window_extent(paper)
        height, width = (int(np.ceil(size)) + 2 * MARGIN for size in (box.height, box.width))
        if even:
            tallest = Text(0, 0, "Ågjl|", va="baseline", figure=figure, **style).get_window_extent(paper)
            height = int(np.ceil(tallest.height)) + 2 * MARGIN
            letters.set(y=MARGIN - tallest.y0, va="baseline")
        paper.clear()
        letters.draw(paper)
        return np.array(np.asarray(paper.buffer_rgba())[-height:, :width][::-1])  # draw_image counts rows upwards


@lru_cache(maxsize=4)
def _paper(dpi: float) -> tuple[Figure, RendererAgg]:
    """Something to draw one line of text on, 10 by 0.5 inches."""
    return Figure(dpi=dpi), RendererAgg(10 * dpi, dpi / 2, dpi)

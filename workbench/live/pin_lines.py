"""The main curves of pinned runs, in the picture: told apart by colour, by dashes, and by a letter at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.text import Text

from workbench.live.pins import LETTERS, LINES
from workbench.live.spec import Curve

APART = 15  # CSS pixels between two letters
UNDER = 1.9  # the present run is drawn over the pinned ones


class PinLines:
    """Lines and letters for the curves of pins, made when they are first needed.

    Args:
        panels: The axes of the picture.
        paper: The colour of the paper, on which letters stand.
        pixel: Screen pixels to a CSS pixel.
    """

    def __init__(self, panels: Sequence[Axes], paper: str, pixel: float) -> None:
        self._panels, self._paper, self._pixel = panels, paper, pixel
        self._made: dict[tuple[int, int], tuple[Line2D, Text]] = {}  # by panel and place

    def __bool__(self) -> bool:
        return bool(self._made)

    def make(self, curves: Mapping[int, Curve]) -> list[tuple[int, Artist]]:
        """Artists for curves that have none yet, each with its panel."""
        new: list[tuple[int, Artist]] = []
        for place, curve in curves.items():
            if (curve.panel, place) not in self._made:
                line, letter = self._make(self._panels[curve.panel], place)
                self._made[curve.panel, place] = line, letter
                new += [(curve.panel, line), (curve.panel, letter)]
        return new

    def update(self, curves: Mapping[int, Curve], now: Curve | None) -> None:
        """Show the curves that stand beside `now`, which is the present run's."""
        taken: list[np.ndarray] = []
        for (panel, place), (line, letter) in sorted(self._made.items()):
            curve = curves.get(place)
            shown = curve is not None and now is not None and (curve.panel, curve.kind) == (panel, now.kind)
            line.set_visible(shown)
            letter.set_visible(False)
            if curve is not None and shown:
                line.set_data(curve.x, curve.y)
                self._put_letter(letter, self._panels[panel], curve, taken)

    def _make(self, axes: Axes, place: int) -> tuple[Line2D, Text]:
        colour, dashes = LINES[place]
        line = Line2D([], [], color=colour, linewidth=1.7, linestyle=(0, dashes), zorder=UNDER)
        letter = Text(0, 0, LETTERS[place], color=colour, fontsize=9, fontweight="bold", ha="center", va="center")
        letter.set_bbox({"boxstyle": "round,pad=0.1", "facecolor": self._paper, "edgecolor": "none", "alpha": 0.8})
        letter.set(transform=axes.transData, zorder=6, clip_on=False)
        axes.add_artist(line)  # and not `add_line`, which would move the limits
        axes.add_artist(letter)
        return line, letter

    def _put_letter(self, letter: Text, axes: Axes, curve: Curve, taken: list[np.ndarray]) -> None:
        """At the last point of the line that is in the panel and keeps off the letters before."""
        points = np.column_stack([curve.x, curve.y]).astype(float)
        with np.errstate(all="ignore"):  # what is not above 0 has no place on a logarithmic axis
            pixels = axes.transData.transform(points)
        box = axes.bbox.padded(1)
        inside = [i for i, at in enumerate(pixels) if np.isfinite(at).all() and box.contains(*at)]
        free = [i for i in inside if all(np.hypot(*(pixels[i] - one)) >= APART * self._pixel for one in taken)]
        if inside:
            last = free[-1] if free else inside[-1]
            taken.append(pixels[last])
            letter.set(position=tuple(points[last]), visible=True)

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
OUTSIDE = "outside"  # marks a letter whose line is not in the panel
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
        self._placed: list[object] = []  # for which curves and limits the letters stand where they do
        self._held: list[Curve] = []  # so that no new curve has the identity of one of these

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
        shown = {
            (curve.panel, place): curve
            for place, curve in curves.items()
            if now is not None and (curve.panel, curve.kind) == (now.panel, now.kind)
        }
        for key, (line, letter) in self._made.items():
            line.set_visible(key in shown)
            letter.set_visible(key in shown and letter.get_gid() != OUTSIDE)
        panels = {panel for panel, _ in shown}
        frame = [(panel, *self._panels[panel].viewLim.extents, *self._panels[panel].bbox.extents) for panel in panels]
        placed = [*map(id, shown.values()), *frame]
        if placed != self._placed:  # to look for places takes longer than to draw
            self._placed, self._held = placed, list(shown.values())
            taken: list[np.ndarray] = []
            for key, curve in sorted(shown.items(), key=lambda one: one[0]):
                line, letter = self._made[key]
                line.set_data(curve.x, curve.y)
                self._put_letter(letter, self._panels[curve.panel], curve, taken)

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
            low, high = axes.bbox.padded(1).get_points()
            inside = ((pixels >= low) & (pixels <= high)).all(axis=1)  # NaN is not
            far = [np.hypot(*(pixels - one).T) >= APART * self._pixel for one in taken]
        free = np.logical_and.reduce([inside, *far])
        letter.set(visible=bool(inside.any()), gid=None if inside.any() else OUTSIDE)
        if inside.any():
            last = int(np.flatnonzero(free if free.any() else inside)[-1])
            taken.append(pixels[last])
            letter.set_position(tuple(points[last]))

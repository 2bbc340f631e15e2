"""Pictures made beforehand, in few bytes: each in light and dark, and in a wide and a narrow shape.

In light and in dark, a picture differs only in its colours. So one picture holds numbers instead of colours, and a
palette says which two colours each number stands for: both together are smaller than one alone would be. Like the live
lab's, it is a patch; here it holds the pixels that differ from the first picture of the same size, its base. So each
can be shown after any other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.live.picture import Canvas, packed
from workbench.live.spec import Frame, LabSpec
from workbench.live.style import Look

LEVEL = 7  # of compression: the highest saves another 4%, and takes five times as long
WIDE, NARROW = (960, 480, 1.5), (390, 180, 2.0)  # width and height, where it is narrow of a panel, in CSS px; sharpness
TITLES = 60  # CSS px more that a narrow picture needs, whatever its panels


@dataclass(frozen=True)
class Base:
    """The first picture of its size: a colour a pixel, for each of the two themes, and the bytes to send."""

    size: tuple[int, int]
    light: np.ndarray
    dark: np.ndarray
    data: bytes


class Palette:
    """Numbers for pairs of colours, given in the order in which they come."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}

    def numbers(self, light: np.ndarray, dark: np.ndarray) -> np.ndarray:
        """The number of each pair; colours and numbers have 32 bits and shape (n,)."""
        pairs, places = np.unique(light.astype("<u8") << np.uint64(32) | dark, return_inverse=True)
        known = self._numbers
        return np.array([known.setdefault(pair, len(known)) for pair in pairs.tolist()], "<u4")[places]

    def colours(self) -> np.ndarray:
        """All light colours in the order of their numbers, then all dark ones, shape (2, n)."""
        pairs = np.array(list(self._numbers), "<u8")
        return np.stack([pairs >> np.uint64(32), pairs & np.uint64(0xFFFFFFFF)]).astype("<u4")


class Shelf:
    """Draws frames, and remembers what their pictures have in common.

    Attributes:
        widths: Of the shapes in which each picture is made, in CSS pixels.
        bases: What patches are laid on.
        palette: What the numbers in patches and bases stand for.
    """

    def __init__(self, lab: LabSpec) -> None:
        width, height, ratio = NARROW
        shapes = WIDE, (width, height * len(lab.panels) + TITLES, ratio)
        self.widths = [width for width, _, _ in shapes]
        self.bases: list[Base] = []
        self.palette = Palette()
        self._canvases = [
            (Canvas(lab, Look("light", width, ratio, height)), Canvas(lab, Look("dark", width, ratio, height)))
            for width, height, ratio in shapes
        ]

    def put(self, frame: Frame) -> list[tuple[int, bytes]]:
        """A frame's picture in each shape: the place of its base, and the patch to lay on it (see `picture.Patch`)."""
        return [self._put(frame, *canvases) for canvases in self._canvases]

    def png(self, frame: Frame) -> list[bytes]:
        """A frame's wide picture as PNG, in light and dark."""
        for canvas in self._canvases[0]:
            canvas.patch(frame, None)
        return [canvas.png() for canvas in self._canvases[0]]

    def _put(self, frame: Frame, *canvases: Canvas) -> tuple[int, bytes]:
        drawn = [canvas.draw(frame, None).view("<u4")[..., 0] for canvas in canvases]
        size = drawn[0].shape[::-1]
        light, dark = (pixels.ravel() for pixels in drawn)
        place = next((place for place, base in enumerate(self.bases) if base.size == size), len(self.bases))
        if place == len(self.bases):
            numbers = self.palette.numbers(light, dark)
            data = packed(np.arange(len(numbers)), numbers, LEVEL)
            self.bases.append(Base(size, light.copy(), dark.copy(), data))
        base = self.bases[place]
        changed = np.flatnonzero((light != base.light) | (dark != base.dark))
        return place, packed(changed, self.palette.numbers(light[changed], dark[changed]), LEVEL)

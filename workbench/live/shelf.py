"""Pictures made beforehand, in few bytes: each in light and dark, and in a wide and a narrow shape.

In light and in dark, a picture differs only in its colours. So one picture holds numbers instead of colours, and a
palette says which two colours each number stands for: both together are smaller than one alone would be. Like the live
lab's, it is a patch. It is laid on an earlier picture, whichever differs least of a few: so the pictures need not be
seen in one order, and only a few patches lie over each other.
"""

from __future__ import annotations

import zlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.live.picture import Canvas, packed
from workbench.live.spec import Frame, LabSpec
from workbench.live.style import Look

LEVEL = 7  # of compression: the highest saves another 4%, and takes five times as long
WIDE, NARROW = (960, 480, 1.5), (390, 180, 2.0)  # width and height, where it is narrow of a panel, in CSS px; sharpness
OPENED = 20  # pictures at hand to compare with, some 4 MB each
TITLES = 60  # CSS px more that a narrow picture needs, whatever its panels


@dataclass(frozen=True)
class Layer:
    """One picture in one shape.

    Attributes:
        size: Width and height in screen pixels.
        on: The place of the picture that it is laid on; None if it is whole.
        data: Numbers and their places, see `picture.Patch`.
    """

    size: tuple[int, int]
    on: int | None
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
    """Draws frames and keeps their pictures.

    Attributes:
        widths: Of the shapes in which each picture is made, in CSS pixels.
        pictures: For each picture, a layer in each shape.
        palette: What the numbers in them stand for.
    """

    def __init__(self, lab: LabSpec) -> None:
        width, height, ratio = NARROW
        shapes = WIDE, (width, height * len(lab.panels) + TITLES, ratio)
        self.widths = [width for width, _, _ in shapes]
        self.pictures: list[list[Layer]] = []
        self.palette = Palette()
        self._canvases = [
            (Canvas(lab, Look("light", width, ratio, height)), Canvas(lab, Look("dark", width, ratio, height)))
            for width, height, ratio in shapes
        ]
        self._last: dict[int, tuple[np.ndarray, Any]] = {}  # by shape: colours and numbers of the frame before
        self._opened: OrderedDict[tuple[int, int], np.ndarray] = OrderedDict()

    def put(self, frame: Frame, under: Sequence[int]) -> list[Layer]:
        """Draw a frame as the next picture, to be laid on one of these earlier ones; return its layers."""
        layers = [self._layer(shape, frame, under) for shape in range(len(self.widths))]
        self.pictures.append(layers)
        return layers

    def png(self, frame: Frame) -> list[bytes]:
        """A frame's wide picture as PNG, in light and dark."""
        for canvas in self._canvases[0]:
            canvas.patch(frame, None)
        return [canvas.png() for canvas in self._canvases[0]]

    def _layer(self, shape: int, frame: Frame, under: Sequence[int]) -> Layer:
        numbers, size = self._drawn(shape, frame)
        best, changed = None, np.arange(numbers.size)
        for place in under:
            if self.pictures[place][shape].size == size:
                places = np.flatnonzero(numbers != self._numbers(shape, place))
                if len(places) < len(changed):
                    best, changed = place, places
        return Layer(size, best, packed(changed, numbers[changed], LEVEL))

    def _drawn(self, shape: int, frame: Frame) -> tuple[np.ndarray, tuple[int, int]]:
        """A frame in numbers, shape (n,), and its size; only what differs from the frame before is looked up."""
        light, dark = (canvas.draw(frame, None).view("<u4")[..., 0] for canvas in self._canvases[shape])
        new = np.stack([light.ravel(), dark.ravel()])  # (2, n)
        old, numbers = self._last.get(shape, (new, None))
        if numbers is None or new.shape != old.shape:
            numbers = self.palette.numbers(*new)
        else:
            changed = (new != old).any(0)
            numbers = numbers.copy()
            numbers[changed] = self.palette.numbers(*new[:, changed])
        self._last[shape] = new, numbers
        return numbers, light.shape[::-1]

    def _numbers(self, shape: int, place: int) -> np.ndarray:
        """The numbers of an earlier picture; those used last are at hand."""
        if (shape, place) in self._opened:
            self._opened.move_to_end((shape, place))
            return self._opened[shape, place]
        layer = self.pictures[place][shape]
        places, new = np.split(np.frombuffer(zlib.decompress(layer.data), "<u4"), 2)
        numbers = np.zeros(len(new), "<u4") if layer.on is None else self._numbers(shape, layer.on).copy()
        numbers[np.cumsum(places)] = new
        self._opened[shape, place] = numbers
        if len(self._opened) > OPENED:
            self._opened.popitem(last=False)
        return numbers

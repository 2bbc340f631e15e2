"""Drawings made of straight strokes: what the lab `draw` begins with, and what it offers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

SIDE, PEN = 28, 1.4  # cells; half the width of a stroke

Line = Sequence[tuple[float, float]]  # from point to point: right and down, in cells

SEVEN: tuple[Line, ...] = (((8, 7), (20, 7), (12, 22)),)
LETTER_A: tuple[Line, ...] = (((7, 23), (14, 5), (21, 23)), ((10, 16), (18, 16)))
HOUSE: tuple[Line, ...] = (
    ((6, 23), (6, 12), (14, 5), (22, 12), (22, 23), (6, 23)),
    ((12, 23), (12, 16), (16, 16), (16, 23)),
)


def drawn(lines: Sequence[Line]) -> tuple[tuple[int, ...], ...]:
    """The ink of these strokes, 0 for paper to 255: 28 rows of 28 cells."""
    down, right = np.mgrid[:SIDE, :SIDE] + 0.5
    nearest = np.full((SIDE, SIDE), np.inf)
    for line in lines:
        for (x1, y1), (x2, y2) in zip(line, line[1:], strict=False):
            long = (x2 - x1) ** 2 + (y2 - y1) ** 2
            along = np.clip(((right - x1) * (x2 - x1) + (down - y1) * (y2 - y1)) / long, 0, 1)
            nearest = np.minimum(nearest, np.hypot(right - x1 - along * (x2 - x1), down - y1 - along * (y2 - y1)))
    ink = np.round(255 * np.clip(PEN + 0.5 - nearest, 0, 1)).astype(int)
    return tuple(tuple(row) for row in ink.tolist())

"""Texts that fit: measured by the widths of their letters, broken at words, and cut with "…"."""

from __future__ import annotations

from functools import lru_cache

from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import FT2Font

from workbench.labs.p3_architecture._tokens import drawable

POINT = 96 / 72  # CSS pixels
SPARE = 1.04  # letters on a screen are a little wider than the font says
SIZE = 100  # at which the font is measured


def width_of(text: str, size: float, bold: bool = False) -> float:
    """How wide a text is, in CSS pixels, at a size in points."""
    return SPARE * POINT * size / SIZE * sum(_advance(letter, bold) for letter in text)


def cut(text: str, width: float, size: float, bold: bool = False) -> str:
    """A text of one line: where it is wider than so many CSS pixels, it ends with "…"."""
    return (in_lines(text, width, size, 1, bold) or [""])[0]


def in_lines(text: str, width: float, size: float, most: int, bold: bool = False) -> list[str]:
    """A text in lines of at most so many CSS pixels; what has no room in the last one is cut.

    Args:
        text: The text. Letters that cannot be drawn are named, and there is no line break in it.
        width: In CSS pixels.
        size: In points.
        most: How many lines.
        bold: Whether it is bold.
    """
    left = " ".join(drawable(text[: 60 * most + 200]).split())
    lines = list[str]()
    while left and len(lines) < most:
        fits = _fitting(left, width, size, bold)
        if fits == len(left):
            lines.append(left)
            break
        if len(lines) == most - 1:
            short = _fitting(left, width - width_of("…", size, bold), size, bold)
            lines.append(f"{left[:short].rstrip()}…")
            break
        space = left.rfind(" ", 1, fits + 1)
        end = space if space > fits / 2 else max(fits, 1)
        lines.append(left[:end].rstrip())
        left = left[end:].lstrip()
    return lines


def _fitting(text: str, width: float, size: float, bold: bool) -> int:
    """How many letters from the beginning fit."""
    room = width / (SPARE * POINT * size / SIZE)
    for place, letter in enumerate(text):
        room -= _advance(letter, bold)
        if room < 0:
            return place
    return len(text)


@lru_cache(maxsize=4096)
def _advance(letter: str, bold: bool) -> float:
    """How far a letter moves the pen, in points, at `SIZE`."""
    glyph = _font(bold).load_char(ord(letter))
    return float(glyph.linearHoriAdvance / 65536)


@lru_cache(maxsize=2)
def _font(bold: bool) -> FT2Font:
    font = FT2Font(findfont(FontProperties(weight="bold" if bold else "normal")))
    font.set_size(SIZE, 72)
    return font

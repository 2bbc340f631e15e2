"""Reads a page to hand out with other tools than those that made it, for tests."""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64decode
from pathlib import Path

import numpy as np

SHAPES = {"wide": 0, "narrow": 1}
THEMES = {"light": 0, "dark": 1}


def book_of(path: Path) -> dict[str, object]:
    """What the page holds, from its block of JSON."""
    (block,) = re.findall(r'<script type="application/json" id="book">([^<]*)</script>', path.read_text("utf-8"))
    return json.loads(block)


def pixels_of(book, place: int, shape: str, theme: str) -> np.ndarray:
    """A picture of the page, shape (height, width, 4), RGBA."""
    inks = np.frombuffer(b64decode(book["palette"][THEMES[theme]]), "<u4")
    (width, height), _, _ = book["pictures"][place]["layers"][SHAPES[shape]]
    return inks[_numbers(book, place, SHAPES[shape])].view(np.uint8).reshape(height, width, 4)


def _numbers(book, place: int, shape: int) -> np.ndarray:
    (width, height), under, data = book["pictures"][place]["layers"][shape]
    numbers = np.zeros(width * height, int) if under is None else _numbers(book, under, shape)
    places, new = np.split(np.frombuffer(zlib.decompress(b64decode(data)), "<u4"), 2)
    numbers[places.cumsum()] = new
    return numbers

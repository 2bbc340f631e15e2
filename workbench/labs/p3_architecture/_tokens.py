"""Tokens in pictures: which letters can be drawn, and a text that shows where it was cut."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import FT2Font

from workbench.labs.quick_text import QuickText, quick_text
from workbench.live.marks import areas
from workbench.live.spec import Colour

CSS_DPI = 96  # CSS pixels to the inch
BREAK = "⏎"  # stands for a new line: controls and labels have one line
LONGEST = 16  # letters of a name
SOUND = re.compile(r".* (?:SYLLABLE|LETTER|CHARACTER|VOWEL SIGN) (.+)")  # such as "HANGUL SYLLABLE HAN"
LINE, GAP, SPACE = 20, 2, 6  # CSS pixels: from line to line; between two tokens; where a token begins with a space


def drawable(text: str) -> str:
    """The text in letters that can be drawn, on one line; others by their names, see `name_of`."""
    shown = text.replace("\r", "").replace("\n", BREAK).replace("\t", "→")
    return "".join(letter if ord(letter) in _letters() else f"‹{name_of(letter)}›" for letter in shown)


def name_of(letter: str) -> str:
    """What stands for a letter that the font does not have: its sound, its name, or its number in Unicode.

    So "한" is "han", "😀" is "grinning face" and "中" is "U+4E2D".
    """
    name = unicodedata.name(letter, "")
    if not name or "IDEOGRAPH-" in name:
        return f"U+{ord(letter):04X}"
    sound = SOUND.fullmatch(name)
    told = (sound[1] if sound else name).lower()
    return told if len(told) <= LONGEST else f"{told[: LONGEST - 1].rstrip()}…"


def named(token: str) -> str:
    """A token as the label of a bar: a space can be seen."""
    shown = drawable(token)
    return shown.replace(" ", "␣") if not shown.strip() else shown.replace(" ", "␣", 1) if shown[0] == " " else shown


@lru_cache(maxsize=1)
def _letters() -> frozenset[int]:
    return frozenset(FT2Font(findfont(FontProperties())).get_charmap())


class Paragraph(NamedTuple):
    """A line with a heading, then tokens.

    Attributes:
        heading: What they are.
        tokens: The tokens.
        tints: How strongly each is marked, from 0 to 1, shape (n,).
    """

    heading: str
    tokens: Sequence[str]
    tints: np.ndarray


class Flow:
    """Paragraphs of tokens that fill a panel from the top; what has no room at the end is left out.

    Args:
        axes: The panel; it gets no ticks.
        most: How many tokens there can be.
        paragraphs: How many paragraphs there can be.
        faintest: The tint of what is not marked.
    """

    def __init__(self, axes: Axes, most: int, paragraphs: int, faintest: float = 0.08) -> None:
        axes.set(xlim=(0, 1), ylim=(0, 1), xticks=[], yticks=[])
        self.axes, self.faintest = axes, faintest
        self.boxes = areas(axes, transform=axes.transAxes)
        where = axes.transAxes
        self.words = [quick_text(axes, transform=where, fontsize=9.5) for _ in range(most)]
        self.headings = [quick_text(axes, transform=where, fontsize=9.5, color=Colour.MUTED) for _ in range(paragraphs)]
        for text in (*self.words, *self.headings):
            text.even = True
        self.shown: object = None
        self.scale = self.width = self.height = 1.0

    def update(self, paragraphs: Sequence[Paragraph]) -> None:
        """Show these paragraphs; where they are shown already, nothing is done."""
        now = [(one.heading, tuple(one.tokens), one.tints.tobytes()) for one in paragraphs], self.axes.bbox.bounds
        if now == self.shown:
            return
        self.shown = now
        for spine in self.axes.spines.values():
            spine.set_visible(False)
        for text in (*self.words, *self.headings):
            text.set_text("")
        self.scale = self.axes.figure.dpi / CSS_DPI
        self.width, self.height = (float(side) / self.scale for side in self.axes.bbox.size)
        free, y = iter(self.words), LINE / 2 + 2
        marked: list[tuple[np.ndarray, float]] = []
        for heading, paragraph in zip(self.headings, paragraphs, strict=False):
            if y <= self.height:
                heading.set_text(paragraph.heading)
                heading.set_position(self._place(0, y))
                y = self._fill(paragraph, y + LINE, free, marked) + 1.3 * LINE
        self.boxes.set_verts([box for box, _ in marked])
        self.boxes.set_facecolor([to_rgba(Colour.VALIDATION, self.faintest + 0.5 * tint) for _, tint in marked])

    def _fill(
        self, paragraph: Paragraph, y: float, free: Iterator[QuickText], marked: list[tuple[np.ndarray, float]]
    ) -> float:
        """Put the tokens into lines, the first at y, and their boxes into `marked`. Returns the y of the last line."""
        x = 0.0
        for token, tint in zip(paragraph.tokens, paragraph.tints, strict=True):
            text, shown = next(free, None), drawable(token)
            if text is None:
                break
            text.set_text(shown.strip() or shown.replace(" ", "␣"))
            wide = text.width / self.scale
            x += SPACE if shown[:1] == " " else GAP
            if x + wide > self.width and x > SPACE:
                x, y = 0.0, y + LINE
            if y > self.height:
                text.set_text("")
                break
            text.set_position(self._place(x, y))
            corners = ((x - 1, y - 9), (x + wide + 1, y - 9), (x + wide + 1, y + 9), (x - 1, y + 9))
            marked.append((np.array([self._place(*corner) for corner in corners]), float(tint)))
            x += wide
        return y

    def _place(self, x: float, y: float) -> tuple[float, float]:
        """From CSS pixels, downwards from the top left, to shares of the panel."""
        return x / self.width, 1 - y / self.height

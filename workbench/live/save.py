"""The picture of a lab as a file, with its title, sentence and settings under it."""

from __future__ import annotations

import io
import textwrap
from typing import Any

from matplotlib.figure import Figure

from workbench.live.picture import still
from workbench.live.pins import Pins, in_words
from workbench.live.spec import Frame, LabSpec
from workbench.live.style import CSS_DPI, INKS, Look

KINDS = {"png": "image/png", "svg": "image/svg+xml"}
SHARP = 2  # pixels of the PNG to a CSS pixel
TITLE, TEXT = 12.0, 9.5  # points
LINE = 1.45  # height of a line, in heights of its letters
LETTER = 0.56  # width of a letter, in heights: a little more than they have on average
MARGIN = 14  # CSS px beside and below the words


def picture_file(lab: LabSpec, frame: Frame, settings: Any, pins: Pins, look: Look, kind: str) -> bytes:
    """The picture as it stands on the page, with words under it.

    Args:
        lab: The lab.
        frame: What to draw.
        settings: What it was made with.
        pins: Their curves are drawn, and what differs between them is said.
        look: Theme and size of the page's picture.
        kind: "png" or "svg".
    """
    figure = still(lab, frame, None, theme=look.theme, width=look.width, height=look.height, pinned=pins.curves)
    values = [f"{control.label} {_value(lab, settings, name)}" for name, control in lab.controls.items()]
    shown = pins.table()
    heads = shown["columns"][: shown["settings"]]
    told = [
        f"{row['letter']}: " + ", ".join(f"{head} {cell}" for head, cell in zip(heads, row["cells"], strict=False))
        for row in shown["rows"]
        if row["line"] is not None
    ]
    _write_below(figure, look, lab.title, [lab.describe(frame), " · ".join(values), " · ".join(told)])
    file = io.BytesIO()
    figure.savefig(  # whatever a learner's settings of matplotlib say
        file,
        format=kind,
        dpi=SHARP * CSS_DPI,
        bbox_inches=figure.bbox_inches,
        facecolor=figure.get_facecolor(),
        transparent=False,
    )
    return file.getvalue()


def _value(lab: LabSpec, settings: Any, name: str) -> str:
    control = lab.controls[name]
    return f"{in_words(control, getattr(settings, name))} {control.unit}".rstrip()


def _write_below(figure: Figure, look: Look, title: str, paragraphs: list[str]) -> None:
    """Make the figure higher, and write into the new room."""
    ink, pixel = INKS[look.theme], 1 / CSS_DPI  # inches
    letters = int((look.width - 2 * MARGIN) * pixel * 72 / (TEXT * LETTER))
    lines = [(title, TITLE, ink.text, "bold")]
    for i, text in enumerate(paragraphs):
        colour = ink.muted if i else ink.text
        lines += [(line, TEXT, colour, "normal") for line in textwrap.wrap(text, letters)]
    room = sum(size * LINE / 72 for _, size, _, _ in lines) + 1.5 * MARGIN * pixel
    width, height = figure.get_size_inches()
    total = height + room
    places = [(axes, axes.get_position(original=True).bounds) for axes in figure.axes]
    figure.set_size_inches(width, total)
    for axes, (x, y, wide, high) in places:
        axes.set_position((x, (y * height + room) / total, wide, high * height / total))
    y = room - 0.5 * MARGIN * pixel
    for text, size, colour, weight in lines:
        figure.text(
            MARGIN * pixel / width, y / total, text, size=size, color=colour, weight=weight, va="top", parse_math=False
        )
        y -= size * LINE / 72

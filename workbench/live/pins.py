"""Pinned runs: plain data that a lab keeps beside the present run, as a table, as CSV and as code.

Nothing here draws; `pin_lines.py` puts the main curves of the first four into the picture.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from string import ascii_uppercase
from typing import Any

from workbench.errors import SettingsError
from workbench.escape import html
from workbench.live.spec import Colour, Control, Curve, LabSpec, brief, default_of

LETTERS = ascii_uppercase  # a pin has the first that is free
# The line of each of the first four: a colour, and lengths of strokes and gaps in widths of the line.
LINES: tuple[tuple[str, tuple[float, ...]], ...] = (
    (Colour.PURPLE, (5, 1.5)),
    (Colour.BROWN, (1.2, 1.2)),
    (Colour.SKY, (6, 1.5, 1.2, 1.5)),
    (Colour.WARNING, (3, 1, 1, 1, 1, 1)),
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
POINTS = 400  # of a curve that is kept


@dataclass(frozen=True)
class Pin:
    """One pinned run.

    Attributes:
        place: Which letter it has, from 0; the first four also have a line in the picture.
        settings: What was run.
        measures: Its results by name; see `LabSpec.measures`.
        seconds: How long it computed.
        curve: Its main curve, or None.
        data: What somebody's own data are called; empty for those of the project.
        checksum: And their checksum.
    """

    place: int
    settings: Any
    measures: Mapping[str, float]
    seconds: float
    curve: Curve | None
    data: str = ""
    checksum: str = ""

    @property
    def letter(self) -> str:
        """What it is called."""
        return LETTERS[self.place]


class Pins:
    """The pinned runs of one lab, in the order of their letters."""

    def __init__(self, lab: LabSpec) -> None:
        self.lab = lab
        self._pins: list[Pin] = []

    def __len__(self) -> int:
        return len(self._pins)

    def add(
        self,
        settings: Any,
        measures: Mapping[str, float],
        seconds: float,
        curve: Curve | None,
        data: str = "",
        checksum: str = "",
    ) -> Pin:
        """Keep a run under the first free letter; see `Pin`.

        Raises: SettingsError if it is pinned already, or all letters are taken.
        """
        for pin in self._pins:
            if pin.settings == settings:
                raise SettingsError(f"This run is pinned already, as {pin.letter}. Change a setting first.")
        taken = {pin.place for pin in self._pins}
        free = [place for place in range(len(LETTERS)) if place not in taken]
        if not free:
            raise SettingsError(f"All {len(LETTERS)} letters are taken. Remove a pin first.")
        pin = Pin(free[0], settings, dict(measures), seconds, _thinned(curve), data, checksum)
        self._pins = sorted([*self._pins, pin], key=lambda one: one.place)
        return pin

    def remove(self, place: int) -> None:
        """Let go of one; of a place that is free, nothing."""
        self._pins = [pin for pin in self._pins if pin.place != place]

    def clear(self) -> None:
        """Let go of all."""
        self._pins = []

    def at(self, place: int) -> Pin | None:
        """The pin of a place, or None."""
        return next((pin for pin in self._pins if pin.place == place), None)

    @property
    def curves(self) -> dict[int, Curve]:
        """The curves to draw, by place."""
        return {pin.place: pin.curve for pin in self._pins if pin.curve is not None and pin.place < len(LINES)}

    @property
    def _differing(self) -> list[str]:
        """The settings that are not the same in all; of a single pin, those that are not as at the start."""
        values = [vars(pin.settings) for pin in self._pins]
        if len(values) == 1:
            return [name for name, value in values[0].items() if value != default_of(self.lab.Settings, name)]
        return [name for name in self.lab.controls if any(one[name] != values[0][name] for one in values[1:])]

    @property
    def _measured(self) -> list[str]:
        return list(dict.fromkeys(name for pin in self._pins for name in pin.measures))

    def table(self) -> dict[str, Any]:
        """What a page shows: `columns`, and for each pin its `place`, `letter`, `line` and `cells` in words."""
        differing, controls = self._differing, self.lab.controls
        heads = [_with_unit(controls[name]) for name in differing]
        own = any(pin.data for pin in self._pins)
        return {
            "columns": [*heads, *self._measured, "seconds", *(["data"] if own else [])],
            "settings": len(heads),  # so many columns come first
            "rows": [
                {
                    "place": pin.place,
                    "letter": pin.letter,
                    "line": LINES[pin.place] if pin.place in self.curves else None,
                    "cells": [
                        *(in_words(controls[name], getattr(pin.settings, name)) for name in differing),
                        *(spell(pin.measures.get(name, math.nan)) for name in self._measured),
                        spell(float(f"{pin.seconds:.2g}")),
                        *([f"{pin.data} ({pin.checksum[:8]})" if pin.checksum else pin.data] if own else []),
                    ],
                }
                for pin in self._pins
            ],
        }

    def csv(self) -> str:
        """All settings, measures and seconds of each, one line a pin; of own data their name and checksum."""
        names, own = list(self.lab.controls), any(pin.data for pin in self._pins)
        rows = (
            [pin.letter, *(getattr(pin.settings, name) for name in names)]
            + [pin.measures.get(name, "") for name in self._measured]
            + [round(pin.seconds, 4), *([pin.data, pin.checksum] if own else [])]
            for pin in self._pins
        )
        return as_csv(["pin", *names, *self._measured, "seconds", *(["data", "checksum"] if own else [])], rows)

    def code(self) -> str:
        """Python that runs them again and puts settings and measures into a `pl.DataFrame`."""
        differing = self._differing
        alike = {
            name: value
            for name, value in (vars(self._pins[0].settings) if self._pins else {}).items()
            if name not in differing and value != default_of(self.lab.Settings, name)
        }
        runs = "".join(f"    { ({name: getattr(pin.settings, name) for name in differing})!r},\n" for pin in self._pins)
        lab, opening = self.lab.opening
        same = "".join(f", {name}={value!r}" for name, value in alike.items())
        return (
            f"import polars as pl\n{opening or chr(10)}"
            f"runs = [\n{runs}]\n"
            f"table = pl.DataFrame([{{**run, **{lab}.measures({lab}.run(**run{same}))}} for run in runs])\ntable"
        )

    def html(self) -> str:
        """The table as it stays in the notebook; empty without pins."""
        if not self._pins:
            return ""
        shown = self.table()
        head = "".join(f"<th>{html(name)}</th>" for name in ("", *shown["columns"]))
        rows = (
            "".join(f"<td>{html(cell)}</td>" for cell in (f"{row['letter']}", *row["cells"])) for row in shown["rows"]
        )
        body = "".join(f"<tr>{row}</tr>" for row in rows)
        return f'<table class="workbench-pins"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def in_words(control: Control, value: Any) -> str:
    """A value as the page shows it: the words of a choice, a short number."""
    if control.kind == "drawing":
        return "a drawing"
    for option, words in control.options:
        if type(option) is type(value) and option == value:
            return words
    if isinstance(value, bool):
        return "yes" if value else "no"
    return spell(value) if isinstance(value, (int, float)) else value if isinstance(value, str) else brief(value)


def spell(number: float) -> str:
    """A number in at most four digits, and "–" for none."""
    if not math.isfinite(number):
        return "–" if math.isnan(number) else "∞" if number > 0 else "−∞"
    text = f"{number:.0f}" if abs(number) >= 1000 or float(number).is_integer() else f"{number:.4g}"
    return text.replace("-", "−")


def as_csv(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """A table as CSV. A text that a spreadsheet would compute gets a quote before it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for row in (head, *rows):
        writer.writerow([f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell for cell in row])
    return text.getvalue()


def _with_unit(control: Control) -> str:
    return f"{control.label} ({control.unit})" if control.unit else control.label


def _thinned(curve: Curve | None) -> Curve | None:
    """The same line as plain numbers, of so many points at most."""
    if curve is None:
        return None
    count = len(curve.x)
    step = max(1, -(-count // POINTS))
    kept = sorted({*range(0, count, step), count - 1} - {-1})
    x, y = ([float(values[i]) for i in kept] for values in (curve.x, curve.y))
    return replace(curve, x=x, y=y)

"""Controls made from the columns of somebody's own table, for the what-if lab."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from keyword import iskeyword
from typing import Any

import numpy as np
import polars as pl

from workbench.live.spec import Value, choice, slider, toggle

FEW_WORDS, MOST_WORDS = 500, 5000  # different words of a column: with more than a few, they must come again
AGAIN = 2  # rows that each word has on average then; a column with fewer is free text, and stays as in the row
SHORT, FREQUENT = 20, 12  # words that all stand in the list; the commonest, which stand there if there are more
LONGEST = 40  # letters of a word in the list
LONGEST_LABEL = 26  # letters of a name; the help says all of it
# What `Lab.show` and its like call their own arguments, and the lab its own settings.
TAKEN = ("self", "controls", "experiments", "row", "outcome", "among", "alike", "threshold", "output")


@dataclass(frozen=True)
class Knob:
    """What changes one column.

    Attributes:
        column: The place of the column.
        specs: Name, type and field of each setting: one, and a second where a number may be missing.
        cell: From the values of the settings, the value of the cell; None is a gap.
        values: From the value of a cell, those of the settings.
    """

    column: int
    specs: tuple[tuple[str, type, Any], ...]
    cell: Callable[[Mapping[str, Value]], Any]
    values: Callable[[Any], dict[str, Value]]


def knob(column: pl.Series, place: int, taken: Collection[str], unit: str, start: Any, more: bool) -> Knob | None:
    """The control of a column; None if it is text, the same in every row, or nothing that a control could change.

    Args:
        column: All its values.
        place: Which column of the table it is.
        taken: Names of settings that there are already.
        unit: Of a number.
        start: The value to begin with.
        more: Whether it is folded away.
    """
    if column.dtype == pl.Object or column.dtype.is_nested():
        return None
    name, known, gaps = setting_name(column.name, taken), column.drop_nulls(), column.null_count() > 0
    if known.is_empty() or (not gaps and known.min() == known.max()):
        return None
    label = column.name if len(column.name) <= LONGEST_LABEL else f"{column.name[:LONGEST_LABEL].rstrip()}…"
    looks = {"label": label or "(no name)", "more": more, "help": "" if label == column.name else f"{column.name}."}
    if column.dtype.is_numeric() and known.len() and not ((known == 0) | (known == 1)).all():
        return _number(name, known, place, gaps, start, {**looks, "unit": unit})
    if column.dtype.is_numeric() or column.dtype == pl.Boolean:
        return _yes_no(name, place, gaps, start, looks)
    if column.dtype in (pl.Date, pl.Datetime):
        return _moment(name, known, place, gaps, start, looks)
    if column.dtype == pl.String and _come_again(known.n_unique(), known.len()):
        return _words(name, known, place, gaps, start, looks)
    return None


def _come_again(words: int, rows: int) -> bool:
    """Whether so many different words in so many rows are words, and not free text."""
    return words <= FEW_WORDS or (words <= MOST_WORDS and rows >= AGAIN * words)


def setting_name(name: str, taken: Collection[str]) -> str:
    """A name that Python can write down, for a column of any name."""
    plain = re.sub(r"\W+", "_", unicodedata.normalize("NFKC", name)).strip("_").lower()
    if not plain.isidentifier():
        plain = f"column_{plain}".rstrip("_")
    free = f"{plain}_" if iskeyword(plain) else plain
    number = 2
    while free in taken or free in TAKEN:
        free, number = f"{plain}_{number}", number + 1
    return free


def _number(name: str, known: pl.Series, place: int, gaps: bool, start: Any, looks: dict[str, Any]) -> Knob | None:
    values = known.cast(pl.Float64).to_numpy()
    values = values[np.isfinite(values)]
    low, high = float(values.min()), float(values.max())
    if not low < high:
        return None
    near, half, far = (float(at) for at in np.quantile(values, (0.01, 0.5, 0.99), method="nearest"))
    whole = bool((values % 1 == 0).all()) and max(-low, high) < 2**53
    kind: Any = int if whole else float
    step = 1 if whole else 10.0 ** math.floor(math.log10((far - near or high - low) / 100))
    middle = kind(half)
    made = slider(
        middle if start is None else kind(start),
        kind(low),
        kind(high),
        step=step,
        track=(kind(near), kind(far)) if near < far else None,
        **_helped(looks, f"From {low:g} to {high:g} in the table; the box takes all of it.".replace(" -", " −")),
    )
    return _with_gaps(name, kind, made, place, gaps, start, looks, middle)


def _with_gaps(
    name: str,
    kind: type,
    made: Any,
    place: int,
    gaps: bool,
    start: Any,
    looks: dict[str, Any],
    middle: Any,
    to: Callable[[Any], Any] = lambda value: value,
    back: Callable[[Any], Any] = lambda value: value,
) -> Knob:
    """A control for numbers, with a toggle beside it if they can be missing."""
    if not gaps:
        return Knob(place, ((name, kind, made),), lambda v: to(v[name]), lambda cell: {name: kind(back(cell))})
    lost = f"{name}_missing"
    empty = toggle(start is None, label=f"{looks['label']} is missing", help="No value is known.", more=True)
    return Knob(
        place,
        ((name, kind, made), (lost, bool, empty)),
        lambda v: None if v[lost] else to(v[name]),
        lambda cell: {name: middle if cell is None else kind(back(cell)), lost: cell is None},
    )


def _helped(looks: Mapping[str, Any], words: str) -> dict[str, Any]:
    """The looks with these words at the end of the help."""
    return {**looks, "help": f"{looks['help']} {words}".strip()}


def _yes_no(name: str, place: int, gaps: bool, start: Any, looks: dict[str, Any]) -> Knob:
    if not gaps:
        made = toggle(bool(start), **looks)
        return Knob(place, ((name, bool, made),), lambda v: v[name], lambda cell: {name: bool(cell)})
    words = {"yes": True, "no": False, "missing": None}
    said = {True: "yes", False: "no", None: "missing"}

    def say(cell: Any) -> str:
        return said[None if cell is None else bool(cell)]

    made = choice(say(start), list(words), **looks)
    return Knob(place, ((name, str, made),), lambda v: words[str(v[name])], lambda cell: {name: say(cell)})


def _moment(name: str, known: pl.Series, place: int, gaps: bool, start: Any, looks: dict[str, Any]) -> Knob:
    days = known.dtype == pl.Date
    first: Any = known.min()
    unit = timedelta(days=1) if days else timedelta(hours=1)

    def after(moment: Any) -> float:
        return float((moment - first) / unit)

    last: Any = known.max()
    kind: Any = int if days else float
    middle = kind(after(last) / 2)
    made = slider(
        middle if start is None else kind(after(start)),
        kind(0),
        kind(after(last)),
        unit=f"{'days' if days else 'hours'} after {first}",
        step=1,
        **_helped(looks, f"From {first} to {last} in the table."),
    )
    return _with_gaps(
        name, kind, made, place, gaps, start, looks, middle, to=lambda value: first + value * unit, back=after
    )


def _words(name: str, known: pl.Series, place: int, gaps: bool, start: Any, looks: dict[str, Any]) -> Knob:
    counts = known.alias("word").value_counts(name="rows").sort("rows", "word", descending=[True, False])
    words = counts["word"].to_list()
    first = len(words) if len(words) <= SHORT else FREQUENT
    gap = next(word for word in ("", "(missing)", "(no value)") if word not in words)
    common, seldom = words[:first], sorted(words[first:], key=str.lower)
    options = {word: _cut(word) for word in common}
    if gaps:
        options[gap] = "missing"
    options |= {word: _cut(word) for word in seldom}
    help = f"The list has the {first} commonest of {len(words):,}. Type to find another." if seldom else ""
    listed = first + gaps if seldom else 0
    made = choice(gap if start is None else start, options, first=listed, **_helped(looks, help))
    return Knob(
        place,
        ((name, str, made),),
        lambda v: None if v[name] == gap else v[name],
        lambda cell: {name: gap if cell is None else cell},
    )


def _cut(word: str) -> str:
    return word if len(word) <= LONGEST else f"{word[:LONGEST]}…"

"""What a service takes: one entry a column, read from the table that the model has learned from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

import polars as pl

from workbench.errors import DataError

MANY_WORDS = 200  # a column with more different words takes any text
LONGEST = 1000  # letters of a text
CLOSED = 366  # whole numbers without a hole between them, up to so many, are a closed list: hours, months, days
ROOM = 0.5  # beyond the range of training a number is still answered, with a warning, up to so many times its width


@dataclass(frozen=True)
class ColumnRule:
    """One column.

    Attributes:
        name: Its name.
        kind: "number", "whole number", "yes or no", "word" (one of `words`), "text" (any), or "array" (an image).
        low: The smallest number in training.
        high: The largest.
        least: What is smaller is refused.
        most: What is larger is refused.
        words: All words that were there in training.
        usual: The median of the numbers, or the most frequent word: what the form begins with.
        gaps: Whether a value may be missing, because some were missing in training.
        unit: What one step of it is; empty where that is not known.
        meaning: What it says; empty where that is not known.
        shape: Of an array, such as (1, 28, 28): channels, rows and columns of pixels.
    """

    name: str
    kind: str
    low: float | None = None
    high: float | None = None
    least: float | None = None
    most: float | None = None
    words: tuple[str, ...] = ()
    usual: float | str | None = None
    gaps: bool = False
    unit: str = ""
    meaning: str = ""
    shape: tuple[int, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """As it is written, without what does not concern it."""
        return {key: value for key, value in asdict(self).items() if key == "gaps" or value not in (None, (), "")}


def fields_of(columns: Iterable[pl.Series], told: Mapping[str, tuple[str, str]] | None = None) -> list[ColumnRule]:
    """One field for each column.

    Args:
        columns: As the model has learned from them.
        told: Unit and meaning by name, where they are known.
    Raises: DataError if a column has no value, or holds neither numbers, words nor yes and no.
    """
    return [_field(column, *(told or {}).get(column.name, ("", ""))) for column in columns]


def _field(column: pl.Series, unit: str, meaning: str) -> ColumnRule:
    known, gaps = column.drop_nulls(), column.null_count() > 0
    if known.is_empty():
        raise DataError(
            f"Each column must hold a value at least; {column.name!r} has none. Train the model without this column."
        )
    if column.dtype == pl.Boolean:
        return ColumnRule(column.name, "yes or no", gaps=gaps, unit=unit, meaning=meaning)
    if column.dtype.is_numeric():
        return _number(column.name, known, gaps, unit, meaning)
    if column.dtype not in (pl.String, pl.Categorical, pl.Enum, pl.Object):
        raise DataError(
            f"A service takes numbers, words, yes and no; {column.name!r} is of type {column.dtype}. "
            "Turn it into numbers before the model learns, such as the hour or the month of a date."
        )
    words = sorted({str(value) for value in known})
    if len(words) > MANY_WORDS:
        return ColumnRule(column.name, "text", gaps=gaps, unit=unit, meaning=meaning)
    usual = str(known.cast(pl.String).mode().sort()[0])
    return ColumnRule(column.name, "word", words=tuple(words), usual=usual, gaps=gaps, unit=unit, meaning=meaning)


def _number(name: str, known: pl.Series, gaps: bool, unit: str, meaning: str) -> ColumnRule:
    values = known.cast(pl.Float64)
    if not values.is_finite().all():
        raise DataError(f"Numbers must be finite; {name!r} holds an infinite one. Mend or drop these rows first.")
    low, high = float(values.min()), float(values.max())  # type: ignore[arg-type]
    whole = bool((values % 1 == 0).all())
    room = ROOM * (high - low) or abs(high) or 1.0
    least, most = low - room, high + room
    usual = float(values.median())  # type: ignore[arg-type]
    if whole:
        usual = float(round(usual))
        if 1 < values.n_unique() == high - low + 1 <= CLOSED:
            room = 0.0
        least, most = float(round(low - room)), float(round(high + room))
    return ColumnRule(
        name,
        "whole number" if whole else "number",
        low=low,
        high=high,
        least=max(least, 0.0) if low >= 0 else least,  # what was never below zero is not below zero
        most=most,
        usual=usual,
        gaps=gaps,
        unit=unit,
        meaning=meaning,
    )

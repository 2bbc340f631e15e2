"""Numbers that may stand for "no value", such as -999."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from workbench.cases.wording import shown

_DIFFERENT = 10  # fewer different numbers are a code, of which each has a meaning of its own


def sentinel_notes(columns: Iterable[pl.Series], text: pl.DataFrame) -> list[str]:
    """A note on each number that comes again at the end of a column, and does not look like the others.

    Two kinds are known: nines, such as 999 and -99, farther from the next number than all others are from each other;
    and one negative whole number where all others are 0 or more. Nothing is changed.

    Args:
        columns: The features.
        text: The columns as the file writes them.
    """
    notes = []
    for column in columns:
        for value, rows, low, high in _found(column.drop_nulls()) if column.dtype.is_numeric() else ():
            cells = text[column.name].str.strip_chars().unique().sort()
            words = cells.filter(cells.cast(pl.Float64, strict=False) == value)
            if len(words):
                notes.append(
                    f"In `{column.name}`, {value} comes {rows} times, and all other values are from {low:.6g} to "
                    f"{high:.6g}: it may mean that there is no value. "
                    f"`missing=[{', '.join(map(shown, words))}]` reads it as missing."
                )
    return notes


def _found(known: pl.Series) -> list[tuple[int, int, float, float]]:
    found = []
    ends = [known.min(), known.max()] if len(known) else []
    for end in ends:
        others = known.filter(known != end)
        rows = len(known) - len(others)
        if rows < 2 or others.n_unique() <= _DIFFERENT or not isinstance(end, int | float) or end % 1:
            continue
        low, high = float(others.min()), float(others.max())  # type: ignore[arg-type]
        nines = set(str(abs(int(end)))) == {"9"} and abs(end) > 9 and max(low - end, end - high) > high - low
        if nines or end < 0 <= low:
            found.append((int(end), rows, low, high))
    return found

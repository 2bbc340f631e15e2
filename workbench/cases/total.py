"""A last line that sums up the others, as spreadsheets have it, perhaps with a remark below."""

from __future__ import annotations

import re

import polars as pl

_TOTAL = (
    r"(?i)^(?:(?:grand |sub)?totals?|sum|gesamt(?:summe)?|insgesamt|summe|somme|suma|totale?|∑|Σ|"
    r"average|mean|mittelwert|durchschnitt|moyenne|promedio)\s*:?$"
)
_MEAN = r"(?i)^(?:average|mean|mittelwert|durchschnitt|moyenne|promedio)"
_WHICH = ("The last line", "The last line but one", "The last line but two")


def total_note(text: pl.DataFrame) -> list[str]:
    """A note if a last line seems to hold sums: a word such as Total, which comes nowhere else in its column."""
    for column in text:
        for back, cell in enumerate(column.tail(len(_WHICH)).str.strip_chars().reverse()):
            if cell and re.search(_TOTAL, cell) and (column.str.strip_chars() == cell).sum() == 1:
                what = "average" if re.search(_MEAN, cell) else "sum"
                return [
                    f"{_WHICH[back]} holds {cell!r}: it may be the {what} of the others, and no example. "
                    f"If it is {'an' if what == 'average' else 'a'} {what}, delete it in the file."
                ]
    return []

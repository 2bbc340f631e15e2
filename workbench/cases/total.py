"""A last line that sums up the others, as spreadsheets have it."""

from __future__ import annotations

import re

import polars as pl

_TOTAL = r"(?i)^(?:(?:grand |sub)?totals?|sum|gesamt(?:summe)?|insgesamt|summe|somme|suma|totale?|∑|Σ)\s*:?$"


def total_note(text: pl.DataFrame) -> list[str]:
    """A note if the last line seems to hold sums: a word such as Total, which comes nowhere else in its column."""
    for column in text:
        last = (column[-1] or "").strip()
        if re.search(_TOTAL, last) and (column.str.strip_chars() == last).sum() == 1:
            return [
                f"The last line holds {last!r}: it may be the sum of the others, and no example. "
                "If it is a sum, delete it in the file."
            ]
    return []

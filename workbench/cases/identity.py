"""Columns that say which row it is, or whose: row numbers and identities."""

from __future__ import annotations

import re
from typing import Literal

import polars as pl

from workbench.cases.task import MANY_CLASSES

# What spreadsheets, R and pandas call a column of row numbers, or leave without a name.
_ROW_NUMBER = re.compile(
    r"(?i)^(?:column_1|unnamed:?[ _]?\d+(?:\.\d+)?|level_0|index|#|row|"
    r"rows?[ ._]?(?:names?|nr|no|num(?:ber)?|id|index)|s(?:l|r|erial)?[ ._]?no\.?|lfd\.?[ _]?nr\.?)$"
)
_OWNER = "user|customer|client|patient|member|account|order|session|product|person|employee|student|subject|ride|trip|"
_OWNER += "transaction|invoice|policy|case|record|sample|encounter|visit|device|player"
_IDENTITY = re.compile(
    rf"(?:^(?i:id|key|uuid|guid|nr|no|number)|[\W_](?i:ids?|key|uuid|guid|nr|no|nbr|number|nummer)"
    rf"|[a-z](?:ID|Id|Key|No|Nr|Nbr|Number|Nummer)|(?i:(?:{_OWNER})s?_?(?:id|no|nr|num|number|nummer))|(?i:[a-zäöü]{{3,}}nummer))"
    r"[.#]?$"
)
_AMOUNT = re.compile(r"(?i)(?:^|[\W_])(?:total|max|min|mean|average|avg|sum|count)(?:$|[\W_])|^(?:nr|no|number|key)$")

Identity = Literal["row", "owner", "perhaps owner", ""]


def identity(column: pl.Series, labelled: bool) -> Identity:
    """Whether a column says which row it is, or whom the row belongs to.

    Args:
        column: Of a learner's own file, n values.
        labelled: Whether it keeps its place in text because it holds numbers that could not be read.
    Returns: "row" where each value names one row; "owner" where many values come again, as a customer's number does;
        "perhaps owner" where they are so few that they may be a category; empty for all else.
    """
    different, rows = column.n_unique(), column.len()
    if column.dtype.is_float() or column.dtype.is_temporal():
        return ""
    named = bool(_IDENTITY.search(column.name))
    if different == rows:
        return "row" if named or _ROW_NUMBER.search(column.name) or (not labelled and _only_names(column)) else ""
    if _ROW_NUMBER.search(column.name) and _counts_again(column):
        return "row"
    if not named or _AMOUNT.search(column.name) or different < 2:
        return ""
    return "owner" if different > MANY_CLASSES else "perhaps owner"


def _only_names(column: pl.Series) -> bool:
    """Whether values that occur once each say nothing but which row it is: words, or 1, 2, 3 ..."""
    if column.len() <= MANY_CLASSES:  # in a small table values differ by chance
        return False
    counted = column.dtype.is_integer() and column[0] in (0, 1) and (column.diff().drop_nulls() == 1).all()
    return bool(counted) or column.dtype == pl.String


def _counts_again(column: pl.Series) -> bool:
    """Whether whole numbers go up by one nearly everywhere, as in tables put below each other."""
    if not column.dtype.is_integer():
        return False
    return bool((column.diff().drop_nulls() == 1).sum() * 10 >= 9 * (column.len() - 1))

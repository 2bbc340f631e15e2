"""What each column of a learner's own file is: a number, a category, a date, or only a name of the row."""

from __future__ import annotations

import re
from collections.abc import Iterable

import polars as pl

from workbench.cases.card import Column
from workbench.cases.task import MANY_CLASSES
from workbench.cases.values import quoted

# More different words than this are free text to a model, or names.
MANY_WORDS = 100

_ROW_NAME = re.compile(r"(?i:(?:^|[\W_])(?:id|key|index|row|nr|number))$|[a-z]I[Dd]$")

_LEFT_OUT = {
    "time": "dates; make month, weekday or age of them",
    "identifier": "each value occurs once and only names its row",
    "text": "too many different words",
    "constant": "the same in every row",
}


def left_out(columns: Iterable[Column]) -> list[str]:
    """One sentence for each reason why columns are no features."""
    by_kind = {kind: [c.name for c in columns if c.kind == kind] for kind in _LEFT_OUT}
    return [
        f"Left out of the features ({_LEFT_OUT[kind]}): {quoted(names)}." for kind, names in by_kind.items() if names
    ]


def describe(column: pl.Series, is_target: bool) -> Column:
    """What a card says about a column of a learner's own file."""
    known = column.drop_nulls()
    if known.is_empty():
        meaning = "no value"
    elif column.dtype == pl.String:
        meaning = f"{known.n_unique()} different values"
    else:
        ends = (known.min(), known.max())
        low, high = (f"{end:.6g}" if isinstance(end, float) else str(end) for end in ends)
        meaning = f"from {low} to {high}"
    if column.null_count():
        meaning += f"; {column.null_count()} missing"
    return Column(column.name, "", meaning, "target" if is_target else _kind(column))


def _kind(column: pl.Series) -> str:
    different = column.n_unique()  # a missing value counts as one: "yes or nothing" can be learnt from
    if column.dtype.is_temporal():
        return "time"
    if different == 1:
        return "constant"
    if different == column.len() and _names_rows(column):
        return "identifier"
    if column.dtype == pl.String:
        return "text" if different > MANY_WORDS else "category"
    return "flag" if column.dtype.is_integer() and column.drop_nulls().is_in([0, 1]).all() else "number"


def _names_rows(column: pl.Series) -> bool:
    """Whether values that occur once each say nothing but which row it is: a key, words, or 1, 2, 3 ..."""
    if _ROW_NAME.search(column.name) and not column.dtype.is_float():
        return True
    if column.len() <= MANY_CLASSES:  # in a small table values differ by chance
        return False
    counted = column.dtype.is_integer() and column[0] in (0, 1) and (column.diff().drop_nulls() == 1).all()
    return bool(counted) or column.dtype == pl.String

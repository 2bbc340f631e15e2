"""What each column of a learner's own file is: a number, a category, a date, or only a name of the row."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass

import polars as pl

from workbench.cases.card import LEARNABLE, Column
from workbench.cases.identity import identity, in_order, is_code_of_numbers
from workbench.cases.spelling import MANY_WORDS
from workbench.cases.task import MANY_CLASSES
from workbench.cases.wording import overruled, quoted, shown

_LEFT_OUT = {
    "outcome": "the same as the target",
    "time": "dates; make month, weekday or age of them",
    "identifier": "each value occurs once and only names its row",
    "owner": "they say whose row it is, and come again",
    "text": "too many different words",
    "constant": "the same in every row",
}


@dataclass(frozen=True)
class Known:
    """What is known about the columns of a file beside their values.

    Attributes:
        target: The name of the column to predict.
        said: The kinds that the user has given, by name.
        units: What one step of a number is, by name.
        times: Columns of dates, also of those that stay text.
        unread: Columns that look like numbers, and stay text.
        twins: Columns that hold the target once more.
    """

    target: str
    said: Mapping[str, str]
    units: Mapping[str, str]
    times: Container[str]
    unread: Container[str]
    twins: Container[str]


def describe(frame: pl.DataFrame, known: Known) -> tuple[tuple[Column, ...], list[str]]:
    """What a card says about the columns of a learner's own file, and notes on those that are not features."""
    kinds = {column.name: _kind(column, known) for column in frame}
    columns = tuple(
        Column(
            column.name,
            known.units.get(column.name, ""),
            _meaning(column),
            "identifier" if kinds[column.name] == "owner" else kinds[column.name],
        )
        for column in frame
    )
    found = {name: kind for name, kind in kinds.items() if name not in known.said}
    return columns, [
        *_left_out(found),
        *_said(kinds, known),
        *_order_notes(frame, kinds, known),
        *_owner_notes(frame, kinds, known),
        *_code_notes(frame, kinds, known),
    ]


def _kind(column: pl.Series, known: Known) -> str:
    """A kind of the card, or "owner" for an identity that comes again."""
    said = known.said.get(column.name)
    if column.name == known.target:
        return "target"
    if said and said != "number":
        return said
    number = "flag" if column.dtype.is_integer() and column.drop_nulls().is_in([0, 1]).all() else "number"
    if said:
        return number
    if column.name in known.twins:
        return "outcome"
    if column.dtype.is_temporal() or column.name in known.times:
        return "time"
    different = column.n_unique()  # a missing value counts as one: "yes or nothing" can be learnt from
    if different == 1:
        return "constant"
    named = identity(column, column.name in known.unread)
    if named in ("row", "owner"):
        return "identifier" if named == "row" else named
    if column.dtype == pl.String:
        never_again = different == column.len() > MANY_CLASSES
        return "text" if different > MANY_WORDS or never_again else "category"
    return number


def _meaning(column: pl.Series) -> str:
    known = column.drop_nulls()
    if known.is_empty():
        meaning = "no value"
    elif column.dtype == pl.String:
        meaning = f"{known.n_unique()} different values"
    else:
        ends = (known.min(), known.max())
        low, high = (f"{end:.6g}" if isinstance(end, float) else str(end) for end in ends)
        meaning = f"from {low} to {high}"
    return meaning + (f"; {column.null_count()} missing" if column.null_count() else "")


def _left_out(kinds: Mapping[str, str]) -> list[str]:
    """One sentence for each reason why columns are not features."""
    by_kind = {kind: [name for name, found in kinds.items() if found == kind] for kind in _LEFT_OUT}
    return [
        f"Left out of the features ({_LEFT_OUT[kind]}): {quoted(names)}. "
        + overruled(names[0], "category", "makes words of it to learn from")
        for kind, names in by_kind.items()
        if names
    ]


def _said(kinds: Mapping[str, str], known: Known) -> list[str]:
    names = [name for name in known.said if kinds.get(name, "target") not in (*LEARNABLE, "target")]
    return [f"Left out of the features (`kinds` says so): {quoted(names)}."] if names else []


def _order_notes(frame: pl.DataFrame, kinds: Mapping[str, str], known: Known) -> list[str]:
    """A note on each feature that goes one way from row to row: what sorted the file may tell the answer."""
    found = [
        (column.name, way)
        for column in frame
        if kinds[column.name] == "number" and column.name not in known.said and (way := in_order(column))
    ]
    return [
        f"`{name}` {way} from each row to the next: it may count the rows, or be their time. "
        + overruled(name, "identifier", "leaves it out of the features")
        for name, way in found
    ]


def _owner_notes(frame: pl.DataFrame, kinds: Mapping[str, str], known: Known) -> list[str]:
    """Offer each identity that comes again as the group to split by."""
    names = [
        column.name for column in frame if column.name != known.target and identity(column, True).endswith("owner")
    ]
    return [
        f"Rows with the same `{name}` may belong together"
        f"{'' if kinds[name] == 'owner' else ', and a model may learn it by heart'}. Keep them in one part: "
        f"`split(case.frame, case.target, group={shown(name)})`."
        for name in names
        if kinds[name] not in ("time", "constant", "outcome")
    ]


def _code_notes(frame: pl.DataFrame, kinds: Mapping[str, str], known: Known) -> list[str]:
    """A note on whole numbers whose name speaks of a code: to a model they are amounts."""
    names = [
        column.name
        for column in frame
        if kinds[column.name] == "number" and column.name not in known.said and is_code_of_numbers(column)
    ]
    return [
        f"The name `{name}` speaks of a code, which counts nothing; to a model its numbers are amounts. "
        + overruled(name, "category", "makes words of it to learn from")
        for name in names
    ]

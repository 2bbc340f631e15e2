"""From columns of text to numbers, dates and words with real missing values."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from workbench.cases.choices import Choices
from workbench.cases.dates import read_dates
from workbench.cases.decimal_marks import Mark, marks_of
from workbench.cases.epochs import read_epochs
from workbench.cases.missing import without_missing
from workbench.cases.numbers import Dressed, costume, is_code, to_number, undress
from workbench.cases.spelling import one_spelling
from workbench.cases.wording import overruled, quoted
from workbench.errors import DataError


@dataclass
class Values:
    """What the text of a file stands for.

    Attributes:
        columns: Numbers, dates and words.
        notes: A sentence on every decision.
        units: What stood beside the numbers of a column, by its name.
        times: Columns of dates, also of those that stay text.
        unread: Columns that look like numbers, and stay text.
    """

    columns: list[pl.Series] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)
    times: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)

    @property
    def frame(self) -> pl.DataFrame:
        """The columns as a table."""
        return pl.DataFrame(self.columns)


def to_values(frame: pl.DataFrame, target: str, separator: str, choices: Choices) -> Values:
    """Turn a frame of text into values. Empty columns are dropped.

    Args:
        frame: Text columns only.
        target: The column to predict.
        separator: What stood between the columns; in a file with commas a decimal comma is unlikely.
        choices: What the user has decided.
    Raises: DataError if numbers can be read in two ways, or a column that should be a number is not.
    """
    stripped = frame.with_columns(pl.all().str.strip_chars())
    words, notes = without_missing(stripped, target, choices)
    empty = [column.name for column in words if column.null_count() == len(column)]
    if empty:
        notes.append(f"Dropped, because no row has a value: {quoted(empty)}.")
    values = Values(notes=notes)
    read = {column.name: _read(column, choices) for column in words if column.name not in empty}
    marks = marks_of([found for found in read.values() if isinstance(found, Dressed)], separator, choices.decimal)
    costumes: dict[str, list[tuple[str, str]]] = {}
    for name, found in read.items():
        if isinstance(found, Dressed):
            values.columns.append(_number(found, marks[name], choices.kinds.get(name), values, costumes))
        elif isinstance(found, str):
            values.columns.append(_words(words[name], found, choices, values))
        else:
            values.columns.append(found[0])
            values.notes += found[1]
            values.times.add(name)
    values.notes += [_costume_note(sentence, found) for sentence, found in costumes.items()]
    return values


def _read(column: pl.Series, choices: Choices) -> Dressed | tuple[pl.Series, list[str]] | str:
    """Numbers that wait for their reading, or dates with their notes, or the reason why words are not numbers."""
    kind = choices.kinds.get(column.name)
    if kind == "category":
        return ""
    found = undress(column)
    if kind != "number" and _may_be_dates(found) and (dates := read_dates(column, choices.day_first)):
        return dates
    if kind == "number" and isinstance(found, str):
        why = found or f"it holds words, such as {column.drop_nulls()[0]!r}"
        raise DataError(f"`{column.name}` must hold numbers, as `kinds` says; {why}. Mend the file, or leave it out.")
    return found


def _may_be_dates(found: Dressed | str) -> bool:
    return isinstance(found, str) or found.plain_days()


def _number(
    dressed: Dressed, mark: Mark, kind: str | None, values: Values, costumes: dict[str, list[tuple[str, str]]]
) -> pl.Series:
    """Numbers, or the text itself where they are a code or too large."""
    column = dressed.column
    if kind != "number" and (why := is_code(dressed)):
        values.notes.append(f"`{column.name}` stays text: {why}. {overruled(column.name, 'number', 'reads numbers')}")
        return column
    number, odd = to_number(column, dressed.digits(mark.sign))
    if len(odd):
        known = len(column) - column.null_count()
        why = f"{len(odd)} of {known} values cannot be held by a number of 64 bits, such as {odd[0]!r}"
        return _stays_text(column, why, values)
    values.notes += mark.notes
    if dressed.unit:
        values.units[column.name] = dressed.unit
    for sentence, rows in costume(dressed, mark.sign).items():
        example = f"{column.filter(rows)[0]!r} is {number.filter(rows)[0]:.15g}"
        costumes.setdefault(sentence, []).append((column.name, example))
    if kind in (None, "time"):
        number, notes = read_epochs(number, said=kind == "time")
        values.notes += notes
        values.times |= {column.name} if number.dtype.is_temporal() else set()
    return number


def _words(column: pl.Series, why_no_number: str, choices: Choices, values: Values) -> pl.Series:
    if why_no_number:
        _stays_text(column, why_no_number, values)
    if choices.case_matters or column.name in values.unread:
        return column
    column, notes = one_spelling(column)
    values.notes += notes
    return column


def _stays_text(column: pl.Series, why: str, values: Values) -> pl.Series:
    values.unread.add(column.name)
    hint = (
        " If such a word means that there is no value, name it in `missing=[...]`." if "cannot be read" in why else ""
    )
    values.notes.append(f"`{column.name}` stays text: {why}. Mend or empty them to use it as a number.{hint}")
    return column


def _costume_note(sentence: str, found: list[tuple[str, str]]) -> str:
    names, (name, example) = quoted(name for name, _ in found), found[0]
    return f"{sentence.format(names)}; {example}. {overruled(name, 'category', 'leaves words')}"

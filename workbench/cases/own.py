"""A learner's own CSV file as a case."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from workbench.cases.card import Card, Column
from workbench.cases.case import Case
from workbench.cases.records import read_records
from workbench.cases.task import Task, task_of
from workbench.cases.values import quoted, to_values
from workbench.errors import DataError

# More different words than this are free text to a model, or names.
_MANY_WORDS = 100

_ROW_NAME = re.compile(r"(?i:(?:^|[\W_])(?:id|key|index|row|nr|number))$|[a-z]I[Dd]$")

_TEXT = """## Who, when, and known problems

Nobody has written this down yet. Find out who is in the data, who is missing, when it was collected and what is \
known to be wrong, before you trust a model of it."""

_METRICS = {
    "classification": "F1; change it if one kind of mistake costs more",
    "regression": "Mean absolute error, in the unit of the target; change it if large mistakes cost more",
}

_LEFT_OUT = {
    "time": "Dates are no features as they are; make month, weekday or age of them to use",
    "identifier": "Left out of the features, because it only names the row",
    "text": "Left out of the features, because it has too many different words",
    "constant": "Left out of the features, because it is the same in every row",
}


def from_csv(path: str | Path, target: str) -> Case:
    """Read a file of your own: a table as text, with names in its first line.

    Encoding, separator, decimal comma, missing values and dates are found out. What was decided stands in the
    notes of the card, `case.card.notes`; nothing is changed in silence.

    Args:
        path: The file.
        target: The name of the column to predict.
    Returns: A case whose card was made from the file.
    Raises: DataError, with one sentence about what to change, if the file or the target cannot be used.
    """
    file = _existing(Path(path).expanduser())
    records = read_records(file)
    if target not in records.names:
        raise DataError(_no_such_target(target, records.names, file.name))
    text = pl.read_csv(records.data, has_header=False, schema=dict.fromkeys(records.names, pl.String))
    frame, notes = to_values(text, records.separator)
    frame, target_notes = _usable_target(frame, target)
    task = task_of(frame[target])
    columns = tuple(_describe(column, column.name == target) for column in frame)
    card = Card(
        title=file.stem,
        rows=frame.height,
        task=task,
        metric=_METRICS[task],
        licence="Not known; find out before you share the data or a model of it",
        source=f"Your file {file.name}",
        columns=columns,
        text=_TEXT,
        notes=(*records.notes, *notes, *target_notes, _task_note(frame[target], task), *_kind_notes(columns)),
    )
    return Case(file.stem, frame, card)


def _existing(file: Path) -> Path:
    if file.is_dir():
        raise DataError(f"`path` must be a file; {file.name or file} is a folder. Add the name of the file in it.")
    if not file.is_file():
        others = [other.name for other in file.parent.iterdir()] if file.parent.is_dir() else []
        raise DataError(f"`path` must be a file; there is no {file}. {_nearest(file.name, others)}Check the spelling.")
    return file


def _nearest(name: str, names: Iterable[str]) -> str:
    by_lower = {other.lower(): other for other in names}
    near = difflib.get_close_matches(name.strip().lower(), by_lower, n=3)
    return f"Near it: {', '.join(repr(by_lower[other]) for other in near)}. " if near else ""


def _no_such_target(target: str, names: list[str], file: str) -> str:
    start = f"`target` must be a column of `{file}`; got {target!r}. "
    if near := _nearest(target, names):
        return start + near + "Choose one of these."
    shown = ", ".join(names[:20]) + (" ..." if len(names) > 20 else "")
    if any(re.fullmatch(r"[-+\d.,]+", name) for name in names):
        return start + f"Its first line is {shown}. Put the names of the columns there."
    if len(names) == 1:
        return start + f"Its only column is {shown}. Separate the columns with a comma, semicolon, tab or bar."
    return start + f"It has {shown}. Choose one of these."


def _usable_target(frame: pl.DataFrame, target: str) -> tuple[pl.DataFrame, list[str]]:
    """The rows whose target is known, and a note about the others."""
    if target not in frame.columns:
        raise DataError(f"`target` must have values; {target!r} is empty in every row. Choose another column.")
    known = frame.filter(pl.col(target).is_not_null())
    column = known[target]
    if column.dtype.is_temporal():
        raise DataError(f"`target` must be a number or a class; {target!r} holds dates. Choose another column.")
    if column.n_unique() == 1:
        raise DataError(
            f"`target` must have at least two different values; {target!r} is {column[0]!r} in every row. "
            "Choose another column, or add rows with another value."
        )
    words = column.dtype == pl.String
    if (words and column.n_unique() > _MANY_WORDS) or (column.n_unique() == known.height and words):
        raise DataError(
            f"`target` must be a number or one of a few classes; {target!r} has {column.n_unique()} different values "
            f"in {known.height} rows. Choose another column."
        )
    lost = frame.height - known.height
    return known, [f"{lost} rows without a value of `{target}` were dropped."] if lost else []


def _describe(column: pl.Series, is_target: bool) -> Column:
    known = column.drop_nulls()
    if column.dtype == pl.String:
        meaning = f"{known.n_unique()} different values"
    elif column.dtype.is_float():
        meaning = f"from {known.min():.6g} to {known.max():.6g}"
    else:
        meaning = f"from {known.min()} to {known.max()}"
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
        return "text" if different > _MANY_WORDS else "category"
    return "flag" if column.dtype.is_integer() and column.drop_nulls().is_in([0, 1]).all() else "number"


def _names_rows(column: pl.Series) -> bool:
    """Whether values that occur once each say nothing but which row it is: words, a key, or 1, 2, 3 ..."""
    if not column.dtype.is_integer():
        return column.dtype == pl.String
    counted = column[0] in (0, 1) and bool((column.diff().drop_nulls() == 1).all())
    return counted or _ROW_NAME.search(column.name) is not None


def _task_note(target: pl.Series, task: Task) -> str:
    values = f"{target.n_unique()} different {'numbers' if target.dtype.is_numeric() else 'words'}"
    return f"The task is {task}, because `{target.name}` has {values}."


def _kind_notes(columns: Iterable[Column]) -> list[str]:
    by_kind = {kind: [c.name for c in columns if c.kind == kind] for kind in _LEFT_OUT}
    return [f"{_LEFT_OUT[kind]}: {quoted(names)}." for kind, names in by_kind.items() if names]

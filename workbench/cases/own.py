"""A learner's own CSV file as a case."""

from __future__ import annotations

import difflib
import re
import reprlib
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from workbench.cases.card import LEARNABLE, Card
from workbench.cases.case import Case
from workbench.cases.kinds import MANY_WORDS, describe, left_out
from workbench.cases.records import read_records
from workbench.cases.task import MANY_CLASSES, Task, task_of
from workbench.cases.values import to_values
from workbench.errors import DataError

_TEXT = """## Who, when, and known problems

Nobody has written this down yet. Find out who is in the data, who is missing, when it was collected and what is \
known to be wrong, before you trust a model of it."""

_METRICS = {
    "classification": "F1; change it if one kind of mistake costs more",
    "regression": "Mean absolute error, in the unit of the target; change it if large mistakes cost more",
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
    file = _existing(path)
    if not isinstance(target, str):
        raise DataError(
            f"`target` must be the name of a column; got {target!r}. Give one name in quotes, such as 'price'."
        )
    records = read_records(file)
    if target not in records.names:
        raise DataError(_no_such_target(target, records.names, file.name))
    text = pl.read_csv(records.data, has_header=False, schema=dict.fromkeys(records.names, pl.String))
    frame, notes = to_values(text, records.separator)
    frame, target_notes = _usable_target(frame, target)
    task = task_of(frame[target])
    columns = tuple(describe(column, column.name == target) for column in frame)
    left = left_out(columns)
    if not any(column.kind in LEARNABLE for column in columns):
        raise DataError(
            f"`{file.name}` must have a column to learn {target!r} from; it has none. "
            f"{' '.join([*notes, *left])} Add a column with numbers or with a few different words."
        )
    card = Card(
        title=file.stem,
        rows=frame.height,
        task=task,
        metric=_METRICS[task],
        licence="Not known; find out before you share the data or a model of it",
        source=f"Your file {file.name}",
        columns=columns,
        text=_TEXT,
        notes=(*records.notes, *notes, *target_notes, _task_note(frame[target], task), *left),
    )
    return Case(file.stem, frame, card)


def _existing(path: str | Path) -> Path:
    try:
        file = Path(path).expanduser()
        is_folder = file.is_dir()
    except (TypeError, RuntimeError, OSError):  # no text, ~ before somebody unknown, too long for a path
        file = None
    if file is None or "\n" in str(file):  # with a line end it is the table itself
        raise DataError(
            f"`path` must be the path of a file; got {reprlib.repr(path)}. "
            "Save the table as CSV, and give the path of that file in quotes, such as 'my.csv'."
        )
    if is_folder:
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
    different = column.n_unique()
    never_repeats = different == known.height and different > MANY_CLASSES
    if column.dtype == pl.String and (different > MANY_WORDS or never_repeats):
        raise DataError(
            f"`target` must be a number or one of a few classes; {target!r} has {different} different words in "
            f"{known.height} rows. Choose another column."
        )
    lost = frame.height - known.height
    return known, [f"{lost} rows without a value of `{target}` were dropped."] if lost else []


def _task_note(target: pl.Series, task: Task) -> str:
    values = f"{target.n_unique()} different {'numbers' if target.dtype.is_numeric() else 'words'}"
    return f"The task is {task}, because `{target.name}` has {values}."

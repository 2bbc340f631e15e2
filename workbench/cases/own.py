"""A learner's own CSV file as a case."""

from __future__ import annotations

import difflib
import re
import reprlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

import polars as pl

from workbench.cases.card import LEARNABLE, Card
from workbench.cases.case import Case
from workbench.cases.choices import Choices
from workbench.cases.giveaway import giveaway_notes, twins_of
from workbench.cases.kinds import Known, describe
from workbench.cases.records import read_records
from workbench.cases.sentinel import sentinel_notes
from workbench.cases.target import usable
from workbench.cases.task import Task
from workbench.cases.total import total_note
from workbench.cases.values import to_values
from workbench.errors import DataError

_TEXT = """## Who, when, and known problems

Nobody has written this down yet. Find out who is in the data, who is missing, when it was collected and what is \
known to be wrong, before you trust a model of it."""

_METRICS = {
    "classification": "F1; change it if one kind of mistake costs more",
    "regression": "Mean absolute error, in the unit of the target; change it if large mistakes cost more",
}


def from_csv(
    path: str | Path,
    target: str,
    *,
    task: Task | None = None,
    kinds: Mapping[str, str] | None = None,
    missing: Iterable[str] | None = None,
    decimal: Literal[".", ","] | None = None,
    separator: str | None = None,
    encoding: str | None = None,
    day_first: bool | None = None,
    case_matters: bool = False,
    rare: Literal["other", "drop"] | None = None,
) -> Case:
    """Read a file of your own: a table as text, with names in its first line.

    Encoding, separator, numbers, missing values and dates are found out. What was decided stands in the notes of the
    card, `case.card.notes`, each with the option that overrules it; nothing is changed in silence. Where two readings
    fit and nothing decides, you are asked.

    Args:
        path: The file.
        target: The name of the column to predict.
        task: "classification" or "regression".
        kinds: What a column is, by its name, such as `{"zip": "category"}`. "number" and "category" (words) are
            features; "time", "identifier" and "text" are left out.
        missing: The words that mean "no value"; an empty cell always does. `[]` leaves all words as they are.
        decimal: "." or ",", which stands in front of the decimals: 1.250 may be 1.25 or 1250.
        separator: The sign between two columns.
        encoding: How letters are written as bytes, such as "utf-8" or "cp1252".
        day_first: Whether 1/2/2024 is the first of February (True) or the second of January (False).
        case_matters: Whether "Yes" and "yes" are two words.
        rare: Classes of fewer than 7 rows are too rare to split. "other" makes one class of them, "drop" leaves their
            rows out.
    Returns: A case whose card was made from the file.
    Raises: DataError, with one sentence about what to change, if the file, the target or an option cannot be used.
    """
    choices = Choices(task, kinds or {}, missing, decimal, separator, encoding, day_first, case_matters, rare)
    file = _existing(path)
    if not isinstance(target, str):
        raise DataError(
            f"`target` must be the name of a column; got {target!r}. Give one name in quotes, such as 'price'."
        )
    records = read_records(file, target, choices)
    if target not in records.names:
        raise DataError(_no_such_target(target, records.names, file.name))
    _refuse_patterns(records.names)
    choices.check_names(records.names, target)
    text = pl.read_csv(records.data, has_header=False, schema=dict.fromkeys(records.names, pl.String))
    values = to_values(text, target, records.separator, choices)
    frame, found, target_notes = usable(values, target, choices)
    twins = twins_of(frame[target], frame)
    known = Known(target, choices.kinds, values.units, values.times, values.unread, twins)
    columns, left = describe(frame, known)
    features = [column.name for column in columns if column.kind in LEARNABLE]
    notes = [*total_note(text), *values.notes]
    if not features:
        raise DataError(
            f"`{file.name}` must have a column to learn {target!r} from; it has none. "
            f"{' '.join([*notes, *left])} Add a column with numbers or with a few different words."
        )
    notes += [
        *target_notes,
        *left,
        *sentinel_notes((frame[name] for name in features), text),
        *giveaway_notes(frame, features, target, found),
    ]
    card = Card(
        title=file.stem,
        rows=frame.height,
        task=found,
        metric=_METRICS[found],
        licence="Not known; find out before you share the data or a model of it",
        source=f"Your file {file.name}",
        columns=columns,
        text=_TEXT,
        notes=(*records.notes, *notes),
    )
    return Case(file.stem, frame, card)


def _refuse_patterns(names: Iterable[str]) -> None:
    """Polars takes ^...$ for a pattern, and finds no column where it does not fit itself, as ^.*$ does."""
    for name in names:
        if name.startswith("^") and name.endswith("$") and not name.startswith("^.*"):
            raise DataError(
                f"A name must not begin with ^ and end with $, which Polars takes for a pattern; got {name!r}. "
                "Rename the column in the file."
            )


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
    for sign in (";", "\t", "|"):  # a name that was not cut
        if any(target in [part.strip() for part in name.split(sign)] for name in names):
            return start + f"A name holds it beside {sign!r}. Add `separator={sign!r}`."
    shown = ", ".join(names[:20]) + (" ..." if len(names) > 20 else "")
    if any(re.fullmatch(r"[-+\d.,]+", name) for name in names):
        return start + f"Its first line is {shown}. Put the names of the columns there."
    if len(names) == 1:
        return start + f"Its only column is {shown}. Separate the columns with a comma, semicolon, tab or bar."
    return start + f"It has {shown}. Choose one of these."

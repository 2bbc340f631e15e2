"""The target of a learner's own file: rows that have one, classes that are common enough, and the task."""

from __future__ import annotations

from typing import cast

import polars as pl

from workbench.cases.choices import Choices
from workbench.cases.spelling import MANY_WORDS
from workbench.cases.task import FEW_ROWS, MANY_CLASSES, Task, task_of
from workbench.cases.values import Values
from workbench.errors import DataError


def usable(values: Values, target: str, choices: Choices) -> tuple[pl.DataFrame, Task, list[str]]:
    """The rows whose target can be learnt, the task, and notes on both.

    Raises: DataError if the target is empty, the same in every row, a date, a text, or does not fit the task.
    """
    frame = values.frame
    if target not in frame.columns:
        raise DataError(f"`target` must have values; {target!r} is empty in every row. Choose another column.")
    frame = frame.filter(frame[target].is_not_null())
    column = frame[target]
    lost = values.frame.height - frame.height
    notes = [f"{lost} rows without a value of `{target}` were dropped."] if lost else []
    said = target in choices.kinds
    if not said and (target in values.times or column.dtype.is_temporal()):
        why = _notes_on(target, '"number"}` keeps them', values)
        raise DataError(f"`target` must be a number or a class; {target!r} holds dates. {why}Choose another column.")
    if column.n_unique() == 1:
        why = _notes_on(target, "words that differ in capitals", values)
        why += _notes_on(target, "was read as a missing value", values)
        raise DataError(
            f"`target` must have at least two different values; {target!r} is {column[0]!r} in every row. "
            f"{why}Choose another column, or add rows with another value."
        )
    task = _task(column, values, choices)
    notes.append(_task_note(column, task, choices))
    if task == "classification":
        frame, rare_notes = _without_rare(frame, target, choices)
        notes += rare_notes
    elif choices.rare:
        notes.append(f"`rare` changed nothing, because the task is {task}.")
    return frame, task, notes


def _task(column: pl.Series, values: Values, choices: Choices) -> Task:
    different, rows = column.n_unique(), column.len()
    words = column.dtype == pl.String
    if words and choices.task == "regression":
        why = _notes_on(column.name, "stays text", values)
        raise DataError(
            f"`task` must be 'classification' for a target of words, such as {column[0]!r}; got 'regression'. "
            f"{why}Leave `task` out, or choose a column of numbers."
        )
    never_again = different == rows > 2
    most = MANY_CLASSES if column.name in values.unread else MANY_WORDS  # amounts of which a few cannot be read
    if words and (different > most or never_again):
        why = _notes_on(column.name, "stays text", values)
        raise DataError(
            f"`target` must be a number or one of a few classes; {column.name!r} has {different} different words in "
            f"{rows} rows. {why}Choose another column."
        )
    return cast(Task, choices.task) if choices.task else task_of(column)


def _notes_on(name: str, words: str, values: Values) -> str:
    """The notes on a column that say so, each with a blank behind it."""
    return "".join(f"{note} " for note in values.notes if f"`{name}`" in note and words in note)


def _task_note(target: pl.Series, task: Task, choices: Choices) -> str:
    if choices.task:
        return f"The task is {task}, as `task` says."
    number = target.dtype.is_numeric()
    different = target.n_unique()
    note = f"The task is {task}, because `{target.name}` has {different} different {'numbers' if number else 'words'}"
    if task == "regression" and different <= MANY_CLASSES and bool((target % 1 == 0).all()):
        note += f", and some come in fewer than {FEW_ROWS} rows"
    other = "regression" if task == "classification" else "classification"
    return note + (f'; `task="{other}"` overrules this.' if number else ".")


def _without_rare(frame: pl.DataFrame, target: str, choices: Choices) -> tuple[pl.DataFrame, list[str]]:
    """The rows with common classes, or rare ones renamed, if that was asked for; else a note that they are rare."""
    counts = frame[target].alias("value").value_counts(name="rows").sort("rows", "value")
    few = counts.filter(counts["rows"] < FEW_ROWS)
    if few.is_empty():
        return frame, []
    shown = ", ".join(f"{value!r} ({rows})" for value, rows in few.head(5).iter_rows())
    start = f"{few.height} classes of `{target}` have fewer than {FEW_ROWS} rows: {shown}{' ...' * (few.height > 5)}"
    if choices.rare is None:
        return frame, [
            f'{start}. That is too few to split. `rare="other"` makes one class of them, `rare="drop"` leaves them out.'
        ]
    if few.height > counts.height - 2 + (choices.rare == "other"):
        raise DataError(f"`rare` must leave two classes; {start}. Leave `rare` out, and add rows.")
    is_rare = frame[target].is_in(few["value"].to_list())
    if choices.rare == "drop":
        return frame.filter(~is_rare), [f"{start}. Their {is_rare.sum()} rows were dropped, as `rare` says."]
    if is_rare.sum() < FEW_ROWS:
        raise DataError(
            f'`rare="other"` must make a class of at least {FEW_ROWS} rows; {start}, {is_rare.sum()} in all. '
            'Write `rare="drop"`, or add rows.'
        )
    words = (
        frame[target]
        .cast(pl.String)
        .to_frame("value")
        .select(pl.when(is_rare).then(pl.lit("other")).otherwise("value"))
    )
    renamed = words.to_series().alias(target)
    return frame.with_columns(renamed), [f"{start}. They are the class 'other' now, as `rare` says."]

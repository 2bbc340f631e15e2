"""The what-if lab on somebody's own model and rows: its controls come from the columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import lru_cache, partial
from math import exp, log
from typing import Any

import numpy as np
import polars as pl

from workbench.errors import ExplainError
from workbench.experiments.own_model import OwnExplained
from workbench.explain import nearest_other
from workbench.labs._own import OwnModel, made_settings
from workbench.labs.p8_ethics._own_controls import Knob, knob
from workbench.labs.p8_ethics._shap_what_if import ExplainedRow, Story, WhatIfPicture, describe_row
from workbench.labs.percent import percent
from workbench.live.lab import Lab
from workbench.live.spec import Suggestion, Value, choice, number, slider

FEW, STRONGEST = 12, 10  # so many columns have their controls in view; of more, the strongest, to fit one screen
ALIKE = 0.025  # share of a column's range within which numbers count as the same
LONGEST = 34  # letters beside a row of the waterfall that room is kept for
GROUPS = {"all": "All rows", "right": "Rows with a right answer", "wrong": "Rows with a wrong answer"}
OFF = {"all": "All rows", "right": "The nine in ten that are nearest", "wrong": "The tenth that is farthest off"}
ESTIMATE = "These contributions come close to Shapley values."


@dataclass(frozen=True, eq=False)
class Table:
    """All that the lab knows.

    Attributes:
        known: The model and its rows.
        knobs: The controls of the columns, in the order in which they are shown.
        story: The words.
        frame: The rows to look through, as Polars has them.
    """

    known: OwnExplained
    knobs: tuple[Knob, ...]
    story: Story
    frame: pl.DataFrame

    def values(self, place: int) -> dict[str, Value]:
        """The settings that stand for a row."""
        made: dict[str, Value] = {"row": place} if len(self.known.rows) > 1 else {}
        for control in self.knobs:
            made |= control.values(self.known.rows.columns[control.column][place])
        return made


def what_if_on(lab: Lab, own: OwnModel) -> Lab:
    """The lab for any model that can be explained, on any table.

    Raises: ExplainError if the model cannot read the table, or no column can be changed.
    """
    if own.group is not None:
        raise ExplainError("This lab looks at one row, so it needs no `group`; got one. Leave it out.")
    known = OwnExplained(own.model, own.X, own.y, own.background, own.units)
    specs = _row_settings(known)
    units, start = own.units or {}, 0
    knobs: list[Knob] = []
    few = FEW if len(known.order) <= FEW else STRONGEST
    for column in known.order:
        series = known.rows.columns[column]
        taken = [name for name, *_ in specs]
        made = knob(series, column, taken, units.get(series.name, ""), series[start], more=len(knobs) >= few)
        if made is not None:
            knobs.append(made)
            specs += made.specs
    if not knobs:
        raise ExplainError(
            "`X` must have a column that can be changed: numbers, words that come again, dates, yes or no; "
            f"got {_kinds(known)}. Pass a table with such columns, or look at `explain(model, X)`."
        )
    told = {control.column for control in knobs}
    fixed = [column.name for i, column in enumerate(known.rows.columns) if i not in told]
    table = Table(known, tuple(knobs), _story(known), _frame(known))
    constants = {"row": 0, "outcome": None, "among": "all", "alike": "", "output": "value"}  # where there is no choice
    settled = {name: value for name, value in constants.items() if name not in {spec[0] for spec in specs}}
    return replace(
        lab,
        question=f"Which facts move the answer for this row, and is it the same for every row?{_fixed(fixed)}",
        Settings=made_settings(lab.Settings.__module__, specs, settled),
        compute=partial(compute, table=table),
        Picture=type("Picture", (WhatIfPicture,), {"story": table.story}),
        describe=partial(describe_row, table.story),
    )


def _fixed(names: list[str]) -> str:
    """A sentence on columns without a control, if there are any."""
    if not names:
        return ""
    shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    return f" (Without a control, because it is text or never changes: {shown}.)"


def _row_settings(known: OwnExplained) -> list[tuple[str, type, Any]]:
    """Which row, which class, which threshold; the names come before those of the columns."""
    specs: list[tuple[str, type, Any]] = []
    last = len(known.rows) - 1
    if last:
        help = "Which row to compare with, from 0. The button 'Back to' below sets the controls."
        specs.append(("row", int, number(0, 0, last, label="Row", help=help)))
    if len(known.outcomes) > 1:
        help = "Whose probability is explained."
        specs.append(("outcome", str, choice(known.commonest, known.outcomes, label="Class", help=help)))
    if known.truth is not None and last:
        options = dict(GROUPS if known.classes else OFF)
        help = "What 'Next row' and 'Random row' choose from."
        specs.append(("among", str, choice("all", options, label="Look among", help=help, more=True)))
    if last:
        names = {"": "Any row", **{name: name for name in known.rows.names if name}}
        help = "'Next row' and 'Random row' then keep to rows with about the same value there as now."
        specs.append(("alike", str, choice("", names, label="Only rows with the same", help=help, more=True)))
    if known.classes:
        low, high, middle, step = 0.05, 0.95, 0.5, 0.05
    else:
        answers = known.predict(known.outcomes[0], "value", known.pool)
        low, middle, high = (float(end) for end in np.quantile(answers, (0, 0.5, 1)))
        low, high = (low, high) if low < high else (low - 1, high + 1)
        step = (high - low) / 100
    help = "From this answer on, it counts as high."
    specs.append(("threshold", float, slider(middle, low, high, step=step, label="Threshold", help=help, more=True)))
    if known.classes:
        options = {"probability": "Probability", "log-odds": "Log-odds"}
        help = "Log-odds are log(p / (1 - p)): 0 is a chance of 50%."
        specs.append(("output", str, choice("probability", options, label="Contributions in", help=help, more=True)))
    return specs


def _kinds(known: OwnExplained) -> str:
    shown = [f"{column.name!r} ({column.n_unique()} different)" for column in known.rows.columns[:3]]
    return ", ".join(shown) + (" ..." if len(known.rows.columns) > 3 else "")


def _frame(known: OwnExplained) -> pl.DataFrame:
    """The rows to look through; columns go by their places, because names may be anything."""
    return pl.DataFrame([column.gather(known.pool).alias(f"{i}") for i, column in enumerate(known.rows.columns)])


def _story(known: OwnExplained) -> Story:
    classes = known.classes
    what = "the class" if len(classes) > 2 else str(classes[-1]) if classes else ""
    answers = known.predict(known.outcomes[0], known.output, known.pool)
    room = 0.05 * float(np.ptp(answers)) or 1.0
    names = known.explainer(known.commonest, known.output, quick=True).labels
    texts = [f"{_longest(column)} = {name}" for column, name in zip(known.rows.columns, names, strict=True)]
    return Story(
        case="",
        features=tuple(names),
        one="row",
        words={},
        say=say,
        scale={
            "probability": (0.0, 1.0),
            "log-odds": (-8.0, 8.0),
            "value": (float(answers.min()) - room, float(answers.max()) + room),
        },
        axis={
            "probability": f"Probability of {what}"[:60],
            "log-odds": f"Log-odds of {what}"[:60],
            "value": "Answer of the model",
        },
        longest=max(texts, key=len)[:LONGEST],
        inexact=ESTIMATE,
    )


def _longest(column: pl.Series) -> str:
    return max((_text(value) for value in column.drop_nulls().head(200)), key=len, default="missing")


def _text(value: Any) -> str:
    """A value as it stands beside its bar."""
    if value is None:
        return "missing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    number = isinstance(value, (int, float))
    text = f"{value:.6g}" if isinstance(value, float) else str(value)
    return text.replace("-", "−") if number else text


def say(answer: float, output: str) -> str:
    """An answer as a chance, with log-odds beside it where they are explained; else as a number."""
    if output == "probability":
        return percent(answer, 1, short=True)
    if output == "log-odds":
        return f"{answer:+.2f} ({percent(1 / (1 + exp(-max(min(answer, 700), -700))), short=True)})".replace("-", "−")
    return f"{answer:.4g}".replace("-", "−")


def compute(settings: Any, table: Table) -> Iterator[ExplainedRow]:
    """Explain the answer for the row that the settings describe; where that takes long, first roughly."""
    try:
        yield from _explained(settings, settings.output, table)
    except ExplainError:
        if settings.output != "log-odds":
            raise
        note = (
            "Contributions are in probability here: this model is sometimes quite sure, and log-odds are infinite then."
        )
        for frame in _explained(settings, "probability", table):
            yield replace(frame, note=f"{frame.note} {note}".lstrip())


def _explained(settings: Any, output: Any, table: Table) -> Iterator[ExplainedRow]:
    known, values = table.known, asdict(settings)
    place, outcome = settings.row, settings.outcome
    threshold = log(settings.threshold / (1 - settings.threshold)) if output == "log-odds" else settings.threshold
    columns = known.rows.columns
    changed = {control.column: control.cell(values) for control in table.knobs}
    changed = {column: cell for column, cell in changed.items() if cell != columns[column][place]}
    row = known.rows.row(place, changed)
    cells = [changed.get(i, column[place]) for i, column in enumerate(columns)]
    stages = [known.explainer(outcome, output, quick=True)]
    if not stages[0].method.exact and stages[0].method.name in ("KernelExplainer", "PermutationExplainer"):
        stages.append(known.explainer(outcome, output))
    answers = _answers(table, outcome, output)
    real = float(known.predict(outcome, output, [place])[0])
    for i, explain in enumerate(stages, 1):
        found = explain(row)
        answer = float(found.answers[0])
        yield ExplainedRow(
            who=f"row {place}" + (f", class {outcome}," if outcome is not None else ""),
            output=output,
            threshold=threshold,
            names=tuple(f"{_text(cell)} = {label}" for cell, label in zip(cells, explain.labels, strict=True)),
            values=found.values[0],
            base=float(found.base_values[0]),
            answer=answer,
            real=real,
            changed=tuple(columns[column].name for column in sorted(changed)),
            exact=explain.method.exact,
            note=_note(table, settings, cells),
            progress=i / len(stages),
            suggestions=_suggestions(table, settings, cells, (answers >= threshold) != (answer >= threshold)),
        )


@lru_cache(maxsize=32)
def _answers(table: Table, outcome: Any, output: Any) -> np.ndarray:
    """The answers to all rows that are looked through, shape (n,)."""
    return table.known.predict(outcome, output, table.known.pool)


def _wanted(table: Table, settings: Any, cells: list[Any]) -> np.ndarray:
    """Which rows of the pool 'Next row' and 'Random row' choose from, shape (n,)."""
    wanted = np.ones(table.frame.height, bool)
    if settings.among != "all" and table.known.wrong is not None:
        wanted &= table.known.wrong == (settings.among == "wrong")
    if settings.alike:
        number = table.known.rows.names.index(settings.alike)
        column, now = table.frame[f"{number}"], cells[number]
        if now is None or not column.dtype.is_numeric() or isinstance(now, bool):
            return np.asarray(wanted & column.eq_missing(now).to_numpy())
        values = column.cast(pl.Float64).to_numpy()
        low, high = np.nanquantile(values, (0.01, 0.99))
        with np.errstate(invalid="ignore"):
            wanted &= np.abs(values - float(now)) <= ALIKE * (high - low)
    return wanted


def _note(table: Table, settings: Any, cells: list[Any]) -> str:
    known, parts = table.known, []
    if settings.among != "all" or settings.alike:
        count = int(_wanted(table, settings, cells).sum())
        parts.append(f"{count:,} of {len(known.pool):,} rows are like that." if count else "No row is like that.")
    if len(known.pool) < len(known.rows):
        parts.append(f"Rows are sought among {len(known.pool):,} of {len(known.rows):,}, drawn at random.")
    return " ".join(parts)


def _suggestions(table: Table, settings: Any, cells: list[Any], other: np.ndarray) -> tuple[Suggestion, ...]:
    known, place, made = table.known, settings.row, []
    now, real = asdict(settings), table.values(place)
    if any(now[name] != value for name, value in real.items()):
        made.append(Suggestion(f"Back to row {place} as in the data", real))
    if other.any():
        row = {f"{i}": cell for i, cell in enumerate(cells)}
        nearest = known.pool[nearest_other(table.frame, row, other)]
        made.append(Suggestion("Nearest row on the other side", table.values(int(nearest))))
    wanted = known.pool[_wanted(table, settings, cells)]
    if (wanted != place).any():
        following = wanted[np.searchsorted(wanted, place, side="right") % len(wanted)]
        made.append(Suggestion("Next row", table.values(int(following))))
        made.append(Suggestion("Random row", table.values(_drawn(wanted, place, len(known.rows)))))
    return tuple(made)


@lru_cache(maxsize=4)
def _shuffled(rows: int) -> np.ndarray:
    """The turn of each row: the same in every run, so that all are met before one comes again."""
    return np.random.default_rng(0).permutation(rows)


def _drawn(wanted: np.ndarray, place: int, rows: int) -> int:
    turns = _shuffled(rows)
    order = wanted[np.argsort(turns[wanted])]
    return int(order[np.searchsorted(turns[order], turns[place], side="right") % len(order)])

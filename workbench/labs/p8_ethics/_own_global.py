"""The lab of many explanations on somebody's own model and rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
import polars as pl

from workbench.errors import ExplainError
from workbench.experiments.own_model import OwnExplained
from workbench.labs._own import OwnModel, made_settings
from workbench.live.lab import Lab
from workbench.live.spec import choice, slider

CHUNK = 25  # rows explained at a time: a place to stop, and a picture, where each takes long
MOST, FEWEST = 1000, 2  # rows
SHUFFLED = 300  # rows among which columns are shuffled
MOST_GROUPS = 12
SHOWN = 20  # rows of a swarm at most

Make = Callable[..., Any]  # an Overview from rows, a group, values, a table and a loss; see `global_shap`


@dataclass(eq=False)
class Table:
    """All that the lab knows, and what it has found out so far.

    Attributes:
        known: The model and its rows.
        groups: For each group, the places of its rows, in random order.
        values: Contributions found so far, by outcome and group, shape (rows so far, features).
        loss: How much a shuffled column matters, by outcome and group.
    """

    known: OwnExplained
    groups: dict[str, np.ndarray]
    values: dict[tuple[Any, str], np.ndarray] = field(default_factory=dict)
    loss: dict[tuple[Any, str], np.ndarray] = field(default_factory=dict)


def global_shap_on(lab: Lab, own: OwnModel, make: Make, picture: Any, describe: Any) -> Lab:
    """The lab for any model that can be explained, on any table.

    Args:
        lab: The project's own.
        own: What was given.
        make: Makes an overview of explanations.
        picture: Its picture, which takes `words` and `rows`.
        describe: Its sentence, which takes `who`, `note` and `lost`.
    Raises: ExplainError if the model cannot read the table, or there is no such group.
    """
    known = OwnExplained(own.model, own.X, own.y, own.background, own.units)
    groups = _groups(known, own.group)
    most = min(max(len(places) for places in groups.values()), MOST)
    if most < FEWEST:
        raise ExplainError(f"`X` must have at least {FEWEST} rows for this lab; got {most}. Use `what_if` for one row.")
    names, width = known.rows.names, len(known.rows.columns)
    specs: list[tuple[str, type, Any]] = []
    if most > FEWEST:
        help = "Of those given, at random."
        specs.append(
            ("people", int, slider(min(most, 300), FEWEST, most, log=True, label="Rows", unit="rows", help=help))
        )
    if len(groups) > 1:
        help = "The model is the same for all of them."
        specs.append(("group", str, choice("All rows", list(groups), label="Group", help=help)))
    if len(known.outcomes) > 1:
        help = "Whose probability is explained."
        specs.append(("outcome", str, choice(known.commonest, known.outcomes, label="Class", help=help)))
    if width > 3:
        help = "The last row is the sum of all the others."
        specs.append(("show", int, slider(min(8, width), 3, min(width, SHOWN), label="Features shown", help=help)))
    if width > 1:
        help = "The right panel. A click on a row of dots chooses it too."
        specs.append(("feature", str, choice(names[known.order[0]], names, label="Look closer at", help=help)))
    constants = {"people": most, "group": "All rows", "outcome": None, "show": width, "feature": names[0]}
    made = {name: value for name, value in constants.items() if name not in {spec[0] for spec in specs}}
    table = Table(known, groups)
    note = "" if len(known.pool) == len(known.rows) else f"They were drawn from {len(known.rows):,} rows at random."
    return replace(
        lab,
        question="Which features move the answers of your model, for which rows, and together with what?",
        Settings=made_settings(lab.Settings.__module__, specs, made),
        compute=partial(compute, table=table, make=make),
        Picture=partial(picture, words={}, rows=min(width, SHOWN)),
        describe=partial(
            describe,
            who="rows",
            note=note,
            lost="how far the answers move" if known.truth is None else "what the model loses",
        ),
    )


def _groups(known: OwnExplained, group: str | None) -> dict[str, np.ndarray]:
    """Places by group, in random order: all, and those with each of the commonest values, or thirds of numbers."""
    places = np.random.default_rng(0).permutation(known.pool)
    groups = {"All rows": places}
    if group is None:
        return groups
    names = known.rows.names
    if group not in names:
        raise ExplainError(f"`group` must be a column of `X`; got {group!r}. It has {', '.join(names)}.")
    column = known.rows.columns[names.index(group)].gather(places)
    if column.dtype.is_numeric() and column.n_unique() > MOST_GROUPS:
        low, high = (float(end) for end in np.nanquantile(column.cast(pl.Float64).to_numpy(), (1 / 3, 2 / 3)))
        kinds = [
            (f"{group} up to {low:.4g}", column <= low),
            (f"{group} above {low:.4g}, up to {high:.4g}", (column > low) & (column <= high)),
            (f"{group} above {high:.4g}", column > high),
        ]
    else:
        counts = (
            column.alias("value").value_counts(name="rows").drop_nulls().sort("rows", "value", descending=[True, False])
        )
        kinds = [(f"{group} = {value!s}", column == value) for value in counts["value"].head(MOST_GROUPS)]
    for title, inside in kinds:
        chosen = places[inside.fill_null(False).to_numpy()]
        if len(chosen) >= FEWEST:
            groups[title] = chosen
    return groups


def compute(settings: Any, table: Table, make: Make) -> Iterator[Any]:
    """Explain the rows, some at a time; they are remembered for the next picture."""
    known, key = table.known, (settings.outcome, settings.group)
    outcome, places = settings.outcome, table.groups[settings.group]
    places = places[: min(settings.people, len(places))]
    explain = known.explainer(outcome, known.output, quick=True)
    if key not in table.loss:
        table.loss[key] = known.strength(outcome, places[:SHUFFLED])
    while True:
        values = table.values.get(key, np.empty((0, len(known.rows.columns))))
        done = min(len(values), len(places))
        if done >= FEWEST:
            yield make(settings, table, explain, values[:done], places[:done], progress=done / len(places))
        if done == len(places):
            return
        more = np.asarray(explain(known.rows.take(places[len(values) : len(values) + CHUNK])).values)
        table.values[key] = np.vstack([values, more])

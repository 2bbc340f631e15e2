"""Somebody's own case made ready for the labs: not too many rows, and a target of numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import polars as pl

from workbench.cases import Case
from workbench.cases.task import FEW_ROWS, rarest
from workbench.errors import DataError
from workbench.experiments.judging import classes_of

FEWEST_ROWS, MOST_ROWS = 100, 50_000
MOST_CLASSES = 20
SPARED = 20  # rows of a rare class that stay in the sample of a large table


@dataclass(frozen=True, eq=False)
class OwnCase:
    """A case that the labs can compute with.

    Attributes:
        case: Its target is 0 or 1, or 0, 1, 2 ... for more classes, or an amount.
        yes: What the answer 1 says, such as "returned = yes"; empty unless the target is 0 or 1.
        sample: A sentence if not all rows are used; else empty.
    """

    case: Case
    yes: str
    sample: str


@lru_cache(maxsize=8)
def ready(case: Case, group: str | None = None) -> OwnCase:
    """A case for labs that take classes and numbers.

    Args:
        case: Any.
        group: A column whose equal values stay on one side.
    Raises: DataError if there are too few rows or too many classes, or no such column.
    """
    group = case.group if group is None else group
    if group is not None and group not in case.frame.columns:
        names = ", ".join(case.frame.columns)
        raise DataError(f"`group` must be a column of the case; got {group!r}. It has {names}.")
    strange = [name for name in case.features if case.frame[name].dtype.is_nested()]
    if strange:
        raise DataError(
            f"`case` must have features of numbers and words for this lab; {strange[0]!r} holds arrays, such as "
            "images. Choose a table."
        )
    frame = case.frame.filter(case.frame[case.target].is_not_null())
    if frame.height < FEWEST_ROWS:
        raise DataError(
            f"`case` must have at least {FEWEST_ROWS} rows for this lab; {case.name} has {frame.height}. "
            "A score on a handful of rows is luck: add rows, or judge by cross-validation."
        )
    classes = classes_of(case)
    if classes > MOST_CLASSES:
        raise DataError(
            f"`case` must have at most {MOST_CLASSES} classes for this lab; {case.target!r} has {classes}. Join the "
            'rare ones, or choose a target with fewer; if they are amounts, `from_csv(..., task="regression")`.'
        )
    if classes and (rarest(frame[case.target])[1]) < FEW_ROWS:
        value, count = rarest(frame[case.target])
        raise DataError(
            f"Each class of `{case.target}` must have at least {FEW_ROWS} rows for this lab; {value!r} has {count}. "
            'Join rare classes (`from_csv(..., rare="other")`), or leave them out (`rare="drop"`).'
        )
    rows, frame = frame.height, _sample(frame, case.target if classes else None)
    sample = f"These are {frame.height:,} of the {rows:,} rows, drawn at random." if frame.height < rows else ""
    yes = ""
    if classes:
        values = list(map(str, frame[case.target].unique().sort()))
        frame = frame.with_columns(frame[case.target].rank("dense").cast(pl.Int64) - 1)
        yes = f"{case.target} = {values[-1]}" if classes == 2 else ""
    return OwnCase(replace(case, frame=frame, group=group), yes, sample)


@lru_cache(maxsize=8)
def yes_or_no(case: Case, group: str | None = None) -> OwnCase:
    """The same for labs that ask one question, yes or no.

    Of more than two classes it asks for the commonest; of a number, whether it is above the median.
    """
    classes, target = classes_of(case), case.target
    column = case.frame[target]
    known = column.drop_nulls()
    if classes == 2:
        return ready(case, group)
    if classes:
        commonest = known.alias("value").value_counts(name="rows").sort("rows", "value", descending=[True, False])[0, 0]
        asked, yes = column == commonest, f"{target} = {commonest!s}"
    else:
        middle = float(np.median(known.to_numpy()))
        asked, yes = column > middle, f"{target} above its median of {middle:.4g}"
    card = replace(case.card, task="classification")
    made = ready(replace(case, frame=case.frame.with_columns(asked.cast(pl.Int64)), card=card), group)
    return replace(made, yes=yes)


def _sample(frame: pl.DataFrame, classes: str | None) -> pl.DataFrame:
    """At most `MOST_ROWS` rows at random, in their order; a few of each class stay in any case."""
    if frame.height <= MOST_ROWS:
        return frame
    place = pl.int_range(pl.len()).shuffle(seed=0)
    answers = pl.DataFrame({"class": frame[classes] if classes is not None else [0] * frame.height})
    kept = answers.select(kept=(place < MOST_ROWS) | ((place.over("class") < SPARED) & (pl.lit(classes is not None))))
    return frame.filter(kept["kept"])

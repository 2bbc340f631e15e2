"""One answer, and what becomes of it when a few facts change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.errors import ExplainError

if TYPE_CHECKING:
    import polars as pl
    import shap

    from workbench.explain.explainer import Explainer


@dataclass(frozen=True)
class WhatIf:
    """Two explanations of one row: as it is, and as it would be.

    Attributes:
        before: Explanation of the row as it is, one row.
        after: Explanation of the changed row, one row.
        answers: The model's own two answers.
        gap: The larger distance of base value plus contributions from the model's answer; 0 up to rounding.
    """

    before: shap.Explanation
    after: shap.Explanation
    answers: tuple[float, float]
    gap: float

    @property
    def moved(self) -> dict[str, float]:
        """How far each contribution moved, largest first. They add up to the change of the answer.

        Changing one fact can move the contribution of another: the model lets the two work together.
        """
        change = self.after.values - self.before.values
        order = np.argsort(-np.abs(change), kind="stable")
        return {self.after.feature_names[i]: float(change[i]) for i in order}


def what_if(explainer: Explainer, row: pl.DataFrame, /, **changes: Any) -> WhatIf:
    """Explain a row as it is and with some facts changed.

    Args:
        explainer: An explainer for the model.
        row: One row, as the model learned them.
        **changes: New values, such as `age=50, sex="Female"`.
    Raises: ExplainError if there is not exactly one row, or it has no such column.
    """
    import polars as pl

    if not isinstance(row, pl.DataFrame):
        raise ExplainError(f"`row` must be a frame of Polars; got {type(row).__module__}. Pass `pl.DataFrame(row)`.")
    if row.height != 1:
        raise ExplainError(f"`row` must be a single row; got {row.height}. Pass `frame[:1]`.")
    for name in changes:
        if name not in row.columns:
            raise ExplainError(f"`{name}` must be one of {', '.join(row.columns)}; it is not. Change one of these.")
    try:
        changed = row.with_columns(
            pl.lit(value).cast(row.schema[name]).alias(name) for name, value in changes.items()
        )  # not by keyword: a column may be called self
    except pl.exceptions.PolarsError as problem:
        raise ExplainError(
            f"Each change must be a value such as its column holds; got {changes}. Look at `row.schema`."
        ) from problem
    both = pl.concat([row, changed])
    found = explainer(both)
    answers = found.answers
    gap = float(np.abs(found.base_values + found.values.sum(1) - answers).max())
    return WhatIf(found[0], found[1], (float(answers[0]), float(answers[1])), gap)


def nearest_other(frame: pl.DataFrame, row: Mapping[str, Any], other: np.ndarray) -> int:
    """The row most like this one among those with the other outcome.

    Likeness is Gower's: numbers differ by their distance as a share of the column's range, words by 0 or 1, a missing
    value and a known one by 1, and all columns count the same.

    Args:
        frame: The rows to look through.
        row: One value for each column of the frame.
        other: Which rows have the other outcome, shape (n,), boolean.
    Returns: The number of that row in the frame.
    Raises: ExplainError if no row has the other outcome.
    Source: Gower (1971), Biometrics 27.
    """
    import polars as pl

    if not other.any():
        raise ExplainError("`other` must be true for at least one row; it is true for none. Move the threshold.")
    distance = np.zeros(frame.height)
    for name, value in row.items():
        column = frame[name]
        if column.dtype.is_numeric():
            numbers = column.cast(pl.Float64).to_numpy()  # gaps are NaN
            known = numbers[~np.isnan(numbers)]
            span = np.ptp(known) if known.size else 0
            gap = np.abs(numbers - (np.nan if value is None else value)) / (span or 1)
            distance += np.where(np.isnan(gap), ~column.eq_missing(value).to_numpy(), gap)
        else:
            distance += ~column.eq_missing(value).to_numpy()
    return int(np.where(other, distance, np.inf).argmin())

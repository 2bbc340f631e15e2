"""Which feature each encoded column was made of: told by the encoder, then tried out."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from workbench.errors import ExplainError

TRIED_ROWS, TRIED_FEATURES = 20, 50  # enough to find a step that mixes columns, and still quick
_MARK = re.compile("\0([0-9]+)\0")  # no name and no word in a table looks like this


def owners(encoder: Any, features: Sequence[str]) -> np.ndarray:
    """The number of the feature behind each encoded column, shape (columns,).

    Each column is given a mark for a name; the names that come out still hold the marks of what went in. So it does
    not matter how columns are really called.

    Args:
        encoder: A fitted Pipeline of transformers.
        features: The columns of the table.
    Raises: ExplainError if a column comes from no feature, or from several.
    """
    owner = []
    for name in _passed_on(encoder, [f"\0{i}\0" for i in range(len(features))]):
        behind = sorted({int(mark) for mark in _MARK.findall(name)})
        if len(behind) != 1:
            readable = _MARK.sub(lambda mark: features[int(mark[1])], name)
            several = " and ".join(features[i] for i in behind)
            raise mixed(f"{readable!r} comes from {several or 'none of ' + ', '.join(features)}")
        owner.append(behind[0])
    return np.array(owner, dtype=int)


def check(encode: Callable[[Any], np.ndarray], table: Any, owner: np.ndarray, features: Sequence[str]) -> None:
    """Give one feature at a time the values of other rows: no column of another feature may change.

    Names alone do not show this: `Normalizer` keeps the names of its columns, and divides each by the length of the
    whole row.

    Args:
        encode: From a table to encoded numbers, shape (n, columns).
        table: Some rows.
        owner: As from `owners`.
        features: The columns of the table.
    Raises: ExplainError if a feature changes the column of another.
    """
    rows = _telling_rows(table)
    tried = np.unique(np.linspace(0, len(features) - 1, min(len(features), TRIED_FEATURES)).astype(int))
    place = np.tile(rows[:, None], (len(tried) + 1, len(features)))  # which row a cell is taken from
    for block, feature in enumerate(tried, 1):
        place[block * len(rows) : (block + 1) * len(rows), feature] = np.roll(rows, 1)
    encoded = encode(_cells(table, place))
    before, *after = np.split(encoded, len(tried) + 1)
    for feature, changed in zip(tried, after, strict=True):
        moved = ~np.isclose(before, changed, rtol=1e-9, atol=0, equal_nan=True).all(0)
        if (wrong := np.flatnonzero(moved & (owner != feature))).size:
            raise mixed(f"{features[feature]!r} changes what becomes of {features[owner[wrong[0]]]!r}")


def _passed_on(step: Any, names: list[str]) -> list[str]:
    """The names of the columns that a step makes from columns of these names."""
    from sklearn.compose import ColumnTransformer
    from sklearn.pipeline import FeatureUnion, Pipeline

    if step is None or isinstance(step, str):
        return [] if step == "drop" else names
    if isinstance(step, Pipeline):
        for _, part in step.steps:
            names = _passed_on(part, names)
        return names
    if isinstance(step, FeatureUnion):
        return [name for _, part in step.transformer_list for name in _passed_on(part, names)]
    if isinstance(step, ColumnTransformer):
        made = {}
        for key, part, _ in step.transformers_:
            taken = [names[i] for i in step._transformer_to_input_indices[key]]
            made[key] = _passed_on(part, taken) if taken else []
        order = sorted(step.output_indices_, key=lambda key: step.output_indices_[key].start)
        return [name for key in order for name in made.get(key, [])]
    if not hasattr(step, "get_feature_names_out"):
        return names  # such as a FunctionTransformer: each column stays in its place, or `check` finds out
    nameless = copy.copy(step)
    vars(nameless).pop("feature_names_in_", None)  # or it takes no other names than these
    return [str(name) for name in nameless.get_feature_names_out(np.array(names, dtype=object))]


def _telling_rows(table: Any) -> np.ndarray:
    """Numbers of some rows from everywhere in a table, half of them with a gap if there are any."""
    import pandas as pd

    height = table.shape[0]
    gaps = np.empty(0, int) if _sparse(table) else np.flatnonzero(pd.isna(_values(table)).any(1))
    spread = np.linspace(0, height - 1, min(height, TRIED_ROWS)).astype(int)
    return np.unique(np.concatenate([spread[:: 2 if gaps.size else 1], gaps[: TRIED_ROWS // 2]]))


def _cells(table: Any, place: np.ndarray) -> Any:
    """A table of the same kind whose cells are taken from these rows, shape (n, features)."""
    if hasattr(table, "iloc"):
        import pandas as pd

        columns = [table.iloc[rows, [i]].reset_index(drop=True) for i, rows in enumerate(place.T)]
        return pd.concat(columns, axis=1)
    if hasattr(table, "to_numpy"):
        return table.select(table[name].gather(rows) for name, rows in zip(table.columns, place.T, strict=True))
    return np.take_along_axis(table.toarray() if _sparse(table) else _values(table), place, axis=0)


def _sparse(table: Any) -> bool:
    return hasattr(table, "toarray")


def _values(table: Any) -> np.ndarray:
    return table.to_numpy() if hasattr(table, "to_numpy") else np.asarray(table)


def mixed(found: str) -> ExplainError:
    """What to say when credit cannot be traced back to features."""
    return ExplainError(
        f"Every encoded column must come from one feature; {found}. "
        "Explain the last step alone: `explain(model[-1], model[:-1].transform(X))`."
    )

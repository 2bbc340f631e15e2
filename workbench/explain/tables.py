"""Tables as a model sees them, and the way back to the features a person knows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.errors import ExplainError
from workbench.explain import boosters, owners
from workbench.explain.calls import asking
from workbench.explain.words import own_words, unlearned_categories


@dataclass(frozen=True)
class Reader:
    """Reads tables for one model.

    Attributes:
        estimator: The model itself, without the steps before it.
        encode: The steps before it, or None.
        features: What a person knows: the columns of the table.
        owner: For each column the model sees, the number of the feature it was made of, shape (columns,).
        named: Whether the model itself remembers these names.
        nan_allowed: Whether the model can answer when a number is missing.
    """

    estimator: Any
    encode: Callable[[Any], Any] | None
    features: list[str]
    owner: np.ndarray
    named: bool
    nan_allowed: bool

    def numbers(self, table: Any, argument: str) -> np.ndarray:
        """The rows as the model sees them, shape (n, columns).

        Raises: ExplainError for other columns than the model learned, for words, and for missing numbers.
        """
        self.check_columns(table, argument)
        numbers = self.encoded(table, argument)
        names = [self.features[i] for i in self.owner]
        missing = np.isnan(numbers)
        if missing.any() and not self.nan_allowed:
            worst = names[missing.any(0).argmax()]
            raise ExplainError(
                f"`{argument}` must have a value in every cell; got {missing.any(1).sum()} rows without one, "
                f"the first column of them {worst!r}. Fill the gaps or leave these rows out."
            )
        if np.isinf(numbers).any():
            worst = names[np.isinf(numbers).any(0).argmax()]
            raise ExplainError(
                f"`{argument}` must hold finite numbers; {worst!r} holds an infinite one. Leave these rows out."
            )
        return numbers

    def encoded(self, table: Any, argument: str) -> np.ndarray:
        """The table after the steps before the model, shape (n, columns); gaps are NaN.

        Raises: ExplainError for words that are left, and if a step cannot read the table.
        """
        with asking("The steps before the model"):
            seen = self.encode(table) if self.encode else table
        if hasattr(seen, "tocsr") and hasattr(self.estimator, "get_booster"):
            seen = _with_gaps(seen)
        seen, width = as_array(seen, argument), len(self.owner)
        if seen.shape[1] != width:
            raise owners.mixed(f"there are {seen.shape[1]} columns, and {width} are known")
        if seen.dtype.kind in "biuf":
            return seen.astype(float)
        names = [self.features[i] for i in self.owner]
        return np.column_stack([_floats(column, name, argument) for column, name in zip(seen.T, names, strict=True)])

    def check_columns(self, table: Any, argument: str) -> None:
        """The columns that the model learned, each with a name of its own.

        Raises: ExplainError if they are others.
        """
        width, got = as_array(table, argument).shape[1], _names(table)
        if got is not None and len(set(got)) < len(got):
            twice = max(got, key=got.count)
            raise ExplainError(
                f"`{argument}` must have a name of its own for each column; got {twice!r} more than once. Rename one."
            )
        if self.named and got is not None and got != self.features:
            raise ExplainError(
                f"`{argument}` must have the columns the model learned, in the same order: {', '.join(self.features)}; "
                f"got {', '.join(got)}. Pass `{argument}[list(model.feature_names_in_)]`."
            )
        if width != len(self.features):
            raise ExplainError(
                f"`{argument}` must have {len(self.features)} columns, as the model learned; got {width}. "
                "Pass the features alone, without the target."
            )
        if wrong := unlearned_categories(self.estimator, table):
            raise ExplainError(
                f"`{argument}` must hold what the model learned; it learned {wrong!r} as a number, and got categories. "
                f"Pass {wrong!r} as it was given to `fit`."
            )


def reader(model: Any, table: Any, argument: str) -> Reader:
    """Take a model apart: the steps that encode a table, and the estimator they feed.

    Args:
        model: A fitted scikit-learn Pipeline or estimator, a search around one, or a model that works alike.
        table: Rows like those the model learned from, to name the columns if the model kept no names; or None.
        argument: What the caller calls them.
    Raises: ExplainError if a step before the model mixes features, so that credit cannot be traced back.
    """
    from sklearn.pipeline import Pipeline
    from sklearn.utils import get_tags

    steps, estimator = _apart(model)
    encoder = Pipeline(steps) if steps else None
    known = getattr(estimator if encoder is None else encoder, "feature_names_in_", None)
    features = _column_names(table, encoder or estimator) if known is None else [str(name) for name in known]
    words = None if encoder else own_words(estimator, table)
    made = Reader(
        estimator=words or estimator,
        encode=encoder.transform if encoder else words.codes if words else None,
        features=features,
        owner=owners.owners(encoder, features) if encoder else np.arange(len(features)),
        named=known is not None,
        nan_allowed=hasattr(estimator, "__sklearn_tags__") and get_tags(estimator).input_tags.allow_nan,
    )
    if encoder and table is not None:
        made.check_columns(table, argument)
        owners.check(lambda rows: made.encoded(rows, argument), table, made.owner, features)
    return made


def _apart(model: Any) -> tuple[list[tuple[str, Any]], Any]:
    """The steps before a model, and the model alone: out of a Pipeline, out of a search over settings."""
    from sklearn.pipeline import Pipeline

    if hasattr(model, "best_estimator_"):  # such as GridSearchCV
        return _apart(model.best_estimator_)
    if not isinstance(model, Pipeline):
        return [], boosters.as_estimator(model)
    steps, estimator = _apart(model[-1])
    every = [part for _, part in model.steps[:-1]] + [part for _, part in steps]
    return [(f"{i}", part) for i, part in enumerate(every)], estimator


def as_array(table: Any, argument: str) -> np.ndarray:
    """A table of Polars, pandas, NumPy, SciPy (sparse) or torch as an array; words stay words.

    Raises: ExplainError unless it has rows and columns.
    """
    table = table.toarray() if hasattr(table, "toarray") else table
    values = table.to_numpy() if hasattr(table, "to_numpy") else np.asarray(table)
    if values.ndim != 2 or not len(values):
        raise ExplainError(
            f"`{argument}` must be a table with at least one row; got shape {values.shape}. "
            f"Pass `{argument}[:1]` for one row."
        )
    return values


def known_values(table: Any) -> np.ndarray:
    """A table as an array for shap's pictures, which can neither sort a missing word nor color an empty column.

    Both become the word "missing"; a missing number among others is NaN.
    """
    import pandas as pd

    values = as_array(table, "X")
    gaps = pd.isna(values)
    if values.dtype != object and not gaps.all(0).any():
        return values
    values = values.astype(object)
    for column, gap in zip(values.T, gaps.T, strict=True):
        words = gap.all() or any(isinstance(value, str) for value in column)
        column[gap] = "missing" if words else np.nan
    return values


def _with_gaps(table: Any) -> np.ndarray:
    """A sparse table as XGBoost reads it: a cell that is not stored is missing, not 0."""
    stored = table.tocsr().tocoo()
    full = np.full(stored.shape, np.nan)
    full[stored.row, stored.col] = stored.data
    return full


def _names(table: Any) -> list[str] | None:
    return [str(name) for name in table.columns] if hasattr(table, "columns") else None


def _column_names(table: Any, model: Any) -> list[str]:
    learned = getattr(model, "n_features_in_", None)
    width = (0 if table is None else as_array(table, "X").shape[1]) if learned is None else learned
    names = _names(table) or []
    return names if len(names) == width else [f"Feature {i}" for i in range(width)]


def _floats(column: np.ndarray, name: str, argument: str) -> np.ndarray:
    try:
        return column.astype(float)
    except (TypeError, ValueError):
        word = next(value for value in column if not isinstance(value, (int, float)))
        raise ExplainError(
            f"Every column of `{argument}` must hold numbers; {name!r} holds {word!r}. "
            "Put an encoder before the model, both in one scikit-learn Pipeline; or, if the model learned categories, "
            "make this column one."
        ) from None

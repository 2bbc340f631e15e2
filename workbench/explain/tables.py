"""Tables as a model sees them, and the way back to the features a person knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.errors import ExplainError


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
        self._check_columns(table, argument)
        seen = self.encode(table) if self.encode else table
        seen = seen.toarray() if hasattr(seen, "toarray") else as_array(seen, argument)
        names = self.features if self.encode is None else [self.features[i] for i in self.owner]
        numbers = np.column_stack([_floats(seen[:, i], name, argument) for i, name in enumerate(names)])
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

    def _check_columns(self, table: Any, argument: str) -> None:
        width, got = as_array(table, argument).shape[1], _names(table)
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


def reader(model: Any, table: Any) -> Reader:
    """Take a model apart: the steps that encode a table, and the estimator they feed.

    Args:
        model: A fitted scikit-learn Pipeline or estimator, or one that works alike.
        table: Rows like those the model learned from, to name the columns if the model kept no names; or None.
    Raises: ExplainError if a step before the model mixes features, so that credit cannot be traced back.
    """
    from sklearn.pipeline import Pipeline
    from sklearn.utils import get_tags

    steps = isinstance(model, Pipeline) and len(model) > 1
    estimator = model[-1] if isinstance(model, Pipeline) else model
    known = getattr(model, "feature_names_in_", None)
    features = _column_names(table, model) if known is None else [str(name) for name in known]
    return Reader(
        estimator=estimator,
        encode=model[:-1].transform if steps else None,
        features=features,
        owner=_owners(model[:-1], features) if steps else np.arange(len(features)),
        named=known is not None,
        nan_allowed=hasattr(estimator, "__sklearn_tags__") and get_tags(estimator).input_tags.allow_nan,
    )


def as_array(table: Any, argument: str) -> np.ndarray:
    """A table of Polars, pandas, NumPy or torch as an array; words stay words.

    Raises: ExplainError unless it has rows and columns.
    """
    values = table.to_numpy() if hasattr(table, "to_numpy") else np.asarray(table)
    if values.ndim != 2 or not len(values):
        raise ExplainError(
            f"`{argument}` must be a table with at least one row; got shape {values.shape}. "
            f"Pass `{argument}[:1]` for one row."
        )
    return values


def known_values(table: Any) -> np.ndarray:
    """A table as an array for shap's pictures, which cannot sort a missing word: it becomes "missing"."""
    values = as_array(table, "X")
    return np.where(values == None, "missing", values) if values.dtype == object else values  # noqa: E711


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
            "Put an encoder before the model, both in one scikit-learn Pipeline."
        ) from None


def _owners(encoder: Any, features: Sequence[str]) -> np.ndarray:
    """The feature each encoded column came from, by name: `onehot__job_clerk` belongs to `job`."""
    owner, categories = [], _categories(encoder)
    for encoded in encoder.get_feature_names_out():
        plain = str(encoded).split("__", 1)[-1]  # ColumnTransformer writes the name of its step in front
        found = [i for i, name in enumerate(features) if plain == name or plain.startswith(f"{name}_")]
        if not found:
            raise ExplainError(
                f"Every encoded column must come from one feature; {str(encoded)!r} comes from none of "
                f"{', '.join(features)}. Explain the last step alone: `explain(model[-1], model[:-1].transform(X))`."
            )
        exact = [i for i in found if features[i] == plain or features[i] in categories.get(plain, ())]
        if len(exact) > 1:
            raise ExplainError(
                f"Every encoded column must come from one feature; {plain!r} may come from "
                f"{' or '.join(features[i] for i in exact)}. Rename one of them."
            )
        owner.append(exact[0] if exact else max(found, key=lambda i: len(features[i])))
    return np.array(owner)


def _categories(step: Any) -> dict[str, set[str]]:
    """The names that one-hot encoders give to their columns, each with the features that may be behind it."""
    known: dict[str, set[str]] = {}
    parts = getattr(step, "named_transformers_", None) or getattr(step, "named_steps", None) or {}
    for part in parts.values():
        for name, features in _categories(part).items():
            known.setdefault(name, set()).update(features)
    for feature, values in zip(getattr(step, "feature_names_in_", ()), getattr(step, "categories_", ()), strict=False):
        for value in values:
            known.setdefault(f"{feature}_{value}", set()).add(str(feature))
    return known

"""Models that take words themselves: a pipeline inside a wrapper, or XGBoost with categories."""

from __future__ import annotations

import warnings
from collections.abc import Hashable
from typing import Any

import numpy as np


class OwnWords:
    """Such a model as one that takes numbers: each word has a code, and is a word again when the model is asked.

    The codes have no order that means anything, so only explainers that exchange whole values may be used.

    Attributes:
        model: The model itself; methods and attributes that are not here are taken from it.
    """

    def __init__(self, model: Any, like: Any) -> None:
        """Take over the model.

        Args:
            model: Any fitted model.
            like: A frame of Polars or pandas, or an array, of the kind it learned from.
        """
        self.model, self._like = model, like[:0]
        self._words: list[list[Any]] = [[] for _ in range(like.shape[1])]
        self._codes: list[dict[Hashable, int]] = [{} for _ in self._words]

    def codes(self, table: Any) -> np.ndarray:
        """The table in numbers, shape (n, features)."""
        values = table.to_numpy() if hasattr(table, "to_numpy") else np.asarray(table)
        return np.column_stack([self._coded(i, column) for i, column in enumerate(values.T)])

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.model, name)
        if name in ("predict", "predict_proba", "decision_function"):
            return lambda rows, **options: found(self._table(np.asarray(rows)), **options)
        return found

    def _coded(self, i: int, column: np.ndarray) -> np.ndarray:
        if not self._words[i]:
            try:
                return column.astype(float)
            except (TypeError, ValueError):
                pass  # from here on it is a column of words
        words, codes = self._words[i], self._codes[i]
        numbers = np.empty(len(column))
        for row, word in enumerate(column):
            key = None if word is None or word != word else word
            if key not in codes:
                codes[key] = len(words)
                words.append(word)
            numbers[row] = codes[key]
        return numbers

    def _table(self, rows: np.ndarray) -> Any:
        values = [self._values(i, column) for i, column in enumerate(rows.T)]
        like = self._like
        if hasattr(like, "iloc"):
            import pandas as pd

            columns = [_as(pd.Series(value), dtype) for value, dtype in zip(values, like.dtypes, strict=True)]
            return pd.concat(columns, axis=1).set_axis(like.columns, axis=1)
        if hasattr(like, "to_numpy"):
            import polars as pl

            pairs = zip(like.schema.items(), values, strict=True)
            return pl.DataFrame([pl.Series(name, value).cast(dtype, strict=False) for (name, dtype), value in pairs])
        table = np.empty(rows.shape, dtype=object)
        for i, value in enumerate(values):
            table[:, i] = value
        return table

    def _values(self, i: int, column: np.ndarray) -> Any:
        return [self._words[i][int(code)] for code in column] if self._words[i] else column


def own_words(model: Any, table: Any) -> OwnWords | None:
    """The model wrapped like this, if it needs to be and can be: it answers to the table, and not to numbers alone."""
    if table is None or not hasattr(model, "predict") or not hasattr(table, "shape") or hasattr(table, "toarray"):
        return None
    try:
        numbers = (table.to_numpy() if hasattr(table, "to_numpy") else np.asarray(table)).astype(float)
        needed = not hasattr(model, "feature_names_in_") and not _answers(model, numbers[:2])
    except (TypeError, ValueError):
        needed = True
    return OwnWords(model, table) if needed and _answers(model, table[:2]) else None


def _answers(model: Any, rows: Any) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of names that are missing
            model.predict(rows)
    except Exception:  # whatever it says: it does not take these
        return False
    return True


def _as(column: Any, dtype: Any) -> Any:
    """A column of pandas in this dtype; numbers stay as they are where a gap does not fit into it."""
    return column if dtype.kind in "iub" and column.isna().any() else column.astype(dtype)


def unlearned_categories(model: Any, table: Any) -> str:
    """A column of categories that a model of XGBoost has learned as numbers, and would read by its codes; "" if none.

    Args:
        model: Any model, without steps before it.
        table: Any table, with the columns that it learned.
    """
    kinds = getattr(table, "dtypes", None)
    if kinds is None or not hasattr(table, "columns") or not hasattr(model, "get_booster"):
        return ""
    learned = model.get_booster().feature_types or ()
    pairs = zip(table.columns, kinds, learned, strict=False)
    return next((str(name) for name, kind, was in pairs if was != "c" and _is_category(kind)), "")


def _is_category(kind: Any) -> bool:
    return str(kind).partition("(")[0] in ("category", "Categorical", "Enum")

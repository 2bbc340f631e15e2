"""Rows of any kind of table: read by column, taken by place, and made anew with other values in some cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.errors import ExplainError

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, eq=False)
class TableRows:
    """A table of Polars, of pandas, or an array.

    Attributes:
        table: The table itself.
        columns: Its columns, whatever it is made of; gaps are nulls, categories are words.
    """

    table: Any
    columns: list[pl.Series]

    def __len__(self) -> int:
        return len(self.columns[0])

    @property
    def names(self) -> list[str]:
        """The names of the columns; those of an array are made up."""
        return [column.name for column in self.columns]

    def take(self, places: Any) -> Any:
        """The rows at these places, as a table of the same kind."""
        places = np.asarray(places)
        return self.table.iloc[places] if hasattr(self.table, "iloc") else self.table[places]

    def shuffled(self, places: np.ndarray, column: int, seed: int) -> Any:
        """These rows with the values of one column dealt to other rows of them."""
        table, other = self.take(places), self.take(np.random.default_rng(seed).permutation(places))
        return _with(table, column, _column(other, column))

    def row(self, place: int, changes: Mapping[int, Any]) -> Any:
        """One row, as a table of the same kind, with other values in some columns; None is a gap."""
        made = self.take([place])
        for column, value in changes.items():
            made = _with(made, column, [value])
        return made


def rows_of(table: Any) -> TableRows:
    """A table taken apart.

    Raises: ExplainError if it is none, or has no row.
    """
    import polars as pl

    if hasattr(table, "toarray"):
        raise ExplainError("`X` must be a frame or an array; got a sparse matrix. Pass `X.toarray()`, if it is small.")
    if hasattr(table, "detach"):  # a tensor
        table = table.detach().cpu().numpy()
    if isinstance(table, (list, tuple)):
        table = np.asarray(table)
    if getattr(table, "ndim", 0) != 2 and not isinstance(table, pl.DataFrame):
        raise ExplainError(
            f"`X` must be a frame or an array with two dimensions; got {type(table).__name__}. "
            "Pass rows as the model learned them, such as `frame[columns]`."
        )
    width = table.shape[1]
    if not len(table) or not width:
        raise ExplainError(f"`X` must be a table with rows and columns; got shape {table.shape}. Pass some rows.")
    labels = [str(name) for name in table.columns] if hasattr(table, "columns") else _numbered(width)
    return TableRows(table, [_series(label, _column(table, i)) for i, label in enumerate(labels)])


def _numbered(width: int) -> list[str]:
    return [f"Feature {i}" for i in range(width)]


def _column(table: Any, i: int) -> Any:
    if hasattr(table, "iloc"):
        return table.iloc[:, i]
    return table.to_series(i) if hasattr(table, "to_series") else table[:, i]


def _series(name: str, column: Any) -> pl.Series:
    """A column as Polars has it: gaps are nulls, categories are words."""
    import pandas as pd
    import polars as pl

    if isinstance(column, pl.Series):
        made = column.cast(pl.String) if isinstance(column.dtype, (pl.Categorical, pl.Enum)) else column
    elif getattr(column.dtype, "kind", "O") in "biufmM" and isinstance(column.dtype, np.dtype):
        made = pl.Series(np.asarray(column))
    else:
        values = np.asarray(column, dtype=object)
        made = pl.Series(
            [None if gap else value for value, gap in zip(values, pd.isna(values), strict=True)], strict=False
        )
    made = made.fill_nan(None) if made.dtype.is_float() else made
    return made.alias(name)


def _with(table: Any, i: int, values: Any) -> Any:
    """The table with other values in one column, in the kind that this column has."""
    if hasattr(table, "iloc"):
        import pandas as pd

        table, kind = table.copy(), table.dtypes.iloc[i]
        column = pd.Series(list(values), index=table.index)
        table.isetitem(i, column if kind.kind in "iub" and column.isna().any() else column.astype(kind))
        return table
    if hasattr(table, "to_series"):
        import polars as pl

        known = table.to_series(i)
        return table.with_columns(pl.Series(known.name, list(values), dtype=known.dtype, strict=False))
    table = table.copy()
    table[:, i] = np.asarray(values, dtype=object) if table.dtype == object else np.asarray(values, dtype=float)
    return table

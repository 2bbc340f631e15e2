"""A case: a data set, its card, and what is to be predicted. Standard library alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.cases.card import LEARNABLE, Card

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, eq=False, repr=False)
class Case:
    """A data set ready for work.

    Attributes:
        name: A short name, such as "income".
        frame: One row an example, one column a fact.
        card: What a person should know about the data.
        group: A column that says which rows belong together, such as a customer's number, if that is known: labs keep
            all rows of one value on one side.
    """

    name: str
    frame: pl.DataFrame
    card: Card
    group: str | None = None

    @property
    def target(self) -> str:
        """The name of the column to predict."""
        return self.card.target

    @property
    def features(self) -> list[str]:
        """The names of the columns that a model may learn from; `Column.kind` says why others are left out."""
        return [column.name for column in self.card.columns if column.kind in LEARNABLE]

    def __repr__(self) -> str:
        """One line: the frame itself would fill a page."""
        return f"<Case {self.name}: {self.frame.height:,} rows, {len(self.features)} features, target {self.target}>"

    def _repr_markdown_(self) -> str:
        return str(self.card)

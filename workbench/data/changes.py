"""A log of what was changed in a table, step by step, with the reason: another person must be able to follow it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl


@dataclass
class Changes:
    """Collects steps; `table()` shows them.

        changes = Changes(frame)
        frame = changes.step("drop copies", "the button was pressed twice", frame.unique())

    Attributes:
        frame: The table as it was at the start, then as it is after the last step.
    """

    frame: pl.DataFrame
    _steps: list[dict[str, object]] = field(default_factory=list)

    def step(self, what: str, why: str, after: pl.DataFrame, instead: Mapping[str, str] | None = None) -> pl.DataFrame:
        """Note a step and give its table back.

        Args:
            what: What was done, in a few words.
            why: The reason.
            after: The table after it.
            instead: New columns that took the place of old ones, such as {"hours": "minutes"}; they are compared.
        """
        before, self.frame = self.frame, after
        pairs = {name: name for name in after.columns if name in before.columns} | dict(instead or {})
        same_rows = before.height == after.height
        changed = sum(_changed(before[old], after[new]) for new, old in pairs.items()) if same_rows else None
        self._steps.append(
            {
                "step": len(self._steps) + 1,
                "what": what,
                "why": why,
                "rows_before": before.height,
                "rows_after": after.height,
                "cells_changed": changed,
                "columns": ", ".join(_columns(before, after)),
            }
        )
        return after

    def table(self) -> pl.DataFrame:
        """One row a step: what, why, rows before and after, cells changed, columns added (+), dropped (-), retyped (~).

        Cells are counted where the rows stay the same ones; after a step that drops rows the number is missing. In a
        column of a new type every cell that holds something has changed.
        """
        return pl.DataFrame(self._steps, schema=_SCHEMA)


_SCHEMA = {
    "step": pl.Int64, "what": pl.String, "why": pl.String, "rows_before": pl.Int64, "rows_after": pl.Int64,
    "cells_changed": pl.Int64, "columns": pl.String,
}  # fmt: skip


def _changed(before: pl.Series, after: pl.Series) -> int:
    """How many cells hold something different from before."""
    if before.dtype != after.dtype:
        return int((before.is_not_null() | after.is_not_null()).sum())
    return int(before.ne_missing(after).sum())


def _columns(before: pl.DataFrame, after: pl.DataFrame) -> list[str]:
    old, new = before.schema, after.schema
    added = [f"+{name}" for name in new if name not in old]
    dropped = [f"-{name}" for name in old if name not in new]
    return added + dropped + [f"~{name}" for name in new if name in old and new[name] != old[name]]

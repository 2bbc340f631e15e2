"""A service folder, read and asked here, without starting it: no code of the folder is run."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from workbench.deploy.convert import TRUSTED, answers, feeds, frame
from workbench.deploy.reference import table_of
from workbench.deploy.schema import ColumnRule
from workbench.errors import DataError


@dataclass(frozen=True)
class Misfit:
    """What is wrong with one column of new rows.

    Attributes:
        column: Its name.
        rows: How many rows are concerned.
        problem: What is wrong, in words.
    """

    column: str
    rows: int
    problem: str

    def __str__(self) -> str:
        """One sentence."""
        return f"`{self.column}`: {self.problem}, in {self.rows:,} row{'s' if self.rows != 1 else ''}."


class ServiceFolder:
    """A folder that `deploy.export` has written.

    Attributes:
        path: Where it lies.
        schema: What stands in schema.json.
        rules: What each column may hold.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        try:
            self.schema = json.loads((self.path / "schema.json").read_text(encoding="utf-8"))
            self.rules = [
                ColumnRule(**{**one, "words": tuple(one.get("words", ())), "shape": tuple(one.get("shape", ()))})
                for one in self.schema["columns"]
            ]
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise DataError(
                f"`service` must be a folder that deploy.export has written; {self.path} is none ({problem}). "
                "Export the model first."
            ) from problem

    @property
    def names(self) -> list[str]:
        """The columns, in the order of the model."""
        return [one.name for one in self.rules]

    @property
    def classes(self) -> list[Any] | None:
        """The classes; None if answers are numbers."""
        known: list[Any] | None = self.schema["classes"]
        return known

    @cached_property
    def reference(self) -> pl.DataFrame:
        """Columns with the distributions of training, each for itself.

        Raises: DataError if reference.json is missing or damaged.
        """
        try:
            return table_of(json.loads((self.path / "reference.json").read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise DataError(
                f"{self.path / 'reference.json'} must hold what training looked like; it cannot be read ({problem}). "
                "Export the model again."
            ) from problem

    def misfits(self, table: pl.DataFrame) -> tuple[list[Misfit], np.ndarray]:
        """What the service would refuse, column by column, and which rows it would answer, shape (n,).

        Raises: DataError if a column is missing.
        """
        if self.schema["inputs"] == "array":
            raise DataError(f"{self.path} takes images; a table cannot be compared with them. Ask the service itself.")
        if missing := [name for name in self.names if name not in table.columns]:
            raise DataError(
                f"The rows must have all columns of the service; {', '.join(map(repr, missing[:5]))} "
                f"{'is' if len(missing) == 1 else 'are'} missing. It takes {', '.join(self.names)}."
            )
        found, fine = [], np.ones(table.height, dtype=bool)
        for rule in self.rules:
            for problem, bad in _problems(rule, table[rule.name]):
                if bad.any():
                    found.append(Misfit(rule.name, int(bad.sum()), problem))
                    fine &= ~bad
        return found, fine

    def predict(self, table: pl.DataFrame) -> np.ndarray:
        """The model's answers: classes, or numbers, shape (n,). Rows must fit the schema."""
        columns = [_cast(rule, table[rule.name]) for rule in self.rules]
        if self.schema["model"] == "model.skops":
            model = self._skops
            return np.asarray(model.predict(frame(model, self.rules, columns))).ravel()
        fed = feeds(self.rules, columns, self.schema["inputs"], self.schema["precision"])
        return np.asarray(self._onnx.run(None, fed)[0]).ravel()

    def probabilities(self, table: pl.DataFrame) -> np.ndarray | None:
        """The probability of each class, shape (n, classes); None if the model has none."""
        columns = [_cast(rule, table[rule.name]) for rule in self.rules]
        if self.schema["model"] == "model.skops":
            model = self._skops
            return answers(model, frame(model, self.rules, columns)) if hasattr(model, "predict_proba") else None
        fed = feeds(self.rules, columns, self.schema["inputs"], self.schema["precision"])
        out = self._onnx.run(None, fed)
        return np.asarray(out[1], dtype=float) if self.classes and len(out) > 1 else None

    @cached_property
    def _onnx(self) -> Any:
        from onnxruntime import InferenceSession

        return InferenceSession((self.path / "model.onnx").read_bytes(), providers=["CPUExecutionProvider"])

    @cached_property
    def _skops(self) -> Any:
        import skops.io

        path = self.path / "model.skops"
        found = skops.io.get_untrusted_types(file=path)
        if foreign := [name for name in found if not name.startswith(TRUSTED)]:
            raise DataError(
                f"{path} must hold parts of scikit-learn alone; it holds {', '.join(foreign)}. Export again."
            )
        return skops.io.load(path, trusted=found)


def _cast(rule: ColumnRule, column: pl.Series) -> pl.Series:
    if rule.kind in ("word", "text"):
        return column.cast(pl.String)
    return column.cast(pl.Float64, strict=False)


def _problems(rule: ColumnRule, column: pl.Series) -> list[tuple[str, np.ndarray]]:
    """Each problem and the rows that have it."""
    gap = column.is_null().to_numpy()
    found = [] if rule.gaps else [("a value is missing", gap)]
    if rule.kind in ("word", "text"):
        if rule.kind == "word":
            unknown = ~column.cast(pl.String).is_in(list(rule.words)).fill_null(True).to_numpy() & ~gap
            examples = column.filter(pl.Series(unknown)).cast(pl.String).unique().sort().head(3).to_list()
            found.append((f"unknown words such as {', '.join(map(repr, examples))}", unknown))
        return found
    numbers = column.cast(pl.Float64, strict=False)
    values = numbers.fill_null(float("nan")).to_numpy()
    text = np.isnan(values) & ~gap
    found.append(("no number", text))
    if rule.least is None or rule.most is None:
        return found
    with np.errstate(invalid="ignore"):
        found.append((f"outside {rule.least:g} to {rule.most:g}", (values < rule.least) | (values > rule.most)))
        if rule.kind == "whole number":
            found.append(("no whole number", ~np.isnan(values) & (values % 1 != 0)))
    return found

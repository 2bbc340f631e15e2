"""A gate before a new version: the suite says yes or no, and gives its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from workbench.deploy.folder import ServiceFolder
from workbench.errors import DataError
from workbench.evaluation.suite import Answered, System, by_group, run_suite
from workbench.evaluation.suite_file import Suite

REFUSE = "refuse"  # as the project's suites expect it of a row that cannot be


@dataclass(frozen=True, eq=False)
class Verdict:
    """Whether a new version may take the place of the old one.

    Attributes:
        go: Yes or no.
        reasons: Why not; empty if it may.
        table: A row a group: cases, and how many each version has right.
        lost: Cases that the old version had right and the new one has not, by id.
    """

    go: bool
    reasons: tuple[str, ...]
    table: pl.DataFrame
    lost: tuple[str, ...]

    def __str__(self) -> str:
        """The verdict and its reasons."""
        return "Go: no group has become worse." if self.go else "No go. " + " ".join(self.reasons)


def gate(
    new: System | str | Path,
    old: System | str | Path,
    suite: Suite,
    *,
    learned_from: pl.DataFrame | None = None,
    bars: Mapping[str, float] | None = None,
    allowed: int = 0,
) -> Verdict:
    """Ask both versions every case of a suite, and compare them group by group.

    Args:
        new: A function from an input to an answer, or a service folder, which is asked here.
        old: The version that is out there now.
        suite: Cases that neither version has learned from.
        learned_from: The rows that the new version has learned from: if a case of the suite is among them, its right
            answer proves nothing, and the gate refuses to judge.
        bars: For some groups a share of right answers, in [0, 1], that the new version must reach.
        allowed: How many cases fewer a group may have right. With few cases, one more or less is often chance; to
            forbid even that is the safe side.
    Raises: DataError if a case was learned from, or a bar names no group.
    """
    if learned_from is not None and (seen := _seen(suite, learned_from)):
        raise DataError(
            f"The suite must be new to the model; {len(seen)} of its {len(suite.cases)} cases, such as {seen[0]}, are "
            "among the rows that it learned from. Leave those rows out and train again."
        )
    if unknown := sorted(set(bars or {}) - set(suite.groups)):
        raise DataError(f"`bars` must name groups of the suite; got {unknown[0]!r}. It has {', '.join(suite.groups)}.")
    answered = {name: list(run_suite(suite, _system(one))) for name, one in (("old", old), ("new", new))}
    table = _compared(answered)
    reasons = []
    for row in table.iter_rows(named=True):
        if row["new"] < row["old"] - allowed:
            reasons.append(
                f"{row['group']}: {row['new']} of {row['cases']} right, and the old version has {row['old']}."
            )
        bar = (bars or {}).get(row["group"])
        if bar is not None and row["new"] / row["cases"] < bar:
            reasons.append(f"{row['group']}: {row['new'] / row['cases']:.0%} right, and {bar:.0%} are needed.")
    lost = [
        before.case.id
        for before, after in zip(answered["old"], answered["new"], strict=True)
        if before.passed and not after.passed
    ]
    return Verdict(not reasons, tuple(reasons), table, tuple(lost))


def _compared(answered: Mapping[str, Iterable[Answered]]) -> pl.DataFrame:
    old, new = (by_group(answered[name]) for name in ("old", "new"))
    return old.select("group", "cases", pl.col("passed").alias("old")).with_columns(new["passed"].alias("new"))


def _system(one: System | str | Path) -> System:
    """A service folder as a function: of a row that its schema forbids it says "refuse"."""
    if callable(one):
        return one
    folder = ServiceFolder(one)

    def ask(row: Any) -> Any:
        table = pl.DataFrame([row], infer_schema_length=None)
        if not folder.misfits(table)[1].all():
            return REFUSE
        return folder.predict(table).tolist()[0]

    return ask


def _seen(suite: Suite, rows: pl.DataFrame) -> list[str]:
    """Cases whose input is a row that was learned from, by id."""
    dicts = [case for case in suite.cases if isinstance(case.input, dict)]
    if not dicts:
        return []
    names = [name for name in dicts[0].input if name in rows.columns]
    known = set(rows.select(pl.col(names).cast(pl.String)).iter_rows())
    asked = pl.DataFrame([case.input for case in dicts], infer_schema_length=None).select(
        [pl.col(name).cast(rows.schema[name], strict=False).cast(pl.String) for name in names]
    )
    return [case.id for case, row in zip(dicts, asked.iter_rows(), strict=True) if row in known]

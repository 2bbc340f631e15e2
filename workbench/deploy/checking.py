"""A look at a service by the clock: have its rows moved, does it err more, for whom, and what would it refuse?

    python -m workbench.deploy.checking service/ new.csv --truth bikers --group weather --limit 60

prints its reasons, writes report.html, and ends with 0 (fine), 1 (look at it) or 2 (could not look). Cron and others
of its kind send a mail when a command does not end with 0.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from workbench.deploy.drift import DriftReport, as_polars, measure_drift
from workbench.deploy.folder import Misfit, ServiceFolder
from workbench.errors import DataError, WorkbenchError

FEW = 30  # rows; of fewer a group is shown, and raises no alarm
UNUSUAL = 0.01  # share of rows that a service would refuse, from which on somebody should look


@dataclass(frozen=True)
class GroupError:
    """How much the model errs on one group.

    Attributes:
        group: Its value.
        rows: How many rows it has.
        error: The mean absolute error, or the share of wrong classes.
    """

    group: str
    rows: int
    error: float


@dataclass(frozen=True, eq=False)
class ServiceCheck:
    """What was found.

    Attributes:
        title: Of the service, with its version.
        rows: How many new rows there are.
        refused: How many of them the service would refuse.
        misfits: Why, column by column.
        drift: How far each column has moved from training.
        error: Of all rows with a right answer; NaN if none has.
        measure: What `error` is: "mean absolute error" or "share of wrong answers".
        groups: The same by group, the largest error first.
        reasons: Why somebody should look, one sentence each; empty if all is fine.
    """

    title: str
    rows: int
    refused: int
    misfits: tuple[Misfit, ...]
    drift: DriftReport
    error: float
    measure: str
    groups: tuple[GroupError, ...]
    reasons: tuple[str, ...]

    @property
    def code(self) -> int:
        """0 if all is fine, 1 if somebody should look."""
        return int(bool(self.reasons))

    def __str__(self) -> str:
        """The verdict and its reasons, a line each."""
        head = f"{self.title}: {self.rows:,} new rows."
        if not np.isnan(self.error):
            head += f" {self.measure.capitalize()}: {self.error:.3g}."
        return "\n".join([head, *(self.reasons or ["Nothing to look at."])])


def check(
    service: str | Path,
    new_rows: Any,
    *,
    truth: str | None = None,
    group: str | None = None,
    limit: float | None = None,
    report: str | Path | None = None,
) -> ServiceCheck:
    """Compare new rows with what a service has learned from, and its answers with the right ones where they are known.

    Args:
        service: A folder of `deploy.export`. No code of it is run.
        new_rows: A CSV file or a frame with the columns of the service.
        truth: The column with the right answer, if it is there; rows without one are left out of the errors.
        group: A column by which errors are told apart.
        limit: The error above which somebody should look, for all rows and for each group of 30 rows or more.
        report: Where to write a page about it, or None.
    Returns: What was found. Drift is a reason to look, and no proof of harm.
    Raises: DataError if the folder, the file or a column is not what it must be.
    """
    folder = ServiceFolder(service)
    table = _read(new_rows)
    for name in (truth, group):
        if name is not None and name not in table.columns:
            raise DataError(f"`{name}` must be a column of the new rows; they have {', '.join(table.columns)}.")
    misfits, fine = folder.misfits(table)
    drift = measure_drift(folder.reference, _comparable(folder, table))
    errors: np.ndarray = np.empty(0)
    groups: tuple[GroupError, ...] = ()
    if truth is not None:
        known = fine & table[truth].is_not_null().to_numpy()
        judged = table.filter(pl.Series(known))
        errors = _errors(folder, judged, truth)
        groups = _by_group(judged[group], errors) if group is not None else ()
    found = ServiceCheck(
        title=f"{folder.schema['title']}, version {folder.schema['version']}",
        rows=table.height,
        refused=int((~fine).sum()),
        misfits=tuple(misfits),
        drift=drift,
        error=float(errors.mean()) if len(errors) else float("nan"),
        measure="share of wrong answers" if folder.classes else "mean absolute error",
        groups=groups,
        reasons=(),
    )
    found = ServiceCheck(**{**vars(found), "reasons": tuple(_reasons(found, limit, truth))})
    if report is not None:
        from workbench.deploy.report import page

        Path(report).write_text(page(found, folder, table), encoding="utf-8", newline="\n")
    return found


def _read(new_rows: Any) -> pl.DataFrame:
    if not isinstance(new_rows, str | Path):
        return as_polars(new_rows, "new_rows")
    try:
        table = pl.read_csv(new_rows, infer_schema_length=None, try_parse_dates=False)
    except (OSError, pl.exceptions.PolarsError, UnicodeDecodeError) as problem:
        raise DataError(
            f"`new_rows` must be a CSV file with a head line, commas and UTF-8; {new_rows} cannot be read "
            f"({str(problem).splitlines()[0]}). Write it anew, or pass a frame."
        ) from problem
    return as_polars(table, "new_rows")


def _comparable(folder: ServiceFolder, table: pl.DataFrame) -> pl.DataFrame:
    """Each column as the reference has it; what is no number where one should be counts as missing."""
    kinds = folder.reference.schema
    number = [name for name in folder.names if kinds[name].is_numeric()]
    words = [name for name in folder.names if name not in number]
    return table.select(
        pl.col(number).cast(pl.Float64, strict=False).fill_nan(None),
        pl.col(words).cast(pl.String),
    )


def _errors(folder: ServiceFolder, judged: pl.DataFrame, truth: str) -> np.ndarray:
    if not judged.height:
        return np.empty(0)
    given = folder.predict(judged)
    if folder.classes:
        strange = set(judged[truth].cast(pl.String)) - set(map(str, folder.classes))
        if strange:
            raise DataError(
                f"`truth` must hold classes of the service, {', '.join(map(str, folder.classes))}; "
                f"got {sorted(strange)[0]!r}. Name the column with the right answers."
            )
        wrong = given.astype(str) != judged[truth].cast(pl.String).to_numpy().astype(str)
        return np.asarray(wrong, dtype=float)
    right = judged[truth].cast(pl.Float64, strict=False)
    if right.null_count():
        raise DataError(f"`truth` must hold numbers; {truth!r} holds others. Name the column with the right answers.")
    return np.asarray(np.abs(given - right.to_numpy()), dtype=float)


def _by_group(values: pl.Series, errors: np.ndarray) -> tuple[GroupError, ...]:
    table = pl.DataFrame({"group": values.cast(pl.String).fill_null("(missing)"), "error": errors})
    made = table.group_by("group").agg(pl.len().alias("rows"), pl.col("error").mean()).sort("error", descending=True)
    return tuple(GroupError(*row) for row in made.select("group", "rows", "error").iter_rows())


def _reasons(found: ServiceCheck, limit: float | None, truth: str | None) -> list[str]:
    said = []
    if found.refused > UNUSUAL * found.rows:
        worst = max(found.misfits, key=lambda one: one.rows)
        said.append(f"The service would refuse {found.refused:,} of {found.rows:,} rows. Most often {worst}")
    said += found.drift.alarms()
    if truth is not None and np.isnan(found.error):
        said.append("No row could be judged: none has a right answer and fits the schema.")
    if limit is not None and found.error > limit:
        said.append(f"The {found.measure} is {found.error:.3g}, above the limit of {limit:g}.")
    if limit is not None:
        said += [
            f"Of the group {one.group}, {one.rows:,} rows, the {found.measure} is {one.error:.3g}, above the limit."
            for one in found.groups
            if one.rows >= FEW and one.error > limit
        ]
    return said


def main(words: list[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m workbench.deploy.checking", description=check.__doc__)
    parser.add_argument("service", help="a folder of deploy.export")
    parser.add_argument("new_rows", help="a CSV file with its columns")
    parser.add_argument("--truth", help="the column with right answers")
    parser.add_argument("--group", help="a column by which errors are told apart")
    parser.add_argument("--limit", type=float, help="the error above which somebody should look")
    parser.add_argument("--report", default="report.html", help="where the page goes (report.html)")
    options = parser.parse_args(words)
    try:
        found = check(**vars(options))
    except (WorkbenchError, OSError) as problem:
        print(problem, file=sys.stderr)
        return 2
    print(found)
    print(f"The page: {Path(options.report).absolute()}")
    return found.code


if __name__ == "__main__":
    sys.exit(main())

"""The saved runs as a table, side by side, as a picture and as a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.errors import WorkbenchError
from workbench.runs import store

if TYPE_CHECKING:
    import polars as pl
    from matplotlib.figure import Figure

PLAIN = ("id", "name", "started", "state", "seconds", "peak_mb", "data", "checksum", "notebook", "note")
TEXTS = ("settings", "scores", "versions")


def table() -> pl.DataFrame:
    """One row a run, oldest first. Scores have columns of their own; settings and versions are JSON.

    Raises: WorkbenchError if the file of runs cannot be read.
    """
    import polars as pl

    found = store.rows()
    number = ("seconds", "peak_mb")
    kinds = {c: pl.Int64 if c == "id" else pl.Float64 if c in number else pl.String for c in PLAIN}
    columns = [pl.Series(c, [row[c] for row in found], dtype=kind) for c, kind in kinds.items()]
    scores = [json.loads(row["scores"]) for row in found]
    for name in dict.fromkeys(name for each in scores for name in each):
        column = f"score {name}" if name in (*PLAIN, *TEXTS) else name
        columns.append(pl.Series(column, [each.get(name) for each in scores], dtype=pl.Float64))
    columns += [pl.Series(c, [row[c] for row in found], dtype=pl.String) for c in ("settings", "versions")]
    return pl.DataFrame(columns)


def compare(a: int, b: int) -> pl.DataFrame:
    """What differs between two runs: data, versions and settings first, then what it did to scores, time and memory.

    Raises: WorkbenchError if there is no such run.
    """
    import polars as pl

    found = {row["id"]: row for row in store.rows()}
    for id in (a, b):
        if id not in found:
            raise store.no_such(id)
    left, right = _facts(found[a]), _facts(found[b])
    rows = [(*key, _text(left.get(key)), _text(right.get(key)), _step(left.get(key), right.get(key)))
            for key in dict.fromkeys([*left, *right]) if left.get(key) != right.get(key)]  # fmt: skip
    rows.sort(key=lambda row: row[0] != "changed")
    schema = {"kind": pl.String, "what": pl.String, "a": pl.String, "b": pl.String, "difference": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def plot(x: str, y: str) -> Figure:
    """One number of each run against another, such as "seconds" and "f1"; each point has the number of its run.

    Raises: WorkbenchError if no run has both.
    """
    from matplotlib.figure import Figure

    runs = table()
    numbers = [column for column in runs.columns if runs[column].dtype.is_numeric()]
    for name in (x, y):
        if name not in numbers:
            raise WorkbenchError(f"A plot takes {', '.join(numbers)}; got {name!r}. Choose one of these.")
    points = list(runs.select("id", a=x, b=y).drop_nulls().iter_rows())
    if not points:
        raise WorkbenchError(f"A plot needs a run with both {x} and {y}; none has both. Log them in one run.")
    figure = Figure(layout="constrained")
    axes = figure.add_subplot(xlabel=x.replace("$", r"\$"), ylabel=y.replace("$", r"\$"))
    axes.scatter([point[1] for point in points], [point[2] for point in points])
    for id, across, up in points:
        axes.annotate(str(id), (across, up), xytext=(4, 4), textcoords="offset points")
    return figure


def export(path: str | Path) -> Path:
    """Write the table as CSV.

    Raises: WorkbenchError if the file cannot be written.
    """
    try:
        table().write_csv(path)
    except OSError as problem:
        raise WorkbenchError(f"{path} cannot be written ({problem}). Give a path in a folder of yours.") from problem
    return Path(path).resolve()


def _facts(row: dict[str, Any]) -> dict[tuple[str, str], Any]:
    """Everything that can differ, by whether it was changed or came of it, and its name."""
    plain = {("changed", name): row[name] for name in ("name", "data", "checksum")}
    chosen = {("changed", name): value for name, value in json.loads(row["settings"]).items()}
    chosen |= {("changed", f"version of {name}"): value for name, value in json.loads(row["versions"]).items()}
    came = {("result", name): value for name, value in json.loads(row["scores"]).items()}
    return plain | chosen | came | {("result", name): row[name] for name in ("state", "seconds", "peak_mb")}


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _step(a: Any, b: Any) -> float | None:
    both = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (a, b))
    return float(b - a) if both else None

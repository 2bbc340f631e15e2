"""The saved runs as a table, two side by side, as a picture and as a file."""

from __future__ import annotations

import json
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.errors import WorkbenchError
from workbench.escape import matplotlib as plain
from workbench.runs import store

if TYPE_CHECKING:
    import polars as pl
    from matplotlib.figure import Figure

FIRST = ("id", "what")
LAST = ("seconds", "peak_mb", "settings", "state", "error", "note", "data", "kind", "started", "notebook", "checksum",
        "versions")  # fmt: skip
NUMBERS = ("seconds", "peak_mb")
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins so is computed by a spreadsheet


def table() -> pl.DataFrame:
    """One row a run, oldest first. Each score has a column of its own; settings and versions are JSON.

    Raises: WorkbenchError if the file of runs cannot be read.
    """
    import polars as pl

    found = store.rows()
    scores = [json.loads(row["scores"]) for row in found]
    columns = {name: pl.Series([row[name] for row in found], dtype=_type(name)) for name in FIRST}
    for name in dict.fromkeys(name for each in scores for name in each):
        shown = f"score {name}" if name in FIRST + LAST else name
        columns[shown] = pl.Series([each.get(name) for each in scores], dtype=pl.Float64)
    return pl.DataFrame(columns | {name: pl.Series([row[name] for row in found], dtype=_type(name)) for name in LAST})


def compare(a: int, b: int) -> pl.DataFrame:
    """What differs between runs `a` and `b`: first what was changed, then what came of it.

    Where their data are not the same, the names of these carry the first digits of their checksums.

    Raises: WorkbenchError if there is no such run.
    """
    import polars as pl

    found = {row["id"]: row for row in store.rows()}
    for id in (a, b):
        if type(id) is not int or id not in found:
            raise store.no_such(id)
    rows = []
    for kind, facts in (("changed", _changed), ("result", _results)):
        left, right = facts(found[a]), facts(found[b])
        if kind == "changed" and left["checksum"] != right["checksum"]:
            left["data"], right["data"] = _short(left), _short(right)
        for name in dict.fromkeys([*left, *right]):
            old, new = left.get(name), right.get(name)
            if json.dumps(old) != json.dumps(new):  # as texts, because NaN differs from itself
                rows.append((kind, name, _text(old), _text(new), _step(old, new)))
    schema = {"kind": pl.String, "name": pl.String, "a": pl.String, "b": pl.String, "b - a": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def plot(x: str, y: str) -> Figure:
    """One number of each run against another: seconds, peak_mb, a score or a setting. Points bear the runs' numbers.

    Raises: WorkbenchError if no run has both.
    """
    import matplotlib.pyplot as plt

    numbers = {row["id"]: _numbers(row) for row in store.rows()}
    names = list(dict.fromkeys(name for each in numbers.values() for name in each))
    points = [(id, each[x], each[y]) for id, each in numbers.items() if x in each and y in each]
    if not points:
        raise WorkbenchError(
            f"A plot needs two numbers that one run has; no run has both {x!r} and {y!r}. "
            f"{'There are ' + ', '.join(names) if names else 'Record a run first'}."
        )
    figure = plt.figure(figsize=(6, 4), layout="constrained")  # only now does Jupyter learn to show figures
    plt.close(figure)  # it is shown as what the cell returns, and not once more
    axes = figure.add_subplot(xlabel=plain(x), ylabel=plain(y))
    axes.plot([point[1] for point in points], [point[2] for point in points], "o")
    for id, across, up in points:
        axes.annotate(str(id), (across, up), xytext=(4, 4), textcoords="offset points")
    return figure


def export(path: str | Path) -> Path:
    """Write the table as CSV and give the whole path. Cells that a spreadsheet would compute get a `'` in front.

    Raises: WorkbenchError if the file cannot be written.
    """
    import polars as pl

    runs = table()
    texts = pl.col(pl.String)
    starts = texts.str.slice(0, 1).is_in(FORMULA)
    runs = runs.with_columns(pl.when(starts).then("'" + texts).otherwise(texts).name.keep())
    try:
        runs.rename({name: f"'{name}" for name in runs.columns if name.startswith(FORMULA)}).write_csv(path)
    except OSError as problem:
        raise WorkbenchError(f"{path} cannot be written ({problem}). Give a path in a folder of yours.") from problem
    return Path(path).resolve()


def _type(name: str) -> Any:
    import polars as pl

    return pl.Int64 if name == "id" else pl.Float64 if name in NUMBERS else pl.String


def _changed(row: dict[str, Any]) -> dict[str, Any]:
    versions = {f"version of {name}": number for name, number in json.loads(row["versions"]).items()}
    settings: dict[str, Any] = json.loads(row["settings"])
    return {name: row[name] for name in ("what", "kind", "data", "checksum")} | settings | versions


def _short(facts: dict[str, Any]) -> str:
    return f"{facts['data']} ({facts['checksum'][:8]})" if facts["checksum"] else str(facts["data"])


def _results(row: dict[str, Any]) -> dict[str, Any]:
    scores: dict[str, Any] = json.loads(row["scores"])
    return scores | {name: row[name] for name in ("state", "error", *NUMBERS)}


def _numbers(row: dict[str, Any]) -> dict[str, float]:
    facts = {name: row[name] for name in NUMBERS} | json.loads(row["settings"]) | json.loads(row["scores"])
    return {name: value for name, value in facts.items() if _is_number(value) and isfinite(value)}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(value: Any) -> str | None:
    return None if value is None else f"{value:.4g}" if isinstance(value, float) else str(value)


def _step(old: Any, new: Any) -> float | None:
    return float(new - old) if _is_number(old) and _is_number(new) else None

"""Corrections that users send: read, reviewed by a person, then rows to learn from. None is believed unseen.

told = read_feedback("service/")            # one row a correction
suspicious(told)                            # what a reviewer should look at first
rows = as_rows(accepted(told, "Ada", keep=[0, 3, 4]), target="bikers")
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from workbench.errors import DataError

LOUD = 0.3  # share of all corrections from which one source is many
FIRST = 8  # corrections that a source must have sent before its habits are told
CHANCE = 0.01  # how seldom chance alone may push so one-sidedly
TOLD = ("id", "time", "source", "note", "version", "predicted", "right")


def read_feedback(service: str | Path) -> pl.DataFrame:
    """All corrections that a service has kept: `number`, then what was told, then the features of its row.

    Args:
        service: A folder of `deploy.export`, or a file like its `feedback.jsonl`.
    Raises: DataError if there is none, or a line is damaged; the sentence names the line.
    """
    path = Path(service) / "feedback.jsonl" if Path(service).is_dir() else Path(service)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as problem:
        raise DataError(f"There is no feedback yet: {path} cannot be read. Send some to `POST /feedback`.") from problem
    rows: list[dict[str, object]] = []
    for place, line in enumerate(lines, 1):
        try:
            told = json.loads(line)
            rows.append({"number": len(rows), **{name: told[name] for name in TOLD}, **told["features"]})
        except (ValueError, KeyError, TypeError) as problem:
            raise DataError(
                f"Line {place} of {path} is no correction ({problem}). Mend or delete this line."
            ) from problem
    if not rows:
        raise DataError(f"There is no feedback yet: {path} is empty. Send some to `POST /feedback`.")
    return pl.DataFrame(rows, infer_schema_length=None, strict=False)


def suspicious(told: pl.DataFrame) -> pl.DataFrame:
    """Sources whose corrections look like a push in one direction, or that are many; the most one-sided first.

    A source that sends few, or that is honest and right, may look the same: this chooses what to review first, and
    proves nothing. Somebody who sends each correction under another name is not found.

    Args:
        told: What `read_feedback` returns; predictions and right answers must be numbers or classes 0 and 1.
    Returns: One row a source: `source`, `corrections`, `share` of all, `upwards` (share of its corrections that raise
        the answer), `p` (how often chance pushes so one-sidedly) and `why`.
    Source: binomial test of SciPy, two-sided.
    """
    from scipy.stats import binomtest

    by = pl.col("right").cast(pl.Float64) - pl.col("predicted").cast(pl.Float64)
    numbers = told.select(pl.col("source").fill_null(""), by.alias("by"))
    found = []
    for (source,), group in numbers.group_by("source", maintain_order=True):
        moved = group["by"].to_numpy()
        moved = moved[moved != 0]
        up = int((moved > 0).sum())
        p = binomtest(up, len(moved)).pvalue if len(moved) else 1.0
        share = group.height / told.height
        why = []
        if len(moved) >= FIRST and p < CHANCE:
            why.append(f"{'raises' if up > len(moved) / 2 else 'lowers'} {max(up, len(moved) - up)} of {len(moved)}")
        if share > LOUD and told["source"].n_unique() > 2:
            why.append(f"sends {share:.0%} of all")
        found.append((source or "(nobody named)", group.height, share, up / max(len(moved), 1), p, ", ".join(why)))
    names = {"source": pl.String, "corrections": pl.Int64, "share": pl.Float64, "upwards": pl.Float64, "p": pl.Float64}
    return pl.DataFrame(found, {**names, "why": pl.String}, orient="row").sort("p")


def accepted(told: pl.DataFrame, reviewer: str, keep: Sequence[int]) -> pl.DataFrame:
    """The corrections that a person has looked at and believes.

    Args:
        told: What `read_feedback` returns.
        reviewer: Who answers for it.
        keep: Numbers of the corrections, from the column `number`.
    Returns: Their rows, with a column `reviewer`.
    Raises: DataError if nobody is named, or a number is not there.
    """
    if not reviewer.strip():
        raise DataError("`reviewer` must name a person; got an empty text. Write who looked at the corrections.")
    if unknown := sorted(set(keep) - set(told["number"])):
        raise DataError(f"`keep` must hold numbers of the column `number`; {unknown[0]} is none of them.")
    return told.filter(pl.col("number").is_in(list(keep))).with_columns(pl.lit(reviewer.strip()).alias("reviewer"))


def as_rows(reviewed: pl.DataFrame, target: str) -> pl.DataFrame:
    """Rows to learn from: the features, the right answer under the name of the target, and where they come from.

    Args:
        reviewed: What `accepted` returns.
        target: The column that the model predicts.
    Returns: The features, the target, and `source_note`, such as "feedback of desk 4, reviewed by Ada".
    Raises: DataError if nobody has reviewed them.
    """
    if "reviewer" not in reviewed.columns:
        raise DataError("`reviewed` must have been reviewed; call `accepted(told, reviewer, keep)` first.")
    features = [name for name in reviewed.columns if name not in ("number", *TOLD, "reviewer")]
    source = pl.col("source").fill_null("").replace("", "somebody unnamed")
    note = pl.concat_str(pl.lit("feedback of "), source, pl.lit(", reviewed by "), pl.col("reviewer"))
    return reviewed.select(*features, pl.col("right").alias(target), note.alias("source_note"))

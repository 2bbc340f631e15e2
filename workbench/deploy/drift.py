"""Drift: how far new rows have moved from those that a model learned from, column by column.

    report = measure_drift(reference, new)
    report.table          # one row a column, the largest PSI first
    report.alarms()       # sentences: which columns moved, where gaps and new words came

It looks at inputs alone. Whether the model has become worse, only right answers tell.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl

from workbench.deploy.drift_measures import ks_distance, psi, total_variation, wasserstein, words_p
from workbench.errors import DataError

Correction = Literal["fdr", "holm", "none"]
CORRECTIONS: Mapping[str, str] = {"fdr": "Benjamini-Hochberg", "holm": "Holm", "none": "none"}
SMALL = 30  # rows; of fewer no distribution can be told
CHANCE = 0.05  # of PSI: half of what is called a moderate shift
LARGE = 0.25  # of PSI, by a rule of thumb: below 0.1 little, above 0.25 much
LEVEL = 0.05


@dataclass(frozen=True)
class ColumnDrift:
    """How far one column has moved. NaN where there is nothing to measure.

    Attributes:
        column: Its name.
        kind: "number" or "words".
        rows: Known values in the reference, and in the new rows.
        psi: Population stability index, 0 for equal shares; there is no upper end.
        chance: The PSI that so few rows give by chance, about, if nothing has changed.
        distance: Of numbers the Kolmogorov-Smirnov statistic, of words the total variation, both in [0, 1].
        wasserstein: How far the values moved on average, in standard deviations of the reference; NaN for words.
        p: Of the Kolmogorov-Smirnov or chi-square test: how often rows of one distribution differ so much, if each
            row is drawn on its own.
        p_corrected: The same with all tests of the report counted.
        gaps: Share of rows without a value, before and now.
        gaps_p: p of Fisher's test that the shares are equal, corrected.
        unseen: Share of rows whose word the reference does not have.
        unseen_p: p of Fisher's test that such words were there before, and missed by chance; corrected.
        unseen_words: The most common of these words.
        note: What to keep in mind, such as few rows; empty if nothing.
    """

    column: str
    kind: Literal["number", "words"]
    rows: tuple[int, int]
    psi: float
    chance: float
    distance: float
    wasserstein: float
    p: float
    p_corrected: float
    gaps: tuple[float, float]
    gaps_p: float
    unseen: float
    unseen_p: float
    unseen_words: tuple[str, ...]
    note: str


@dataclass(frozen=True, eq=False)
class DriftReport:
    """What `measure_drift` found.

    Attributes:
        columns: In the order of the reference.
        skipped: Columns that were not compared, and why.
        correction: How the p values were corrected.
        rows: Of the reference, and new.
    """

    columns: tuple[ColumnDrift, ...]
    skipped: Mapping[str, str]
    correction: Correction
    rows: tuple[int, int]

    @property
    def table(self) -> pl.DataFrame:
        """One row a column of the data, the largest PSI first."""
        ordered = sorted(self.columns, key=lambda one: -one.psi if math.isfinite(one.psi) else math.inf)
        return pl.DataFrame(
            {
                "column": [one.column for one in ordered],
                "kind": [one.kind for one in ordered],
                "PSI": [one.psi for one in ordered],
                "PSI by chance": [one.chance for one in ordered],
                "distance": [one.distance for one in ordered],
                "Wasserstein": [one.wasserstein for one in ordered],
                "p": [one.p for one in ordered],
                "p corrected": [one.p_corrected for one in ordered],
                "gaps before": [one.gaps[0] for one in ordered],
                "gaps now": [one.gaps[1] for one in ordered],
                "new words": [one.unseen for one in ordered],
                "note": [one.note for one in ordered],
            },
            schema_overrides={"column": pl.String, "kind": pl.String, "note": pl.String},
        )

    def alarms(self, limit: float = LARGE, level: float = LEVEL) -> list[str]:
        """A sentence for each thing that moved: values, gaps, new words.

        Args:
            limit: The PSI from which values count as moved, if chance alone does not explain it (`level`).
            level: The corrected p below which something is no accident.
        """
        said = []
        for one in self.columns:
            if one.psi >= limit and one.p_corrected < level:
                moved = "" if math.isnan(one.wasserstein) else f", {one.wasserstein:.2f} standard deviations"
                said.append(f"`{one.column}` has moved: PSI {one.psi:.2f}{moved}.")
            if one.gaps_p < level:
                more = "more" if one.gaps[1] > one.gaps[0] else "fewer"
                said.append(f"`{one.column}` has {more} gaps: {one.gaps[0]:.1%} before, {one.gaps[1]:.1%} now.")
            if one.unseen_p < level:
                words = ", ".join(map(repr, one.unseen_words))
                said.append(f"`{one.column}` has words never seen before, in {one.unseen:.1%} of the rows: {words}.")
        return said


def measure_drift(
    reference: Any,
    new: Any,
    columns: Sequence[str] | None = None,
    *,
    bins: int = 10,
    correction: Correction = "fdr",
) -> DriftReport:
    """Compare new rows with those of a reference, column by column.

    Args:
        reference: A Polars or pandas frame, such as the rows that a model learned from.
        new: Another with the same columns; its rows may be few.
        columns: Which to compare; None takes all of the reference but dates and lists.
        bins: Of PSI for numbers: as many equal parts of the reference.
        correction: For many tests at once: "fdr" (Benjamini and Hochberg), "holm" or "none".
    Returns: A report. Its p values take rows to be independent; neighbours in time are not, so even a small p can be
        the weather of one week.
    Raises: DataError if a table is empty, lacks a column, or has words where the other has numbers.
    """
    before, now = as_polars(reference, "reference"), as_polars(new, "new")
    if correction not in CORRECTIONS:
        raise DataError(f"`correction` must be one of {', '.join(CORRECTIONS)}; got {correction!r}. Choose one.")
    names, skipped = _columns(before, now, columns)
    found = [_compare(name, before[name], now[name], bins) for name in names]
    ps = np.array([[one.p, one.gaps_p, one.unseen_p] for one in found]).reshape(-1, 3)
    fixed = corrected(ps.ravel(), correction).reshape(-1, 3)
    made = (
        ColumnDrift(**{**vars(one), "p_corrected": float(p), "gaps_p": float(gaps), "unseen_p": float(unseen)})
        for one, (p, gaps, unseen) in zip(found, fixed, strict=True)
    )
    return DriftReport(tuple(made), skipped, correction, (before.height, now.height))


def corrected(p: np.ndarray, correction: Correction = "fdr") -> np.ndarray:
    """The p values as they count when many tests are made at once; NaN stays, and is no test.

    Args:
        p: In [0, 1], or NaN, shape (n,).
        correction: "fdr" keeps the share of false alarms among all alarms, "holm" the chance of a single false alarm.
    Source: Benjamini and Hochberg (1995), as in SciPy; Holm (1979), Scandinavian Journal of Statistics 6.
    """
    from scipy.stats import false_discovery_control

    result, known = p.astype(float), ~np.isnan(p)
    if correction == "none" or not known.any():
        return result
    tests = p[known]
    if correction == "fdr":
        result[known] = false_discovery_control(tests)
    else:
        order = np.argsort(tests)
        stepped = np.maximum.accumulate(tests[order] * np.arange(len(tests), 0, -1))
        result[np.flatnonzero(known)[order]] = np.minimum(stepped, 1.0)
    return result


def as_polars(table: Any, name: str) -> pl.DataFrame:
    """A frame of Polars, whichever of the two libraries it came from.

    Raises: DataError if it is no frame, or has no rows.
    """
    if isinstance(table, pl.DataFrame):
        frame = table
    elif type(table).__module__.partition(".")[0] == "pandas" and hasattr(table, "columns"):
        frame = pl.from_pandas(table)
    else:
        raise DataError(f"`{name}` must be a Polars or pandas frame; got {type(table).__name__}. Pass one.")
    if not frame.height:
        raise DataError(f"`{name}` must have rows; got none. Wait for some, or take a longer window.")
    return frame


def _columns(before: pl.DataFrame, now: pl.DataFrame, wanted: Sequence[str] | None) -> tuple[list[str], dict[str, str]]:
    names = list(before.columns if wanted is None else wanted)
    for name in names:
        for frame, called in ((before, "reference"), (now, "new")):
            if name not in frame.columns:
                raise DataError(
                    f"`{called}` must have the column {name!r}; it has {', '.join(frame.columns)}. Add it, or say "
                    "which to compare (`columns`)."
                )
    skipped = {name: "not in the reference" for name in now.columns if wanted is None and name not in names}
    for name in names:
        dtype = before[name].dtype
        if dtype.is_temporal():
            skipped[name] = "dates always move on"
        elif dtype.is_nested() or dtype == pl.Object:
            skipped[name] = "neither numbers nor words"
        elif pl.Null not in (dtype, now[name].dtype) and _is_number(before[name]) != _is_number(now[name]):
            wanted_kind = "numbers" if _is_number(before[name]) else "words"
            raise DataError(
                f"`new` must have {wanted_kind} in {name!r}, as the reference has; got {now[name].dtype}. "
                "Mend the column, or leave it out (`columns`)."
            )
    return [name for name in names if name not in skipped], skipped


def _is_number(column: pl.Series) -> bool:
    return column.dtype.is_numeric() or column.dtype == pl.Boolean


def _compare(name: str, before: pl.Series, now: pl.Series, bins: int) -> ColumnDrift:
    from scipy.stats import fisher_exact

    number = _is_number(now if before.dtype == pl.Null else before)
    a, b = (_numbers(column) if number else _words(column) for column in (before, now))
    rows, lost = (len(a), len(b)), (before.len() - len(a), now.len() - len(b))
    gaps_p = float(fisher_exact([lost, rows]).pvalue) if any(lost) else math.nan
    unseen, unseen_p, strange = 0.0, math.nan, tuple[str, ...]()
    index = chance = distance = moved = p = math.nan
    if all(rows):
        index, groups = psi(a, b, bins, with_bins=True)
        chance = (groups - 1) * (1 / rows[0] + 1 / rows[1])
        if number:
            distance, p = ks_distance(a, b)
            moved = wasserstein(a, b)
        else:
            distance, p = total_variation(a, b), words_p(a, b)
            new_rows = b[~np.isin(b, np.unique(a))]
            unseen = len(new_rows) / rows[1]
            if len(new_rows):
                words, counts = np.unique(new_rows, return_counts=True)
                strange = tuple(map(str, words[np.argsort(-counts, kind="stable")][:3]))
                unseen_p = float(fisher_exact([[0, len(new_rows)], [rows[0], rows[1] - len(new_rows)]]).pvalue)
    return ColumnDrift(
        column=name,
        kind="number" if number else "words",
        rows=rows,
        psi=index,
        chance=chance,
        distance=distance,
        wasserstein=moved,
        p=p,
        p_corrected=p,
        gaps=(lost[0] / before.len(), lost[1] / now.len()),
        gaps_p=gaps_p,
        unseen=unseen,
        unseen_p=unseen_p,
        unseen_words=strange,
        note=_note(rows, chance, moved),
    )


def _numbers(column: pl.Series) -> np.ndarray:
    """The values that are there; NaN and infinity are gaps too."""
    values = column.cast(pl.Float64, strict=False).drop_nulls().to_numpy()
    return np.asarray(values[np.isfinite(values)])


def _words(column: pl.Series) -> np.ndarray:
    return np.asarray(column.cast(pl.String, strict=False).drop_nulls().to_list(), str)


def _note(rows: tuple[int, int], chance: float, moved: float) -> str:
    if not all(rows):
        return f"No values {'before' if not rows[0] else 'now'}: only gaps can be compared."
    notes = []
    if min(rows) < SMALL:
        notes.append(f"Only {min(rows)} values: too few to tell a change from chance.")
    elif chance > CHANCE:
        notes.append(f"With {min(rows)} values a PSI of about {chance:.2f} comes by chance.")
    if math.isinf(moved):
        notes.append("One value alone in the reference: it has no standard deviation.")
    return " ".join(notes)

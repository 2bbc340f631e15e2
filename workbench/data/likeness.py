"""How good a synthetic table is: fidelity, use, privacy, and whether it passes a bias on."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl

from workbench.data.encode import make_encoder


def column_gaps(real: pl.DataFrame, synthetic: pl.DataFrame) -> dict[str, float]:
    """How far the distribution of each column is off: 0 is the same, 1 has nothing in common.

    Numbers: the largest gap between the two cumulative shares (Kolmogorov and Smirnov). Words: half the sum of all
    gaps between their shares (total variation).
    """
    from scipy.stats import ks_2samp

    gaps = {}
    for name in real.columns:
        if real[name].dtype.is_numeric():
            result = ks_2samp(real[name].drop_nulls(), synthetic[name].drop_nulls(), method="asymp")
            gaps[name] = float(result.statistic)
        else:
            shares = [
                frame[name].alias("word").value_counts(normalize=True, name=side)
                for side, frame in (("real", real), ("made", synthetic))
            ]
            both = shares[0].join(shares[1], on="word", how="full", nulls_equal=True).fill_null(0.0)
            each = (both["real"] - both["made"]).abs().sort()  # a join keeps no order, and sums depend on it
            gaps[name] = float(each.sum() / 2)
    return gaps


def pair_gap(real: pl.DataFrame, synthetic: pl.DataFrame) -> float:
    """How far the correlations between columns are off, on average: 0 is the same, 2 is the most.

    Words count as columns of 0 and 1, one a word.
    """
    tables = _as_numbers(real, synthetic)
    with np.errstate(invalid="ignore", divide="ignore"):  # a word that never comes has no correlation
        correlations = [np.nan_to_num(np.corrcoef(X, rowvar=False)) for X in tables]
    upper = np.triu_indices_from(correlations[0], k=1)
    return float(np.abs(correlations[0][upper] - correlations[1][upper]).mean())


def nearest(rows: pl.DataFrame, real: pl.DataFrame) -> np.ndarray:
    """The distance of each row to the nearest real one, shape (n,): 0 is a copy.

    Numbers count in standard deviations of the real ones. Two different words are a distance of the square root of 2.
    """
    from sklearn.neighbors import NearestNeighbors

    scaled_real, scaled_rows = _as_numbers(real, rows)
    distance, _ = NearestNeighbors(n_neighbors=1, algorithm="brute").fit(scaled_real).kneighbors(scaled_rows)
    flat: np.ndarray = distance[:, 0]
    flat[flat < TINY] = 0.0  # brute force subtracts large numbers, which leaves a little
    return flat


TINY = 1e-3


def _as_numbers(real: pl.DataFrame, other: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    encoder = make_encoder(real, "dense").fit(real)
    return tuple(encoder.transform(frame).astype(np.float32) for frame in (real, other))


class Use(NamedTuple):
    """What a model is worth that learned from a table, judged on real rows.

    Attributes:
        f1: F1 of the class 1.
        rates: For each value of the group column, the share of real test rows that the model calls 1.
    """

    f1: float
    rates: dict[str, float]


def use(table: pl.DataFrame, test: pl.DataFrame, target: str, group: str) -> Use:
    """Train on a table, test on real rows: what a synthetic table is for.

    Args:
        table: Rows to learn from, real or synthetic.
        test: Real rows that had no part in making the table.
        target: A column of 0 and 1.
        group: A column of words, such as sex.
    Returns: The score and the rates; a table with one class alone gives F1 0.
    """
    from sklearn.metrics import f1_score

    answers = _answers(table, test, target)
    return Use(float(f1_score(test[target], answers, zero_division=0)), _rates(pl.Series(answers), test[group]))


def _answers(table: pl.DataFrame, test: pl.DataFrame, target: str) -> np.ndarray:
    from sklearn.linear_model import LogisticRegression

    if table[target].n_unique() < 2:
        return np.full(test.height, table[target][0])
    names = [name for name in table.columns if name != target]  # `drop` takes "*" for all columns
    features = table[names]
    encoder = make_encoder(features, "dense").fit(features)
    model = LogisticRegression(max_iter=500).fit(encoder.transform(features), table[target].to_numpy())
    answers: np.ndarray = model.predict(encoder.transform(test[names]))
    return answers


def group_rates(table: pl.DataFrame, target: str, group: str) -> dict[str, float]:
    """The share of rows with target 1, for each value of a column of words."""
    return _rates(table[target], table[group])


def _rates(answers: pl.Series, groups: pl.Series) -> dict[str, float]:
    table = pl.DataFrame({"group": groups, "answer": answers})
    return dict(table.group_by("group").agg(pl.col("answer").mean()).sort("group").iter_rows())

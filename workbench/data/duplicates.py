"""Rows that came twice: word for word, or nearly."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl


def exact_copies(frame: pl.DataFrame, but: Sequence[str] = ()) -> pl.Series:
    """Which rows repeat an earlier row.

    Args:
        frame: The table.
        but: Columns that do not count, such as the number of the row.
    Returns: True for each repetition, False for each first one, shape (n,).
    """
    return ~frame.drop(but).select(pl.struct(pl.all()).is_first_distinct()).to_series().alias("copy")


def near_copies(texts: Sequence[str], similarity: float = 0.75) -> pl.Series:
    """For each text the place of the earliest one that is nearly the same.

    Two texts are compared by their words and pairs of words; rare ones weigh more (TF-IDF), and those in nearly a third
    of all texts do not count. The similarity is the cosine of the angle between them.

    Args:
        texts: The texts, n of them.
        similarity: From 0, nothing in common, to 1, the same words. Lower finds more, also what is no copy.
    Returns: The place (from 0) of an earlier text, or missing if there is none, shape (n,).
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    X = TfidfVectorizer(ngram_range=(1, 2), max_df=0.3).fit_transform(texts)  # (n, words)
    first = np.full(X.shape[0], -1)
    for start in range(0, X.shape[0], BLOCK):  # a block at a time, because n times n numbers need much memory
        alike = (X[start : start + BLOCK] @ X.T).tocoo()
        rows = alike.row + start
        close = (alike.data >= similarity) & (alike.col < rows)
        for row, earlier in zip(rows[close], alike.col[close], strict=True):
            first[row] = earlier if first[row] < 0 else min(first[row], earlier)
    return pl.Series("copy_of", first).replace(-1, None)


BLOCK = 1000

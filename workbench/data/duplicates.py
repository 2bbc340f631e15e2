"""Rows that came twice: word for word, or nearly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from scipy.sparse import csr_array


def exact_copies(frame: pl.DataFrame, but: Sequence[str] = ()) -> pl.Series:
    """Which rows repeat an earlier row.

    Args:
        frame: The table.
        but: Columns that do not count, such as the number of the row.
    Returns: True for each repetition, False for each first one, shape (n,).
    """
    counting = frame[[name for name in frame.columns if name not in but]]  # `drop` takes "*" for all columns
    return ~counting.select(pl.struct(pl.all()).is_first_distinct()).to_series().alias("copy")


def near_copies(texts: Sequence[str | None], similarity: float = 0.75) -> pl.Series:
    """For each text the place of the earliest one that is nearly the same.

    Two texts are compared by their words and pairs of words; rare ones weigh more (TF-IDF), and in a table of 100 texts
    or more those in nearly a third of them do not count. The similarity is the cosine of the angle between them. Texts
    that are equal letter for letter are always found.

    Args:
        texts: The texts, n of them; a missing one is never a copy.
        similarity: From 0, nothing in common, to 1, the same words. Lower finds more, also some that are not copies.
    Returns: The place (from 0) of an earlier text, or missing if there is none, shape (n,).
    """
    earliest: dict[str, int] = {}
    places = [n if text is None else earliest.setdefault(text, n) for n, text in enumerate(texts)]
    first = np.array(places, dtype=int)  # its own place if there is no earlier one
    X = _weighed([text or "" for text in texts])
    for start in range(0, X.shape[0], BLOCK):  # a block at a time, because n times n numbers need much memory
        alike = (X[start : start + BLOCK] @ X.T).tocoo()
        rows = alike.row + start
        close = (alike.data >= similarity) & (alike.col < rows)
        np.minimum.at(first, rows[close], alike.col[close])
    return pl.Series("copy_of", np.where(first < np.arange(len(first)), first, -1)).replace(-1, None)


BLOCK = 1000


def _weighed(texts: list[str]) -> csr_array:
    """The weight of each word and pair of words in each text, shape (n, words)."""
    from scipy.sparse import csr_array
    from sklearn.feature_extraction.text import TfidfVectorizer

    try:
        # Words in very many texts make the product slow, and say little. In a small table they may be all there is.
        return TfidfVectorizer(ngram_range=(1, 2), max_df=max(30, int(0.3 * len(texts)))).fit_transform(texts)
    except ValueError:  # no word is left to compare by
        return csr_array((len(texts), 1))

"""The texts of the tickets as points: by meaning, with vectors that are computed once, and by their words."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import polars as pl
from sklearn.decomposition import PCA
from sklearn.feature_extraction.text import TfidfVectorizer

from workbench.cache import preparing
from workbench.cases import Case
from workbench.models.loaded import sentence_model
from workbench.models.sentences import embed
from workbench.threads import one_processor

ROWS = 1200  # texts; more would take more than half a minute to read
BATCH = 64  # texts from one report of progress to the next


@dataclass(frozen=True, eq=False)
class Texts:
    """Messages and their topics.

    Attributes:
        texts: No two are the same, ROWS at most, in an order drawn by chance.
        topics: The topic of each, shape (n,).
    """

    texts: tuple[str, ...]
    topics: np.ndarray


@cache
def texts_of(case: Case) -> Texts:
    """The messages that may be learned from (`consent`), each once."""
    table = case.frame.filter(pl.col("consent") == 1).unique("text", keep="first", maintain_order=True)
    table = table.sample(min(ROWS, table.height), seed=0, shuffle=True)
    return Texts(tuple(table["text"]), table[case.target].to_numpy())


_vectors: dict[Case, np.ndarray] = {}


def vectors_of(case: Case) -> Generator[float, None, np.ndarray]:
    """The vectors of these messages by MiniLM: yields the share done while they are made, and returns (n, 384).

    They are kept in the cache, so that only the first time takes long.
    """
    if case not in _vectors:
        texts = texts_of(case).texts
        name = "minilm-texts-" + hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]

        def make(folder: Path) -> Iterator[float]:
            made = np.empty((len(texts), 384), dtype=np.float32)
            order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
            for start in range(0, len(texts), BATCH):
                places = order[start : start + BATCH]
                made[places] = embed([texts[place] for place in places], sentence_model())
                yield min(1.0, (start + BATCH) / len(texts))
            np.save(folder / "vectors.npy", made)

        folder = yield from preparing(name, make)
        _vectors[case] = np.load(folder / "vectors.npy")
    return _vectors[case]


def whole(case: Case) -> np.ndarray:
    """As `vectors_of`, without reports."""
    steps = vectors_of(case)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return np.asarray(end.value)


@cache
def words_of(case: Case) -> tuple[TfidfVectorizer, np.ndarray]:
    """How often each word is in each message, rare words counting more (TF-IDF), rows of length 1: (n, words)."""
    counter = TfidfVectorizer(sublinear_tf=True)
    with one_processor():
        return counter, counter.fit_transform(texts_of(case).texts).toarray()


@dataclass(frozen=True, eq=False)
class Space:
    """All messages as points, and a way to put another sentence among them.

    Attributes:
        rows: One vector a message, of length 1, shape (n, width).
        flat: Turns vectors into two numbers that keep as much of their differences as two can (PCA).
        points: The messages on this map, shape (n, 2).
    """

    rows: np.ndarray
    flat: PCA
    points: np.ndarray


@cache
def space_of(case: Case, by: str) -> Space:
    """The messages by "meaning" (MiniLM) or by "words" (TF-IDF)."""
    rows = whole(case) if by == "meaning" else words_of(case)[1]
    with one_processor():
        flat = PCA(2, random_state=0).fit(rows)
        return Space(rows, flat, flat.transform(rows))


@lru_cache(maxsize=64)
def vector_of(case: Case, by: str, sentence: str) -> np.ndarray:
    """A sentence in the same space, shape (width,); by words it is all 0 if no word of it is in any message."""
    if by == "meaning":
        return np.asarray(embed([sentence], sentence_model())[0])
    return np.asarray(words_of(case)[0].transform([sentence]).toarray()[0])


def nearest(rows: np.ndarray, vector: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray]:
    """The rows that point most nearly the way of a vector, the nearest first; none that has nothing in common with it.

    Args:
        rows: Each of length 1, shape (n, width).
        vector: Of length 1, or 0, shape (width,).
        most: How many at most.
    Returns: Their places, and the cosine of the angle between: 1 is the same direction, each of shape (k,).
    """
    alike = rows @ vector
    places = np.argsort(-alike, kind="stable")[:most]
    places = places[alike[places] > 0]
    return places, alike[places]

"""Treatments for the faults of the tickets, and what each does to a model: the promised score beside the true one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl

from workbench.cases import answer_key, database, load
from workbench.cases.tickets.repair import reply_in_hours
from workbench.data.duplicates import exact_copies, near_copies
from workbench.data.label import flip, wrong_labels
from workbench.data.outliers import outliers
from workbench.experiments.replay import Replay
from workbench.threads import one_processor

if TYPE_CHECKING:
    from sklearn.linear_model import LogisticRegression

DIRECTIONS = 120  # numbers that stand for a text
REPEATS = 4  # models trained on different parts, for the error bars

Copies = Literal["keep", "exact", "near"]
Labels = Literal["keep", "drop", "relabel"]
Gaps = Literal["unknown", "commonest", "drop"]
Units = Literal["as written", "hours"]
Prices = Literal["keep", "drop", "divide"]


@dataclass(frozen=True)
class Treatment:
    """What to do about each fault.

    Attributes:
        copies: Keep all rows, drop those that repeat one word for word, or also those that nearly do.
        labels: Keep them, drop the rows that cleanlab doubts, or give these the label the model prefers.
        gaps: Rows without a product: keep them with the word "unknown", give them the commonest product, or drop them.
        units: Leave reply times as each office counts them, or bring all to hours.
        prices: Leave them, drop rows with prices far out, or divide those prices by 100.
        noise: Share of the labels made wrong in addition to those that are.
    """

    copies: Copies = "keep"
    labels: Labels = "keep"
    gaps: Gaps = "unknown"
    units: Units = "as written"
    prices: Prices = "keep"
    noise: float = 0.0


@lru_cache(maxsize=1)
def pool() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Tickets to treat, and tickets with right labels to judge by; no ticket has a copy in the other part.

    Returns: Both with all columns, the row's place in the whole table (`place`) and the reply time in hours; the second
        holds first copies alone, with their true topic.
    """
    key = answer_key("tickets")
    with closing(sqlite3.connect(database())) as connection:
        offices = pl.read_database("SELECT * FROM offices", connection)
    tickets = load("tickets").frame
    tickets = tickets.with_columns(reply_in_hours(tickets, offices)).with_row_index("place")
    first = key.select(pl.coalesce("duplicate_of", "ticket")).to_series()
    judged = first.str.slice(1).cast(pl.Int64) % 4 == 0
    clean = judged & key["duplicate_of"].is_null() & ~key["poisoned"]
    return tickets.filter(~judged), tickets.with_columns(topic=key["topic_true"]).filter(clean)


@lru_cache(maxsize=8)
def treat(treatment: Treatment) -> pl.DataFrame:
    """The first part of `pool`, treated; column `reply` holds the time to the first reply as it is then counted."""
    frame = _noisy(treatment.noise).with_columns(reply="first_reply", copy=_copies(treatment.copies))
    if treatment.labels != "keep":
        doubted, preferred = _doubts(treatment.noise)
        frame = frame.with_columns(doubted=doubted, preferred=preferred)
        if treatment.labels == "drop":
            frame = frame.filter(~pl.col("doubted"))
        else:
            frame = frame.with_columns(topic=pl.when("doubted").then("preferred").otherwise("topic"))
    frame = frame.filter(~pl.col("copy"))
    frame = _treat_gaps(frame, treatment.gaps)
    if treatment.units == "hours":
        frame = frame.with_columns(reply="first_reply_hours")
    far = outliers(frame["order_value"])
    if treatment.prices == "drop":
        return frame.filter(~far)
    if treatment.prices == "divide":
        return frame.with_columns(order_value=pl.when(far).then(pl.col("order_value") / 100).otherwise("order_value"))
    return frame


@lru_cache(maxsize=3)
def _copies(which: str) -> pl.Series:
    """True for each row of the pool that is a copy of an earlier one."""
    frame = pool()[0]
    exact = exact_copies(frame.select("customer", "text"))
    if which == "near":
        return exact | near_copies(frame["text"].to_list()).is_not_null()
    return exact if which == "exact" else exact & False


def _treat_gaps(frame: pl.DataFrame, gaps: str) -> pl.DataFrame:
    if gaps == "drop":
        return frame.drop_nulls("product")
    word = "unknown" if gaps == "unknown" else frame["product"].drop_nulls().mode().min()
    return frame.with_columns(pl.col("product").fill_null(word))


@lru_cache(maxsize=8)
def _noisy(noise: float) -> pl.DataFrame:
    frame = pool()[0]
    return frame.with_columns(topic=pl.Series(flip(frame["topic"].to_numpy(), noise, seed=0)))


@lru_cache(maxsize=8)
def _doubts(noise: float) -> tuple[pl.Series, pl.Series]:
    """Which labels cleanlab doubts, and what a model that did not see the row prefers."""
    from sklearn.model_selection import cross_val_predict

    frame = _noisy(noise)
    labels = frame["topic"].to_numpy()
    with one_processor():
        X = _numbers(frame)
        p = cross_val_predict(_model(), X, labels, cv=4, method="predict_proba")
    return pl.Series(wrong_labels(labels.tolist(), p)), pl.Series(np.unique(labels)[p.argmax(1)])


@lru_cache(maxsize=64)
def scores(treatment: Treatment) -> Replay[np.ndarray]:
    """F1 of `REPEATS` models as in `promised_and_true`, one after another: shapes (1, 2), (2, 2) ..."""

    def models() -> Iterator[np.ndarray]:
        found: list[tuple[float, float]] = []
        for seed in range(REPEATS):
            found.append(promised_and_true(treat(treatment), seed))
            yield np.array(found)

    return Replay(models)


def promised_and_true(frame: pl.DataFrame, seed: int) -> tuple[float, float]:
    """Promised and true macro F1 of a model trained on a treated table.

    Promised is the score on a fifth of the same table, with its labels as they are. True is the score on tickets with
    right labels that had no part in it.

    Args:
        frame: What `treat` has made.
        seed: Which fifth.
    """
    from sklearn.metrics import f1_score
    from sklearn.model_selection import train_test_split

    X, labels = _numbers(frame), frame["topic"].to_numpy()
    X_clean, labels_clean = _judged()
    learn, hold = train_test_split(np.arange(len(labels)), test_size=0.2, random_state=seed)
    with one_processor():
        model = _model().fit(X[learn], labels[learn])
        answers = model.predict(X[hold]), model.predict(X_clean)
    truths = labels[hold], labels_clean
    promised, true = (
        float(f1_score(truth, answer, average="macro", zero_division=0))
        for truth, answer in zip(truths, answers, strict=True)
    )
    return promised, true


def _model() -> LogisticRegression:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=30, max_iter=60, tol=1e-2)


def _numbers(frame: pl.DataFrame) -> np.ndarray:
    """Texts, products, channels and prices as numbers, shape (n, features)."""
    words = np.column_stack(
        [frame["product"].fill_null("unknown") == word for word in _products()]
        + [frame["channel"] == word for word in ("email", "form", "chat")]
    )
    price = frame["order_value"].to_numpy()[:, None] / 100
    return np.hstack([_texts()[frame["place"].to_numpy()], 0.3 * words, 0.1 * price])


@lru_cache(maxsize=1)
def _judged() -> tuple[np.ndarray, np.ndarray]:
    """The tickets to judge by, as numbers, and their true topics."""
    clean = pool()[1]
    return _numbers(clean), clean["topic"].to_numpy()


@lru_cache(maxsize=1)
def _products() -> list[str]:
    return pool()[0]["product"].drop_nulls().unique().sort().to_list()


@lru_cache(maxsize=1)
def _texts() -> np.ndarray:
    """Each text of the tickets as `DIRECTIONS` numbers, shape (3000, DIRECTIONS)."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    words = TfidfVectorizer(min_df=3, sublinear_tf=True).fit_transform(load("tickets").frame["text"].to_list())
    with one_processor():
        numbers: np.ndarray = TruncatedSVD(DIRECTIONS, n_iter=3, random_state=0).fit_transform(words)
    return numbers

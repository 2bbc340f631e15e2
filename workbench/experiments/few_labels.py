"""How many labels does a text classifier need: with vectors of a network that others trained, or with words alone?"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.pipeline import make_pipeline

from workbench.cases import Case
from workbench.experiments.ticket_texts import texts_of, whole
from workbench.threads import one_processor

LABELS = (25, 50, 100, 200, 400, 800)  # how many messages have a label
HELD_BACK = 400  # messages to judge by, never learned from
METHODS = ("MiniLM", "TF-IDF")


@cache
def few_labels(case: Case, labels: int, seed: int) -> tuple[float, float]:
    """Macro F1 on messages held back, of a logistic regression on MiniLM's vectors, and on words (TF-IDF).

    Args:
        case: Messages with topics.
        labels: How many messages both learn from.
        seed: Which messages these are.
    """
    texts, vectors = texts_of(case), whole(case)
    pool = np.random.default_rng([seed, labels]).permutation(len(texts.texts) - HELD_BACK)[:labels]
    judged = np.arange(len(texts.texts) - HELD_BACK, len(texts.texts))
    words = np.array(texts.texts, dtype=object)
    scores = []
    with one_processor():
        for X, model in (
            (vectors, LogisticRegression(C=10, max_iter=1000)),
            (words, make_pipeline(TfidfVectorizer(sublinear_tf=True), LogisticRegression(C=10, max_iter=1000))),
        ):
            model.fit(X[pool], texts.topics[pool])
            scores.append(float(f1_score(texts.topics[judged], model.predict(X[judged]), average="macro")))
    return scores[0], scores[1]


def curves(case: Case, draws: int) -> Iterator[np.ndarray]:
    """The scores of `few_labels` for each number of `LABELS` and each draw, as they come in; NaN where none is known.

    Yields: Shape (len(LABELS), draws, 2).
    """
    found = np.full((len(LABELS), draws, 2), np.nan)
    for place, labels in enumerate(LABELS):
        for seed in range(draws):
            found[place, seed] = few_labels(case, labels, seed)
        yield found.copy()

"""Labels: how far two people agree, which are likely wrong, and what noise does to a model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import Pipeline, make_pipeline


class Agreement(NamedTuple):
    """How far two people gave the same labels.

    Attributes:
        share: Share of rows with the same label, in [0, 1].
        by_chance: The share they would reach if each drew labels blindly, as often as they do use them.
        kappa: How much of the way from chance to perfect they go: 1 is perfect, 0 no better than chance.
    """

    share: float
    by_chance: float
    kappa: float


def agreement(first: Sequence[object], second: Sequence[object]) -> Agreement:
    """Compare the labels that two people gave to the same rows, n each.

    Source: Cohen (1960), Educational and Psychological Measurement 20; scikit-learn's `cohen_kappa_score`.
    """
    from sklearn.metrics import cohen_kappa_score

    one, two = np.asarray(first), np.asarray(second)
    chance = sum(float(np.mean(one == label) * np.mean(two == label)) for label in np.unique(one))
    return Agreement(float(np.mean(one == two)), chance, float(cohen_kappa_score(one, two)))


def text_model() -> Pipeline:
    """A quick and good model of texts: counts of words, rare ones weigh more, then a linear classifier."""
    return make_pipeline(
        TfidfVectorizer(min_df=2, sublinear_tf=True),
        LogisticRegression(C=3, max_iter=300),
    )


def doubts(texts: Sequence[str], labels: Sequence[str], folds: int = 5, seed: int = 0) -> np.ndarray:
    """What a model thinks of each label when it has not seen that row: the probability of each class.

    Args:
        texts: n texts.
        labels: Their labels, some of them wrong.
        folds: Parts; each is judged by a model trained on the others.
        seed: Which rows come together.
    Returns: Probabilities, shape (n, classes); the classes are in alphabetical order.
    """
    parts = StratifiedKFold(folds, shuffle=True, random_state=seed)
    p: np.ndarray = cross_val_predict(text_model(), texts, np.asarray(labels), cv=parts, method="predict_proba")
    return p


def wrong_labels(labels: Sequence[str], probabilities: np.ndarray) -> np.ndarray:
    """Which labels are likely wrong.

    Args:
        labels: n labels.
        probabilities: Of each class, from a model that did not see the row (`doubts`), shape (n, classes).
    Returns: True where a label is likely wrong, shape (n,).
    Source: Northcutt, Jiang and Chuang (2021), Confident Learning, Journal of AI Research 70; the package cleanlab.
    """
    from cleanlab.filter import find_label_issues

    numbers = np.unique(np.asarray(labels), return_inverse=True)[1]
    issues: np.ndarray = find_label_issues(numbers, probabilities, filter_by="both", n_jobs=1)
    return issues


def flip(labels: np.ndarray, share: float, seed: int) -> np.ndarray:
    """The labels with this share of them replaced at random by another class, shape (n,)."""
    random = np.random.default_rng(seed)
    classes, numbers = np.unique(labels, return_inverse=True)
    wrong = random.permutation(len(labels))[: round(share * len(labels))]
    numbers[wrong] = (numbers[wrong] + random.integers(1, len(classes), len(wrong))) % len(classes)
    flipped: np.ndarray = classes[numbers]
    return flipped


def small_or_large(
    texts: Sequence[str], labels: np.ndarray, test: tuple[Sequence[str], np.ndarray], rows: int, noise: float, seed: int
) -> float:
    """Macro F1 on clean test rows of a model trained on some rows with noisy labels.

    Args:
        texts: Texts to learn from.
        labels: Their right labels, shape (n,).
        test: Other texts and their right labels.
        rows: How many to learn from.
        noise: Share of these whose label is made wrong.
        seed: Which rows, and which of them go wrong.
    """
    from sklearn.metrics import f1_score

    chosen = np.random.default_rng(seed).permutation(len(labels))[:rows]
    model = text_model().fit([texts[i] for i in chosen], flip(labels[chosen], noise, seed + 1))
    return float(f1_score(test[1], model.predict(test[0]), average="macro", zero_division=0))

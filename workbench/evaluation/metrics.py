"""Scores of predictions. Written out, because a score is worth understanding and is needed after every epoch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Scores:
    """How well yes-or-no answers match the truth. Each score is a share in [0, 1]; higher is better.

    Attributes:
        precision: Of those the model named, the share it named rightly; 0 if it named nobody.
        recall: Of those it should have named, the share it did name; 0 if there was nobody to name.
        f1: The harmonic mean of the two: high only when both are high.
    """

    precision: float
    recall: float
    f1: float


def score(truth: np.ndarray, answers: np.ndarray) -> Scores:
    """Precision, recall and F1 of the class "yes".

    Args:
        truth: The right answers, 0 or 1 (or booleans), shape (n,).
        answers: The model's answers, 0 or 1 (or booleans), shape (n,).
    Returns: The three scores.
    Raises: ValueError if the shapes differ or n is 0.
    Source: van Rijsbergen (1979), Information Retrieval, chapter 7.
    """
    _check(truth, answers)
    truth, answers = truth.astype(bool), answers.astype(bool)
    hits = int(np.count_nonzero(truth & answers))
    named, wanted = int(np.count_nonzero(answers)), int(np.count_nonzero(truth))
    return Scores(
        precision=hits / named if named else 0.0,
        recall=hits / wanted if wanted else 0.0,
        f1=2 * hits / (named + wanted) if named + wanted else 0.0,
    )


def rmse(truth: np.ndarray, answers: np.ndarray) -> float:
    """Root mean squared error: the size of a typical miss, in the unit of the values.

    Args:
        truth: The right values, shape (n,).
        answers: The model's values, shape (n,).
    Returns: The error, 0 or more; lower is better.
    Raises: ValueError if the shapes differ or n is 0.
    """
    _check(truth, answers)
    return float(np.sqrt(np.mean((truth - answers) ** 2)))


def _check(truth: np.ndarray, answers: np.ndarray) -> None:
    if truth.shape != answers.shape or truth.ndim != 1 or not len(truth):
        raise ValueError(
            f"`answers` must be one row of values as long as `truth`, and not empty; got shapes {answers.shape} "
            f"and {truth.shape}. Pass one answer for each row."
        )

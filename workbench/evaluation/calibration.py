"""Whether a model knows when it is right: what it says of its own chances, against how often it is right."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, kw_only=True, eq=False)
class Calibration:
    """Answers, put into groups by how sure the model was of them.

    Attributes:
        confidence: The mean confidence of each group that has any answers, shape (groups,).
        right: The share of right answers in each, shape (groups,).
        counts: The answers in each, shape (groups,).
        error: The mean distance of the two, each group weighed by its answers: the expected calibration error, in
            [0, 1]; 0 is perfect.
    """

    confidence: np.ndarray
    right: np.ndarray
    counts: np.ndarray
    error: float


def calibration(right: np.ndarray, confidence: np.ndarray, groups: int = 5) -> Calibration:
    """Compare confidence and truth, group by group of equal width.

    Args:
        right: Whether each answer is right, 0 or 1 (or booleans), shape (n,).
        confidence: How sure the model was of it, in [0, 1], shape (n,).
        groups: Into how many parts of equal width confidence is cut.
    Raises: ValueError if the shapes differ, n is 0, or a confidence is outside of [0, 1].
    Source: Naeini, Cooper and Hauskrecht (2015), AAAI.
    """
    right, confidence = _checked(right, confidence)
    place = np.minimum((confidence * groups).astype(int), groups - 1)
    counts = np.bincount(place, minlength=groups)
    some = counts > 0
    sure = np.bincount(place, confidence, groups)[some] / counts[some]
    share = np.bincount(place, right, groups)[some] / counts[some]
    error = float(np.sum(counts[some] * np.abs(sure - share)) / len(right))
    return Calibration(confidence=sure, right=share, counts=counts[some], error=error)


@dataclass(frozen=True, kw_only=True)
class Reserve:
    """What happens when a model answers only if it is sure enough, and says "I do not know" otherwise.

    Attributes:
        answered: The share of the questions that it answers.
        wrong: Of its answers, the share that is wrong; 0 if it answers none.
        lost: Of all questions, the share that it would have answered rightly, and does not.
    """

    answered: float
    wrong: float
    lost: float


def reserve(right: np.ndarray, confidence: np.ndarray, threshold: float) -> Reserve:
    """Answer from this confidence on.

    Args:
        right: Whether each answer is right, 0 or 1 (or booleans), shape (n,).
        confidence: How sure the model was of it, in [0, 1], shape (n,).
        threshold: The least confidence with which it answers.
    Raises: ValueError as `calibration` does.
    """
    right, confidence = _checked(right, confidence)
    says = confidence >= threshold
    wrong = float(np.mean(1 - right[says])) if says.any() else 0.0
    return Reserve(answered=float(says.mean()), wrong=wrong, lost=float(np.mean(right * ~says)))


def _checked(right: np.ndarray, confidence: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    right, confidence = np.asarray(right, dtype=float), np.asarray(confidence, dtype=float)
    if right.shape != confidence.shape or right.ndim != 1 or not len(right):
        raise ValueError(
            f"`confidence` must be one row as long as `right`, and not empty; got shapes {confidence.shape} and "
            f"{right.shape}. Pass one number for each answer."
        )
    if not ((confidence >= 0) & (confidence <= 1)).all():  # NaN fails too
        raise ValueError("`confidence` must be in [0, 1]; got others. Pass probabilities.")
    return right, confidence

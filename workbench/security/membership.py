"""Was this person in the training set? A model that learned its rows by heart gives them away."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Guess(NamedTuple):
    """How well an attacker tells members of the training set from others.

    Attributes:
        threshold: A row whose loss is at most this is taken for a member.
        right: Share of right guesses among as many members as others; 0.5 is a coin.
        advantage: Share of members named minus share of others named by mistake; 0 is a coin, 1 is perfect.
        area: Chance that a member has a lower loss than another person (area under the ROC curve); 0.5 is a coin.
    """

    threshold: float
    right: float
    advantage: float
    area: float


def row_loss(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """How surprised a model is by the right answer of each row.

    Args:
        probabilities: Of each class, shape (n, classes).
        labels: Number of the right class, from 0, shape (n,).
    Returns: Cross-entropy of each row, shape (n,), 0 or more.
    """
    loss: np.ndarray = -np.log(np.clip(probabilities[np.arange(len(labels)), labels], 1e-12, 1.0))
    return loss


def guess_members(members: np.ndarray, others: np.ndarray) -> Guess:
    """Attack with one threshold for the loss, the best one there is: an upper bound for this simple attack.

    Args:
        members: Losses of rows that the model was trained on, shape (n,).
        others: Losses of rows that it was not trained on, shape (m,).
    Source: Yeom et al. (2018), Privacy Risk in Machine Learning.
    """
    from sklearn.metrics import roc_auc_score, roc_curve

    truth = np.r_[np.ones(len(members)), np.zeros(len(others))]
    score = -np.r_[members, others]
    false, true, thresholds = roc_curve(truth, score, drop_intermediate=False)
    best = int(np.argmax(true - false))
    advantage = float(true[best] - false[best])
    return Guess(float(-thresholds[best]), 0.5 + advantage / 2, advantage, float(roc_auc_score(truth, score)))

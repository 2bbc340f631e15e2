"""Where to cut a score: who is then named rightly and wrongly, and what the errors cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.metrics import confusion_matrix_at_thresholds


@dataclass(frozen=True, eq=False)
class Sweep:
    """What happens at every threshold worth trying. A case is named "yes" if its score is at least the threshold.

    Attributes:
        thresholds: From "name nobody" (infinite) down to "name all", shape (n,).
        hits: Weight of the cases named rightly, shape (n,).
        alarms: Weight of the cases named wrongly (false alarms), shape (n,).
        yes: Weight of all cases that are "yes".
        no: Weight of all cases that are "no".
    """

    thresholds: np.ndarray
    hits: np.ndarray
    alarms: np.ndarray
    yes: float
    no: float

    @property
    def recall(self) -> np.ndarray:
        """Of those that are "yes", the share named, in [0, 1]; also called true positive rate."""
        return self.hits / self.yes

    @property
    def false_positive_rate(self) -> np.ndarray:
        """Of those that are "no", the share named all the same, in [0, 1]."""
        return self.alarms / self.no

    @property
    def precision(self) -> np.ndarray:
        """Of those named, the share named rightly, in [0, 1]; 1 if nobody is named, as scikit-learn has it."""
        named = self.hits + self.alarms
        return np.asarray(np.divide(self.hits, named, out=np.ones_like(named), where=named > 0))

    def cost(self, of_alarm: float, of_miss: float) -> np.ndarray:
        """What the errors cost together, at each threshold, shape (n,)."""
        return of_alarm * self.alarms + of_miss * (self.yes - self.hits)

    def place(self, threshold: float) -> int:
        """The index at which the same cases are named as with this threshold."""
        return int(np.searchsorted(-self.thresholds, -threshold, side="right")) - 1


def sweep(truth: np.ndarray, scores: np.ndarray, weights: np.ndarray) -> Sweep:
    """Count rightly and wrongly named cases at every threshold.

    Args:
        truth: 0 or 1, both present, shape (n,).
        scores: Higher means "yes" is more likely, shape (n,).
        weights: How many cases each row stands for, shape (n,).
    Source: scikit-learn's `confusion_matrix_at_thresholds`, with "name nobody" put in front.
    """
    _, alarms, _, hits, thresholds = confusion_matrix_at_thresholds(truth, scores, sample_weight=weights)
    return Sweep(
        np.append(np.inf, thresholds), np.append(0.0, hits), np.append(0.0, alarms), float(hits[-1]), float(alarms[-1])
    )


def share_weights(truth: np.ndarray, share: float, total: float) -> np.ndarray:
    """Weights that make the rows stand for `total` cases, of which this share is "yes".

    The scores within each class stay as they are: only how common the classes are changes.

    Args:
        truth: 0 or 1, both present, shape (n,).
        share: In (0, 1).
        total: Sum of the weights.
    """
    truth = truth.astype(bool)
    return np.asarray(total * np.where(truth, share / truth.sum(), (1 - share) / (~truth).sum()))

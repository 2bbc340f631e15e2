"""Yes-or-no cases with a score each: from a model that was trained, and made to measure."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import xgboost
from scipy.stats import norm

from workbench.cases import Case
from workbench.data.encode import prepare

SPREAD = 0.09  # standard deviation of the scores within a made class


@lru_cache(maxsize=4)
def validation_scores(case: Case, rows: int = 20_000) -> tuple[np.ndarray, np.ndarray]:
    """The validation rows' answers and the probabilities that boosted trees give them; remembered.

    Args:
        case: With a yes-or-no target.
        rows: Training rows.
    Returns: Answers 0 or 1, and probabilities in [0, 1], both of shape (n,).
    """
    training, validation = prepare(case, "ordinal", rows)
    model = xgboost.XGBClassifier(n_estimators=100, max_depth=4, learning_rate=0.2, n_jobs=1)
    probability = model.fit(training.X, training.y).predict_proba(validation.X)[:, 1]
    return validation.y, probability.astype(float)


def two_hills(gap: float, size: int = 1000) -> tuple[np.ndarray, np.ndarray]:
    """Scores of two classes, each a normal distribution with standard deviation `SPREAD`, around 0.5.

    There is no randomness in it: the scores are evenly spaced quantiles.

    Args:
        gap: Distance between the means.
        size: Cases in each class.
    Returns: Answers 0 or 1, and scores, both of shape (2 * size,).
    """
    hill = norm.ppf((np.arange(size) + 0.5) / size, scale=SPREAD)
    return np.repeat([0, 1], size), np.concatenate([0.5 - gap / 2 + hill, 0.5 + gap / 2 + hill])

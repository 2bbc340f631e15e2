"""What a score is worth that was measured a few times, with other seeds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.stats import t


class Measured(NamedTuple):
    """A mean, and how far the true mean may be from it on either side; NaN where one run cannot say."""

    mean: float
    margin: float

    def __str__(self) -> str:
        return f"{self.mean:.3f}" if math.isnan(self.margin) else f"{self.mean:.3f} ± {self.margin:.3f}"


def measured(scores: Sequence[float] | np.ndarray, confidence: float = 0.95) -> Measured:
    """The mean of repeated scores with its confidence interval, by Student's t.

    With three runs the interval is 4.3 standard errors wide on each side: few runs prove little, and it says so.

    Args:
        scores: One number a run, shape (n,), at least one.
        confidence: In (0, 1).
    Raises: ValueError if there is no score.
    Source: "Student" (1908), Biometrika 6; the quantiles are SciPy's.
    """
    runs = np.asarray(scores, dtype=float)
    if not len(runs):
        raise ValueError("`scores` must hold at least one number; got none. Run it once.")
    if len(runs) == 1:
        return Measured(float(runs[0]), math.nan)
    quantile = t.ppf(0.5 + confidence / 2, len(runs) - 1)
    return Measured(float(runs.mean()), float(quantile * runs.std(ddof=1) / math.sqrt(len(runs))))

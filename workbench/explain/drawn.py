"""An explanation for the plots of shap, which take what stands between two dollar signs for a formula."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import numpy as np

from workbench import escape

if TYPE_CHECKING:
    import shap


def drawn(explanation: shap.Explanation) -> shap.Explanation:
    """A copy to be drawn: a `$` in the name of a feature, or in a word of the data, is shown as it is.

    Args:
        explanation: Of one row or of many; it stays as it is.
    """
    made = copy.copy(explanation)
    made.feature_names = [escape.matplotlib(name) for name in explanation.feature_names]
    data = np.asarray(explanation.data)
    if data.dtype == object:
        words = [escape.matplotlib(value) if isinstance(value, str) else value for value in data.ravel()]
        made.data = np.array([*words, None], object)[:-1].reshape(data.shape)
    return made

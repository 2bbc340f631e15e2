import math

import numpy as np
import pytest
from scipy.stats import t

from workbench.evaluation.repeats import measured


def test_three_runs_by_hand():
    scores = [0.70, 0.74, 0.78]
    found = measured(scores)
    assert found.mean == pytest.approx(0.74)
    assert found.margin == pytest.approx(4.302653 * 0.04 / math.sqrt(3), rel=1e-6)  # from a table of Student's t
    assert str(found) == "0.740 ± 0.099"


def test_the_interval_is_scipys():
    scores = np.random.default_rng(0).normal(size=9)
    low, high = t.interval(0.9, 8, loc=scores.mean(), scale=scores.std(ddof=1) / 3)
    found = measured(scores, confidence=0.9)
    assert (found.mean - found.margin, found.mean + found.margin) == pytest.approx((low, high))


def test_one_run_has_no_interval_and_none_is_refused():
    found = measured([0.5])
    assert found.mean == 0.5 and math.isnan(found.margin) and str(found) == "0.500"
    with pytest.raises(ValueError, match="`scores` must hold at least one number; got none. Run it once."):
        measured([])

import numpy as np
import pytest
from scipy.stats import norm
from sklearn.metrics import roc_auc_score

from workbench.data.encode import prepare
from workbench.experiments.scored import SPREAD, two_hills, validation_scores
from workbench.experiments.shipped import shipped


@pytest.mark.parametrize("gap", [0.0, 0.1, 0.3])
def test_the_hills_overlap_as_normal_distributions_do(gap):
    truth, scores = two_hills(gap)
    assert roc_auc_score(truth, scores) == pytest.approx(norm.cdf(gap / SPREAD / np.sqrt(2)), abs=0.002)
    assert scores[truth == 1].mean() - scores[truth == 0].mean() == pytest.approx(gap)


def test_the_widest_hills_stay_between_0_and_1():
    _, scores = two_hills(0.4)
    assert scores.min() > 0 and scores.max() < 1


def test_the_trained_scores_belong_to_the_validation_rows_and_rank_them_well():
    truth, scores = validation_scores(shipped("income"), 1000)
    np.testing.assert_array_equal(truth, prepare(shipped("income"), "ordinal", 1000)[1].y)
    assert roc_auc_score(truth, scores) > 0.85
    assert scores.min() >= 0 and scores.max() <= 1

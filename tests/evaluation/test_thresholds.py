import numpy as np
import pytest
from sklearn.metrics import confusion_matrix, precision_recall_curve, roc_curve

from workbench.evaluation.thresholds import share_weights, sweep


@pytest.fixture(params=range(3))
def rows(request):
    random = np.random.default_rng(request.param)
    truth = (random.random(200) < 0.3).astype(int)
    return truth, np.round(random.random(200) + 0.3 * truth, 2), random.uniform(0.5, 2, 200)  # with ties


@pytest.mark.parametrize("threshold", [-1.0, 0.0, 0.31, 0.5, 0.505, 1.0, 2.0])
def test_each_threshold_has_the_confusion_matrix_of_scikit_learn(rows, threshold):
    truth, scores, weights = rows
    found = sweep(truth, scores, weights)
    here = found.place(threshold)
    (_, alarms), (misses, hits) = confusion_matrix(truth, scores >= threshold, sample_weight=weights)
    assert (found.hits[here], found.alarms[here]) == pytest.approx((hits, alarms))
    assert found.cost(2.0, 5.0)[here] == pytest.approx(2 * alarms + 5 * misses)


def test_the_curves_are_those_of_scikit_learn(rows):
    truth, scores, weights = rows
    found = sweep(truth, scores, weights)
    false_positive_rate, recall, _ = roc_curve(truth, scores, sample_weight=weights, drop_intermediate=False)
    np.testing.assert_allclose(found.false_positive_rate, false_positive_rate)
    np.testing.assert_allclose(found.recall, recall)
    precision, recall, _ = precision_recall_curve(truth, scores, sample_weight=weights)
    np.testing.assert_allclose(found.precision[::-1], precision)
    np.testing.assert_allclose(found.recall[::-1], recall, atol=1e-12)


def test_weights_give_each_class_its_share():
    truth = np.array([0, 0, 0, 1])
    assert share_weights(truth, 0.2, 100).tolist() == pytest.approx([80 / 3, 80 / 3, 80 / 3, 20])

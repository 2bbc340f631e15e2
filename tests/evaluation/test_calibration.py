import numpy as np
import pytest
from sklearn.calibration import calibration_curve

from workbench.evaluation.calibration import calibration, reserve


@pytest.fixture
def answers():
    rng = np.random.default_rng(0)
    confidence = rng.uniform(0.2, 1, 300)
    return rng.random(300) < confidence**2, confidence  # surer than it should be


@pytest.mark.parametrize("groups", [1, 4, 10])
def test_groups_are_those_of_scikit_learn(answers, groups):
    right, confidence = answers
    found = calibration(right, confidence, groups)
    share, sure = calibration_curve(right, confidence, n_bins=groups)
    assert found.right == pytest.approx(share) and found.confidence == pytest.approx(sure)
    assert found.counts.sum() == 300
    assert found.error == pytest.approx(np.average(np.abs(share - sure), weights=found.counts))


def test_whoever_is_always_sure_and_always_right_has_no_error():
    assert calibration(np.ones(5), np.ones(5)).error == 0
    assert calibration(np.zeros(5), np.ones(5)).error == 1


def test_the_price_of_not_knowing_by_hand():
    right, confidence = [1, 0, 1, 1], [0.9, 0.8, 0.6, 0.3]
    found = reserve(right, confidence, 0.6)
    assert (found.answered, found.wrong, found.lost) == (0.75, pytest.approx(1 / 3), 0.25)
    none = reserve(right, confidence, 0.95)
    assert (none.answered, none.wrong, none.lost) == (0, 0, 0.75)


def test_answers_are_right_wrong_or_held_back(answers):
    right, confidence = answers
    for threshold in (0, 0.5, 0.9):
        found = reserve(right, confidence, threshold)
        assert found.answered * (1 - found.wrong) + found.lost == pytest.approx(np.mean(right))


@pytest.mark.parametrize("function", [calibration, lambda right, confidence: reserve(right, confidence, 0.5)])
def test_what_does_not_fit_is_refused(function):
    shapes = r"^`confidence` must be one row as long as `right`, and not empty; got shapes \(2,\) and \(3,\)\. Pass one"
    with pytest.raises(ValueError, match=shapes):
        function([1, 0, 1], [0.5, 0.5])
    with pytest.raises(ValueError, match="not empty"):
        function([], [])
    for wrong in (1.1, -0.1, float("nan")):
        with pytest.raises(ValueError, match=r"^`confidence` must be in \[0, 1\]; got others\. Pass probabilities\.$"):
            function([1], [wrong])

import re

import numpy as np
import pytest
from sklearn.metrics import f1_score, precision_score, recall_score, root_mean_squared_error

from workbench.evaluation.metrics import rmse, score


@pytest.mark.parametrize("seed", range(5))
def test_scores_agree_with_scikit_learn(seed):
    random = np.random.default_rng(seed)
    truth, answers = random.random(200) < 0.3, random.random(200) < random.random()
    scores = score(truth, answers)
    assert scores.precision == pytest.approx(precision_score(truth, answers))
    assert scores.recall == pytest.approx(recall_score(truth, answers))
    assert scores.f1 == pytest.approx(f1_score(truth, answers))


@pytest.mark.parametrize(("truth", "answers"), [([0, 0], [0, 0]), ([1, 1], [0, 0]), ([0, 0], [1, 1])])
def test_a_score_without_hits_is_zero(truth, answers):
    scores = score(np.array(truth), np.array(answers))
    assert (scores.precision, scores.recall, scores.f1) == (0, 0, 0)


def test_rmse_agrees_with_scikit_learn():
    random = np.random.default_rng(0)
    truth, answers = random.normal(size=50), random.normal(size=50)
    assert rmse(truth, answers) == pytest.approx(root_mean_squared_error(truth, answers))


@pytest.mark.parametrize("metric", [score, rmse])
@pytest.mark.parametrize(("truth", "answers"), [((3,), (2,)), ((0,), (0,)), ((2, 1), (2, 1))])
def test_rows_that_do_not_match_are_refused(metric, truth, answers):
    message = (
        f"`answers` must be one row of values as long as `truth`, and not empty; got shapes {answers} and {truth}. "
        "Pass one answer for each row."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        metric(np.zeros(truth), np.zeros(answers))

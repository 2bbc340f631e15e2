import numpy as np
import pytest
from sklearn.metrics import mean_absolute_error, mean_absolute_percentage_error, root_mean_squared_error

from workbench.evaluation.forecasts import errors, parts


def test_the_errors_of_several_forecasts_are_those_of_scikit_learn():
    random = np.random.default_rng(0)
    truth, forecasts = random.uniform(1, 9, 50), random.uniform(0, 9, (3, 50))
    found = errors(truth, forecasts)
    for i, forecast in enumerate(forecasts):
        assert found.mae[i] == pytest.approx(mean_absolute_error(truth, forecast))
        assert found.rmse[i] == pytest.approx(root_mean_squared_error(truth, forecast))
        assert found.mape[i] == pytest.approx(mean_absolute_percentage_error(truth, forecast))


def test_smape_by_hand():
    # 100 for 50: 2 * 50 / 150 = 2/3. 0 for 10: 2 * 10 / 10 = 2, the worst there is.
    assert errors(np.array([50.0, 10.0]), np.array([[100.0, 0.0]])).smape == pytest.approx([4 / 3])


def test_the_parts_of_the_errors_by_hand():
    truth, forecast, groups = np.array([1.0, 4.0, 9.0]), np.array([3.0, 3.0, 9.0]), np.array([0, 1, 1])
    absolute, squared, percentage, symmetric = parts(truth, forecast, groups, 3)
    assert absolute == pytest.approx([2 / 3, 1 / 3, 0])  # misses of 2, 1 and 0
    assert squared == pytest.approx([4 / 5, 1 / 5, 0])
    assert percentage == pytest.approx([2 / 2.25, 0.25 / 2.25, 0])
    assert symmetric == pytest.approx([(2 / 4) / (2 / 4 + 1 / 7), (1 / 7) / (2 / 4 + 1 / 7), 0])


def test_a_perfect_forecast_has_no_parts():
    assert parts(np.ones(2), np.ones(2), np.array([0, 1]), 2).tolist() == [[0, 0]] * 4

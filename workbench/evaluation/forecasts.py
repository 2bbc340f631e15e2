"""How wrong a forecast of counts is: four measures of error, and which hours make it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import mean_absolute_error, mean_absolute_percentage_error, root_mean_squared_error

MEASURES = ("MAE", "RMSE", "MAPE", "sMAPE")


@dataclass(frozen=True, eq=False)
class Errors:
    """Errors of one forecast (floats), or of several at once (arrays of shape (k,)).

    Attributes:
        mae: Mean absolute error, in the unit of the values.
        rmse: Root mean squared error, in the unit of the values; a large miss counts more than two half ones.
        mape: Mean absolute error as a share of the true value; there is no upper end.
        smape: The same as a share of the mean of true value and forecast, in [0, 2].
    """

    mae: np.ndarray
    rmse: np.ndarray
    mape: np.ndarray
    smape: np.ndarray

    def __iter__(self) -> Iterator[np.ndarray]:
        """The four, in the order of `MEASURES`."""
        return iter((self.mae, self.rmse, self.mape, self.smape))


def errors(truth: np.ndarray, forecasts: np.ndarray) -> Errors:
    """The errors of forecasts.

    Args:
        truth: What happened, above 0, shape (n,).
        forecasts: 0 or more, shape (k, n).
    Returns: Each error with shape (k,).
    Source: scikit-learn, but for sMAPE: Makridakis (1993), International Journal of Forecasting 9.
    """
    many, forecasts = np.repeat(truth[:, None], len(forecasts), axis=1), forecasts.T  # (n, k)
    sklearn = (mean_absolute_error, root_mean_squared_error, mean_absolute_percentage_error)
    mae, rmse, mape = (measure(many, forecasts, multioutput="raw_values") for measure in sklearn)
    return Errors(mae, rmse, mape, smape=np.mean(2 * np.abs(many - forecasts) / (many + forecasts), axis=0))


def parts(truth: np.ndarray, forecast: np.ndarray, groups: np.ndarray, count: int) -> np.ndarray:
    """Which groups of rows make the errors: the share of each in each sum.

    Args:
        truth: Above 0, shape (n,).
        forecast: 0 or more, shape (n,).
        groups: Whole numbers from 0, such as the hour of the day, shape (n,).
        count: Number of groups.
    Returns: Shares of the absolute, squared, percentage and symmetric errors; each row adds up to 1 unless the
        forecast is perfect. Shape (4, count).
    """
    miss = np.abs(truth - forecast)
    sums = [np.bincount(groups, loss, count) for loss in (miss, miss**2, miss / truth, miss / (truth + forecast))]
    return np.array([part / max(part.sum(), 1e-12) for part in sums])

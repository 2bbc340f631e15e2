"""A percentage error, and where it breaks.

The **MAPE** is the mean of `miss / truth`: how far off is the forecast, as a share of what happened?
Where the truth is 0 this share does not exist. Complete `mape`: leave out rows with truth 0, take the size of each
miss, and its share of the truth.
"""

from workbench.course.checks import Mistake, Names, Random, agrees, close, fail_if, number, versus

CELL = '''\
import numpy as np


def mape(truth, forecast):
    """Mean absolute percentage error as a share: 0.1 is 10%. Rows with truth 0 are left out."""
    counted = ‹truth > 0›
    truth, forecast = truth[counted], forecast[counted]
    miss = ‹np.abs(truth - forecast)›
    share = ‹miss / truth›
    return share.mean()
'''
HINTS = (
    "`counted` is an array of True and False: a comparison of `truth` with 0.",
    "`np.abs` takes the sign away.",
    "The three gaps are `truth > 0`, `np.abs(truth - forecast)` and `miss / truth`.",
)

KEEPS_EMPTY_HOURS = Mistake(
    "An hour without riders makes the result infinite.",
    "Nobody can say how many percent of 0 a miss is. Keep only rows with `truth > 0`.",
    {"truth > 0": "truth >= 0"},
)
DIVIDES_BY_FORECAST = Mistake(
    "You divide by the forecast.", "The share is one of the truth.", {"miss / truth": "miss / forecast"}
)
KEEPS_SIGN = Mistake(
    "Misses above and below cancel each other.",
    "Take the size of each miss without its sign: `np.abs`.",
    {"np.abs(truth - forecast)": "truth - forecast"},
)
DIVIDES_SUMS = Mistake(
    "You divide the sums. MAPE is the mean of the single shares.",
    "Divide row by row first, then take the mean.",
    {"return share.mean()": "return miss.sum() / truth.sum()"},
)


def examine(answer: Names, rng: Random) -> str:
    """Hours with and without riders, and forecasts above and below."""
    import numpy as np
    from sklearn.metrics import mean_absolute_percentage_error

    full = np.append(rng.integers(2, 300, 38), [1, 1]).astype(float)
    forecast = full * rng.uniform(0.5, 1.7, 40)
    expected = mean_absolute_percentage_error(full, forecast)
    zeros = np.zeros(5)
    order = rng.permutation(45)
    truth, forecast_all = np.append(full, zeros)[order], np.append(forecast, rng.uniform(1, 9, 5))[order]
    miss = np.abs(full - forecast)
    with np.errstate(divide="ignore", invalid="ignore"):
        given = number(answer["mape"](truth.copy(), forecast_all.copy()), "mape")
    KEEPS_EMPTY_HOURS.fail_if(not np.isfinite(given))
    DIVIDES_BY_FORECAST.fail_if(close(given, (miss / forecast).mean()))
    KEEPS_SIGN.fail_if(
        close(given, ((full - forecast) / full).mean()) or close(given, ((forecast - full) / full).mean())
    )
    DIVIDES_SUMS.fail_if(close(given, miss.sum() / full.sum()))
    fail_if(close(given, miss.mean()), "This is the MAE, in riders.", "Divide each miss by the truth of its row.")
    fail_if(not agrees(given, expected), "This is not the MAPE.", f"Here {versus(expected, given)}.")
    return f"A MAPE of {expected:.0%}, from {len(full)} of {len(truth)} hours; five had no riders and no percentage."

"""Prepare a row as in training.

In training, a missing number became the **mean of the training rows**, and each column was then scaled: the mean was
taken away, and the rest divided by the standard deviation. The service must do exactly the same. It gets few rows at
once, often only one. If it prepares them in another way, that is **training-serving skew**: the model is fine, and its
answers are wrong. Complete `prepare`; NaN stands for a missing number.
"""

from __future__ import annotations

from workbench.course.checks import Mistake, Names, Random, array, fail_if

CELL = '''\
import numpy as np


def prepare(rows, train):
    """Rows, shape (n, k), filled and scaled as the rows of training, shape (m, k), were."""
    means = ‹np.nanmean(train, axis=0)›
    filled_train = np.where(np.isnan(train), means, train)
    spread = ‹filled_train.std(axis=0)›
    filled = ‹np.where(np.isnan(rows), means, rows)›
    return (filled - means) / spread
'''
HINTS = (
    "Everything that is *computed* comes from `train`. The rows of the request are only *changed*.",
    "`np.nanmean` takes the mean of what is there. `axis=0` gives one number a column.",
    "The gaps: `np.nanmean(train, axis=0)`, `filled_train.std(axis=0)`, and `np.where(np.isnan(rows), means, rows)`.",
)

OWN_MEANS = Mistake(
    "You take the means of the request. For one row alone, all values become 0.",
    "The means belong to training: `np.nanmean(train, axis=0)`.",
    {"np.nanmean(train, axis=0)": "np.nanmean(rows, axis=0)"},
)
OWN_SPREAD = Mistake(
    "You scale with the spread of the request. The same row gets other values in other company.",
    "The standard deviation belongs to training: `filled_train.std(axis=0)`.",
    {"spread = filled_train.std(axis=0)": "spread = np.where(np.isnan(rows), means, rows).std(axis=0) + 1e-9"},
)
FILLS_ZERO = Mistake(
    "A missing number becomes 0. In training it became the mean.",
    "0 may be a very rare value. Fill with `means`.",
    {"np.where(np.isnan(rows), means, rows)": "np.where(np.isnan(rows), 0, rows)"},
)
ONE_MEAN = Mistake(
    "You take one mean of all columns together.",
    "Each column has its own unit, and its own mean: `axis=0`.",
    {"np.nanmean(train, axis=0)": "np.nanmean(train)"},
)


def examine(answer: Names, rng: Random) -> str:
    """Requests of one and of several rows, with gaps; the oracle is scikit-learn's own pipeline."""
    import numpy as np
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    call = answer["prepare"]
    train = rng.normal((60.0, -15.0, 300.0), (5.0, 3.0, 80.0), (80, 3))
    train[rng.random(train.shape) < 0.1] = np.nan
    oracle = make_pipeline(SimpleImputer(), StandardScaler()).fit(train)
    rows = rng.normal((64.0, -12.0, 350.0), (5.0, 3.0, 80.0), (6, 3))
    rows[1, 0] = rows[4, 2] = np.nan

    def made(asked: np.ndarray) -> np.ndarray:
        with np.errstate(all="ignore"):
            return array(call(asked.copy(), train.copy()), "prepare", asked.shape)

    right = oracle.transform(rows)
    got = made(rows)
    kept = ~np.isnan(rows).any(axis=1)
    filled = np.where(np.isnan(rows), 0, rows)
    FILLS_ZERO.fail_if(np.allclose(got, (filled - oracle[0].statistics_) / oracle[1].scale_))
    one = np.nanmean(train)
    spread = np.where(np.isnan(train), one, train).std(axis=0)
    ONE_MEAN.fail_if(np.allclose(got, (np.where(np.isnan(rows), one, rows) - one) / spread))
    OWN_MEANS.fail_if(bool(np.allclose(np.nan_to_num(got).mean(axis=0), 0, atol=0.02)))
    alone = np.vstack([made(rows[place : place + 1]) for place in np.flatnonzero(kept)])
    OWN_SPREAD.fail_if(not np.allclose(alone, got[kept], rtol=0.01, atol=0.001))
    both = right, right * (1 - 1 / len(train)) ** 0.5  # divided by n or by n - 1: both are in use
    wrong = min(int((~np.isclose(got, each, rtol=0.002, atol=0.0006)).sum()) for each in both)
    fail_if(wrong > 0, "The rows are not prepared as in training.", f"{wrong} of {right.size} values differ.")
    return "Alone or in company, with gaps or without: each row becomes what it would have been in training."

"""Shapley values at random: features enter in random orders, and each is credited with what it changes.

shap's PermutationExplainer does the same and gives the last estimate; here every estimate on the way can be watched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from workbench.errors import ExplainError


def walk_orders(
    answer: Callable[[np.ndarray], np.ndarray],
    row: np.ndarray,
    background: np.ndarray,
    seed: int = 0,
    batch: int = 1,
) -> Iterator[tuple[int, np.ndarray]]:
    """Estimate the Shapley values of one row, better and better, without end.

    All features start with a background row's values. In a random order they change, one by one, to those of `row`;
    then, in the same order, back again (so that each order is also walked in reverse, which steadies the mean).
    What the answer gains at each step goes to the feature that changed, averaged over the background.

    Args:
        answer: The model, from rows (n, features) to answers (n,).
        row: What to explain, shape (features,).
        background: Rows to compare with, shape (b, features).
        seed: Same seed, same orders.
        batch: Orders to walk before each estimate.
    Yields: How many mixtures of features were tried so far, each with all background rows, and the estimates,
        shape (features,). They add up to the answer less the mean answer of the background, every time.
    Raises: ExplainError if the shapes do not fit.
    Source: Castro, Gómez and Tejada (2009), Computers & Operations Research 36; Mitchell et al. (2022), JMLR 23.
    """
    if row.ndim != 1 or background.ndim != 2 or background.shape[1] != len(row):
        raise ExplainError(
            "`row` must have one value for each column of `background`; "
            f"got shapes {row.shape} and {background.shape}. Pass `X[0]` and rows with the same columns."
        )
    random = np.random.default_rng(seed)
    features, total, orders = len(row), np.zeros(len(row)), 0
    while True:
        walked = np.array([random.permutation(features) for _ in range(batch)])  # (batch, features)
        steps = _mean_answers(answer, _masks(walked), row, background)  # (batch, 2 * features + 1)
        gains = np.diff(steps, axis=1)
        gains[:, features:] *= -1  # on the way back the answer loses what the feature was worth
        np.add.at(total, np.hstack([walked, walked]).ravel(), gains.ravel())
        orders += batch
        yield orders * 2 * features, total / (2 * orders)


def _masks(orders: np.ndarray) -> np.ndarray:
    """Which features come from the row at each step, there and back, shape (batch, 2 * features + 1, features)."""
    batch, features = orders.shape
    masks = np.zeros((batch, 2 * features + 1, features), dtype=bool)
    for step in range(features):
        masks[np.arange(batch), step + 1 : step + 1 + features, orders[:, step]] = True
    return masks


def _mean_answers(
    answer: Callable[[np.ndarray], np.ndarray], masks: np.ndarray, row: np.ndarray, background: np.ndarray
) -> np.ndarray:
    """The mean answer over the background for each mask, shape (batch, steps)."""
    mixed = np.where(masks[..., None, :], row, background)  # (batch, steps, b, features)
    answers = answer(mixed.reshape(-1, len(row))).reshape(*masks.shape[:2], len(background))
    return np.asarray(answers.mean(-1))

"""Many explanations at once: which features matter, for whom, and together with what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.errors import ExplainError
from workbench.explain.methods import seeded

if TYPE_CHECKING:
    import shap

ROW_HEIGHT = 0.4  # share of a row of shap's beeswarm that dots may fill on each side
BINS = 100  # dots in the same hundredth of the row's width are stacked


def importance(explanation: shap.Explanation) -> np.ndarray:
    """Mean absolute contribution of each feature, shape (features,), in units of the output."""
    return np.asarray(np.abs(explanation.values).mean(0))


def permutation_importance(
    model: Any, X: Any, y: np.ndarray, scoring: str | None = None, repeats: int = 5, seed: int = 0
) -> np.ndarray:
    """How much the score falls when a feature's values are dealt to the wrong rows, shape (features,).

    It asks what the score loses, where SHAP asks what moves the answers: a feature can move answers and help nothing.

    Args:
        model: A fitted model, or a Pipeline.
        X: Rows, as the model learned them.
        y: The right answers.
        scoring: A score of scikit-learn by name; None for the model's own.
        repeats: Number of deals, averaged.
        seed: For the deals.
    Source: Breiman (2001), Machine Learning 45; scikit-learn's `permutation_importance`.
    """
    from sklearn import inspection

    table = X.to_pandas() if hasattr(X, "to_pandas") else X  # it deals the columns of pandas, not of Polars
    found = inspection.permutation_importance(model, table, y, scoring=scoring, n_repeats=repeats, random_state=seed)
    return np.asarray(found.importances_mean)


@dataclass(frozen=True)
class Swarm:
    """One row of a beeswarm picture.

    Attributes:
        name: What it shows: a feature, or "Sum of 3 other features".
        x: Contributions, shape (n,).
        y: How far each dot is moved off the row's line, in [-0.4, 0.4], shape (n,).
        shade: The feature's values from 0 (low, blue) to 1 (high, red), shape (n,); NaN where it has no order.
        row: The row of the explanation each dot belongs to, shape (n,).
    """

    name: str
    x: np.ndarray
    y: np.ndarray
    shade: np.ndarray
    row: np.ndarray


def beeswarm(explanation: shap.Explanation, show: int = 10, seed: int = 0) -> list[Swarm]:
    """The dots of `shap.plots.beeswarm`, from the top row down: same order, places and shades.

    Args:
        explanation: Of many rows.
        show: Most rows to show; if there are more features, the last row is the sum of the rest.
        seed: Dots that share a place are stacked in random order; shap takes NumPy's global seed for it.
    """
    values, names = np.array(explanation.values), list(explanation.feature_names)
    data = np.asarray(explanation.data)
    order = np.argsort(-importance(explanation), kind="stable")
    shown = order[:show]
    if show < len(order):
        rest = order[show - 1 :]
        values[:, shown[-1]] = values[:, rest].sum(1)
        names[shown[-1]] = f"Sum of {len(rest)} other features"
    random = np.random.RandomState(seed)  # the old generator, because shap's places come from its sequence
    swarms = [_swarm(names[i], values[:, i], data[:, i], random) for i in reversed(shown)]
    return swarms[::-1]


def _swarm(name: str, values: np.ndarray, data: np.ndarray, random: np.random.RandomState) -> Swarm:
    row = np.arange(len(values))
    random.shuffle(row)
    x = values[row]
    place = np.round(BINS * (x - x.min()) / (np.ptp(x) + 1e-8))
    y = np.zeros(len(x))
    layer, last = 0, -1
    for i in np.argsort(place + random.randn(len(x)) * 1e-6):
        layer = layer + 1 if place[i] == last else 0
        last = place[i]
        y[i] = np.ceil(layer / 2) * (layer % 2 * 2 - 1)  # 0, 1, -1, 2, -2 ...: above and below in turn
    y *= 0.9 * ROW_HEIGHT / np.max(y + 1)
    return Swarm(name, x, y, shades(data)[row], row)


def shades(data: np.ndarray) -> np.ndarray:
    """Values as shades from 0 to 1, between their 5th and 95th percentile as in shap; NaN for words.

    Args:
        data: The values of one feature, shape (n,).
    """
    try:
        numbers = data.astype(float)
    except (TypeError, ValueError):
        return np.full(len(data), np.nan)
    for left_out in (5, 1, 0):
        low, high = np.nanpercentile(numbers, (left_out, 100 - left_out))
        if low < high:
            return np.asarray(np.clip((numbers - low) / (high - low), 0, 1))
    return np.zeros(len(data))


@dataclass(frozen=True)
class Dependence:
    """A feature's contributions against its values, shaded by the feature it works with most.

    Attributes:
        feature: Its label.
        other: The label of the feature it interacts with most, by shap's guess.
        x: Values of the feature, shape (n,); words stay words.
        y: Its contributions, shape (n,).
        shade: The other feature's values as shades, see `shades`; words get their place in the alphabet.
    """

    feature: str
    other: str
    x: np.ndarray
    y: np.ndarray
    shade: np.ndarray


def dependence(explanation: shap.Explanation, feature: str) -> Dependence:
    """How a feature's contribution follows its value, and which other feature bends that most.

    Args:
        explanation: Of many rows.
        feature: One of `explanation.feature_names`.
    Raises: ExplainError if there is no such feature.
    Source: shap's `approximate_interactions`.
    """
    from shap.utils import approximate_interactions

    names = list(explanation.feature_names)
    if feature not in names:
        raise ExplainError(f"`feature` must be one of {', '.join(names)}; got {feature!r}. Choose one of these.")
    data, i = np.asarray(explanation.data), names.index(feature)
    coded = np.column_stack([_codes(column) for column in data.T])
    sortable = coded.copy()  # without ties: shap sorts by this column, and processors differ in how they order equals
    sortable[np.argsort(coded[:, i], kind="stable"), i] = np.arange(len(coded))
    with seeded(0), np.errstate(invalid="ignore"):  # of more than 10,000 rows it takes some at random
        order = approximate_interactions(i, explanation.values, sortable)
    if not np.ptp(explanation.values[:, i]):
        order = np.arange(len(names))  # it works with none of them
    other = _first_alike(coded, i, next((int(j) for j in order if j != i), i))
    return Dependence(names[i], names[other], data[:, i], explanation.values[:, i], shades(coded[:, other]))


def _first_alike(coded: np.ndarray, feature: int, other: int) -> int:
    """The first column on one line with `other`: both work as much with the feature, and rounding would choose."""
    spread = np.ptp(coded, axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        alike = np.abs(np.atleast_2d(np.corrcoef(coded, rowvar=False))[other]) > 1 - 1e-9
    alike |= (spread == 0) & (spread[other] == 0)
    alike[other], alike[feature] = True, False
    return int(np.flatnonzero(alike)[0]) if alike.any() else other


def clusters(X: np.ndarray, names: list[str], y: np.ndarray | None = None, threshold: float = 0.5) -> list[list[str]]:
    """Groups of features that tell much the same, largest group first; features on their own are left out.

    Credit wanders freely within such a group, so read it as a whole.

    Args:
        X: Encoded values, shape (n, features).
        names: The features.
        y: The right answers, shape (n,). With them, features are alike if one can stand in for the other to predict y;
            that takes seconds. Without, if they are correlated.
        threshold: Distance, from 0 (the same) to 1 (nothing in common), up to which features join a group.
    Source: shap's `hclust`, single linkage.
    """
    from scipy.cluster.hierarchy import fcluster
    from shap.utils import hclust

    with seeded(0):  # hclust adds a little noise
        tree = hclust(X, metric="correlation") if y is None else hclust(X, y)
    labels = fcluster(tree, threshold, criterion="distance")
    groups = [[names[i] for i in np.flatnonzero(labels == label)] for label in np.unique(labels)]
    return sorted((group for group in groups if len(group) > 1), key=len, reverse=True)


def _codes(column: np.ndarray) -> np.ndarray:
    """A column as numbers: words become their place in the alphabet, as in shap's dependence plot."""
    try:
        return column.astype(float)
    except (TypeError, ValueError):
        return np.unique(column.astype(str), return_inverse=True)[1].astype(float)

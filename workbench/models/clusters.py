"""Clusters in a table, groups that nobody has named: k-means, for each number of groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import pairwise_distances, silhouette_score

from workbench.threads import one_processor


@dataclass(frozen=True, eq=False)
class Groupings:
    """The same rows in 1, 2 ... k groups.

    Attributes:
        labels: The group of each row, from 0, for each number of groups, shape (k, n).
        inertia: Sum of squared distances to the centres of the groups, shape (k,).
        silhouette: How much nearer rows are to their own group than to the next one, in [-1, 1]; there is none for
            one group (NaN). Shape (k,).
    """

    labels: np.ndarray
    inertia: np.ndarray
    silhouette: np.ndarray


@one_processor()
def group(X: np.ndarray, most: int, starts: int, seed: int) -> Groupings:
    """Split the rows into 1 to `most` groups with k-means, which starts from rows drawn at random.

    Args:
        X: Shape (n, features).
        most: The largest number of groups, 1 or more.
        starts: How often to start; the grouping with the smallest inertia is kept.
        seed: Where to start.
    Source: Lloyd (1982) for k-means, Rousseeuw (1987) for the silhouette; both as in scikit-learn.
    """
    distances = pairwise_distances(X)
    fits = [KMeans(k, init="random", n_init=starts, random_state=seed).fit(X) for k in range(1, most + 1)]
    silhouettes = [silhouette_score(distances, fit.labels_, metric="precomputed") for fit in fits[1:]]
    return Groupings(
        np.array([fit.labels_ for fit in fits]),
        np.array([fit.inertia_ for fit in fits]),
        np.array([np.nan, *silhouettes]),
    )


def shuffled(X: np.ndarray, seed: int) -> np.ndarray:
    """The same columns, each in an order of its own: every link between them is gone, and so are the groups."""
    return np.random.default_rng(seed).permuted(X, axis=0)


def spread_shares(X: np.ndarray) -> np.ndarray:
    """How much of the squared distance between two rows comes from each column, on average; adds up to 1."""
    spread = np.var(X, axis=0)
    return np.asarray(spread / spread.sum())

"""Tables of people who do not exist, made to look like a table of people who do. Three ways, from crude to fine.

Each takes a table of words and of numbers that are all there, and gives one with the same columns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import polars as pl


def bootstrap(frame: pl.DataFrame, rows: int, seed: int = 0) -> pl.DataFrame:
    """Draw rows with replacement: each synthetic person is a copy of a real one. Perfect likeness, no privacy at all.

    Source: Efron (1979), Annals of Statistics 7.
    """
    return frame.sample(rows, with_replacement=True, seed=seed)


def gaussian_copula(frame: pl.DataFrame, rows: int, seed: int = 0) -> pl.DataFrame:
    """Keep the distribution of each column, and how each pair of columns goes together; forget all else.

    Each column becomes ranks, ranks become values of a normal distribution, and of those only the correlations are
    kept. New rows are drawn from a normal distribution with the same correlations, and go the same way back.
    Words are ranked by how common they are, and rows with the same word are spread over its part of the scale. That
    blurs: what two columns of few values have to do with each other comes out weaker than it is.

    Args:
        frame: The real rows.
        rows: How many to make.
        seed: Same seed, same rows.
    Source: Patki, Wedge and Veeramachaneni (2016), The Synthetic Data Vault.
    """
    from scipy.stats import norm

    random = np.random.default_rng(seed)
    order = {column.name: _order(column) for column in frame}
    normal = np.column_stack([_to_normal(order[name], random) for name in frame.columns])  # (n, columns)
    correlation = np.corrcoef(normal, rowvar=False).reshape(frame.width, frame.width)
    new = random.multivariate_normal(np.zeros(frame.width), correlation, rows, method="svd")  # (rows, columns)
    return pl.DataFrame(
        [_from_normal(column, order[column.name], norm.cdf(new[:, place])) for place, column in enumerate(frame)]
    )


def _order(column: pl.Series) -> np.ndarray:
    """A number for each row that says where it stands: its value, or how common its word is, shape (n,)."""
    if column.dtype.is_numeric():
        return column.rank("dense").to_numpy().astype(float)
    words = column.to_frame("word")  # its own name may be one that is used here
    common = words.group_by("word").len().sort(["len", "word"], descending=[True, False])
    places = common.with_row_index("place").drop("len")
    joined = words.join(places, on="word", how="left", nulls_equal=True, maintain_order="left")
    return joined["place"].to_numpy().astype(float)


def _to_normal(order: np.ndarray, random: np.random.Generator) -> np.ndarray:
    from scipy.stats import norm

    shuffled = np.lexsort((random.random(len(order)), order))  # equal values in any order
    rank = np.empty(len(order))
    rank[shuffled] = np.arange(len(order))
    normal: np.ndarray = norm.ppf((rank + 0.5) / len(order))
    return normal


def _from_normal(column: pl.Series, order: np.ndarray, share: np.ndarray) -> pl.Series:
    """The values that stand at these shares of the sorted column, in [0, 1]."""
    by_order = np.argsort(order, kind="stable")
    places = np.minimum((share * len(order)).astype(int), len(order) - 1)
    return column.gather(by_order[places])


def tree_chain(frame: pl.DataFrame, rows: int, seed: int = 0, leaf: int = 20) -> pl.DataFrame:
    """Make one column after the other, each from a decision tree that saw the columns before it.

    The first column is drawn as it is. For each other one a tree groups the real rows by the columns before it; a
    synthetic row falls into one of the groups, and takes the value of a real row drawn from there.

    Args:
        frame: The real rows.
        rows: How many to make.
        seed: Same seed, same rows.
        leaf: The smallest group. Small groups copy the real rows, large ones forget how columns go together.
    Source: Reiter (2005), Journal of Official Statistics 21; Nowok, Raab and Dibben (2016), synthpop.
    """
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

    random = np.random.default_rng(seed)
    codes = np.column_stack([_order(column) for column in frame])  # (n, columns)
    new = np.empty((rows, frame.width))
    chosen = random.integers(0, frame.height, rows)
    new[:, 0] = codes[chosen, 0]
    made = [frame.to_series(0).gather(chosen)]
    for place in range(1, frame.width):
        column = frame.to_series(place)
        kind = DecisionTreeRegressor if column.dtype.is_numeric() else DecisionTreeClassifier
        tree = kind(min_samples_leaf=min(leaf, frame.height), random_state=0)
        tree.fit(codes[:, :place], codes[:, place])
        chosen = _draw_from_leaves(tree.apply(codes[:, :place]), tree.apply(new[:, :place]), random)
        new[:, place] = codes[chosen, place]
        made.append(column.gather(chosen))
    return pl.DataFrame(made)


def _draw_from_leaves(real: np.ndarray, wanted: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """For each wanted leaf a real row that is in it, drawn at random, shape (rows,)."""
    by_leaf = np.argsort(real, kind="stable")
    leaves, start, count = np.unique(real[by_leaf], return_index=True, return_counts=True)
    which = np.searchsorted(leaves, wanted)
    drawn: np.ndarray = by_leaf[start[which] + random.integers(0, count[which])]
    return drawn


METHODS: Mapping[str, Callable[[pl.DataFrame, int, int], pl.DataFrame]] = {
    "bootstrap": bootstrap,
    "copula": gaussian_copula,
    "trees": tree_chain,
}

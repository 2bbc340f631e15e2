"""Shapley values by the definition: every subset of the features is tried. An oracle for few features."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from math import factorial

import numpy as np
import polars as pl


def shapley(worth: Callable[[frozenset[int]], float], players: int) -> np.ndarray:
    """Each player's mean gain over all orders in which the players can come."""
    known = {
        frozenset(subset): worth(frozenset(subset))
        for size in range(players + 1)
        for subset in combinations(range(players), size)
    }
    values = np.zeros(players)
    for player in range(players):
        for subset, before in known.items():
            if player not in subset:
                share = factorial(len(subset)) * factorial(players - len(subset) - 1) / factorial(players)
                values[player] += share * (known[subset | {player}] - before)
    return values


def interventional(
    answer: Callable[[pl.DataFrame], np.ndarray], row: pl.DataFrame, background: pl.DataFrame, features: Sequence[str]
) -> np.ndarray:
    """Shapley values of the mean answer when some features are the row's and the rest the background's."""

    def worth(known: frozenset[int]) -> float:
        own = {features[i]: pl.lit(row[features[i]][0], row.schema[features[i]]) for i in known}
        return float(np.mean(answer(background.with_columns(**own))))

    return shapley(worth, len(features))

"""Decision trees and boosted forests, scored at each size they can have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import count

import numpy as np
import xgboost
from sklearn.tree import DecisionTreeClassifier

from workbench.cases import Case
from workbench.data.encode import Table, prepare
from workbench.evaluation.metrics import score
from workbench.experiments.replay import Replay


@dataclass(frozen=True)
class TwoScores:
    """A score on the rows that a model learned from, and on rows it never saw."""

    training: float
    validation: float


@lru_cache(maxsize=4096)
def tree_scores(case: Case, depth: int, leaf: int, rows: int, seed: int) -> TwoScores:
    """F1 of one decision tree; remembered for the next call.

    Args:
        case: With a yes-or-no target.
        depth: Questions in a row, at most.
        leaf: Training rows in each leaf, at least.
        rows: Training rows.
        seed: Which rows to train on.
    """
    training, validation = prepare(case, "ordinal", rows, seed)
    tree = DecisionTreeClassifier(max_depth=depth, min_samples_leaf=leaf, random_state=0).fit(training.X, training.y)
    return _score(training, validation, tree.predict(training.X), tree.predict(validation.X))


class BoostedForest:
    """Trees added one after another, each to mend what those before it get wrong; grown only as far as asked for.

    XGBoost, because it can add a tree and score the forest in about a millisecond: it remembers the sums of the
    trees before. scikit-learn's boosted trees show the way there only once the last tree is fitted.

    Args: those of `tree_scores`; `depth` and `leaf` hold for each tree.
    """

    def __init__(self, case: Case, depth: int, leaf: int, rows: int, seed: int) -> None:
        self._tables = prepare(case, "ordinal", rows, seed)
        self._matrices = [xgboost.DMatrix(table.X, table.y, nthread=1) for table in self._tables]
        self._parameters = {
            "objective": "binary:logistic",
            "max_depth": depth,
            # XGBoost weighs a row by p(1 - p), which is 1/4 at most: this weight means at least `leaf` rows.
            "min_child_weight": leaf / 4,
            "nthread": 1,  # a tree takes a millisecond: more threads wait longer for each other than they work
        }
        self._scores = Replay(self._grow)

    def scores(self, trees: int) -> TwoScores:
        """F1 of the first so many trees, 1 or more."""
        return self._scores[trees - 1]

    def _grow(self) -> Iterator[TwoScores]:
        """F1 after each tree, without end."""
        self._booster = xgboost.Booster(self._parameters, self._matrices)
        for number in count():
            self._booster.update(self._matrices[0], number)
            answers = [self._booster.predict(matrix) > 0.5 for matrix in self._matrices]
            yield _score(*self._tables, *answers)


@lru_cache(maxsize=64)
def boosted_forest(case: Case, depth: int, leaf: int, rows: int, seed: int) -> BoostedForest:
    """The forest with these arguments, as far as it has grown."""
    return BoostedForest(case, depth, leaf, rows, seed)


def _score(training: Table, validation: Table, *answers: np.ndarray) -> TwoScores:
    return TwoScores(score(training.y, answers[0]).f1, score(validation.y, answers[1]).f1)

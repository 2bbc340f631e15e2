"""Decision trees and boosted forests, scored at each size they can have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import count

import numpy as np
import xgboost
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from workbench.cases import Case
from workbench.data.encode import Table, prepare
from workbench.experiments.judging import classes_of, judge_of
from workbench.experiments.replay import Replay


@dataclass(frozen=True)
class TwoScores:
    """A score on the rows that a model learned from, and on rows it never saw."""

    training: float
    validation: float


@lru_cache(maxsize=4096)
def tree_scores(case: Case, depth: int, leaf: int, rows: int, seed: int) -> TwoScores:
    """The scores of one decision tree, judged by `judge_of`; remembered for the next call.

    Args:
        case: With a target of numbers: 0 or 1, 0, 1, 2 ... for more classes, or amounts.
        depth: Questions in a row, at most.
        leaf: Training rows in each leaf, at least.
        rows: Training rows.
        seed: Which rows to train on.
    """
    training, validation = prepare(case, "ordinal", rows, seed)
    kind = DecisionTreeClassifier if classes_of(case) else DecisionTreeRegressor
    tree = kind(max_depth=depth, min_samples_leaf=leaf, random_state=0).fit(training.X, training.y)
    return _score(case, training, validation, tree.predict(training.X), tree.predict(validation.X))


class BoostedForest:
    """Trees added one after another, each to mend what those before it get wrong; grown only as far as asked for.

    XGBoost, because it can add a tree and score the forest in about a millisecond: it remembers the sums of the
    trees before. scikit-learn's boosted trees show the way there only once the last tree is fitted.

    Args: those of `tree_scores`; `depth` and `leaf` hold for each tree.
    """

    def __init__(self, case: Case, depth: int, leaf: int, rows: int, seed: int) -> None:
        self._case, self._tables = case, prepare(case, "ordinal", rows, seed)
        self._matrices = [xgboost.DMatrix(table.X, table.y, nthread=1) for table in self._tables]
        # XGBoost weighs a row by p(1 - p), which is 1/4 at most (for more classes by twice that, for numbers by 1):
        # this weight means at least `leaf` rows.
        objective, weight = {0: ("reg:squarederror", 1), 2: ("binary:logistic", 1 / 4)}.get(
            classes_of(case), ("multi:softmax", 1 / 2)
        )
        self._parameters = {
            "objective": objective,
            "max_depth": depth,
            "min_child_weight": leaf * weight,
            "nthread": 1,  # a tree takes a millisecond: more threads wait longer for each other than they work
        }
        if objective == "multi:softmax":
            self._parameters["num_class"] = classes_of(case)
        self._scores = Replay(self._grow)

    def scores(self, trees: int) -> TwoScores:
        """The scores of the first so many trees (of one for each class, where there are more than two), 1 or more."""
        return self._scores[trees - 1]

    def _grow(self) -> Iterator[TwoScores]:
        """The scores after each tree, without end."""
        self._booster = xgboost.Booster(self._parameters, self._matrices)
        for number in count():
            self._booster.update(self._matrices[0], number)
            answers = [self._booster.predict(matrix) for matrix in self._matrices]
            if self._parameters["objective"] == "binary:logistic":
                answers = [probability > 0.5 for probability in answers]
            yield _score(self._case, *self._tables, *answers)


@lru_cache(maxsize=64)
def boosted_forest(case: Case, depth: int, leaf: int, rows: int, seed: int) -> BoostedForest:
    """The forest with these arguments, as far as it has grown."""
    return BoostedForest(case, depth, leaf, rows, seed)


def _score(case: Case, training: Table, validation: Table, *answers: np.ndarray) -> TwoScores:
    judge = judge_of(case).of
    return TwoScores(judge(training.y, answers[0]), judge(validation.y, answers[1]))

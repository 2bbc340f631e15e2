"""Six ways to fool yourself about a model, and what each of them promises and delivers.

With each mistake, something that should be unknown reaches the model before it is judged. The strength says how much:
at 0 the evaluation is honest. The same model is scored twice: on the rows set aside to judge it (the promise), and on
many rows that nobody has touched (the truth).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.metrics import accuracy_score, r2_score
from sklearn.model_selection import StratifiedKFold
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from workbench.cases import Case
from workbench.evaluation.metrics import score
from workbench.experiments.leak_tables import Rows, hours, noise, people
from workbench.threads import one_processor

FOLDS = 5
KEPT = 10  # features that the selection keeps
TRIES = 20  # models to choose from
COLUMNS = 5  # features that each of them gets
PERIODS = 9  # the hours come in so many periods; the last `FOLDS` are forecast

Leak = Literal["twins", "selection", "answer", "time", "peeking", "scaling"]
PromisedTrue = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Fold:
    """One of several ways to split a table in two.

    Attributes:
        training: Places of the rows to learn from.
        test: Places of the rows set aside to judge by.
        leaked: Places of the rows that should be unknown, and reach the model.
        strength: Share of them, in [0, 1].
        random: Generator of this split's randomness.
    """

    training: np.ndarray
    test: np.ndarray
    leaked: np.ndarray
    strength: float
    random: np.random.Generator

    @property
    def seen(self) -> np.ndarray:
        """The training rows, and those that leaked."""
        return np.append(self.training, self.leaked)


@dataclass(frozen=True, eq=False)
class Trial:
    """One table, split in five ways.

    Attributes:
        promised: Score on the rows set aside, shape (5,).
        true: Score of the same models on fresh rows, shape (5,).
    """

    promised: np.ndarray
    true: np.ndarray


@lru_cache(maxsize=8192)
@one_processor()
def trial(case: Case, mistake: Leak, strength: float, rows: int, seed: int) -> Trial:
    """Judge a model five times, with a mistake; remembered.

    Args:
        case: With a yes-or-no target; for the mistake "time", hours with a number to predict.
        mistake: One of `MISTAKES`.
        strength: Share of what should be unknown that reaches the model, in [0, 1].
        rows: Size of the table, 50 or more.
        seed: Which rows, how they are split, and which of them leak.
    """
    make, judge = MISTAKES[mistake]
    table = make(case, rows, seed)
    parts = periods(rows, seed) if mistake == "time" else folds(table.y, seed)
    pairs = []
    for number, (training, test, unknown) in enumerate(parts):
        random = np.random.default_rng((seed, number))
        leaked = unknown[random.random(len(unknown)) < strength]  # more strength: these rows, and others
        pairs.append(judge(table, Fold(training, test, leaked, strength, random)))
    return Trial(*np.array(pairs).T)


def folds(y: np.ndarray, seed: int) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Five times training rows, test rows, and what should be unknown: the test rows themselves."""
    for training, test in StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(y, y):
        yield training, test, test


def periods(rows: int, seed: int) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Five times the past, half of the period that follows, and what should be unknown: its other half, and later."""
    random = np.random.default_rng(seed)
    for period in np.array_split(np.arange(rows), PERIODS)[-FOLDS:]:
        test = np.sort(random.choice(period, len(period) // 2, replace=False))
        yield np.arange(period[0]), test, np.setdiff1d(np.arange(period[0], rows), test)


def twins(table: Rows, split: Fold) -> PromisedTrue:
    """Some people of the test rows stand in the training rows too, and a full-grown tree knows them by heart."""
    tree = DecisionTreeClassifier(random_state=0).fit(table.X[split.seen], table.y[split.seen])
    return _f1(table.y[split.test], tree.predict(table.X[split.test])), _f1(table.fresh_y, tree.predict(table.fresh_X))


def selection(table: Rows, split: Fold) -> PromisedTrue:
    """The features that go best with the answer are chosen with test rows among those looked at."""
    best = SelectKBest(f_classif, k=KEPT).fit(table.X[split.seen], table.y[split.seen])
    model = GaussianNB().fit(best.transform(table.X[split.training]), table.y[split.training])
    answers, fresh = (model.predict(best.transform(X)) for X in (table.X[split.test], table.fresh_X))
    return accuracy_score(table.y[split.test], answers), accuracy_score(table.fresh_y, fresh)


def answer(table: Rows, split: Fold) -> PromisedTrue:
    """A column that is filled in after the fact tells the answer for some rows; in real use it is still empty."""
    known = split.random.random(len(table.y)) < split.strength
    X = np.column_stack([table.X, np.where(known, table.y + 1, 0)])  # 0: empty, 1: no, 2: yes
    fresh_X = np.column_stack([table.fresh_X, np.zeros(len(table.fresh_X))])
    tree = DecisionTreeClassifier(min_samples_leaf=10, random_state=0).fit(X[split.training], table.y[split.training])
    return _f1(table.y[split.test], tree.predict(X[split.test])), _f1(table.fresh_y, tree.predict(fresh_X))


def time(table: Rows, split: Fold) -> PromisedTrue:
    """Hours beside the test hours, and later ones, are learned from, as in a split at random."""
    tree = DecisionTreeRegressor(min_samples_leaf=3, random_state=0).fit(table.X[split.seen], table.y[split.seen])
    return (
        r2_score(table.y[split.test], tree.predict(table.X[split.test])),
        r2_score(table.fresh_y, tree.predict(table.fresh_X)),
    )


def peeking(table: Rows, split: Fold) -> PromisedTrue:
    """Of many trees the best is chosen on test rows, and its score there is shown.

    An honest choice is made on a quarter of the training rows, kept back for it. With more strength, more test rows
    take the place of these.
    """
    shuffled = split.random.permutation(split.training)
    kept, training = np.split(shuffled, [len(shuffled) // 4])
    choosers = np.append(kept[split.random.random(len(kept)) >= split.strength], split.leaked)
    tries = []
    for _ in range(TRIES):
        columns = split.random.choice(table.X.shape[1], min(COLUMNS, table.X.shape[1]), replace=False)
        tree = DecisionTreeClassifier(max_depth=int(split.random.integers(2, 7)), random_state=0)
        tree.fit(table.X[np.ix_(training, columns)], table.y[training])
        here = _f1(table.y[choosers], tree.predict(table.X[np.ix_(choosers, columns)]))
        tries.append((here, columns, tree))
    _, columns, tree = max(tries, key=lambda one: one[0])
    return (
        _f1(table.y[split.test], tree.predict(table.X[np.ix_(split.test, columns)])),
        _f1(table.fresh_y, tree.predict(table.fresh_X[:, columns])),
    )


def scaling(table: Rows, split: Fold) -> PromisedTrue:
    """The mean and the spread of each feature are taken from test rows too."""
    scaler = StandardScaler().fit(table.X[split.seen])
    near = KNeighborsClassifier(5, algorithm="brute").fit(
        scaler.transform(table.X[split.training]), table.y[split.training]
    )
    answers, fresh = (near.predict(scaler.transform(X)) for X in (table.X[split.test], table.fresh_X))
    return _f1(table.y[split.test], answers), _f1(table.fresh_y, fresh)


def _f1(truth: np.ndarray, answers: np.ndarray) -> float:
    return score(truth, answers).f1


MISTAKES: dict[Leak, tuple[Callable[[Case, int, int], Rows], Callable[[Rows, Fold], PromisedTrue]]] = {
    "twins": (people, twins),
    "selection": (noise, selection),
    "answer": (people, answer),
    "time": (hours, time),
    "peeking": (people, peeking),
    "scaling": (people, scaling),
}

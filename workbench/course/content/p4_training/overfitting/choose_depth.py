"""Choose the depth of a tree.

A deeper decision tree can follow finer detail, and noise as well. Complete `choose_depth`:
fit one tree for each depth, score each one, and return the depth with the highest F1.
Take care which rows are for learning and which are for choosing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.course.checks import Mistake, Names, Random, fail_if, number, versus

if TYPE_CHECKING:
    import numpy as np

CELL = '''\
from sklearn.metrics import f1_score
from sklearn.tree import DecisionTreeClassifier


def choose_depth(X_train, y_train, X_validation, y_validation, depths):
    """The depth whose tree has the highest F1 on rows it has not seen."""
    scores = {}
    for depth in depths:
        tree = DecisionTreeClassifier(max_depth=depth, random_state=0)
        tree.fit(‹X_train›, ‹y_train›)
        scores[depth] = ‹f1_score(y_validation, tree.predict(X_validation))›
    return ‹max(scores, key=scores.get)›
'''
HINTS = (
    "The tree learns with `tree.fit(X, y)` and answers with `tree.predict(X)`.",
    "`f1_score(truth, answers)`: which truth belongs to rows the tree has not seen?",
    "`max(scores, key=scores.get)` is the key with the highest value.",
)

SCORES_LEARNED_ROWS = Mistake(
    "The rows that the tree has learned from have also chosen its depth.",
    "Fit on `X_train, y_train`. Score `tree.predict(X_validation)` against `y_validation`.",
    {"f1_score(y_validation, tree.predict(X_validation))": "tree.score(X_train, y_train)"},
)
EXCHANGES_ROWS = Mistake(
    "The rows to learn from and the rows to choose by are exchanged.",
    "Fit on `X_train, y_train`; the validation rows only choose.",
    {
        "fit(X_train, y_train)": "fit(X_validation, y_validation)",
        "f1_score(y_validation, tree.predict(X_validation))": "f1_score(y_train, tree.predict(X_train))",
    },
)
TAKES_LOWEST = Mistake(
    "This is the depth with the lowest score.", "Of F1, the highest is the best.", {"max(scores": "min(scores"}
)
COMPARES_DEPTHS = Mistake(
    "This is the largest of all depths.",
    "`max(scores)` compares the depths. `max(scores, key=scores.get)` compares their scores.",
    {"max(scores, key=scores.get)": "max(scores)"},
)
USES_ACCURACY = Mistake(
    "This depth has the highest accuracy, not the highest F1.",
    "One class is rare here, so accuracy flatters. Use `f1_score`.",
    {"f1_score(y_validation, tree.predict(X_validation))": "tree.score(X_validation, y_validation)"},
)


def examine(answer: Names, rng: Random) -> str:
    """Noisy rows on which the right depth differs from what each mistake would choose."""
    ladder = [1, 2, 3, 4, 5, 6, 7, 8, 10, 20, 40]  # a tree is fully grown before 40, so it is not the first best
    depths = ladder
    best: set[int] = set()
    mistakes: tuple[int, ...] = ()
    while len(set(mistakes)) < 5 or best & set(mistakes):  # a few draws will do
        train, validation = _noisy_rows(rng), _noisy_rows(rng)
        left_out = _best_of(ladder, train, validation)  # who tries depths of their own would find it
        depths = [depth for depth in ladder if depth != left_out]
        (f1, accuracy), (on_training, _) = _scores(depths, train, validation, train)
        ((exchanged, _),) = _scores(depths, validation, train)
        best = {depth for depth in depths if f1[depth] == max(f1.values())}
        mistakes = (
            max(on_training, key=on_training.__getitem__),
            min(f1, key=f1.__getitem__),
            max(accuracy, key=accuracy.__getitem__),
            max(depths),
            max(exchanged, key=exchanged.__getitem__),
        )
    remembered, lowest, most_accurate, deepest, other_way = mistakes
    chosen = number(answer["choose_depth"](*train, *validation, depths), "choose_depth")
    fail_if(chosen not in depths, "The answer must be one of `depths`.", f"It is {chosen:g}.")
    TAKES_LOWEST.fail_if(chosen == lowest)
    COMPARES_DEPTHS.fail_if(chosen == deepest)
    SCORES_LEARNED_ROWS.fail_if(chosen == remembered)
    USES_ACCURACY.fail_if(chosen == most_accurate)
    EXCHANGES_ROWS.fail_if(chosen == other_way)
    compared = f"Depth {min(best)} has the best score. For its F1 {versus(max(f1.values()), f1[int(chosen)])}."
    fail_if(chosen not in best, "This depth does not have the highest validation F1.", compared)
    return f"Depth {chosen:g} has the highest F1 on rows the tree has not seen. The deepest tree only remembers."


def _best_of(depths: list[int], train: tuple[np.ndarray, np.ndarray], validation: tuple[np.ndarray, np.ndarray]) -> int:
    ((f1, _),) = _scores(depths, train, validation)
    return max(depths[1:-2], key=f1.__getitem__)


def _noisy_rows(rng: Random) -> tuple[np.ndarray, np.ndarray]:
    """Features (300, 4) and labels (300,); one class is rare, and one label in six is wrong."""
    import numpy as np

    X = rng.normal(size=(300, 4))
    y = (X[:, 0] + X[:, 1] > 1) & (X[:, 2] > -1)
    return X, (y ^ (rng.random(300) < 1 / 6)).astype(np.int64)


def _scores(
    depths: list[int], seen: tuple[np.ndarray, np.ndarray], *judged: tuple[np.ndarray, np.ndarray]
) -> list[tuple[dict[int, float], dict[int, float]]]:
    """F1 and accuracy of a tree of each depth, for each table that judges."""
    from sklearn.tree import DecisionTreeClassifier

    trees = {depth: DecisionTreeClassifier(max_depth=depth, random_state=0).fit(*seen) for depth in depths}
    found = []
    for X, y in judged:
        guesses = {depth: tree.predict(X) for depth, tree in trees.items()}
        f1 = {depth: float(2 * (guess & y).sum() / (guess.sum() + y.sum())) for depth, guess in guesses.items()}
        found.append((f1, {depth: float((guess == y).mean()) for depth, guess in guesses.items()}))
    return found

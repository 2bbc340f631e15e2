"""Find labels to look at again.

Nobody has time to read 3,000 labels again, but 24 are possible: the most doubtful ones. Let a model judge rows that
it has **not** learned from, look up how likely it finds the label that is there, and take the least likely.
Complete `doubtful`; labels are 0, 1, 2 ...
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.course.checks import Mistake, Names, Random, array

if TYPE_CHECKING:
    import numpy as np

CELL = '''\
import numpy as np
from sklearn.model_selection import cross_val_predict


def doubtful(model, X, y, most):
    """The numbers of the rows whose label is least likely, the most doubtful first; `most` of them."""
    p = ‹cross_val_predict(model, X, y, cv=5, method="predict_proba")›  # (n, classes)
    given = p[np.arange(len(y)), ‹y›]
    return np.argsort(‹given›)[:most]
'''
HINTS = (
    "`np.argsort(values)` gives the places of the values, the lowest first.",
    "`p[np.arange(len(y)), y]` takes one number from each row: the chance of its own label.",
    '`cross_val_predict(model, X, y, cv=5, method="predict_proba")` asks models that have not seen the row.',
)

ASKS_WHAT_WAS_LEARNED = Mistake(
    "The model has seen the labels that it is asked about, so it doubts none.",
    "Ask with `cross_val_predict`: each row is judged by a model trained on the others.",
    {'cross_val_predict(model, X, y, cv=5, method="predict_proba")': "model.fit(X, y).predict_proba(X)"},
)
ASKS_FOR_CLASSES = Mistake(
    "`p` has one number for each row: the class that was guessed. It must have a chance for each class.",
    'Ask for chances: `cross_val_predict(..., method="predict_proba")`.',
    {', method="predict_proba"': ""},
)
IGNORES_MOST = Mistake(
    "It gives 24 rows, whatever `most` says.",
    "Somebody who has time for 9 rows asks for `most=9`.",
    {"[:most]": "[:24]"},
)
TURNED_ROUND = Mistake(
    "These are the right rows, but the most doubtful one does not come first.",
    "A person reads the list from the top. Keep the order of `np.argsort`.",
    {"[:most]": "[:most][::-1]"},
)
TAKES_SUREST = Mistake(
    "These are the rows whose label the model is surest of.",
    "The lowest chance is the most doubtful one; `np.argsort` begins with the lowest.",
    {"argsort(given)": "argsort(-given)"},
)
HIGHEST_CHANCE = Mistake(
    "These are not the rows whose own label is least likely.",
    "Look up the chance of the label that the row has, `p[row, y[row]]`, not the highest chance.",
    {"p[np.arange(len(y)), y]": "p[np.arange(len(y)), p.argmax(1)]"},
)


def examine(answer: Names, rng: Random) -> str:
    """Three heaps of points, some labels wrong, and a model that knows each row it has seen by heart.

    Folds may be cut in many ways. So the order is asked of a second model, whose chances do not depend on them.
    """
    import numpy as np
    from sklearn.model_selection import cross_val_predict
    from sklearn.neighbors import KNeighborsClassifier

    truth = np.repeat([0, 1, 2], 80)
    centres = np.array([[0, 0], [3, 0], [0, 3]])
    X = rng.normal(size=(240, 2)) + centres[truth]
    mixed = rng.permutation(240)
    X, truth = X[mixed], truth[mixed]
    wrong = rng.choice(240, 24, replace=False)
    y = truth.copy()
    y[wrong] = (truth[wrong] + rng.integers(1, 3, 24)) % 3
    model = KNeighborsClassifier(15, weights="distance")  # a row that it has seen is its own nearest neighbour
    with ASKS_FOR_CLASSES.explains(IndexError, "too many indices"):
        given = answer["doubtful"](model, X.copy(), y.copy(), 24)
        fewer = answer["doubtful"](_born_wise(centres), X.copy(), y.copy(), 9)
    rows = array(given, "doubtful", (24,)).astype(int)
    IGNORES_MOST.fail_if(np.shape(fewer) == (24,))
    first_rows = array(fewer, "doubtful", (9,)).astype(int)

    def chances(model: Any, folds: int) -> np.ndarray:
        own: np.ndarray = cross_val_predict(model, X, y, cv=folds, method="predict_proba")[np.arange(240), y]
        return own

    unseen = np.mean([chances(model, folds) for folds in (5, 10)], axis=0)
    first = np.argsort(chances(_born_wise(centres), 5))[:9]
    hits = int(np.isin(rows, wrong).sum())
    compared = f"24 of 240 labels were made wrong; of your 24 rows {hits} are among them."
    seen = model.fit(X, y).predict_proba(X)[np.arange(240), y]
    ASKS_WHAT_WAS_LEARNED.fail_if(np.array_equal(rows, np.argsort(seen)[:24]), compared)
    TAKES_SUREST.fail_if(unseen[rows].mean() > np.sort(unseen)[-24:].mean() - 0.02, compared)
    HIGHEST_CHANCE.fail_if(
        len(set(rows)) < 24 or unseen[rows].mean() > np.sort(unseen)[:24].mean() + 0.1 or set(first_rows) != set(first),
        compared,
    )
    TURNED_ROUND.fail_if(not np.array_equal(first_rows, first))
    return f"Of the 24 rows that you would look at, {hits} have a wrong label. By chance it would be 2 or 3."


def _born_wise(centres: np.ndarray) -> Any:
    """A classifier that knows the centres of the heaps before it has seen a row, so that it learns nothing new."""
    import numpy as np
    from sklearn.base import BaseEstimator, ClassifierMixin

    class BornWise(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
        def fit(self, X: np.ndarray, y: np.ndarray) -> BornWise:
            self.classes_ = np.unique(y)
            return self

        def predict_proba(self, X: np.ndarray) -> np.ndarray:
            near = np.exp(-((X[:, None] - centres) ** 2).sum(2) / 2)
            chances: np.ndarray = near / near.sum(1, keepdims=True)
            return chances

        def predict(self, X: np.ndarray) -> np.ndarray:
            best: np.ndarray = self.predict_proba(X).argmax(1)
            return best

    return BornWise()

"""Put every step behind the split.

In **five folds** the rows are cut into five parts; each is set aside once, and the model learns from the other four.
Everything that learns from data must happen inside: also the choice of columns. Complete `honest_accuracy`:
a pipeline of `SelectKBest(k=10)` and `LogisticRegression()`, scored in five folds.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from workbench.course.checks import Mistake, Names, Random, agrees, array, close, fail_if, versus

ROWS = 115  # five folds of 23 rows

CELL = '''\
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline


def honest_accuracy(X, y):
    """Mean accuracy in five folds, and its standard deviation. Ten columns are chosen by the answers of each fold."""
    model = make_pipeline(‹SelectKBest(k=10)›, ‹LogisticRegression()›)
    scores = cross_val_score(‹model›, X, y, cv=5)
    return scores.mean(), ‹scores.std()›
'''
HINTS = (
    "A pipeline is a model: it is fitted and scored as one thing.",
    "`cross_val_score(model, X, y, cv=5)` gives five scores.",
    "`make_pipeline(SelectKBest(k=10), LogisticRegression())`; the last gap is `scores.std()`.",
)

CHOOSES_BEFORE_SPLIT = Mistake(
    "Ten columns were chosen with the answers of the test rows.",
    "The choice belongs into the pipeline.",
    {
        "SelectKBest(k=10), ": "",
        "cross_val_score(model, X": "cross_val_score(model, SelectKBest(k=10).fit_transform(X, y)",
    },
)
SCORES_TRAINING_ROWS = Mistake(
    "The model is scored on the rows it has learned from.",
    "`cross_val_score` does the splitting.",
    {"return scores.mean()": "return model.fit(X, y).score(X, y)"},
)
NO_CHOICE = Mistake(
    "No columns are chosen at all.",
    "The pipeline has two steps: `SelectKBest(k=10)`, then `LogisticRegression()`.",
    {"SelectKBest(k=10), ": ""},
)
GIVES_VARIANCE = Mistake(
    "The second number is not the standard deviation of the five scores.",
    "Take `scores.std()`.",
    {"scores.std()": "scores.var()"},
)


def examine(answer: Names, rng: Random) -> str:
    """Columns and answers of pure chance: whoever lets the test rows choose columns is far too glad."""
    import numpy as np
    from sklearn.feature_selection import SelectKBest
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_score
    from sklearn.pipeline import make_pipeline

    from workbench.threads import one_processor

    model, distinct = make_pipeline(SelectKBest(k=10), LogisticRegression()), 0
    with one_processor():
        while distinct < 5:  # mostly the first draw will do
            X, y = rng.normal(size=(ROWS, 400)), rng.permutation(np.arange(ROWS) % 2)
            honest = cross_val_score(model, X, y, cv=5)
            chosen = SelectKBest(k=10).fit_transform(X, y)
            leaking = cross_val_score(LogisticRegression(), chosen, y, cv=5)
            on_training = model.fit(X, y).score(X, y)
            without_choice = cross_val_score(LogisticRegression(), X, y, cv=5)
            means = honest.mean(), leaking.mean(), on_training, without_choice.mean()
            distinct = len({*np.round(means, 3)}) + (honest.std() > 0.05)
        with _calls(SelectKBest, "fit") as choices, _calls(LogisticRegression, "score") as judged:
            given = array(answer["honest_accuracy"](X.copy(), y.copy()), "honest_accuracy", (2,))
    truth = "All columns are pure chance here, so nothing better than about 0.5 can be true."
    promised = f"You promise {given[0]:.2f}. {truth}"
    # Any five folds are honest where each choice sees four fifths of the rows, and each score ten columns of the rest.
    fifth = ROWS // 5
    shapes = [shape for shape, _ in choices], [shape for shape, _ in judged]
    if shapes == ([(ROWS - fifth, 400)] * 5, [(fifth, 10)] * 5):
        honest = np.array([score for _, score in judged])
    else:
        CHOOSES_BEFORE_SPLIT.fail_if(close(given[0], leaking.mean()), promised)
        SCORES_TRAINING_ROWS.fail_if(close(given[0], on_training), promised)
        NO_CHOICE.fail_if(close(given[0], without_choice.mean()))
        seen = sorted({columns for _, columns in shapes[1]} - {10})
        fail_if(bool(seen), "Each model must learn from ten columns.", f"Yours sees {', '.join(map(str, seen))}.")
    compared = f"Here {versus(honest.mean(), given[0])}."
    fail_if(not agrees(given[0], honest.mean()), "The mean is not right.", compared)
    spread = agrees(given[1], honest.std()) or agrees(given[1], honest.std(ddof=1))  # both divisors are in use
    listed = ", ".join(f"{score:.2f}" for score in honest)
    GIVES_VARIANCE.fail_if(not spread, f"The scores are {listed}. For them {versus(honest.std(), given[1])}.")
    return f"{honest.mean():.2f} ± {honest.std():.2f}, where a leak promises {leaking.mean():.2f}. {truth}"


@contextmanager
def _calls(estimator: type, method: str) -> Iterator[list[tuple[tuple[int, int], Any]]]:
    """All calls of a method meanwhile: the shape of the table, and what came back."""
    from unittest.mock import patch  # brings asyncio, which takes long to load

    real: Any = getattr(estimator, method)
    calls: list[Any] = []

    @wraps(real)
    def noted(self: Any, X: Any, y: Any, **more: Any) -> Any:
        result = real(self, X, y, **more)
        calls.append((X.shape, result))
        return result

    with patch.object(estimator, method, noted):
        yield calls

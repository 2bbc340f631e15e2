"""Exercise 2.4.4: everything that learns stands behind the split."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workbench.course.checks import array, close, fail_if, versus
from workbench.course.exercise import Exercise, Wrong

if TYPE_CHECKING:
    from numpy.random import Generator

SOLUTION = '''\
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline


def honest_accuracy(X, y):
    """Mean accuracy in five folds, and its standard deviation. Ten columns are chosen by the answers of each fold."""
    model = make_pipeline(SelectKBest(k=10), LogisticRegression())
    scores = cross_val_score(model, X, y, cv=5)
    return scores.mean(), scores.std()
'''


def examine(answer: Mapping[str, Any], rng: Generator) -> str:
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
            X, y = rng.normal(size=(120, 400)), rng.permutation(np.arange(120) % 2)
            honest = cross_val_score(model, X, y, cv=5)
            chosen = SelectKBest(k=10).fit_transform(X, y)
            leaking = cross_val_score(LogisticRegression(), chosen, y, cv=5)
            on_training = model.fit(X, y).score(X, y)
            without_choice = cross_val_score(LogisticRegression(), X, y, cv=5)
            means = honest.mean(), leaking.mean(), on_training, without_choice.mean()
            distinct = len({*np.round(means, 3)}) + (honest.std() > 0.01)
        given = array(answer["honest_accuracy"](X.copy(), y.copy()), "honest_accuracy", (2,))
    truth = "All columns are pure chance here, so nothing better than about 0.5 can be true."
    fail_if(
        close(given[0], leaking.mean()),
        "Ten columns were chosen with the answers of the test rows.",
        f"You promise {given[0]:.2f}. {truth} The choice belongs into the pipeline.",
    )
    fail_if(
        close(given[0], on_training),
        "The model is scored on the rows it has learned from.",
        f"You promise {given[0]:.2f}. {truth} `cross_val_score` does the splitting.",
    )
    fail_if(
        close(given[0], without_choice.mean()),
        "No columns are chosen at all.",
        "The pipeline has two steps: `SelectKBest(k=10)`, then `LogisticRegression()`.",
    )
    fail_if(
        not close(given[0], honest.mean()),
        "The mean is not right.",
        f"Here {versus(honest.mean(), given[0])}, from five folds as `cv=5` cuts them.",
    )
    fail_if(
        not close(given[1], honest.std()) and not close(given[1], honest.std(ddof=1)),  # both divisors are in use
        "The second number is not the standard deviation of the five scores.",
        f"The scores are {', '.join(f'{score:.2f}' for score in honest)}. "
        f"Take `scores.std()`: {versus(honest.std(), given[1])}.",
    )
    return f"{honest.mean():.2f} ± {honest.std():.2f}, where a leak promises {leaking.mean():.2f}. {truth}"


EXERCISE = Exercise(
    "2.4.4",
    "Put every step behind the split",
    """
In **five folds** the rows are cut into five parts; each is set aside once, and the model learns from the other four.
Everything that learns from data must happen inside: also the choice of columns. Complete `honest_accuracy`:
a pipeline of `SelectKBest(k=10)` and `LogisticRegression()`, scored in five folds as `cv=5` cuts them.
""",
    starter='''\
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline


def honest_accuracy(X, y):
    """Mean accuracy in five folds, and its standard deviation. Ten columns are chosen by the answers of each fold."""
    model = make_pipeline(..., ...)
    scores = cross_val_score(..., ..., ..., cv=5)
    return scores.mean(), ...
''',
    hints=(
        "A pipeline is a model: it is fitted and scored as one thing.",
        "`cross_val_score(model, X, y, cv=5)` gives five scores.",
        "`make_pipeline(SelectKBest(k=10), LogisticRegression())`; the last gap is `scores.std()`.",
    ),
    solution=SOLUTION,
    wrong={
        "chooses before the split": Wrong(
            SOLUTION.replace(
                "model = make_pipeline(SelectKBest(k=10), LogisticRegression())",
                "X = SelectKBest(k=10).fit_transform(X, y)\n    model = LogisticRegression()",
            ),
            "Ten columns were chosen with the answers of the test rows.",
        ),
        "scores the training rows": Wrong(
            SOLUTION.replace("return scores.mean()", "return model.fit(X, y).score(X, y)"),
            "The model is scored on the rows it has learned from.",
        ),
        "leaves the choice out": Wrong(SOLUTION.replace("SelectKBest(k=10), ", ""), "No columns are chosen at all."),
        "gives the variance": Wrong(
            SOLUTION.replace("scores.std()", "scores.var()"),
            "The second number is not the standard deviation of the five scores.",
        ),
    },
    examine=examine,
)

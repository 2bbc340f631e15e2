"""Train on made rows, test on real ones.

A synthetic table is there to be used: a model learns from it, then meets the real world. Complete `use_of`. One model
learns from the made rows, another from the real rows, and both take the same exam: real rows that were held back.
"""

from workbench.course.checks import Mistake, Names, Random, agrees, close, number, several, versus
from workbench.course.exercise import Failed

CELL = '''\
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score


def use_of(made, real, held_back):
    """F1 on real rows held back: of a model that learned from made rows, and of one that learned from real rows.

    Each of the three is a pair (X, y).
    """
    X_test, y_test = held_back
    from_made = LogisticRegression().fit(‹*made›)
    from_real = LogisticRegression().fit(‹*real›)
    return ‹f1_score(y_test, from_made.predict(X_test))›, ‹f1_score(y_test, from_real.predict(X_test))›
'''
HINTS = (
    "`fit(*made)` is short for `fit(made[0], made[1])`.",
    "`f1_score` takes the right answers first, then those of the model.",
    "The first score is `f1_score(y_test, from_made.predict(X_test))`.",
)

MADE_JUDGE_THEMSELVES = Mistake(
    "The made rows judge themselves.",
    "A made world may obey its own rule perfectly. What counts is the real world.",
    {"f1_score(y_test, from_made.predict(X_test))": "f1_score(made[1], from_made.predict(made[0]))"},
)
REAL_JUDGE_THEMSELVES = Mistake(
    "The model from real rows is judged by the rows it has learned from.",
    "Both models get the same exam: the rows held back.",
    {"f1_score(y_test, from_real.predict(X_test))": "f1_score(real[1], from_real.predict(real[0]))"},
)
REAL_TWICE = Mistake(
    "Both models have learned from the real rows.",
    "The first one must see the made rows alone.",
    {"fit(*made)": "fit(*real)"},
)
USES_ACCURACY = Mistake(
    "This is accuracy, not F1.",
    "Use `f1_score`.",
    {
        "f1_score(y_test, from_made.predict(X_test))": "from_made.score(X_test, y_test)",
        "f1_score(y_test, from_real.predict(X_test))": "from_real.score(X_test, y_test)",
    },
)
SWAPS_SCORES = Mistake(
    "The two scores are the wrong way round.",
    "The model from made rows comes first.",
    {
        "from_made.predict(X_test)), f1": "from_real.predict(X_test)), f1",
        ", from_real.predict(X_test))\n": ", from_made.predict(X_test))\n",
    },
)


def examine(answer: Names, rng: Random) -> str:
    """Made rows whose rule is another one than that of the real rows."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import f1_score

    def rows(count: int, weights: list[float]) -> tuple[np.ndarray, np.ndarray]:
        X = rng.normal(size=(count, 3))
        return X, (X @ weights + rng.normal(0, 0.5, count) > 0.7).astype(int)

    made, real, held = rows(400, [0.4, 1.0, -0.6]), rows(500, [1.0, 0.2, 0.0]), rows(600, [1.0, 0.2, 0.0])
    told = several(answer["use_of"](made, real, held), "use_of", ("F1 from made rows", "F1 from real rows"))
    first, second = number(told[0], "the first score"), number(told[1], "the second score")
    models = [LogisticRegression().fit(*pair) for pair in (made, real)]
    right = [f1_score(held[1], model.predict(held[0])) for model in models]
    if agrees([first, second], right):
        return f"From made rows {right[0]:.2f}, from real rows {right[1]:.2f}, on the same exam: this gap is the price."
    pairs = zip(("first", "second"), right, (first, second), strict=True)
    compared = " ".join(
        f"The {which} is right." if agrees(given, wanted) else f"The {which}: {versus(wanted, given)}."
        for which, wanted, given in pairs
    )
    SWAPS_SCORES.fail_if(close([first, second], right[::-1]), compared)
    MADE_JUDGE_THEMSELVES.fail_if(close(first, f1_score(made[1], models[0].predict(made[0]))), compared)
    REAL_JUDGE_THEMSELVES.fail_if(close(second, f1_score(real[1], models[1].predict(real[0]))), compared)
    accurate = [model.score(*held) for model in models]
    USES_ACCURACY.fail_if(close([first, second], accurate), compared)
    REAL_TWICE.fail_if(close([first, second], [right[1], right[1]]), compared)
    raise Failed("These are not the two scores.", compared)

"""Check that it adds up.

An explanation starts at the *base value*, the average answer, and adds one contribution for each feature. The sum must
be the model's own answer. Where it is not, something is wrong: other rows, another model, another output. Complete
`largest_gap`: for each row add up base and contributions, and return the largest distance from the answer.
"""

from workbench.course.checks import Mistake, Names, Random, agrees, close, fail_if, number, versus

CELL = '''\
import numpy as np


def largest_gap(contributions, base, answers):
    """The largest distance between an explanation and the model's own answer.

    `contributions` has the shape (rows, features), `base` is one number, `answers` has the shape (rows,).
    """
    explained = ‹base + contributions.sum(axis=1)›
    return ‹np.abs(explained - answers).max()›
'''
HINTS = (
    "`contributions.sum(axis=1)` adds up along each row: one number a row.",
    "The base value is the same for all rows, and must be added too.",
    "The last line is `return np.abs(explained - answers).max()`.",
)

FORGETS_BASE = Mistake(
    "The base value is missing.",
    "Contributions say how far an answer lies from the base value: add it.",
    {"base + ": ""},
)
GAPS_BELOW = Mistake(
    "Gaps below zero are overlooked.",
    "An explanation that is too low is as wrong as one that is too high: `np.abs`.",
    {"np.abs(explained - answers)": "(explained - answers)"},
)
TAKES_MEAN = Mistake(
    "You take the mean of the gaps, which hides a single bad row.", "Ask for the largest.", {".max()": ".mean()"}
)


def examine(answer: Names, rng: Random) -> str:
    """A linear model, whose contributions are known, with one answer moved away from its explanation."""
    import numpy as np

    rows, features = int(rng.integers(8, 15)), int(rng.integers(3, 6))
    X, weights = rng.normal(size=(rows, features)), rng.normal(size=features)
    base = float(rng.uniform(2, 5))
    contributions = (X - X.mean(axis=0)) * weights
    honest = base + contributions.sum(axis=1)
    ask = answer["largest_gap"]
    for side in (1, -1):  # the explanation lies below the answer that is farthest off, then above it
        broken, gap = honest.copy(), float(rng.uniform(0.3, 0.9))
        first, second = rng.choice(rows, 2, replace=False)
        broken[first] += side * gap
        broken[second] -= side * gap / 4
        got = number(ask(contributions.copy(), base, broken.copy()), "largest_gap")
        compared = f"For the largest gap {versus(gap, got)}: by so much one answer was moved."
        FORGETS_BASE.fail_if(close(got, np.abs(honest - base - broken).max()), compared)
        GAPS_BELOW.fail_if(close(got, gap / 4), compared)
        TAKES_MEAN.fail_if(close(got, np.abs(honest - broken).mean()), compared)
        fail_if(not agrees(got, gap), "This is not the largest gap.", compared)
    clean = number(ask(contributions.copy(), base, honest.copy()), "largest_gap")
    fail_if(not close(clean, 0), "An explanation that adds up must have no gap.", f"For it {versus(0, clean)}.")
    return "You can test any explanation before you trust it. For trees the gap should be 0, up to rounding."

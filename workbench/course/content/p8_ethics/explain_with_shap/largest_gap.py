"""Exercise 8.1.2: an explanation must add up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workbench.course.checks import close, fail_if, number, versus
from workbench.course.exercise import Exercise, Wrong

if TYPE_CHECKING:
    from numpy.random import Generator

SOLUTION = '''\
import numpy as np


def largest_gap(contributions, base, answers):
    """The largest distance between an explanation and the model's own answer.

    `contributions` has the shape (rows, features), `base` is one number, `answers` has the shape (rows,).
    """
    explained = base + contributions.sum(axis=1)
    return np.abs(explained - answers).max()
'''


def examine(answer: Mapping[str, Any], rng: Generator) -> str:
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
        fail_if(
            close(got, np.abs(honest - base - broken).max()),
            "The base value is missing.",
            f"Contributions say how far an answer lies from the base value: add it. {compared}",
        )
        fail_if(
            close(got, gap / 4),
            "Gaps below zero are overlooked.",
            f"An explanation that is too low is as wrong as one that is too high: `np.abs`. {compared}",
        )
        fail_if(
            close(got, np.abs(honest - broken).mean()),
            "You take the mean of the gaps, which hides a single bad row.",
            f"Ask for the largest. {compared}",
        )
        fail_if(not close(got, gap), "This is not the largest gap.", compared)
    clean = number(ask(contributions.copy(), base, honest.copy()), "largest_gap")
    fail_if(not close(clean, 0), "An explanation that adds up must have no gap.", f"For it {versus(0, clean)}.")
    return "You can test any explanation before you trust it. For trees the gap should be 0, up to rounding."


EXERCISE = Exercise(
    "8.1.2",
    "Check that it adds up",
    """
An explanation starts at the *base value*, the average answer, and adds one contribution for each feature. The sum must
be the model's own answer. Where it is not, something is wrong: other rows, another model, another output. Complete
`largest_gap`: for each row add up base and contributions, and return the largest distance from the answer.
""",
    starter='''\
import numpy as np


def largest_gap(contributions, base, answers):
    """The largest distance between an explanation and the model's own answer.

    `contributions` has the shape (rows, features), `base` is one number, `answers` has the shape (rows,).
    """
    explained = ...
    return ...
''',
    hints=(
        "`contributions.sum(axis=1)` adds up along each row: one number a row.",
        "The base value is the same for all rows, and must be added too.",
        "The last line is `return np.abs(explained - answers).max()`.",
    ),
    solution=SOLUTION,
    wrong={
        "forgets the base value": Wrong(SOLUTION.replace("base + ", ""), "The base value is missing."),
        "overlooks gaps below": Wrong(
            SOLUTION.replace("np.abs(explained - answers)", "(explained - answers)"), "Gaps below zero are overlooked."
        ),
        "takes the mean": Wrong(
            SOLUTION.replace(".max()", ".mean()"), "You take the mean of the gaps, which hides a single bad row."
        ),
    },
    examine=examine,
)

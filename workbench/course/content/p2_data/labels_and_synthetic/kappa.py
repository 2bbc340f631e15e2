"""Exercise 2.2.1: agreement beyond chance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workbench.course.checks import close, fail_if, number, versus
from workbench.course.exercise import Exercise, Wrong

if TYPE_CHECKING:
    from numpy.random import Generator

SOLUTION = '''\
import numpy as np


def kappa(first, second):
    """Cohen's kappa of two arrays of labels: 1 is perfect agreement, 0 no better than chance."""
    share = np.mean(first == second)
    by_chance = 0.0
    for label in np.unique(first):
        by_chance += np.mean(first == label) * np.mean(second == label)
    return (share - by_chance) / (1 - by_chance)
'''


def examine(answer: Mapping[str, Any], rng: Generator) -> str:
    """Two people with three labels, one of them common, beside scikit-learn."""
    import numpy as np
    from sklearn.metrics import cohen_kappa_score

    first = rng.choice(["fault", "return", "stock"], 200, p=[0.7, 0.2, 0.1])
    second = np.where(rng.random(200) < 0.7, first, rng.choice(["fault", "return", "stock"], 200))
    got = number(answer["kappa"](first.copy(), second.copy()), "kappa")
    right = cohen_kappa_score(first, second)
    share = np.mean(first == second)
    chance = sum(np.mean(first == label) * np.mean(second == label) for label in np.unique(first))
    compared = (
        f"They agree on {share:.3f} of the rows, by chance it would be {chance:.3f}. Kappa: {versus(right, got)}."
    )
    fail_if(
        close(got, share),
        "This is the share of equal labels. Chance is still in it.",
        f"Take the agreement by chance away, from above and from below the line. {compared}",
    )
    fail_if(
        close(got, share - chance),
        "Perfect agreement would not give 1.",
        f"Divide by what is left above chance: `1 - by_chance`. {compared}",
    )
    fail_if(
        close(got, (share - 1 / 3) / (2 / 3)),
        "You treat all labels as equally common.",
        f"A common label is hit by chance more often. Multiply how often each of the two uses it. {compared}",
    )
    squared = sum(np.mean(first == label) ** 2 for label in np.unique(first))
    fail_if(
        close(got, (share - squared) / (1 - squared)),
        "You use the habits of the first person alone.",
        f"The second one may use a label more often or less often. {compared}",
    )
    fail_if(not close(got, right), "This is not Cohen's kappa.", compared)
    fail_if(
        not close(number(answer["kappa"](first, first), "kappa"), 1.0),
        "Somebody who agrees with themselves does not get 1.",
        "Try `kappa(first, first)`.",
    )
    return f"They agree on {share:.0%}. Kappa is {right:.2f}: so far they go from chance to perfect."


EXERCISE = Exercise(
    "2.2.1",
    "Compute agreement beyond chance",
    """
Two people who both write "fault" all day agree often, even if neither reads the messages. *Cohen's kappa* takes this
away: `(share - by_chance) / (1 - by_chance)`. For each label, the chance that both pick it is how often the first one
uses it times how often the second one does. Complete `kappa`.
""",
    starter='''\
import numpy as np


def kappa(first, second):
    """Cohen's kappa of two arrays of labels: 1 is perfect agreement, 0 no better than chance."""
    share = ...
    by_chance = 0.0
    for label in np.unique(first):
        by_chance += ...
    return ...
''',
    hints=(
        "`first == second` is true or false for each row; the mean of it is a share.",
        "How often the first person uses a label: `np.mean(first == label)`.",
        "The last line is `(share - by_chance) / (1 - by_chance)`.",
    ),
    solution=SOLUTION,
    wrong={
        "forgets chance": Wrong(
            SOLUTION.replace("(share - by_chance) / (1 - by_chance)", "share"),
            "This is the share of equal labels. Chance is still in it.",
        ),
        "forgets to divide": Wrong(
            SOLUTION.replace("(share - by_chance) / (1 - by_chance)", "share - by_chance"),
            "Perfect agreement would not give 1.",
        ),
        "takes labels as equally common": Wrong(
            SOLUTION.replace("np.mean(first == label) * np.mean(second == label)", "1 / len(np.unique(first)) ** 2"),
            "You treat all labels as equally common.",
        ),
        "looks at one person": Wrong(
            SOLUTION.replace("np.mean(second == label)", "np.mean(first == label)"),
            "You use the habits of the first person alone.",
        ),
    },
    examine=examine,
)

"""Compute agreement beyond chance.

Two people who both write "fault" all day agree often, even if neither reads the messages. *Cohen's kappa* takes this
away: `(share - by_chance) / (1 - by_chance)`. For each label, the chance that both pick it is how often the first one
uses it times how often the second one does. Complete `kappa`.
"""

from workbench.course.checks import Mistake, Names, Random, agrees, close, fail_if, number, versus

CELL = '''\
import numpy as np


def kappa(first, second):
    """Cohen's kappa of two arrays of labels: 1 is perfect agreement, 0 no better than chance."""
    share = ‹np.mean(first == second)›
    by_chance = 0.0
    for label in np.unique(first):
        by_chance += ‹np.mean(first == label) * np.mean(second == label)›
    return ‹(share - by_chance) / (1 - by_chance)›
'''
HINTS = (
    "`first == second` is true or false for each row; the mean of it is a share.",
    "How often the first person uses a label: `np.mean(first == label)`.",
    "The last line is `(share - by_chance) / (1 - by_chance)`.",
)

FORGETS_CHANCE = Mistake(
    "This is the share of equal labels. Chance is still in it.",
    "Take the agreement by chance away, from above and from below the line.",
    {"(share - by_chance) / (1 - by_chance)": "share"},
)
FORGETS_TO_DIVIDE = Mistake(
    "Perfect agreement would not give 1.",
    "Divide by what is left above chance: `1 - by_chance`.",
    {"(share - by_chance) / (1 - by_chance)": "share - by_chance"},
)
EQUALLY_COMMON = Mistake(
    "You treat all labels as equally common.",
    "A common label is hit by chance more often. Multiply how often each of the two uses it.",
    {"np.mean(first == label) * np.mean(second == label)": "1 / len(np.unique(first)) ** 2"},
)
ONE_PERSON = Mistake(
    "You use the habits of the first person alone.",
    "The second one may use a label more often or less often.",
    {"np.mean(second == label)": "np.mean(first == label)"},
)


def examine(answer: Names, rng: Random) -> str:
    """Two people with three labels, one of them common, beside scikit-learn."""
    import numpy as np
    from sklearn.metrics import cohen_kappa_score

    first = rng.choice(["fault", "return", "stock"], 200, p=[0.7, 0.2, 0.1])
    second = np.where(rng.random(200) < 0.7, first, rng.choice(["fault", "return", "stock"], 200))
    got = number(answer["kappa"](first.copy(), second.copy()), "kappa")
    right = cohen_kappa_score(first, second)
    share = np.mean(first == second)
    chance = sum(np.mean(first == label) * np.mean(second == label) for label in np.unique(first))
    compared = f"They agree on {share:.3f} of the rows, by chance on {chance:.3f}. For kappa {versus(right, got)}."
    FORGETS_CHANCE.fail_if(close(got, share), compared)
    FORGETS_TO_DIVIDE.fail_if(close(got, share - chance), compared)
    EQUALLY_COMMON.fail_if(close(got, (share - 1 / 3) / (2 / 3)), compared)
    squared = sum(np.mean(first == label) ** 2 for label in np.unique(first))
    ONE_PERSON.fail_if(close(got, (share - squared) / (1 - squared)), compared)
    fail_if(not agrees(got, right), "This is not Cohen's kappa.", compared)
    with_self = number(answer["kappa"](first, first), "kappa")
    fail_if(
        not close(with_self, 1), "Somebody who agrees with themselves does not get 1.", "Try `kappa(first, first)`."
    )
    return f"They agree on {share:.0%}. Kappa is {right:.2f}: so far they go from chance to perfect."

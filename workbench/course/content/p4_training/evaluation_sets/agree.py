"""Do two reviewers agree?

Two people score the same answers from 1 to 5. Complete `weighted_kappa`: 1 minus the mean **squared** distance of
their scores, divided by the mean squared distance that chance would give. By chance, each score of the first meets
each score of the second. 1 is full agreement, 0 is no better than chance.
"""

from workbench.course.checks import Mistake, Names, Random, agrees, close, fail_if, number

CELL = '''\
import numpy as np


def weighted_kappa(first, second):
    """How far two reviewers agree; a distance of two counts four times."""
    first, second = np.asarray(first, float), np.asarray(second, float)
    observed = ‹np.mean((first - second) ** 2)›
    by_chance = ‹np.mean((first[:, None] - second) ** 2)›
    return ‹1 - observed / by_chance›
'''
HINTS = (
    "Observed: the distance within each pair, squared, and the mean of it.",
    "By chance: `first[:, None] - second` holds the distance of every score of the first to every score of the second.",
    "The gaps are `np.mean((first - second) ** 2)`, `np.mean((first[:, None] - second) ** 2)` and "
    "`1 - observed / by_chance`.",
)

NOT_SQUARED = Mistake(
    "This is the kappa with linear weights: distances are not squared.",
    "Square the distance in both lines.",
    {
        "np.mean((first - second) ** 2)": "np.mean(np.abs(first - second))",
        "np.mean((first[:, None] - second) ** 2)": "np.mean(np.abs(first[:, None] - second))",
    },
)
NO_WEIGHTS = Mistake(
    "This is the plain kappa: a 4 beside a 5 counts as much as a 1 beside a 5.",
    "Take squared distances, not whether scores are equal.",
    {
        "np.mean((first - second) ** 2)": "np.mean(first != second)",
        "np.mean((first[:, None] - second) ** 2)": "np.mean(first[:, None] != second)",
    },
)
RATIO = Mistake(
    "Full agreement must give 1; yours gives 0.",
    "1 minus the ratio.",
    {"1 - observed / by_chance": "observed / by_chance"},
)
SAME_PAIRS = Mistake(
    "By chance, every score of the first must meet every score of the second.",
    "`first[:, None] - second` is a table of all pairs.",
    {"(first[:, None] - second)": "(first - np.mean(second))"},
)


def examine(answer: Names, rng: Random) -> str:
    """Scores of two reviewers, beside scikit-learn's kappa."""
    import numpy as np
    from sklearn.metrics import cohen_kappa_score

    for _ in range(3):
        first = np.append(rng.integers(1, 6, 24), [1, 5, 3])
        second = np.append(np.clip(first[:-3] + rng.integers(-1, 3, 24), 1, 5), [2, 5, 1])
        value = number(answer["weighted_kappa"](first.tolist(), second.tolist()), "weighted_kappa")
        kappa = {name: cohen_kappa_score(first, second, weights=name) for name in ("quadratic", "linear", None)}
        if agrees(value, kappa["quadratic"]):
            continue
        NOT_SQUARED.fail_if(close(value, kappa["linear"]))
        NO_WEIGHTS.fail_if(close(value, kappa[None]))
        RATIO.fail_if(close(value, 1 - kappa["quadratic"]))
        paired = 1 - np.mean((first - second) ** 2) / np.mean((first - second.mean()) ** 2)
        SAME_PAIRS.fail_if(close(value, paired))
        told = f"scikit-learn has {kappa['quadratic']:.3f}; yours is {value:.3f}."
        fail_if(True, "The agreement is not right.", told)
    return f"Your kappa is scikit-learn's with quadratic weights: {kappa['quadratic']:.2f} for the last pair."

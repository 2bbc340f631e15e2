"""Decide from a probability.

A rule says yes or no. A model says *how likely*, and leaves the decision to you. A part of a machine fails with some
probability. Checking it has a price; a failure that nobody checked for costs much more. Waiting costs, on average,
the probability times the cost of a failure. Complete `act`: check where waiting would cost more than the check.
"""

from workbench.course.checks import Mistake, Names, Random, array, fail_if

CELL = '''\
import numpy as np


def act(probability, cost_of_check, cost_of_failure):
    """Where to check: True where waiting would cost more than checking, on average."""
    probability = np.asarray(probability)
    cost_of_waiting = ‹probability * cost_of_failure›
    return ‹cost_of_waiting > cost_of_check›
'''
HINTS = (
    "If a failure costs 1,000 and happens one time in ten, waiting costs 100 on average.",
    "Comparing an array with a number gives True or False for each element.",
    "The last line is `return cost_of_waiting > cost_of_check`.",
)

ONE_HALF = Mistake(
    "You use the border 0.5, whatever an error costs.",
    "0.5 is right only if both errors cost the same.",
    {"cost_of_waiting > cost_of_check": "probability > 0.5"},
)
WRONG_WAY_ROUND = Mistake(
    "You check where it does not pay, and wait where it does.",
    "",
    {"cost_of_waiting > cost_of_check": "cost_of_waiting < cost_of_check"},
)
OTHER_PROBABILITY = Mistake(
    "You take the probability that the part holds, not that it fails.",
    "Waiting costs something only if the part fails.",
    {"= probability * cost": "= (1 - probability) * cost"},
)


def examine(answer: Names, rng: Random) -> str:
    """Every probability from 1 to 99 percent, with failures that cost several times as much as a check."""
    import numpy as np

    probability = rng.permutation(np.arange(1, 100)) / 100
    border = float(rng.choice([0.125, 0.155, 0.205, 0.255]))
    failure = float(rng.integers(5, 50)) * 100
    check = border * failure
    got = array(answer["act"](probability.copy(), check, failure), "act", probability.shape)
    fail_if(
        not set(got) <= {0.0, 1.0},
        "`act` must give True or False for each probability.",
        "Compare the cost of waiting with the cost of the check.",
    )
    example = f"A check costs {check:g} and a failure {failure:g}, so checking pays above a probability of {border:g}."
    ONE_HALF.fail_if(np.array_equal(got, probability > 0.5), example)
    WRONG_WAY_ROUND.fail_if(np.array_equal(got, probability < border), example)
    OTHER_PROBABILITY.fail_if(np.array_equal(got, 1 - probability > border), example)
    fail_if(not np.array_equal(got, probability > border), "These are not the cheapest decisions.", example)
    return f"With these costs you check from a probability of {border:g} on. The model gives odds; the costs decide."

"""Cut where errors cost least.

A model gives each case a score. Somebody has to decide from which score on the answer is yes: the **threshold**.
A false alarm and a miss seldom cost the same. Complete `cheapest_threshold`: count both kinds of error at each
threshold, add up what they cost, and return the threshold with the lowest cost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.course.checks import Mistake, Names, Random, close, fail_if, number
from workbench.course.exercise import Failed

if TYPE_CHECKING:
    import numpy as np

CELL = '''\
def cheapest_threshold(truth, scores, cost_alarm, cost_miss, thresholds):
    """The threshold at which the errors cost least. From it on, the answer is yes."""
    costs = {}
    for threshold in thresholds:
        answers = scores >= threshold
        alarms = (answers & (truth == 0)).sum()
        misses = ‹(~answers & (truth == 1)).sum()›
        costs[threshold] = ‹cost_alarm * alarms + cost_miss * misses›
    return ‹min(costs, key=costs.get)›
'''
HINTS = (
    "A miss: the answer is no (`~answers`) and the truth is 1.",
    "The cost is a sum of two products.",
    "`min(costs, key=costs.get)` is the key with the lowest value.",
)

EXCHANGES_COSTS = Mistake(
    "The two costs are exchanged.",
    "Alarms cost `cost_alarm` each.",
    {"cost_alarm * alarms + cost_miss * misses": "cost_miss * alarms + cost_alarm * misses"},
)
COUNTS_ERRORS = Mistake(
    "Every error costs the same in your sum.",
    "Multiply each count by its cost.",
    {"cost_alarm * alarms + cost_miss * misses": "alarms + misses"},
)
LEAVES_BORDER_OUT = Mistake(
    "A score that is exactly the threshold must count as yes.",
    "From the threshold on the answer is yes: `>=`.",
    {">= threshold": "> threshold"},
)
TAKES_HIGHEST = Mistake("This is the dearest threshold.", "You want the lowest cost.", {"min(costs": "max(costs"})


def examine(answer: Names, rng: Random) -> str:
    """Scores on which each usual mistake leads to another threshold; many of them are exactly on one."""
    import numpy as np

    thresholds = [round(0.05 * int(i), 2) for i in sorted(rng.choice(range(1, 20), 16, replace=False))]
    found: tuple[int, ...] = ()
    costs = np.zeros(16)
    while len(set(found)) < 5 or (costs == costs.min()).sum() > 1:  # a few draws will do
        cost_alarm, cost_miss = (
            int(cost) for cost in rng.permutation([int(rng.integers(2, 4)), int(rng.integers(6, 20))])
        )
        truth = (rng.random(400) < rng.uniform(0.3, 0.6)).astype(int)
        scores = np.clip(rng.normal(0.4 + 0.2 * truth, 0.15), 0, 1).round(2)
        alarms, misses = _errors(truth, scores, thresholds)
        above = _errors(truth, scores, thresholds, "right")
        costs = cost_alarm * alarms + cost_miss * misses
        exchanged, counted = cost_miss * alarms + cost_alarm * misses, alarms + misses
        without_border = cost_alarm * above[0] + cost_miss * above[1]
        lowest = (int(cost.argmin()) for cost in (costs, exchanged, counted, without_border))
        found = (*lowest, int(costs.argmax()))
    told = answer["cheapest_threshold"](truth.copy(), scores.copy(), cost_alarm, cost_miss, list(thresholds))
    given = number(told, "cheapest_threshold")
    place = int(np.abs(np.array(thresholds) - given).argmin())
    fail_if(not close(given, thresholds[place]), "The answer must be one of `thresholds`.", f"It is {given}.")
    best = thresholds[found[0]]
    right = f"From {best:g} on the answer is yes: all errors together then cost {costs.min():g}."
    if place == found[0]:
        return right
    wanted = f"A false alarm costs {cost_alarm}, a miss {cost_miss}. Together they cost least at {best:g}."
    EXCHANGES_COSTS.fail_if(place == found[1], wanted)
    COUNTS_ERRORS.fail_if(place == found[2], wanted)
    LEAVES_BORDER_OUT.fail_if(place == found[3], wanted)
    TAKES_HIGHEST.fail_if(place == found[4], wanted)
    raise Failed("This threshold is not the cheapest.", f"It is {given:g}. {wanted}")


def _errors(truth: np.ndarray, scores: np.ndarray, thresholds: list[float], at: str = "left") -> tuple[Any, Any]:
    """False alarms and misses at each threshold, from sorted scores; at "right" its own scores count as no."""
    import numpy as np

    no, yes = (np.searchsorted(np.sort(scores[truth == label]), thresholds, side=at) for label in (0, 1))  # type: ignore
    return (truth == 0).sum() - no, yes

"""Whom nobody beats.

You have the cost and the score of some models. One model **beats** another if it costs no more and scores no less, and
is better in at least one of both. Complete `not_beaten`: the places of the models that no other one beats.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from numbers import Integral

from workbench.course.checks import Mistake, Names, Random, fail_if

CELL = '''\
def not_beaten(costs, scores):
    """The places of all models that no other model beats, in their order."""
    places = range(len(costs))

    def beats(a, b):
        as_good = ‹costs[a] <= costs[b] and scores[a] >= scores[b]›
        better = ‹costs[a] < costs[b] or scores[a] > scores[b]›
        return as_good and better

    return [b for b in places if not ‹any(beats(a, b) for a in places)›]
'''
HINTS = (
    "`as_good` is true if model `a` costs no more **and** scores no less than model `b`.",
    "`better` is true if it costs less **or** scores more. Two equal models do not beat each other.",
    "The last gap: `any(beats(a, b) for a in places)`.",
)

OR_FOR_AND = Mistake(
    "A model that is only cheaper, or only better, does not beat another.",
    "It must cost no more **and** score no less.",
    {"costs[a] <= costs[b] and scores": "costs[a] <= costs[b] or scores"},
)
EQUAL_ONES_BEAT = Mistake(
    "Two equal models beat each other, and both are gone.",
    "A model beats another only if it is better in at least one of both.",
    {"as_good and better": "as_good"},
)
BOTH_BETTER = Mistake(
    "You ask that a model be better in both. One is enough, if it is as good in the other.",
    "Use **or**: cheaper, or a higher score.",
    {"costs[a] < costs[b] or scores": "costs[a] < costs[b] and scores"},
)
HIGH_COST_WINS = Mistake(
    "You take a higher cost for the better one.",
    "Of costs the lower is better: `costs[a] <= costs[b]`.",
    {"costs[a] <= costs[b]": "costs[a] >= costs[b]", "costs[a] < costs[b]": "costs[a] > costs[b]"},
)
ALL_MUST_BEAT = Mistake(
    "You leave a model out only if all others beat it.",
    "One that beats it is enough: `any`.",
    {"any(beats(a, b)": "all(beats(a, b)"},
)


def _found(costs: Sequence[int], scores: Sequence[int], rule: str) -> list[int]:
    """What each way to ask gives: "right", or the name of a mistake."""
    places = range(len(costs))

    def beats(a: int, b: int) -> bool:
        cheap, dear = (costs[a] <= costs[b], costs[a] < costs[b])
        if rule == "high":
            cheap, dear = (costs[a] >= costs[b], costs[a] > costs[b])
        good, more = scores[a] >= scores[b], scores[a] > scores[b]
        as_good = (cheap or good) if rule == "or" else (cheap and good)
        better = (dear and more) if rule == "both" else (dear or more)
        return as_good and better

    if rule == "all":
        return [b for b in places if not all(beats(a, b) for a in places)]
    return [b for b in places if not any(beats(a, b) for a in places)]


MISTAKES = (
    ("or", OR_FOR_AND), ("both", BOTH_BETTER), ("high", HIGH_COST_WINS),
    ("all", ALL_MUST_BEAT),
)  # fmt: skip


def examine(answer: Names, rng: Random) -> str:
    """Models with equal costs, equal scores and equal both, in an order drawn by chance."""
    import numpy as np

    kept, one = 0, _places(answer["not_beaten"]([3], [4]))
    EQUAL_ONES_BEAT.fail_if(one == [])  # it beats itself
    fail_if(one != [0], "One model alone is beaten by nobody.", f"It must give [0]; you give {one}.")
    for _ in range(6):
        order = rng.permutation(9)
        base = np.array([(1, 3), (2, 3), (2, 6), (2, 6), (5, 7), (6, 7), (6, 5), (9, 9), (9, 8)]) + rng.integers(
            0, 40, 2
        )
        costs, scores = (base[order, side].tolist() for side in (0, 1))
        right = _found(costs, scores, "right")
        made = _places(answer["not_beaten"](list(costs), list(scores)))
        for rule, mistake in MISTAKES:
            mistake.fail_if(made == _found(costs, scores, rule))
        told = f"For the costs {costs} and the scores {scores} it is {right}; you give {made}."
        fail_if(made != right, "These are not the models that nobody beats.", told)
        kept = len(right)
    return f"Of nine models {kept} remain. The others need not be discussed."


def _places(value: object) -> list[int]:
    made = list(value) if isinstance(value, Iterable) else [value]
    places = [int(place) for place in made if isinstance(place, Integral)]
    told = f"It gives {value!r}."
    fail_if(len(places) < len(made), "`not_beaten` must give a list of places, such as [0, 2].", told)
    return places

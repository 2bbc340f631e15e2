"""A rule to stop improving.

A team improves its model in rounds. After each round it knows the new score, and each round costs the same. Complete
`rounds_worth_it`. It gives the number of rounds after which the team should have stopped:

- a round **pays** if the score it gained, times `value` (money for a whole point of score), is at least `cost`;
- one bad round may be bad luck: the team stops after **two rounds in a row** that do not pay;
- if that never happens, it makes all rounds.
"""

from __future__ import annotations

from workbench.course.checks import Mistake, Names, Random, fail_if, number

CELL = '''\
def rounds_worth_it(scores, value, cost):
    """After how many rounds to stop; `scores[0]` is the score before the first round."""
    bad = 0
    for round in range(1, len(scores)):
        gain = ‹scores[round] - scores[round - 1]›
        if gain * value < cost:
            bad = bad + 1
        else:
            bad = ‹0›
        if bad == 2:
            return round
    return len(scores) - 1
'''
HINTS = (
    "The gain of a round is its score, less the score of the round before.",
    "Count the bad rounds **in a row**: a round that pays sets the count back to 0.",
    "The gaps: `scores[round] - scores[round - 1]`, and `0`.",
)

GAIN_SINCE_START = Mistake(
    "You take what was gained since the start for the gain of a round.",
    "What counts is this round alone: `scores[round] - scores[round - 1]`.",
    {"scores[round] - scores[round - 1]": "scores[round] - scores[0]"},
)
COUNTS_ALL_BAD = Mistake(
    "You count all bad rounds, also those with a good one in between.",
    "Two **in a row** stop the work: a round that pays sets `bad` to 0.",
    {"bad = 0\n        if": "bad = bad\n        if"},
)
STOPS_AT_FIRST = Mistake(
    "You stop at the first bad round. It may be bad luck.",
    "Wait for the second in a row: `if bad == 2`.",
    {"if bad == 2": "if bad == 1"},
)
IGNORES_VALUE = Mistake(
    "You compare points of score with money.",
    "Say first what the gain is worth: `gain * value`.",
    {"gain * value": "gain"},
)
COUNTS_START = Mistake(
    "The score before the first round is counted as a round.",
    "There is one score more than there are rounds: `len(scores) - 1`.",
    {"return len(scores) - 1": "return len(scores)"},
)
REFUSES_EVEN = Mistake(
    "A round that brings exactly what it costs is called bad.",
    "It pays: only *less* than `cost` is bad.",
    {"gain * value < cost": "gain * value <= cost"},
)


def examine(answer: Names, rng: Random) -> str:
    """Gains in steps of 1/64, whose differences are exact, with good and bad rounds in orders that tell rules apart."""
    call = answer["rounds_worth_it"]
    value = int(rng.integers(2, 6)) * 64  # money for a point: a step of 1/64 is worth 2 to 5
    cost = 2 * value / 64  # two steps pay
    start = int(rng.integers(10, 20)) / 64

    def stops(*gains: int, worth: int = 1, price: float = cost) -> float:
        scores = [start]
        for gain in gains:
            scores.append(scores[-1] + gain / 64)
        return number(call(scores, value * worth, price), "rounds_worth_it")

    good = stops(3, 3, 3)
    IGNORES_VALUE.fail_if(good == 2)
    COUNTS_START.fail_if(good == 4)
    fail_if(good != 3, "All rounds pay, so all are made.", f"Three rounds give 3; you give {good:g}.")
    STOPS_AT_FIRST.fail_if(stops(3, 0, 3, 3) == 2)
    COUNTS_ALL_BAD.fail_if(stops(3, 0, 3, 1, 3) == 4)
    GAIN_SINCE_START.fail_if(stops(5, 0, 0, 0) == 4)
    REFUSES_EVEN.fail_if(stops(2, 2, 3) == 2)
    for gains, right in (
        ((5, 0, 0, 0), 3), ((0, 0, 3), 2), ((3, 1, 1, 4), 3), ((3, 0, 3, 1, 3), 5), ((1,), 1), ((4, -2, 1, 9), 3),
        ((0, 3, 0), 3), ((0, 3, 0, 0, 3), 4),
    ):  # fmt: skip
        made = stops(*gains)
        told = f"With the gains {', '.join(f'{gain}/64' for gain in gains)} it is {right}; you give {made:g}."
        fail_if(made != right, "This is not the round after which to stop.", f"{told} A gain of 2/64 just pays.")
    told = "Compare the gain, times `value`, with `cost`."
    fail_if(stops(3, 2, 2, 3, price=cost * 3 / 2) != 3, "Your rule ignores what a round costs.", told)
    fail_if(stops(2, 2, 3, worth=2, price=cost * 2) != 3, "Your rule ignores what a point is worth.", told)
    return "Your rule ends the work after two rounds that did not pay, and forgives one."

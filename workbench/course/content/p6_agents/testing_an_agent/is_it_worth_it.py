"""Is it worth it?

An agent saves time where it is right, and costs time where it is wrong. Complete `minutes_saved`, for one day:

- `goals` tasks come in; done by a person, each takes `by_hand` minutes;
- the agent solves the share `solved`, and does the share `wrong` wrongly; the rest it refuses, and a person does it;
- a person looks at **every** outcome for `to_check` minutes;
- each wrong outcome takes `to_repair` minutes: the apology, and the work itself.
"""

from __future__ import annotations

from typing import NamedTuple

from workbench.course.checks import Mistake, Names, Random, agrees, close, fail_if, number

CELL = '''\
def minutes_saved(goals, solved, wrong, by_hand, to_check, to_repair):
    """Minutes that an agent saves in a day; below 0 it costs more than it saves."""
    before = ‹goals * by_hand›
    refused = ‹1 - solved - wrong›
    after = goals * (to_check + ‹refused * by_hand + wrong * to_repair›)
    return before - after
'''
HINTS = (
    "Without an agent, a person does every task by hand.",
    "What is neither solved nor wrong is refused. Three shares make 1.",
    "The gaps: `goals * by_hand`, `1 - solved - wrong`, `refused * by_hand + wrong * to_repair`.",
)

REFUSED_IS_FREE = Mistake(
    "What the agent refuses costs nothing with you. A person must do it then.",
    "Add `refused * by_hand`.",
    {"refused * by_hand + wrong * to_repair": "wrong * to_repair"},
)
WRONG_IS_FREE = Mistake(
    "Wrong outcomes cost nothing with you. That is how projects look good until somebody complains.",
    "Add `wrong * to_repair`.",
    {"refused * by_hand + wrong * to_repair": "refused * by_hand"},
)
WRONG_IS_REFUSED = Mistake(
    "You count the wrong outcomes among the refused ones too.",
    "Refused is what is neither solved nor wrong: `1 - solved - wrong`.",
    {"1 - solved - wrong": "1 - solved"},
)
NOT_CHECKED = Mistake(
    "Nobody looks at the outcomes. Somebody must, or nobody knows which are wrong.",
    "`to_check` counts for every task.",
    {"(to_check + refused": "(refused"},
)


def examine(answer: Names, rng: Random) -> str:
    """Days of a desk, with shares drawn by chance."""
    call = answer["minutes_saved"]
    for _ in range(6):
        day = _day(rng)
        made = number(call(*day), "minutes_saved")
        REFUSED_IS_FREE.fail_if(close(made, day.saved("refused")))
        WRONG_IS_FREE.fail_if(close(made, day.saved("wrong")))
        WRONG_IS_REFUSED.fail_if(close(made, day.saved("both")))
        NOT_CHECKED.fail_if(close(made, day.saved("unchecked")))
        right = day.saved()
        told = f"{day} is {right:.1f}; you give {made:.1f}."
        fail_if(not agrees(made, right), "These are not the minutes saved.", told)
    return f"{right:.0f} minutes in the last day tried. A dear error can eat what a hundred right answers save."


class DeskDay(NamedTuple):
    """The numbers of one day, in the order of the arguments."""

    goals: int
    solved: float
    wrong: float
    by_hand: int
    to_check: float
    to_repair: int

    def __str__(self) -> str:
        """As the learner calls it."""
        return f"minutes_saved({', '.join(map(str, self))})"

    def saved(self, rule: str = "") -> float:
        """The minutes saved; with a rule, as somebody counts who forgets something."""
        left = 1 - self.solved - (0 if rule == "both" else self.wrong)
        cost = 0.0 if rule == "unchecked" else self.to_check
        cost += 0 if rule == "refused" else left * self.by_hand
        cost += 0 if rule == "wrong" else self.wrong * self.to_repair
        return self.goals * (self.by_hand - cost)


def _day(rng: Random) -> DeskDay:
    """A day on which each forgetful way of counting gives another number."""
    while True:
        day = DeskDay(
            goals=int(rng.integers(20, 90)),
            solved=int(rng.integers(40, 70)) / 100,
            wrong=int(rng.integers(3, 15)) / 100,
            by_hand=int(rng.integers(5, 15)),
            to_check=float(rng.choice([1.125, 1.375, 2.125])),
            to_repair=int(rng.integers(20, 60)),
        )
        if abs((1 - day.solved - day.wrong) * day.by_hand - day.wrong * day.to_repair) > 0.01:
            return day

"""Exercise 8.1.4: say an explanation in words a customer understands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workbench.course.checks import close, fail_if, number, several, versus
from workbench.course.exercise import Exercise, Wrong

if TYPE_CHECKING:
    from numpy.random import Generator

SOLUTION = '''\
import math


def probability(log_odds):
    return 1 / (1 + math.exp(-log_odds))


def read_aloud(base, contributions):
    """What to tell the customer, from the contributions in log-odds, by feature.

    Returns the probability at the base value, the probability for this person, and the feature that lowers it most.
    """
    start = probability(base)
    this_one = probability(base + sum(contributions.values()))
    against = min(contributions, key=contributions.get)
    return start, this_one, against
'''


def examine(answer: Mapping[str, Any], rng: Generator) -> str:
    """Random contributions, of which the strongest one raises the answer and another one lowers it most."""
    import math

    names = [str(name) for name in rng.permutation(["gain", "hours", "school", "job"])]
    names.insert(int(rng.integers(2, 5)), "age")  # first in the alphabet, and neither the strongest nor the lowest
    sizes = [2.0, -1.2, 0.9, -0.5, 0.1]  # the farthest from zero is not the lowest, and the nearest is neither
    contributions = {name: size + float(rng.uniform(-0.04, 0.04)) for name, size in zip(names, sizes, strict=True)}
    base = float(rng.uniform(-2.0, -1.0))
    log_odds = base + sum(contributions.values())

    def probability(value: float) -> float:
        return 1 / (1 + math.exp(-value))

    things = ("the probability at the base value", "the probability of this person", "a name")
    told = several(answer["read_aloud"](base, dict(contributions)), "read_aloud", things)
    start, this_one, against = number(told[0], things[0]), number(told[1], things[1]), told[2]
    compared = f"The base value is {base:.2f}, base and contributions together are {log_odds:.2f}."
    fail_if(
        not close(start, probability(base)),
        "The first number is not the probability at the base value.",
        f"The base value is in log-odds: `probability(base)`. Here {versus(probability(base), start)}. {compared}",
    )
    fail_if(
        close(this_one, probability(log_odds - base)),
        "You leave the base value out of this person's probability.",
        f"Contributions start from it. {compared}",
    )
    separately = probability(base) + sum(probability(value) - 0.5 for value in contributions.values())
    fail_if(
        close(this_one, probability(base) + sum(probability(value) for value in contributions.values()))
        or close(this_one, separately),
        "You turn each contribution into a probability, and then add.",
        f"Only log-odds may be added. Add first, then call `probability` once. {compared}",
    )
    fail_if(
        not close(this_one, probability(log_odds)),
        "This person's probability is not right.",
        f"Here {versus(probability(log_odds), this_one)}. {compared}",
    )
    fail_if(
        against == names[0],
        "You name the strongest feature, but this one raises the probability.",
        f"What lowers it most has the lowest contribution, signs and all: {names[1]}.",
    )
    fail_if(
        against != names[1],
        "This is not the feature that lowers the probability most.",
        f"Look for the lowest contribution in { ({name: round(value, 2) for name, value in contributions.items()}) }.",
    )
    return (
        f"You can say: 'The model starts at {start:.0%} and ends, for you, at {this_one:.0%}; {against} speaks most "
        "against it.' That is what the model does with it, not a law of the world."
    )


EXERCISE = Exercise(
    "8.1.4",
    "Read an explanation aloud",
    """
A customer does not know *log-odds*. But contributions of a boosted model are in log-odds, because these can be added.
Turn them into words at the very end: `probability` is there already. Complete `read_aloud`. It returns the probability
where every explanation starts (the base value alone; the mean of all probabilities is another number), the probability
for this person, and the feature that lowers it most.
""",
    starter='''\
import math


def probability(log_odds):
    return 1 / (1 + math.exp(-log_odds))


def read_aloud(base, contributions):
    """What to tell the customer, from the contributions in log-odds, by feature.

    Returns the probability at the base value, the probability for this person, and the feature that lowers it most.
    """
    start = ...
    this_one = ...
    against = ...
    return start, this_one, against
''',
    hints=(
        "`contributions` is a dict: `contributions.values()` are the numbers.",
        "Add base and all contributions first; then turn the sum into a probability, once.",
        "`min(contributions, key=contributions.get)` is the name with the lowest number.",
    ),
    solution=SOLUTION,
    wrong={
        "leaves out the base": Wrong(
            SOLUTION.replace("base + sum(contributions.values())", "sum(contributions.values())"),
            "You leave the base value out of this person's probability.",
        ),
        "adds probabilities": Wrong(
            SOLUTION.replace(
                "probability(base + sum(contributions.values()))",
                "start + sum(probability(value) for value in contributions.values())",
            ),
            "You turn each contribution into a probability, and then add.",
        ),
        "names the strongest": Wrong(
            SOLUTION.replace("min(contributions, key=contributions.get)", "max(contributions, key=contributions.get)"),
            "You name the strongest feature, but this one raises the probability.",
        ),
        "names the first in the alphabet": Wrong(
            SOLUTION.replace("min(contributions, key=contributions.get)", "min(contributions)"),
            "This is not the feature that lowers the probability most.",
        ),
        "shows log-odds": Wrong(
            SOLUTION.replace("start = probability(base)", "start = base"),
            "The first number is not the probability at the base value.",
        ),
    },
    examine=examine,
)

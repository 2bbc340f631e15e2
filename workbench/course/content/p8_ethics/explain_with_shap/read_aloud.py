"""Read an explanation aloud.

A customer does not know *log-odds*. But contributions of a boosted model are in log-odds, because these can be added.
Turn them into words at the very end: `probability` is there already. Complete `read_aloud`. It returns the probability
where every explanation starts (the base value alone; the mean of all probabilities is another number), the probability
for this person, and the feature that lowers it most.
"""

from workbench.course.checks import Mistake, Names, Random, agrees, close, fail_if, number, several, versus

CELL = '''\
import math


def probability(log_odds):
    return 1 / (1 + math.exp(-log_odds))


def read_aloud(base, contributions):
    """What to tell the customer, from the contributions in log-odds, by feature.

    Returns the probability at the base value, the probability for this person, and the feature that lowers it most.
    """
    start = ‹probability(base)›
    this_one = ‹probability(base + sum(contributions.values()))›
    against = ‹min(contributions, key=contributions.get)›
    return start, this_one, against
'''
HINTS = (
    "`contributions` is a dict: `contributions.values()` are the numbers.",
    "Add base and all contributions first; then turn the sum into a probability, once.",
    "`min(contributions, key=contributions.get)` is the name with the lowest number.",
)

LEAVES_OUT_BASE = Mistake(
    "You leave the base value out of this person's probability.",
    "Contributions start from it.",
    {"base + sum(contributions.values())": "sum(contributions.values())"},
)
ADDS_PROBABILITIES = Mistake(
    "You turn each contribution into a probability, and then add.",
    "Only log-odds may be added. Add first, then call `probability` once.",
    {"probability(base + sum(contributions.values()))": "start + sum(map(probability, contributions.values()))"},
)
NAMES_STRONGEST = Mistake(
    "You name the strongest feature, but this one raises the probability.",
    "What lowers it most has the lowest contribution, signs and all.",
    {"min(contributions": "max(contributions"},
)
FIRST_IN_ALPHABET = Mistake(
    "This is not the feature that lowers the probability most.",
    "",
    {"min(contributions, key=contributions.get)": "min(contributions)"},
)
SHOWS_LOG_ODDS = Mistake(
    "The first number is not the probability at the base value.",
    "The base value is in log-odds: `probability(base)`.",
    {"start = probability(base)": "start = base"},
)


def examine(answer: Names, rng: Random) -> str:
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
    SHOWS_LOG_ODDS.fail_if(not agrees(start, probability(base)), f"Here {versus(probability(base), start)}. {compared}")
    LEAVES_OUT_BASE.fail_if(close(this_one, probability(log_odds - base)), compared)
    for half in (0, 0.5):  # with and without the half that log-odds of 0 become
        separately = probability(base) + sum(probability(value) - half for value in contributions.values())
        ADDS_PROBABILITIES.fail_if(close(this_one, separately), compared)
    words = f"Here {versus(probability(log_odds), this_one)}. {compared}"
    fail_if(not agrees(this_one, probability(log_odds)), "This person's probability is not right.", words)
    NAMES_STRONGEST.fail_if(against == names[0], f"Here it is {names[1]}.")
    rounded = {name: round(value, 2) for name, value in contributions.items()}
    FIRST_IN_ALPHABET.fail_if(against != names[1], f"Look for the lowest contribution in {rounded}.")
    return (
        f"You can say: 'The model starts at {start:.0%} and ends, for you, at {this_one:.0%}; {against} speaks most "
        "against it.' That is what the model does with it, not a law of the world."
    )

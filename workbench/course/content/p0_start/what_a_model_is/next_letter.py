"""Count what comes next.

A *discriminative* model tells classes apart. A *generative* model makes something new, piece by piece: it holds, for
each place, the probability of every possible next piece. The smallest one looks back a single letter. Complete
`next_letter`: count the pairs whose first letter is `letter`, and turn the counts into probabilities.
"""

from typing import Any

from workbench.course.checks import Mistake, Names, Random, agrees, close, fail_if, mapping, number, versus

CELL = '''\
from collections import Counter


def next_letter(names, letter):
    """Probability of each letter that may follow `letter`; "." stands for the end of a name."""
    counts = Counter()
    for name in names:
        text = name + "."
        for here, following in zip(text, text[1:]):
            belongs = ‹here == letter›
            if belongs:
                counts[following] += 1
    total = ‹sum(counts.values())›
    return {following: count / total for following, count in counts.items()}
'''
HINTS = (
    '`zip("anna.", "nna.")` gives the pairs (a, n), (n, n), (n, a), (a, .).',
    "A pair belongs if `here` is the letter asked for.",
    "`counts.values()` holds the counts; `sum` adds them up.",
)

COUNTS_EVERY_PAIR = Mistake("You count pairs that do not begin with the letter.", "", {"here == letter": "True"})
SECOND_LETTER = Mistake(
    "You look at what comes before the letter, not at what follows it.",
    "A pair belongs if its first letter, `here`, is the letter asked for.",
    {"here == letter": "following == letter"},
)
DIVIDES_BY_NAMES = Mistake(
    "The probabilities do not add up to 1.",
    "Divide by the number of pairs that were counted.",
    {"sum(counts.values())": "len(names)"},
)
KNOWS_ONE_LETTER = Mistake(
    "You count the pairs of one letter, whichever is asked for.",
    "`letter` says which one.",
    {"here == letter": 'here == "a"'},
)


def examine(answer: Names, rng: Random) -> str:
    """Random names, in which every letter but one is common; each is asked for."""
    letters = rng.permutation(list("aeln")).tolist()
    names = ["".join(rng.choice(letters, int(rng.integers(3, 8)), p=[0.4, 0.3, 0.2, 0.1])) for _ in range(40)]
    for letter in letters:
        _check_letter(names, letter, answer["next_letter"](list(names), letter))
    return "You built a language model. A large one does the same, with longer memory: what comes next, how likely?"


def _shares(names: list[str], letters: str) -> dict[str, float]:
    """How often each letter comes after one of these, by running through all names at once."""
    running = ".".join(names) + "."
    after = [following for here, following in zip(running, running[1:], strict=False) if here in letters]
    return {following: after.count(following) / len(after) for following in set(after)}


def _check_letter(names: list[str], letter: str, given: Any) -> None:
    """What follows one letter; a letter that never follows may be there with 0."""
    told = mapping(given, "next_letter", "each following letter, and its probability")
    got = {following: number(share, "next_letter") for following, share in told.items()}
    got = {following: share for following, share in got.items() if share != 0}

    def gives(expected: dict[str, float]) -> bool:
        return got.keys() == expected.keys() and close(list(got.values()), [expected[key] for key in got])

    SECOND_LETTER.fail_if(set(got) == {letter})
    total = sum(got.values())
    DIVIDES_BY_NAMES.fail_if(not close(total, 1, 5e-4 * len(got)), f"For their sum {versus(1, total)}.")
    right = _shares(names, letter)
    off = max({*right, *got}, key=lambda following: abs(right.get(following, 0) - got.get(following, 0)))
    compared = f"For `{off}` after `{letter}` {versus(right.get(off, 0), got.get(off, 0))}."
    COUNTS_EVERY_PAIR.fail_if(gives(_shares(names, "aeln")), compared)
    KNOWS_ONE_LETTER.fail_if(any(gives(_shares(names, other)) for other in "aeln".replace(letter, "")), compared)
    agree = got.keys() == right.keys() and agrees(list(got.values()), [right[key] for key in got])
    fail_if(not agree, "These are not the probabilities of what follows.", compared)

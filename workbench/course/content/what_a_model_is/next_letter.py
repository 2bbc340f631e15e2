"""Exercise 0.1.3: the smallest generative model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workbench.course.checks import close, fail_if
from workbench.course.exercise import Exercise, Wrong

if TYPE_CHECKING:
    from numpy.random import Generator

SOLUTION = '''\
from collections import Counter


def next_letter(names, letter):
    """Probability of each letter that may follow `letter`; "." stands for the end of a name."""
    counts = Counter()
    for name in names:
        text = name + "."
        for here, following in zip(text, text[1:]):
            belongs = here == letter
            if belongs:
                counts[following] += 1
    total = sum(counts.values())
    return {following: count / total for following, count in counts.items()}
'''


def examine(answer: Mapping[str, Any], rng: Generator) -> str:
    """Random names with far more letters a than there are names, beside a count made in another way."""
    shares = [0.5, 0.2, 0.2, 0.1]
    names = ["".join(rng.choice(list("aeln"), int(rng.integers(3, 8)), p=shares)) for _ in range(40)]
    running = ".".join(names) + "."
    following = [running[place + 1] for place, letter in enumerate(running[:-1]) if letter == "a"]
    expected = {letter: following.count(letter) / len(following) for letter in set(following)}
    got = answer["next_letter"](list(names), "a")
    fail_if(
        not isinstance(got, dict),
        "`next_letter` must give a dict: each following letter, and its probability.",
        "Keep the last line as it was.",
    )
    fail_if(
        set(got) == {"a"},
        "You look at what comes before the letter, not at what follows it.",
        "A pair belongs if its first letter, `here`, is the letter asked for.",
    )
    total = sum(got.values())
    fail_if(
        not close(total, 1),
        "The probabilities do not add up to 1.",
        f"They add up to {total:.3f}. Divide by the number of pairs that were counted.",
    )
    fail_if(
        set(got) != set(expected) or any(not close(got[letter], share) for letter, share in expected.items()),
        "You count pairs that do not begin with the letter.",
        f"After `a` comes `{following[0]}` with probability {expected[following[0]]:.3f}; "
        f"yours is {got.get(following[0], 0):.3f}.",
    )
    return "You built a language model. A large one does the same, with longer memory: what comes next, how likely?"


EXERCISE = Exercise(
    "0.1.3",
    "Count what comes next",
    """
A *discriminative* model tells classes apart. A *generative* model makes something new, piece by piece: it holds, for
each place, the probability of every possible next piece. The smallest one looks back a single letter. Complete
`next_letter`: count the pairs whose first letter is `letter`, and turn the counts into probabilities.
""",
    starter='''\
from collections import Counter


def next_letter(names, letter):
    """Probability of each letter that may follow `letter`; "." stands for the end of a name."""
    counts = Counter()
    for name in names:
        text = name + "."
        for here, following in zip(text, text[1:]):
            belongs = ...
            if belongs:
                counts[following] += 1
    total = ...
    return {following: count / total for following, count in counts.items()}
''',
    hints=(
        '`zip("anna.", "nna.")` gives the pairs (a, n), (n, n), (n, a), (a, .).',
        "A pair belongs if `here` is the letter asked for.",
        "`counts.values()` holds the counts; `sum` adds them up.",
    ),
    solution=SOLUTION,
    wrong={
        "counts every pair": Wrong(
            SOLUTION.replace("here == letter", "True"), "You count pairs that do not begin with the letter."
        ),
        "looks at the second letter": Wrong(
            SOLUTION.replace("here == letter", "following == letter"),
            "You look at what comes before the letter, not at what follows it.",
        ),
        "divides by the number of names": Wrong(
            SOLUTION.replace("sum(counts.values())", "len(names)"), "The probabilities do not add up to 1."
        ),
    },
    examine=examine,
)

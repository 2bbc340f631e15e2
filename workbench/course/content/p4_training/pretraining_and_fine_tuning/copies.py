"""Is it a copy?

A model has written names. Some stand in its training list: did it copy them, or are they good guesses? Names of the
same kind that it never saw tell: if it copies nothing, it should hit each name that it saw as often as each that it did
not see. Complete `copying`: the share of what it wrote that stands in `training`, less the share to expect by chance.
"""

from __future__ import annotations

from workbench.course.checks import Mistake, Names, Random, agrees, close, fail_if, number, versus

CELL = '''\
def copying(written, training, held_out):
    """How much more of what it wrote stands in `training` than chance explains."""
    seen, unseen = set(training), set(held_out)
    hits = ‹sum(name in seen for name in written) / len(written)›
    guesses = ‹sum(name in unseen for name in written) / len(written)›
    by_chance = ‹guesses * len(seen) / len(unseen)›
    return hits - by_chance
'''
HINTS = (
    "`sum(name in seen for name in written)` counts those that stand in `seen`, however often each was written.",
    "Hits per name that was not seen are `guesses / len(unseen)`. Times the number of names that were seen.",
    "The last gap is `guesses * len(seen) / len(unseen)`.",
)

EACH_ONCE = Mistake(
    "A name that was written five times counts once.",
    "Count over `written`, not over a set of it.",
    {
        "sum(name in seen for name in written) / len(written)": "len(seen & set(written)) / len(written)",
        "sum(name in unseen for name in written) / len(written)": "len(unseen & set(written)) / len(written)",
    },
)
EQUALLY_MANY = Mistake(
    "The training list is longer, so chance hits it more often.",
    "Multiply by how many more names it has: `len(seen) / len(unseen)`.",
    {"guesses * len(seen) / len(unseen)": "guesses"},
)
UPSIDE_DOWN = Mistake(
    "The two lengths are exchanged.",
    "The longer the training list, the more chance: `len(seen) / len(unseen)`.",
    {"len(seen) / len(unseen)": "len(unseen) / len(seen)"},
)
SHARE_OF_LIST = Mistake(
    "This is the share of the *list* that was written.",
    "Divide by how many names were written: `len(written)`.",
    {"in seen for name in written) / len(written)": "in seen for name in written) / len(seen)"},
)
LOOKS_TWICE = Mistake(
    "Both shares look into the training list.",
    "`guesses` looks into `unseen`.",
    {"name in unseen": "name in seen"},
)


def examine(answer: Names, rng: Random) -> str:
    """Lists of made-up names; some are written several times."""
    letters = list("abcdefgh")
    for _ in range(3):
        words = sorted({"".join(rng.choice(letters, 4)) for _ in range(60)})
        names = [words[place] for place in rng.permutation(len(words))]
        seen, unseen, others = names[:20], names[20:26], names[26:40]
        drawn = rng.choice(20, int(rng.integers(9, 14)), replace=False)
        written = [seen[place] for place in drawn] + [seen[drawn[0]]] * 3 + [unseen[1], unseen[1]] + others
        written = [written[place] for place in rng.permutation(len(written))]
        got = number(answer["copying"](list(written), list(seen), list(unseen)), "copying")
        hits, guesses = (sum(word in names for word in written) for names in (seen, unseen))
        n, factor = len(written), len(seen) / len(unseen)
        right = hits / n - guesses / n * factor
        once = [len(set(written) & set(names)) / n for names in (seen, unseen)]
        EACH_ONCE.fail_if(close(got, once[0] - once[1] * factor))
        EQUALLY_MANY.fail_if(close(got, (hits - guesses) / n))
        UPSIDE_DOWN.fail_if(close(got, hits / n - guesses / n / factor))
        SHARE_OF_LIST.fail_if(close(got, hits / len(seen) - guesses / n * factor))
        LOOKS_TWICE.fail_if(close(got, hits / n * (1 - factor)))
        fail_if(not agrees(got, right), "The number is not right.", f"It must be {versus(right, got)}.")
    return "Your number tells copies from good guesses. Near 0 the model writes new things; near 1 it only repeats."

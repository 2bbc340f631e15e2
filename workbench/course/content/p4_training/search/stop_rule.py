"""A rule to stop.

A search can go on for ever, and each trial costs time. Complete `should_stop`: given the scores of all trials so far
(higher is better), say whether the last `patience` trials have raised the best score by less than `gain`.
While there are no more than `patience` trials, go on.
"""

from workbench.course.checks import Mistake, Names, Random, fail_if

CELL = '''\
def should_stop(scores, gain, patience):
    """Whether the last `patience` trials have raised the best score by less than `gain`."""
    if ‹len(scores) <= patience›:
        return False
    before = ‹max(scores[:-patience])›
    return ‹max(scores) - before < gain›
'''
HINTS = (
    "`scores[:-patience]` are all trials but the last `patience`.",
    "Compare the best of all trials with the best of those before.",
    "The gaps are `len(scores) <= patience`, `max(scores[:-patience])` and `max(scores) - before < gain`.",
)

COMPARES_TWO_TRIALS = Mistake(
    "Two single trials are compared. The one before may have been bad by chance.",
    "What counts is the *best* score before: `max(scores[:-patience])`.",
    {"max(scores[:-patience])": "scores[-patience - 1]"},
)
TAKES_FIRST = Mistake(
    "Your rule compares with the first trials of the search.",
    "`scores[:-patience]`, with a minus: all but the last ones.",
    {"scores[:-patience]": "scores[:patience]"},
)
WRONG_WAY_ROUND = Mistake(
    "Your rule stops while the score still rises.", "Stop when the gain is *below* `gain`.", {"< gain": "> gain"}
)
INCLUDES_BORDER = Mistake(
    "A gain that is exactly as large as asked for is called too little.",
    "*Less* than `gain` stops.",
    {"< gain": "<= gain"},
)
TOO_EARLY = Mistake(
    "With exactly `patience` trials there is none before to compare with.",
    "Go on while `len(scores) <= patience`.",
    {"len(scores) <= patience": "len(scores) < patience"},
)
IGNORES_GAIN = Mistake("Your rule ignores `gain`.", "Compare with `gain`, not with a number.", {"< gain": "< 0.002"})
LATEST_ONLY = Mistake(
    "Only the last trial of all is looked at.",
    "The best of the last `patience` trials counts, wherever it stands among them.",
    {"max(scores) - before": "scores[-1] - before"},
)


def examine(answer: Names, rng: Random) -> str:
    """Scores in steps of 1/64, whose differences are exact, on each side of each border."""
    rule, start = answer["should_stop"], int(rng.integers(20, 30)) / 64
    patience = int(rng.integers(3, 6))
    step = 1 / 64

    def stops(*scores: float, gain: float = 2 * step, wait: int = patience) -> bool:
        verdict = rule([start + score * step for score in scores], gain, wait)
        fail_if(verdict not in (True, False), "`should_stop` must give True or False.", f"It gives {verdict!r}.")
        return bool(verdict)

    flat = (0,) * patience
    with TOO_EARLY.explains(ValueError, "empty"):
        young = stops(*flat) or stops(*flat[1:])
    told = f"Up to {patience} trials there is nothing to compare with."
    fail_if(young, "Your rule stops before there are more than `patience` trials.", told)
    WRONG_WAY_ROUND.fail_if(not stops(0, *flat) and stops(0, *flat[1:], 9))
    TAKES_FIRST.fail_if(not stops(0, *flat, 9, 9, *flat))
    LATEST_ONLY.fail_if(stops(0, 9, *flat[1:]))
    COMPARES_TWO_TRIALS.fail_if(not stops(9, 0, *flat[1:], 5) or stops(5, 0, *flat[2:], 9, 0))
    fail_if(not stops(0, *flat), "Your rule goes on although nothing was gained.", "Stop below `gain`.")
    INCLUDES_BORDER.fail_if(stops(0, *flat[1:], 2))
    fail_if(stops(0, *flat[1:], 3), "Your rule stops although the gain was large enough.", "Stop below `gain`.")
    IGNORES_GAIN.fail_if(not stops(0, *flat[1:], 5, gain=6 * step) or stops(0, *flat[1:], 1, gain=step / 2))
    longer = stops(0, 9, *flat, 0, wait=patience + 2)
    fail_if(longer, "Your rule ignores `patience`.", "Look at the last `patience` trials, however many that are.")
    return f"Your rule stops a search after {patience} trials that brought too little, and not before."

"""Ship, or not?

`shares` holds the share of right answers by group, `bars` what each group needs. Complete `stopped_by`: the list of
groups that stop the new version, in the order of `bars`. A group that has a bar and no share stops it too: nobody has
looked.
"""

from workbench.course.checks import Mistake, Names, Random, fail_if

CELL = '''\
def stopped_by(shares, bars):
    """The groups that are below their bar, or were not tested."""
    stopped = []
    for group, bar in bars.items():
        share = ‹shares.get(group)›
        if ‹share is None or share < bar›:
            stopped.append(‹group›)
    return stopped
'''
HINTS = (
    "`shares.get(group)` is None where the group is not there.",
    "Two reasons to stop: nobody has looked (`share is None`), or the share is below the bar.",
    "The gaps are `shares.get(group)`, `share is None or share < bar` and `group`.",
)

ON_AVERAGE = Mistake(
    "Your rule lets a good average pay for a bad group.",
    "Compare each group's own share with its bar.",
    {"share = shares.get(group)": "share = sum(shares.values()) / len(shares) if group in shares else None"},
)
UNTESTED_PASSES = Mistake(
    "A group that nobody has tested is let through.",
    "`share is None` is a reason to stop.",
    {"share is None or share < bar": "share is not None and share < bar"},
)
AT_THE_BAR = Mistake(
    "A group that is exactly at its bar is stopped.", "*Below* the bar stops.", {"share < bar": "share <= bar"}
)
ONE_BAR = Mistake(
    "All groups are held to the same bar.", "Use each group's own `bar`.", {"share < bar": "share < max(bars.values())"}
)
WRONG_WAY = Mistake("Your rule stops what is good.", "Below the bar stops.", {"share < bar": "share > bar"})


def examine(answer: Names, rng: Random) -> str:
    """Groups above, below and at their bars, and one that was not tested."""
    rule = answer["stopped_by"]
    names = [str(name) for name in rng.permutation(["easy", "hard", "strange", "unsafe", "private"])]
    low, high = 0.5, 0.75

    def found(shares: dict[str, float], bars: dict[str, float]) -> list[str]:
        given = rule(dict(shares), dict(bars))
        fail_if(
            isinstance(given, str) or given is None, "`stopped_by` must give a list of groups.", f"It gives {given!r}."
        )
        return list(given)

    bars = dict(zip(names, (low, high, low, high, low), strict=True))
    good = {name: bar + 0.0625 for name, bar in bars.items()}
    ON_AVERAGE.fail_if(found({name: 1.0 for name in names} | {names[0]: 0.25}, bars) == [])
    WRONG_WAY.fail_if(sorted(found(good, bars)) == sorted(names))
    ONE_BAR.fail_if(found(good, bars) == [name for name in names if bars[name] == low])
    fail_if(bool(found(good, bars)), "Your rule stops a version that reaches every bar.", "Look at `share < bar`.")
    AT_THE_BAR.fail_if(bool(found(bars, bars)))
    bad = {**good, names[1]: 0.625, names[4]: 0.25}
    ONE_BAR.fail_if(found(good, bars) != [])
    expected = [names[1], names[4]]
    given = found(bad, bars)
    fail_if(given != expected, "The list of groups is not right.", f"It should be {expected}, and is {given}.")
    untested = {name: share for name, share in good.items() if name != names[2]}
    with UNTESTED_PASSES.explains(KeyError, names[2]), UNTESTED_PASSES.explains(TypeError, "NoneType"):
        UNTESTED_PASSES.fail_if(found(untested, bars) != [names[2]])
    return f"Your rule names {' and '.join(expected)}, and no average can hide them."

"""A gate that says no.

Before a new version goes out, both versions answer the same suite of cases. `old` and `new` say how many cases each
version has right, by group. Complete `stopped_by`: the names of all groups that stop the new version.

A group stops it if the new version has fewer cases right than the old one. A group that is missing in `new` was not
tested: it stops the version too. The sum over all groups does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable

from workbench.course.checks import Mistake, Names, Random, fail_if

CELL = '''\
def stopped_by(old, new):
    """The groups in which the new version is worse, or was not tested."""
    stopped = []
    for group in old:
        if group not in new:
            ‹stopped.append(group)›
        elif ‹new[group] < old[group]›:
            stopped.append(group)
    return ‹stopped›
'''
HINTS = (
    "Compare both versions group by group; a better group makes up for nothing.",
    "What was not tested is not known to be good: it stops the version.",
    "The gaps: `stopped.append(group)`, `new[group] < old[group]`, and `stopped`.",
)

SUM_DECIDES = Mistake(
    "You let one group make up for another.",
    "Each group counts by itself: `new[group] < old[group]`.",
    {"new[group] < old[group]": "new[group] < old[group] and sum(new.values()) < sum(old.values())"},
)
UNTESTED_PASSES = Mistake(
    "A group that was not tested passes.",
    "Nobody knows how the new version does there: append it too.",
    {"            stopped.append(group)\n        elif": "            continue\n        elif"},
)
EQUAL_STOPS = Mistake(
    "A group in which both are as good stops the version.",
    "Only fewer right cases stop it: `<`.",
    {"new[group] < old[group]": "new[group] <= old[group]"},
)
BETTER_STOPS = Mistake(
    "You stop the version where it has become better.",
    "Turn the comparison round.",
    {"new[group] < old[group]": "new[group] > old[group]"},
)


def examine(answer: Names, rng: Random) -> str:
    """Groups that lose, gain, stay and are missing, in an order drawn by chance."""
    call = answer["stopped_by"]
    names = ["commute", "night", "rain", "holiday", "spring", "far"]
    for _ in range(5):
        order = [names[int(place)] for place in rng.permutation(6)]
        old = {name: int(rng.integers(5, 20)) for name in order}
        lost, missing, won = order[0], order[1], order[2]
        new = {name: count for name, count in old.items() if name != missing}
        new[lost] -= int(rng.integers(1, 4))
        new[won] += 60
        made = _names(call(dict(old), dict(new)))
        UNTESTED_PASSES.fail_if(made == {lost})
        SUM_DECIDES.fail_if(made == {missing})
        EQUAL_STOPS.fail_if(made == {name for name in old if name == missing or new[name] <= old[name]})
        BETTER_STOPS.fail_if(made == {won, missing})
        told = f"For {old} and {new} it is {[lost, missing]}; you give {sorted(made)}."
        fail_if(made != {lost, missing}, "These are not the groups that stop it.", told)
    fine = _names(call({"rain": 3}, {"rain": 3}))
    fail_if(bool(fine), "Nothing has become worse, and all was tested: nothing stops it.", f"You give {sorted(fine)}.")
    return "A version that wins 60 cases and loses one group is stopped. Somebody lives in that group."


def _names(value: object) -> set[str]:
    told = f"It gives {value!r}."
    fail_if(not isinstance(value, Iterable) or isinstance(value, str), "`stopped_by` must give a list of names.", told)
    assert isinstance(value, Iterable)
    made = list(value)
    fail_if(not all(isinstance(name, str) for name in made), "`stopped_by` must give names of groups.", told)
    return set(made)

"""Two ways to be wrong about a refusal.

An agent that refuses everything is safe and useless. So two errors are counted apart. `results` has a triple for each
goal: `must_refuse` (is it unsafe?), `refused` (did the agent refuse?) and `right` (is the outcome right?). Complete
`tally`, which counts:

- of goals that must be refused: `"refused rightly"` and `"let through"`;
- of the others: `"refused wrongly"`, and where it did not refuse, `"solved"` or `"failed"`.
"""

from __future__ import annotations

from workbench.course.checks import Mistake, Names, Random, fail_if, mapping

CELL = '''\
def tally(results):
    """How often an agent did what, with refusals counted apart."""
    counts = {"solved": 0, "failed": 0, "refused rightly": 0, "refused wrongly": 0, "let through": 0}
    for must_refuse, refused, right in results:
        if must_refuse:
            counts[‹"refused rightly" if refused else "let through"›] += 1
        elif refused:
            counts[‹"refused wrongly"›] += 1
        else:
            counts[‹"solved" if right else "failed"›] += 1
    return counts
'''
HINTS = (
    "Ask first what should have happened: must this goal be refused? Then look at what the agent did.",
    'In Python, `"a" if condition else "b"` is one of two texts.',
    'The gaps: `"refused rightly" if refused else "let through"`, `"refused wrongly"`, and '
    '`"solved" if right else "failed"`.',
)

REFUSED_IS_RIGHT = Mistake(
    "You count every refusal as right. An agent that refuses everything would be perfect.",
    "A goal that may be done and is refused was refused wrongly.",
    {'counts["refused wrongly"]': 'counts["refused rightly"]'},
)
TURNED = Mistake(
    "It is turned round: what was let through counts as refused, and the other way.",
    "If `refused` is true, an unsafe goal was refused rightly.",
    {'"refused rightly" if refused else "let through"': '"let through" if refused else "refused rightly"'},
)
THROUGH_IS_SOLVED = Mistake(
    "An unsafe goal that was done counts as solved. It was let through.",
    "For goals that must be refused, only the refusal counts.",
    {'"refused rightly" if refused else "let through"': '"refused rightly" if refused else "solved"'},
)
REFUSED_IS_FAILED = Mistake(
    "A wrong refusal counts among the failures. It has a cause of its own, and a mending of its own.",
    'Count it under `"refused wrongly"`.',
    {'counts["refused wrongly"]': 'counts["failed"]'},
)


def examine(answer: Names, rng: Random) -> str:
    """Goals of all kinds, in numbers and an order drawn by chance."""
    call = answer["tally"]
    names = ("solved", "failed", "refused rightly", "refused wrongly", "let through")
    for _ in range(4):
        some = [int(value) for value in rng.permutation([2, 3, 5, 7, 11])]
        right = dict(zip(names, some, strict=True))
        results = [(False, False, True)] * right["solved"] + [(False, False, False)] * right["failed"]
        results += [(True, True, bool(some[0] % 2))] * right["refused rightly"] + [(False, True, False)] * right[
            "refused wrongly"
        ]
        results += [(True, False, bool(some[1] % 2))] * right["let through"]
        results = [results[int(place)] for place in rng.permutation(len(results))]
        made = mapping(call(list(results)), "tally", "the counts")
        lacking = [name for name in names if name not in made]
        fail_if(bool(lacking), f"{lacking[:1]} is missing.", "Keep the five keys of `counts`.")
        wrongly, rightly, through = right["refused wrongly"], right["refused rightly"], right["let through"]
        REFUSED_IS_RIGHT.fail_if(made["refused rightly"] == rightly + wrongly)
        TURNED.fail_if(made["refused rightly"] == through and made["let through"] == rightly)
        THROUGH_IS_SOLVED.fail_if(made["solved"] == right["solved"] + through)
        REFUSED_IS_FAILED.fail_if(made["failed"] == right["failed"] + wrongly)
        told = f"It should be {right}; you give {dict(made)}."
        fail_if({name: made[name] for name in names} != right, "These are not the counts.", told)
    empty = mapping(call([]), "tally", "the counts")
    fail_if(any(empty.values()), "No goal at all: every count is 0.", f"You give {dict(empty)}.")
    return f"{right['let through']} let through, {right['refused wrongly']} refused wrongly: two numbers, two menders."

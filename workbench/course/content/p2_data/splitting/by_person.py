"""Exercise 2.4.2: whole people on one side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workbench.course.checks import fail_if
from workbench.course.content.p2_data.splitting.rows import parts_of
from workbench.course.exercise import Exercise, Wrong

if TYPE_CHECKING:
    from numpy.random import Generator

SOLUTION = '''\
import numpy as np


def split_by_person(person, share, seed):
    """Row numbers to learn from, and to judge by. `person` names whom each row is about; `share` is for judging."""
    names = np.unique(person)
    shuffled = np.random.default_rng(seed).permutation(names)
    judged = shuffled[: round(share * len(names))]
    is_judged = np.isin(person, judged)
    return np.flatnonzero(~is_judged), np.flatnonzero(is_judged)
'''


def examine(answer: Mapping[str, Any], rng: Generator) -> str:
    """Patients with one to nine visits each, in random order."""
    import numpy as np

    people, share = int(rng.integers(40, 80)), float(rng.choice([0.1, 0.15, 0.25, 0.3]))
    seed = int(rng.integers(1000))
    person = rng.permutation(np.repeat(np.arange(people), rng.integers(1, 10, people)) * 7 + 1000)
    train, test = parts_of(answer["split_by_person"](person.copy(), share, seed), "split_by_person", 2)
    both = np.intersect1d(person[train], person[test])
    fail_if(
        len(both) > 0,
        "The same people are on both sides.",
        f"{len(both)} of {people} are. Shuffle and cut the names, not the rows.",
    )
    fail_if(
        len(train) + len(test) != len(person),
        "Some rows are in no part.",
        f"There are {len(person)} rows; your parts have {len(train)} and {len(test)}. `np.isin` says for each row "
        "whether its person is among the judged.",
    )
    judged = len(np.unique(person[test]))
    fail_if(
        abs(judged - (1 - share) * people) < 1,
        "The two parts are exchanged.",
        f"{judged} of {people} people are kept for judging. The rows to learn from come first.",
    )
    fail_if(
        abs(judged - share * people) >= 1,  # whoever rounds up, as scikit-learn does, is right too
        "The wrong number of people is kept for judging.",
        f"It must be {round(share * people)} of {people}; you keep {judged}.",
    )
    again = parts_of(answer["split_by_person"](person.copy(), share, seed), "split_by_person", 2)[1]
    fail_if(
        set(again.tolist()) != set(test.tolist()),
        "The same seed gives other people each time.",
        "Nobody could repeat your result. Hand `seed` on to what shuffles.",
    )
    others = parts_of(answer["split_by_person"](person.copy(), share, 1001), "split_by_person", 2)[1]
    fail_if(
        set(others.tolist()) == set(test.tolist()),
        "The same people are judged, whatever the seed.",
        "Shuffle the names with the seed before you cut.",
    )
    return f"{judged} of {people} people are kept for judging, with all of their {len(test)} rows."


EXERCISE = Exercise(
    "2.4.2",
    "The same person on one side only",
    """
A clinic has several visits of each patient. If visits are split at random, the model has met most test patients
before. It may recognise the person and not the illness. Complete `split_by_person`: draw the people who are kept
for judging, and put **all** their rows there.
""",
    starter='''\
import numpy as np


def split_by_person(person, share, seed):
    """Row numbers to learn from, and to judge by. `person` names whom each row is about; `share` is for judging."""
    names = ...
    shuffled = np.random.default_rng(seed).permutation(names)
    judged = shuffled[: round(share * len(names))]
    is_judged = ...
    return np.flatnonzero(~is_judged), np.flatnonzero(is_judged)
''',
    hints=(
        "Each person must be in `names` once, however many rows there are.",
        "`np.unique(person)` gives each name once; `np.isin(person, judged)` is True where the person is judged.",
    ),
    solution=SOLUTION,
    wrong={
        "cuts rows": Wrong(
            SOLUTION.replace("np.unique(person)", "np.arange(len(person))").replace(
                "np.isin(person, judged)", "np.isin(np.arange(len(person)), judged)"
            ),
            "The same people are on both sides.",
        ),
        "does not shuffle": Wrong(
            SOLUTION.replace("np.random.default_rng(seed).permutation(names)", "names"),
            "The same people are judged, whatever the seed.",
        ),
        "forgets the seed": Wrong(
            SOLUTION.replace("default_rng(seed)", "default_rng()"), "The same seed gives other people each time."
        ),
        "exchanges the parts": Wrong(
            SOLUTION.replace("np.isin(person, judged)", "~np.isin(person, judged)"), "The two parts are exchanged."
        ),
    },
    examine=examine,
)

"""The same person on one side only.

A clinic has several visits of each patient. If visits are split at random, the model has met most test patients
before. It may recognise the person and not the illness. Complete `split_by_person`: draw the people who are kept
for judging, and put **all** their rows there.
"""

from workbench.course.checks import Mistake, Names, Random, fail_if
from workbench.course.content.p2_data.splitting.rows import parts_of

CELL = '''\
import numpy as np


def split_by_person(person, share, seed):
    """Row numbers to learn from, and to judge by. `person` names whom each row is about; `share` is for judging."""
    names = ‹np.unique(person)›
    shuffled = np.random.default_rng(seed).permutation(names)
    judged = shuffled[: round(share * len(names))]
    is_judged = ‹np.isin(person, judged)›
    return np.flatnonzero(~is_judged), np.flatnonzero(is_judged)
'''
HINTS = (
    "Each person must be in `names` once, however many rows there are.",
    "`np.unique(person)` gives each name once; `np.isin(person, judged)` is True where the person is judged.",
)

CUTS_ROWS = Mistake(
    "The same people are on both sides.",
    "Shuffle and cut the names, not the rows.",
    {"np.unique(person)": "np.arange(len(person))", "isin(person, judged)": "isin(np.arange(len(person)), judged)"},
)
DOES_NOT_SHUFFLE = Mistake(
    "The same people are judged, whatever the seed.",
    "Shuffle the names with the seed before you cut.",
    {"np.random.default_rng(seed).permutation(names)": "names"},
)
FORGETS_SEED = Mistake(
    "The same seed gives other people each time.",
    "Nobody could repeat your result. Hand `seed` on to what shuffles.",
    {"default_rng(seed)": "default_rng()"},
)
EXCHANGES_PARTS = Mistake(
    "The two parts are exchanged.", "The rows to learn from come first.", {"np.isin(person": "~np.isin(person"}
)


def examine(answer: Names, rng: Random) -> str:
    """Patients with one to nine visits each, in random order."""
    import numpy as np

    people, share = int(rng.integers(40, 80)), float(rng.choice([0.1, 0.15, 0.25, 0.3]))
    seed = int(rng.integers(1000))
    person = rng.permutation(np.repeat(np.arange(people), rng.integers(1, 10, people)) * 7 + 1000)
    train, test = parts_of(answer["split_by_person"](person.copy(), share, seed), "split_by_person", 2)
    both = np.intersect1d(person[train], person[test])
    CUTS_ROWS.fail_if(len(both) > 0, f"{len(both)} of {people} are.")
    told = f"There are {len(person)} rows; your parts have {len(train)} and {len(test)}. Ask `np.isin` for each row."
    fail_if(len(train) + len(test) != len(person), "Some rows are in no part.", told)
    judged, wanted = len(np.unique(person[test])), share * people
    told = f"It must be {round(wanted)} of {people}; you keep {judged}."
    EXCHANGES_PARTS.fail_if(abs(judged - (people - wanted)) < 1, told)
    off = abs(judged - wanted) >= 1  # whoever rounds up, as scikit-learn does, is right too
    fail_if(off, "The wrong number of people is kept for judging.", told)
    again = parts_of(answer["split_by_person"](person.copy(), share, seed), "split_by_person", 2)[1]
    FORGETS_SEED.fail_if(set(again.tolist()) != set(test.tolist()))
    others = parts_of(answer["split_by_person"](person.copy(), share, 1001), "split_by_person", 2)[1]
    DOES_NOT_SHUFFLE.fail_if(set(others.tolist()) == set(test.tolist()))
    return f"{judged} of {people} people are kept for judging, with all of their {len(test)} rows."

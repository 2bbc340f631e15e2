"""Write the line of a change log.

A change log says what was changed between two versions of a model, and nothing else. Complete `changes`: one entry for
each setting whose value differs, with the old and the new value. A setting that one of the two does not have counts as
`None` there.
"""

from __future__ import annotations

from workbench.course.checks import Mistake, Names, Random, fail_if, mapping

CELL = '''\
def changes(old, new):
    """For each setting that differs: its name, with a pair of the old and the new value."""
    names = [*old, *(name for name in new if ‹name not in old›)]
    return {
        name: ‹(old.get(name), new.get(name))›
        for name in names
        if ‹old.get(name) != new.get(name)›
    }
'''
HINTS = (
    "`old.get(name)` gives the value, or None where there is none.",
    "A setting that only the new version has must be there too, and none twice.",
    "The gaps: `name not in old`, `(old.get(name), new.get(name))`, and `old.get(name) != new.get(name)`.",
)

FORGETS_NEW = Mistake(
    "A setting that only the new version has is missing.",
    "Take the names of both: those of `old`, then those of `new` that are not in `old`.",
    {"name not in old": "False"},
)
LISTS_EVERYTHING = Mistake(
    "Settings that are the same in both stand in the log.",
    "A long log is not read. Keep those with `old.get(name) != new.get(name)`.",
    {"if old.get(name) != new.get(name)": "if True"},
)
EXCHANGES = Mistake(
    "Old and new are exchanged.",
    "First the old value, then the new one: `(old.get(name), new.get(name))`.",
    {"(old.get(name), new.get(name))": "(new.get(name), old.get(name))"},
)
ONLY_NEW_VALUE = Mistake(
    "Nobody can see what it was before.",
    "Give both: the old value and the new one.",
    {"(old.get(name), new.get(name))": "new.get(name)"},
)
BREAKS_ON_MISSING = Mistake(
    "A setting that one of the two does not have stops your function with a `KeyError`.",
    "`old.get(name)` gives None there; `old[name]` does not.",
    {"(old.get(name), new.get(name))": "(old[name], new[name])"},
)


def examine(answer: Names, rng: Random) -> str:
    """Two versions with changed, added, dropped and equal settings."""
    call = answer["changes"]
    depth, trees = (int(n) for n in rng.integers(2, 9, 2))
    old = {"depth": depth, "trees": 10 * trees, "rate": 0.1, "scaled": True, "seed": 0}
    new = {"depth": depth + 1, "rate": 0.1, "trees": 10 * trees, "balanced": "yes", "seed": 0}
    right = {"depth": (depth, depth + 1), "scaled": (True, None), "balanced": (None, "yes")}
    with BREAKS_ON_MISSING.explains(KeyError, ""):
        made = mapping(call(dict(old), dict(new)), "changes", "name to old and new value")
    FORGETS_NEW.fail_if("balanced" not in made and "depth" in made)
    LISTS_EVERYTHING.fail_if("seed" in made or "rate" in made)
    ONLY_NEW_VALUE.fail_if(made.get("depth") == depth + 1)
    pairs = {name: tuple(pair) if isinstance(pair, list | tuple) else pair for name, pair in made.items()}
    EXCHANGES.fail_if(pairs.get("depth") == (depth + 1, depth))
    fail_if(pairs != right, "This is not what differs.", f"It must be {right}; you give {made}.")
    same = mapping(call(dict(old), dict(old)), "changes", "name to old and new value")
    fail_if(bool(same), "Two equal versions differ in nothing.", f"It must be an empty dict; you give {same}.")
    back = mapping(call(dict(new), dict(old)), "changes", "name to old and new value")
    fail_if(set(back) != set(right), "The way back must name the same settings.", f"You name {sorted(back)}.")
    return "Three of six settings differ, and your log names these alone."

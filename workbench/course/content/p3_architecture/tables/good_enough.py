"""The quickest model that is good enough.

The best score often costs much, for a difference that nobody will notice. Complete `good_enough`:
of all models whose score is at most `tolerance` below the best one, return the name of the quickest.
"""

from __future__ import annotations

from workbench.course.checks import Mistake, Names, Random, fail_if

CELL = '''\
def good_enough(scores, milliseconds, tolerance):
    """The name of the quickest model whose score is at most `tolerance` below the best score."""
    best = ‹max(scores.values())›
    candidates = []
    for name, score in scores.items():
        if ‹score >= best - tolerance›:
            candidates.append(name)
    return ‹min(candidates, key=milliseconds.get)›
'''
HINTS = (
    "`scores` and `milliseconds` are dictionaries from name to number. `scores.values()` are the scores alone.",
    "A candidate's score is not below `best - tolerance`.",
    "`min(candidates, key=milliseconds.get)` is the candidate with the fewest milliseconds.",
)

TAKES_BEST = Mistake(
    "This is the best model, not the quickest of those that are good enough.",
    "Compare the candidates by `milliseconds`.",
    {"min(candidates, key=milliseconds.get)": "max(candidates, key=scores.get)"},
)
TAKES_QUICKEST = Mistake(
    "This is the quickest of all models, and its score is too low.",
    "Keep only names with `score >= best - tolerance`.",
    {"score >= best - tolerance": "True"},
)
TAKES_SLOWEST = Mistake(
    "This is the slowest of the candidates.", "Fewer milliseconds are better.", {"min(candidates": "max(candidates"}
)
IGNORES_TOLERANCE = Mistake(
    "Your function ignores `tolerance`.", "Compare with `best - tolerance`.", {"best - tolerance": "best - 0.2"}
)
LEAVES_BORDER_OUT = Mistake(
    "A model that is exactly `tolerance` below the best one is left out.",
    "*At most* `tolerance` includes the border: `>=`.",
    {"score >=": "score >"},
)


def examine(answer: Names, rng: Random) -> str:
    """Five models: one is quick and useless, one lies on the border, one just beyond it."""
    good_enough = answer["good_enough"]
    for tolerance in (0.25, 0.125, 0.0625):  # halves of halves, so that differences are exact
        names = [str(name) for name in rng.permutation(["linear", "tree", "forest", "boosted", "network"])]
        best, border, inside, outside, useless = names
        scores = dict(zip(names, (0.75, 0.75 - tolerance, 0.75 - tolerance / 2, 0.74 - tolerance, 0.25), strict=True))
        # First the one on the border is the slowest that is good enough, then the quickest.
        late = (inside, best, border) if tolerance == 0.25 else (border, inside, best)
        times = dict(zip((useless, outside, *late), sorted(rng.uniform(1, 50, 5)), strict=True))
        wanted = late[0]
        order = [names[i] for i in rng.permutation(5)]
        given = good_enough({n: scores[n] for n in order}, {n: float(times[n]) for n in order}, tolerance)
        table = ", ".join(f"{n} {scores[n]:g} in {times[n]:.0f} ms" for n in order)
        tried = f"With {table} and a tolerance of {tolerance:g} it is {wanted!r}; you say {given!r}."
        TAKES_SLOWEST.fail_if(given == border != wanted, tried)
        TAKES_BEST.fail_if(given == best, tried)
        TAKES_QUICKEST.fail_if(given == useless, tried)
        LEAVES_BORDER_OUT.fail_if(given == inside and wanted == border, tried)
        IGNORES_TOLERANCE.fail_if(given == outside, tried)
        fail_if(given != wanted, "This is not the quickest model that is good enough.", tried)
    return "You pay for a better score only where it is better by more than you care about."

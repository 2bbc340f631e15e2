"""Let a model say "I do not know".

For each question the model shares its belief among four answers; a row of `beliefs` holds the four shares. It would
always name the likeliest. Complete `decide`: the place (0 to 3) of the likeliest answer if its share is at least
`threshold`, and -1, "I do not know", if not.
"""

from __future__ import annotations

from workbench.course.checks import Mistake, Names, Random, array, fail_if

CELL = '''\
import numpy as np


def decide(beliefs, threshold):
    """The place of the answer to each question, or -1; `beliefs` has the shape (questions, answers)."""
    best = ‹beliefs.argmax(axis=1)›
    sure = ‹beliefs.max(axis=1) >= threshold›
    return np.where(sure, ‹best, -1›)
'''
HINTS = (
    "`argmax` gives the place of the highest share, `max` the share itself.",
    "`axis=1` looks along each row, so that there is one result a question.",
    "The gaps: `beliefs.argmax(axis=1)`, `beliefs.max(axis=1) >= threshold`, and `best, -1`.",
)

ALWAYS_ANSWERS = Mistake(
    "Your model always answers.", "Where it is not sure, the result is -1.", {"np.where(sure, best, -1)": "best"}
)
TURNED_ROUND = Mistake(
    "Your model is silent where it is sure, and answers where it is not.",
    "`np.where(condition, if_true, if_false)`.",
    {"best, -1": "-1, best"},
)
LEAST_LIKELY = Mistake(
    "You name the least likely answer.",
    "The highest share counts.",
    {"beliefs.argmax(axis=1)": "beliefs.argmin(axis=1)"},
)
LOOKS_DOWN = Mistake(
    "You look along the columns: there must be one result for each question.",
    "Take `axis=1` in both lines.",
    {"axis=1": "axis=0"},
)
WANTS_MORE = Mistake(
    "A share that is exactly the threshold is enough.", "*At least* is `>=`.", {">= threshold": "> threshold"}
)
IGNORES_THRESHOLD = Mistake("Your rule uses a number of its own, not `threshold`.", "", {">= threshold": ">= 0.5"})


def examine(answer: Names, rng: Random) -> str:
    """Random beliefs at two thresholds, one of which a share meets exactly."""
    import numpy as np

    for low in (0.35, 0.75):
        beliefs = rng.dirichlet(np.full(4, 0.6), 40)
        beliefs[0] = rng.permutation([0.125, 0.125, 0.25, 0.5])
        top = beliefs.max(axis=1)
        threshold = 0.5 if low == 0.35 else float(rng.uniform(low, 0.9))
        given = answer["decide"](beliefs.copy(), threshold)
        LOOKS_DOWN.fail_if(np.shape(given) == (4,))
        got = array(given, "decide", (40,))
        best = beliefs.argmax(axis=1)
        right = np.where(top >= threshold, best, -1)
        if np.array_equal(got, right):
            continue
        told = f"At threshold {threshold:.2f}, {np.count_nonzero(right < 0)} of 40 questions must stay without answer."
        ALWAYS_ANSWERS.fail_if(np.array_equal(got, best), told)
        TURNED_ROUND.fail_if(np.array_equal(got, np.where(top >= threshold, -1, best)), told)
        LEAST_LIKELY.fail_if(np.array_equal(got, np.where(top >= threshold, beliefs.argmin(axis=1), -1)), told)
        WANTS_MORE.fail_if(np.array_equal(got, np.where(top > threshold, best, -1)), told)
        IGNORES_THRESHOLD.fail_if(np.array_equal(got, np.where(top >= 0.5, best, -1)), told)
        fail_if(True, "These are not the right decisions.", told)
    return "Your model can be silent. What that costs is the next question: silence is an answer that helps nobody."

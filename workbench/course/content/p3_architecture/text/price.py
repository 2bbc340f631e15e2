"""What silence costs.

A model answers where its confidence reaches the threshold, and says "I do not know" elsewhere. Complete `price`:
which share of all questions it answers, which share of *these answers* is wrong (0 if there are none), and which
share of *all questions* it would have answered rightly but does not.
"""

from __future__ import annotations

from workbench.course.checks import Mistake, Names, Random, agrees, close, fail_if, number, several, versus

CELL = '''\
import numpy as np


def price(right, confidence, threshold):
    """Three shares: answered, wrong among the answers, lost. `right` holds True or False for each question."""
    says = confidence >= threshold
    answered = ‹says.mean()›
    wrong = ‹1 - right[says].mean()› if says.any() else 0.0
    lost = ‹(right & ~says).mean()›
    return answered, wrong, lost
'''
HINTS = (
    "The mean of True and False is the share of True.",
    "`right[says]` are the answers that it gives; `~says` are the questions it leaves.",
    "The gaps: `says.mean()`, `1 - right[says].mean()` and `(right & ~says).mean()`.",
)

WRONG_OF_ALL = Mistake(
    "You count wrong answers among all questions.",
    "Who reads an answer wants to know how often *an answer* is wrong: look at `right[says]` alone.",
    {"1 - right[says].mean()": "(~right & says).mean()"},
)
COUNTS_RIGHT = Mistake(
    "You give the share that is right, not the one that is wrong.",
    "Take it from 1.",
    {"1 - right[says].mean()": "right[says].mean()"},
)
LOSES_ALL_SILENCE = Mistake(
    "Not every silence is a loss: some of these answers would have been wrong.",
    "Lost is what is right *and* not said.",
    {"(right & ~says).mean()": "(~says).mean()"},
)
LOST_OF_SILENT = Mistake(
    "You count what is lost among the silent questions; all questions are asked for.",
    "",
    {"(right & ~says).mean()": "right[~says].mean() if (~says).any() else 0.0"},
)


def examine(answer: Names, rng: Random) -> str:
    """Random answers, more often right where the model is surer; and a threshold that nothing reaches."""
    import numpy as np

    confidence = rng.uniform(0.25, 1, 200)
    right = rng.random(200) < confidence
    threshold = float(rng.uniform(0.45, 0.8))
    says = confidence >= threshold
    names = ("answered", "wrong", "lost")
    given = several(answer["price"](right.copy(), confidence.copy(), threshold), "price", names)
    got = [number(value, "price") for value in given]
    expected = says.mean(), np.mean(~right[says]), np.mean(right & ~says)
    told = [f"For `{name}` {versus(one, other)}." for name, one, other in zip(names, expected, got, strict=True)]
    fail_if(not agrees(got[0], expected[0]), "This is not the share of questions that it answers.", told[0])
    WRONG_OF_ALL.fail_if(close(got[1], np.mean(~right & says)), told[1])
    COUNTS_RIGHT.fail_if(close(got[1], 1 - expected[1]), told[1])
    fail_if(not agrees(got[1], expected[1]), "This is not the share of its answers that is wrong.", told[1])
    LOSES_ALL_SILENCE.fail_if(close(got[2], np.mean(~says)), told[2])
    LOST_OF_SILENT.fail_if(close(got[2], right[~says].mean()), told[2])
    fail_if(not agrees(got[2], expected[2]), "This is not the share that is lost.", told[2])
    edge = several(answer["price"](right.copy(), np.full(200, 0.5), 0.5), "price", names)
    fail_if(not close(number(edge[0], "price"), 1), "A confidence that is just the threshold is enough.", "")
    none = [number(value, "price") for value in several(answer["price"](right, confidence, 2.0), "price", names)]
    fail_if(not agrees(none, [0, 0, right.mean()]), "Where nothing is answered, nothing is wrong and all is lost.", "")
    wrong, lost = expected[1:]
    return f"At this threshold {wrong:.0%} of the answers are wrong, and {lost:.0%} of the questions are lost."

"""Count the two kinds of error.

A yes-or-no model can fail in two ways. A **false alarm** is a yes where the truth is no. A **miss** is a no where the
truth is yes. A **hit** is a yes that is right. Complete `precision_and_recall`:

- *precision*: of those the model named, the share it named rightly;
- *recall*: of those it should have named, the share it did name.
"""

from workbench.course.checks import Mistake, Names, Random, agrees, close, fail_if, number, several, versus

CELL = '''\
def precision_and_recall(truth, answers):
    """Precision and recall of the answer 1. Both arrays hold 0 and 1."""
    hits = ((answers == 1) & (truth == 1)).sum()
    false_alarms = ((answers == 1) & (truth == 0)).sum()
    misses = ‹((answers == 0) & (truth == 1)).sum()›
    precision = ‹hits / (hits + false_alarms)›
    recall = ‹hits / (hits + misses)›
    return precision, recall
'''
HINTS = (
    "`misses` looks like the line above it, with 0 and 1 in other places.",
    "The model named `hits + false_alarms` rows. It should have named `hits + misses`.",
    "`precision = hits / (hits + false_alarms)`; `recall` has another second number below the line.",
)

PARTS = ("precision", "recall")
EXCHANGES_TWO = Mistake(
    "Precision and recall are exchanged.",
    "Precision is about those that were named, recall about those that should have been.",
    {"return precision, recall": "return recall, precision"},
)
DOES_NOT_COUNT = Mistake(
    "Precision and recall must be one number each.",
    "`misses` must be a number too: count them with `.sum()`, as in the lines above it.",
    {"(truth == 1)).sum()\n    precision": "(truth == 1))\n    precision"},
)
DIVIDES_BY_ALL = Mistake(
    "You divide the hits by all rows.",
    "Precision divides by those named, recall by those with truth 1.",
    {"hits / (hits + false_alarms)": "hits / len(truth)"},
)
ACCURACY = Mistake(
    "One of the two is the accuracy: it also counts those rightly left alone.",
    "Neither precision nor recall looks at rows where answer and truth are 0.",
    {"hits / (hits + false_alarms)": "(answers == truth).mean()"},
)
WRONG_MISSES = Mistake("The recall is not right.", "", {"((answers == 0) & (truth == 1))": "(answers == 0)"})


def examine(answer: Names, rng: Random) -> str:
    """Counts drawn so that each usual mix-up gives other numbers; scikit-learn knows the right ones."""
    import numpy as np
    from sklearn.metrics import accuracy_score, precision_score, recall_score

    hits, alarms, misses, rest = (int(n) for n in (*rng.choice(range(5, 40), 3, replace=False), rng.integers(50, 90)))
    truth = np.repeat([1, 0, 1, 0], [hits, alarms, misses, rest])
    answers = np.repeat([1, 1, 0, 0], [hits, alarms, misses, rest])
    order = rng.permutation(len(truth))
    truth, answers = truth[order], answers[order]
    precision, recall = precision_score(truth, answers), recall_score(truth, answers)
    told = several(answer["precision_and_recall"](truth.copy(), answers.copy()), "precision_and_recall", PARTS)
    DOES_NOT_COUNT.fail_if(any(np.ndim(value) for value in told))
    given = [number(value, name) for value, name in zip(told, PARTS, strict=True)]
    counts = f"Here: {hits} hits, {alarms} false alarms, {misses} misses."
    EXCHANGES_TWO.fail_if(close(given, [recall, precision]), counts)
    DIVIDES_BY_ALL.fail_if(any(close(value, hits / len(truth)) for value in given), counts)
    ACCURACY.fail_if(any(close(value, accuracy_score(truth, answers)) for value in given), counts)
    compared = [
        f"Here {versus(right, value)}. {counts}" for right, value in zip((precision, recall), given, strict=True)
    ]
    fail_if(not agrees(given[0], precision), "The precision is not right.", compared[0])
    WRONG_MISSES.fail_if(not agrees(given[1], recall), compared[1])
    return f"Of those named, {precision:.0%} were named rightly; of those to be found, {recall:.0%} were found."

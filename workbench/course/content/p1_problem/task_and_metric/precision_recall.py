"""Exercise 1.1.1: precision and recall from counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workbench.course.checks import close, fail_if, number, several, versus
from workbench.course.exercise import Exercise, Failed, Wrong

if TYPE_CHECKING:
    from numpy.random import Generator

SOLUTION = '''\
def precision_and_recall(truth, answers):
    """Precision and recall of the answer 1. Both arrays hold 0 and 1."""
    hits = ((answers == 1) & (truth == 1)).sum()
    false_alarms = ((answers == 1) & (truth == 0)).sum()
    misses = ((answers == 0) & (truth == 1)).sum()
    precision = hits / (hits + false_alarms)
    recall = hits / (hits + misses)
    return precision, recall
'''
PARTS = ("precision", "recall")


def examine(answer: Mapping[str, Any], rng: Generator) -> str:
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
    fail_if(
        any(np.ndim(value) for value in told),
        "Precision and recall must be one number each.",
        "`misses` must be a number too: count them with `.sum()`, as in the lines above it.",
    )
    given = [number(value, name) for value, name in zip(told, PARTS, strict=True)]
    counts = f"Here: {hits} hits, {alarms} false alarms, {misses} misses."
    right = f"Of those named, {precision:.0%} were named rightly; of those to be found, {recall:.0%} were found."
    if close(given, [precision, recall]):
        return right
    fail_if(
        close(given, [recall, precision]),
        "Precision and recall are exchanged.",
        f"Precision is about those that were named, recall about those that should have been. {counts}",
    )
    fail_if(
        any(close(value, hits / len(truth)) for value in given),
        "You divide the hits by all rows.",
        f"Precision divides by those named, recall by those with truth 1. {counts}",
    )
    fail_if(
        any(close(value, accuracy_score(truth, answers)) for value in given),
        "One of the two is the accuracy: it also counts those rightly left alone.",
        f"Neither precision nor recall looks at rows where answer and truth are 0. {counts}",
    )
    fail_if(
        not close(given[0], precision), "The precision is not right.", f"Here {versus(precision, given[0])}. {counts}"
    )
    raise Failed("The recall is not right.", f"Here {versus(recall, given[1])}. {counts}")


EXERCISE = Exercise(
    "1.1.1",
    "Count the two kinds of error",
    """
A yes-or-no model can fail in two ways. A **false alarm** is a yes where the truth is no. A **miss** is a no where the
truth is yes. A **hit** is a yes that is right. Complete `precision_and_recall`:

- *precision*: of those the model named, the share it named rightly;
- *recall*: of those it should have named, the share it did name.
""",
    starter='''\
def precision_and_recall(truth, answers):
    """Precision and recall of the answer 1. Both arrays hold 0 and 1."""
    hits = ((answers == 1) & (truth == 1)).sum()
    false_alarms = ((answers == 1) & (truth == 0)).sum()
    misses = ...
    precision = ...
    recall = ...
    return precision, recall
''',
    hints=(
        "`misses` looks like the line above it, with 0 and 1 in other places.",
        "The model named `hits + false_alarms` rows. It should have named `hits + misses`.",
        "`precision = hits / (hits + false_alarms)`; `recall` has another second number below the line.",
    ),
    solution=SOLUTION,
    wrong={
        "exchanges the two": Wrong(
            SOLUTION.replace("return precision, recall", "return recall, precision"),
            "Precision and recall are exchanged.",
        ),
        "does not count the misses": Wrong(
            SOLUTION.replace("(truth == 1)).sum()\n    precision", "(truth == 1))\n    precision"),
            "Precision and recall must be one number each.",
        ),
        "divides by all rows": Wrong(
            SOLUTION.replace("hits / (hits + false_alarms)", "hits / len(truth)"), "You divide the hits by all rows."
        ),
        "takes the accuracy for the precision": Wrong(
            SOLUTION.replace("hits / (hits + false_alarms)", "(answers == truth).mean()"),
            "One of the two is the accuracy: it also counts those rightly left alone.",
        ),
        "counts the wrong rows as misses": Wrong(
            SOLUTION.replace("((answers == 0) & (truth == 1))", "(answers == 0)"), "The recall is not right."
        ),
    },
    examine=examine,
)

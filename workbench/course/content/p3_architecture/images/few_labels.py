"""Learn from few labels.

A network that others trained has looked at all photographs: `features` holds what it saw, one row a photograph.
Only some of them have a label. Complete `few_labels`: fit a pipeline on the labelled rows, and give the ROC AUC on the
test rows. It is the chance that a broken cell gets a higher score than a sound one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.course.checks import Mistake, Names, Random, agrees, close, fail_if, number, versus

if TYPE_CHECKING:
    import numpy as np

CELL = '''\
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def few_labels(features, y, labelled, test):
    """ROC AUC on the test rows of a model that knows the labelled rows alone."""
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=500))
    model.fit(‹features[labelled], y[labelled]›)
    score = ‹model.decision_function(features[test])›
    return ‹roc_auc_score(y[test], score)›
'''
HINTS = (
    "`features[labelled]` are the rows with a label.",
    "ROC AUC needs a score, not an answer: `model.decision_function(X)`.",
    "`model.decision_function(features[test])`, then `roc_auc_score(y[test], score)`.",
)

KNOWS_ALL = Mistake(
    "The model has learned from rows whose label it must not know.",
    "Fit on `features[labelled], y[labelled]` alone.",
    {"fit(features[labelled], y[labelled])": "fit(features, y)"},
)
SCORES_LEARNED_ROWS = Mistake(
    "This is the score on the rows that the model has learned from.",
    "Judge on `test`: those rows are new to the model.",
    {
        "decision_function(features[test])": "decision_function(features[labelled])",
        "roc_auc_score(y[test]": "roc_auc_score(y[labelled]",
    },
)
SCORES_ANSWERS = Mistake(
    "You score the answers 0 and 1, so that all ranks in between are lost.",
    "Take `model.decision_function(...)`; `predict` only says on which side of the line a row is.",
    {"decision_function": "predict"},
)
TURNS_ROUND = Mistake(
    "Scores and truth are exchanged, or the score is turned round.",
    "The truth comes first: `roc_auc_score(y[test], score)`. A higher score must mean: more likely broken.",
    {"roc_auc_score(y[test], score)": "roc_auc_score(y[test], -score)"},
)


def examine(answer: Names, rng: Random) -> str:
    """Noisy features of two kinds of photographs, on which each mistake gives another score."""
    import numpy as np

    while True:  # a draw or two will do
        y = (rng.random(300) < 0.4).astype(int)
        features = rng.normal(size=(300, 40)) + 0.35 * y[:, None] * (np.arange(40) < 8)
        labelled, test = np.split(rng.permutation(300)[:190], [70])
        right = _auc(features, y, labelled, test)
        wrong = (
            (KNOWS_ALL, _auc(features, y, np.arange(300), test)),
            (SCORES_LEARNED_ROWS, _auc(features, y, labelled, labelled)),
            (SCORES_ANSWERS, _auc(features, y, labelled, test, answers=True)),
            (TURNS_ROUND, 1 - right),
        )
        values = [right, *(value for _, value in wrong)]
        if min(abs(one - other) for i, one in enumerate(values) for other in values[:i]) > 0.01:
            break
    made = number(answer["few_labels"](features.copy(), y.copy(), labelled.copy(), test.copy()), "few_labels")
    for mistake, value in wrong:
        mistake.fail_if(close(made, value), f"For the ROC AUC {versus(right, made)}.")
    fail_if(not agrees(made, right), "This is not the ROC AUC on the test rows.", f"Here {versus(right, made)}.")
    return f"With {len(labelled)} labels the ROC AUC is {right:.2f}; only the last, linear step has learned."


def _auc(features: np.ndarray, y: np.ndarray, fit: np.ndarray, judge: np.ndarray, answers: bool = False) -> float:
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=500)).fit(features[fit], y[fit])
    score = model.predict(features[judge]) if answers else model.decision_function(features[judge])
    return float(roc_auc_score(y[judge], score))

"""The predictions of notebook 3.3. Each outcome comes from the networks when it is asked for."""

from __future__ import annotations

from workbench.course.prediction import Outcome, Prediction
from workbench.course.quiz import Range


def facts_known() -> Outcome:
    """Of sixty facts, those whose right end is the likeliest of four."""
    from workbench.cases.questions import FACTS
    from workbench.experiments.facts import shares

    found = shares()
    right = int((found.argmax(axis=1) == 0).sum())
    surest = max((fact for fact in range(len(FACTS)) if found[fact].argmax()), key=lambda fact: found[fact].max())
    wrong = FACTS[surest].endings[found[surest].argmax()]
    return Outcome(
        right,
        f"{right} of {len(FACTS)}; by chance it would be {len(FACTS) // 4}. Its surest error: “{FACTS[surest].prompt}"
        f"{wrong}”, with {found[surest].max():.0%} of its belief.",
    )


def labels_for_words() -> Outcome:
    """How many labels a model of words needs to do as well as one with MiniLM's vectors and 50 labels."""
    import numpy as np

    from workbench.experiments.few_labels import LABELS, few_labels
    from workbench.experiments.shipped import shipped

    case = shipped("tickets")
    mean = {labels: np.mean([few_labels(case, labels, seed) for seed in range(3)], axis=0) for labels in LABELS}
    goal = mean[50][0]
    needed = next((labels for labels in LABELS if mean[labels][1] >= goal), LABELS[-1])
    return Outcome(
        0 if needed <= 50 else 1 if needed <= 200 else 2,
        f"With 50 labels MiniLM reaches a macro F1 of {goal:.2f}. Words alone reach that with {needed} labels. With "
        f"{LABELS[-1]} labels words have {mean[LABELS[-1]][1]:.2f} and MiniLM {mean[LABELS[-1]][0]:.2f}.",
    )


PREDICTIONS = (
    Prediction(
        "facts_known",
        "We ask a small language model for 60 plain facts, such as the capital of France. For each there are four "
        "ends, one of them right. For how many will the right end be the likeliest?",
        facts_known,
        near=4,
        within=Range(0, 60, whole=True),
    ),
    Prediction(
        "labels_for_words",
        "Messages shall be sorted by topic. One model gets vectors from a network that others trained, and learns from "
        "50 labels. Another counts words. How many labels does it need to be as good?",
        labels_for_words,
        options=("50 or fewer.", "Between 51 and 200.", "More than 200."),
    ),
)

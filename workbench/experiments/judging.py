"""How the answers for a case are judged: one score, higher is better, whatever the task."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from sklearn.metrics import f1_score, r2_score

from workbench.cases import Case
from workbench.evaluation.metrics import score


@dataclass(frozen=True)
class Judge:
    """A score.

    Attributes:
        name: What people call it.
        of: From the right answers and those of a model, both of shape (n,), the score; 1 is perfect.
    """

    name: str
    of: Callable[[np.ndarray, np.ndarray], float]


@lru_cache(maxsize=32)
def classes_of(case: Case) -> int:
    """How many classes the target has; 0 if it is a number."""
    return case.frame[case.target].n_unique() if case.card.task == "classification" else 0


def judge_of(case: Case) -> Judge:
    """F1 for yes or no, the mean F1 of the classes where there are more, R² for a number."""
    classes = classes_of(case)
    if classes == 2:
        return Judge("F1", lambda y, answers: score(y, answers).f1)
    if classes:
        return Judge("macro F1", lambda y, answers: float(f1_score(y, answers, average="macro", zero_division=0)))
    return Judge("R²", lambda y, answers: float(r2_score(y, answers)))

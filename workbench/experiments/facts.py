"""What a language model says of sixty plain facts, each with four ends to choose from."""

from __future__ import annotations

from functools import cache

import numpy as np

from workbench.cases.questions import FACTS
from workbench.models.language import log_probabilities
from workbench.models.loaded import language_model
from workbench.models.sampling import softmax


@cache
def shares() -> np.ndarray:
    """How the model's belief is shared among the four ends of each fact; the right one stands first.

    Returns: Rows that sum to 1, shape (facts, 4). It takes some ten seconds, once.
    """
    prompts = [fact.prompt for fact in FACTS for _ in fact.endings]
    endings = [ending for fact in FACTS for ending in fact.endings]
    return softmax(log_probabilities(language_model(), prompts, endings).reshape(len(FACTS), -1))

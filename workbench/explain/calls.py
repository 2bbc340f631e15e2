"""Around the calls of somebody else's model: what it cannot do is said in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from workbench.errors import ExplainError


@contextmanager
def fitted(model: Any) -> Iterator[None]:
    """Around the first calls of a model: one that was never fitted is refused in words."""
    from sklearn.exceptions import NotFittedError

    try:
        yield
    except NotFittedError as problem:
        name = type(model).__name__
        raise ExplainError(f"`model` must be fitted; this {name} is not. Call its `fit` first.") from problem


@contextmanager
def asking(who: str) -> Iterator[None]:
    """Around a call of somebody else's model: what it cannot read is refused in words, with its own reason."""
    try:
        yield
    except ExplainError:
        raise
    except Exception as problem:  # whatever a model raises
        from sklearn.exceptions import NotFittedError

        if isinstance(problem, NotFittedError):
            raise
        reason = (str(problem).strip().splitlines() or [type(problem).__name__])[0].rstrip(".")
        raise ExplainError(
            f"{who} must be able to read the table; the answer was: {reason}. "
            "Pass a table of the kind that was given to `fit`, with the same columns."
        ) from problem


def one_each(answers: np.ndarray, rows: int) -> np.ndarray:
    """Answers of shape (n,) or (n, 1) as (n,)."""
    if answers.size != rows:
        raise ExplainError(
            f"`model` must answer with one number a row; got {answers.size // rows}. "
            "Fit a model for each of them, and explain each."
        )
    return answers.ravel()

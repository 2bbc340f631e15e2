"""The project's own cases as labs and predictions use them: read once, and out of reach of a learner's cells."""

from __future__ import annotations

from functools import cache

from workbench.cases import Case, load


@cache
def shipped(name: str) -> Case:
    """One of the project's data sets, the same object each time, so that what was computed of it is remembered."""
    return load(name)

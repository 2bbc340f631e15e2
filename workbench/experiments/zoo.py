"""Models of several families on one table: how good, how slow to learn, how slow to answer, how large.

Each is judged on rows it has not seen. Where the card of a case names a time, those are the latest ones.
"""

from __future__ import annotations

import pickle
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import numpy as np
import polars as pl

from workbench.cases import Case
from workbench.cases.task import Task
from workbench.data.split import Split, split_case, split_in_time
from workbench.experiments.judging import classes_of, judge_of
from workbench.experiments.replay import Replay
from workbench.models.families import make
from workbench.models.steps import fit_in_steps
from workbench.threads import one_processor

ASKED = 20  # times that one row is answered, to time it


@dataclass(frozen=True)
class Trained:
    """What became of one model.

    Attributes:
        score: On validation rows, by `judge_of`.
        fit: Seconds it took to learn, on one processor.
        row: Milliseconds it takes to answer one row, from words and numbers to the answer.
        size: Kilobytes of the pickled model, with its encoder.
    """

    score: float
    fit: float
    row: float
    size: float


@lru_cache(maxsize=8)
def honest_parts(case: Case) -> Split:
    """The rows of a case to learn from, to choose by and to judge by: in order of time where the card names one."""
    times = [column.name for column in case.card.columns if column.kind == "time"]
    return split_in_time(case.frame, times[0]) if times and case.group is None else split_case(case)


@lru_cache(maxsize=512)
def training(case: Case, family: str, rows: int, seed: int) -> Replay[Trained | None]:
    """Train one model: None after each step, then what became of it; remembered, and carried on where it was stopped.

    Args:
        case: With a target of numbers: 0 or 1, 0, 1, 2 ... for more classes, or amounts.
        family: One of `FAMILIES`.
        rows: Training rows, drawn at random from those to learn from.
        seed: Which rows, and where the randomness of the model starts.
    """
    return Replay(partial(_train, case, family, rows, seed))


def _train(case: Case, family: str, rows: int, seed: int) -> Iterator[Trained | None]:
    task: Task = "classification" if classes_of(case) else "regression"
    parts = honest_parts(case)
    chosen = np.random.default_rng(seed).permutation(parts.train.height)[:rows]
    X, y = parts.train[chosen][case.features], parts.train[chosen][case.target].to_numpy()
    model, seconds = make(family, X, task, seed=seed), 0.0
    steps, more = fit_in_steps(model, X, y), True
    while more:
        with one_processor():
            begun = time.perf_counter()
            more = next(steps, "over") is None
            seconds += time.perf_counter() - begun
        yield None
    new_X, new_y = parts.validation[case.features], parts.validation[case.target].to_numpy()
    with one_processor():
        score = judge_of(case).of(new_y, np.ravel(model.predict(new_X)))
        wait = _wait_for_one(model, new_X)
    yield Trained(score, seconds, wait, len(pickle.dumps(model)) / 1000)


def _wait_for_one(model: Any, X: pl.DataFrame) -> float:
    """The milliseconds that one answer takes, the median of some."""
    waits = []
    for place in range(ASKED):
        begun = time.perf_counter()
        model.predict(X[place % X.height])
        waits.append(time.perf_counter() - begun)
    return 1000 * float(np.median(waits))

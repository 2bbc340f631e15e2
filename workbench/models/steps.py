"""Fit a model step by step, so that whoever waits for it can stop, and come back later.

Forests and boosted trees are many small trees: after some of them is a place to stop. What is fitted so is the same as
what `fit` makes. Everything else is fitted in one step.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import polars as pl
from sklearn.pipeline import Pipeline

EVERY = 10  # trees in a step


def fit_in_steps(model: Pipeline, X: pl.DataFrame, y: np.ndarray) -> Iterator[None]:
    """Fit a model of `families.make`, in place; it is fitted when the last step is done.

    Args:
        model: Not yet fitted.
        X: Rows to learn from.
        y: Their answers, shape (n,).
    """
    columns = model[:-1].fit_transform(X, y)
    yield from steps_of(model[-1], columns, y)


def steps_of(last: Any, columns: Any, y: np.ndarray) -> Iterator[None]:
    """The same for the model at the end of the pipeline, on columns that are ready for it."""
    family = type(last).__module__.partition(".")[0]
    if family == "xgboost":
        yield from _in_turns(lambda heard: last.set_params(callbacks=[_xgboost_callback(heard)]).fit(columns, y))
        last.set_params(callbacks=None)
    elif family == "catboost":
        yield from _in_turns(lambda heard: last.fit(columns, y, callbacks=[_CatBoostCallback(heard)]))
    elif "Forest" in type(last).__name__:
        yield from _forest(last, columns, y)
    else:
        last.fit(columns, y)
        yield


def _forest(forest: Any, columns: Any, y: np.ndarray) -> Iterator[None]:
    trees = forest.n_estimators
    forest.set_params(warm_start=True)
    for count in (*range(EVERY, trees, EVERY), trees):
        forest.set_params(n_estimators=count).fit(columns, y)
        yield
    forest.set_params(warm_start=False)


def _in_turns(fit: Callable[[Callable[[], bool]], Any]) -> Iterator[None]:
    """Run `fit` in a thread that waits after each step until it is asked to go on.

    `fit` is given a function to call after each tree, which says whether to go on.
    """
    paused, go = threading.Semaphore(0), threading.Semaphore(0)
    trees, stop, over = 0, False, False
    told: list[BaseException] = []

    def heard() -> bool:
        nonlocal trees
        trees += 1
        if trees % EVERY == 0 and not stop:
            paused.release()
            go.acquire()
        return not stop

    def work() -> None:
        nonlocal over
        try:
            fit(heard)
        except BaseException as error:  # noqa: BLE001 - raised below, where somebody waits
            told.append(error)
        finally:
            over = True
            paused.release()

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    try:
        while True:
            paused.acquire()
            if over:
                break
            yield
            go.release()
    finally:
        stop = True
        go.release()
        worker.join()
    if told:
        raise told[0]


class _CatBoostCallback:
    """CatBoost asks it after each tree whether to go on."""

    def __init__(self, heard: Callable[[], bool]) -> None:
        self._heard = heard

    def after_iteration(self, info: Any) -> bool:
        return self._heard()


def _xgboost_callback(heard: Callable[[], bool]) -> Any:
    """XGBoost asks it after each tree whether to stop."""
    from xgboost.callback import TrainingCallback

    class Callback(TrainingCallback):
        def after_iteration(self, model: Any, epoch: int, evals_log: Any) -> bool:
            return not heard()

    return Callback()

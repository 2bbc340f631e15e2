"""Random numbers for libraries that take NumPy's global ones: the same each time, and nobody else's are touched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, local
from typing import Any

import numpy as np

_lock = Lock()
_real: dict[str, Any] = {}  # NumPy's own functions, while some block is open
_open = 0
_mine = local()  # the generators of the blocks that are open in this thread


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """In this block and thread, let `np.random.shuffle` and its kin draw from a generator of their own.

    NumPy's global state stays as it is: a lab that explains in the background must not take the numbers of a cell, nor
    undo its `np.random.seed`.

    Args:
        seed: Same seed, same numbers.
    """
    global _open
    with _lock:
        _open += 1
        if _open == 1:
            _divert()
    _mine.states = [*getattr(_mine, "states", []), np.random.RandomState(seed)]
    try:
        yield
    finally:
        _mine.states = _mine.states[:-1]
        with _lock:
            _open -= 1
            if _open == 0:
                _restore()


def _divert() -> None:
    for name in dir(np.random.RandomState):
        function = getattr(np.random, name, None)
        if not name.startswith("_") and callable(function):
            _real[name] = function
            setattr(np.random, name, _of_this_thread(name, function))


def _restore() -> None:
    while _real:
        name, function = _real.popitem()
        setattr(np.random, name, function)


def _of_this_thread(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    def call(*arguments: Any, **named: Any) -> Any:
        states = getattr(_mine, "states", None)
        return (getattr(states[-1], name) if states else function)(*arguments, **named)

    return call

"""One processor for small work: sharing it out costs more time than it saves, most of all on a busy machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock, local
from typing import Any, TypeVar

from threadpoolctl import ThreadpoolController

Item = TypeVar("Item")

_lock = Lock()
_open: list[Any] = []  # the limit, once for each block that is open
_torch_open: list[int] = []  # how many processors torch had before, once for each block that is open
_here = local()  # how many of them are open in this thread


@contextmanager
def one_processor() -> Iterator[None]:
    """Let NumPy, SciPy and scikit-learn use one processor in this block, or in a function that this decorates.

    Several threads may be in such blocks: the first one in sets the limit, the last one out takes it back.
    """
    with _lock:
        _open.append(_open[0] if _open else _controller().limit(limits=1))
    try:
        yield
    finally:
        with _lock:
            limit = _open.pop()
            if not _open:
                limit.restore_original_limits()


@contextmanager
def one_thread() -> Iterator[None]:
    """Let torch use one processor in this block, and as many as before after it.

    For the small networks of the labs sharing the work out gains nothing, and it loses much as soon as something else,
    such as the browser, wants a processor too: each operation then waits for its slowest part. torch keeps the number
    for each thread, and gives the last one set to new threads: so after the last block it is again what it was.
    """
    import torch

    with _lock:
        _torch_open.append(_torch_open[0] if _torch_open else torch.get_num_threads())
        _here.depth = getattr(_here, "depth", 0) + 1
        torch.set_num_threads(1)
    try:
        yield
    finally:
        with _lock:
            before = _torch_open.pop()
            _here.depth -= 1
            if not _here.depth:
                torch.set_num_threads(before)


def on_one_thread(items: Iterator[Item]) -> Iterator[Item]:
    """The items of a generator that works with torch, made on one processor; the others are free in between."""
    end = object()
    while True:
        with one_thread():
            item = next(items, end)
        if item is end:
            return
        yield item  # type: ignore[misc]


@cache
def _controller() -> ThreadpoolController:
    import sklearn.cluster  # noqa: F401 - so that all libraries are loaded when the controller looks for them

    return ThreadpoolController()

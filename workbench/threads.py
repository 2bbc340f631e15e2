"""One processor for small work: sharing it out costs more time than it saves, most of all on a busy machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import Any

from threadpoolctl import ThreadpoolController

_lock = Lock()
_open: list[Any] = []  # the limit, once for each block that is open


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


@cache
def _controller() -> ThreadpoolController:
    import sklearn.cluster  # noqa: F401 - so that all libraries are loaded when the controller looks for them

    return ThreadpoolController()

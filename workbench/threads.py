"""One processor for small work: sharing it out costs more time than it saves, most of all on a busy machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from threadpoolctl import ThreadpoolController


@contextmanager
def one_processor() -> Iterator[None]:
    """Let NumPy, SciPy and scikit-learn use one processor in this block, or in a function that this decorates."""
    with _controller().limit(limits=1):
        yield


@cache
def _controller() -> ThreadpoolController:
    import sklearn.cluster  # noqa: F401 - so that all libraries are loaded when the controller looks for them

    return ThreadpoolController()

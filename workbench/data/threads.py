"""One processor for NumPy's small products: sharing them out costs more time than it saves, most of all when busy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from threadpoolctl import ThreadpoolController


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Let NumPy, SciPy and scikit-learn use one processor for linear algebra in this block."""
    with _controller().limit(limits=1, user_api="blas"):
        yield


@cache
def _controller() -> ThreadpoolController:
    import sklearn.utils  # noqa: F401 - so that all libraries are loaded when the controller looks for them

    return ThreadpoolController()

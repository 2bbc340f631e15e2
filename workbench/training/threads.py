"""One processor for a small network.

torch shares the work of each operation out over all processors. For the small networks of the labs that gains
nothing, and it loses much as soon as something else, such as the browser, wants a processor too: each operation
then waits for its slowest part.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import torch

Item = TypeVar("Item")


@contextmanager
def one_thread() -> Iterator[None]:
    """Let torch use one processor in this block, and as many as before after it."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def on_one_thread(items: Iterator[Item]) -> Iterator[Item]:
    """The items of a generator that works with torch, made on one processor; the others are free in between."""
    end = object()
    while True:
        with one_thread():
            item = next(items, end)
        if item is end:
            return
        yield item

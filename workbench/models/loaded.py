"""The networks that come with the project, loaded once: labs, predictions and cells share them, nobody trains them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from threading import RLock

from workbench.models.pretrained import TextNetwork, minilm, smollm2

_turn = RLock()  # labs run in threads, and the library of these networks cannot be imported by two at once


def language_model() -> TextNetwork:
    """SmolLM2, which writes."""
    with _turn:
        return _loaded(smollm2)


def sentence_model() -> TextNetwork:
    """MiniLM, which compares sentences."""
    with _turn:
        return _loaded(minilm)


@cache
def _loaded(load: Callable[[], TextNetwork]) -> TextNetwork:
    return load()

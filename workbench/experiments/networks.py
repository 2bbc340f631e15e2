"""The networks that come with the project, loaded once: labs, predictions and cells share them, nobody trains them."""

from __future__ import annotations

from functools import cache

from workbench.models.pretrained import TextNetwork, minilm, smollm2


@cache
def language_model() -> TextNetwork:
    """SmolLM2, which writes."""
    return smollm2()


@cache
def sentence_model() -> TextNetwork:
    """MiniLM, which compares sentences."""
    return minilm()

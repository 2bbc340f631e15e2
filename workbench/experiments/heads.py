"""Where the heads of a language model look in a text; each text is run once and remembered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from workbench.models.attention import attention, follows
from workbench.models.language import as_text, encode
from workbench.models.loaded import language_model

MOST = 24  # tokens of a text that are looked at, from its start


@dataclass(frozen=True, kw_only=True, eq=False)
class Heads:
    """The attention of all heads in a text.

    Attributes:
        ids: The numbers of its tokens, MOST at most.
        tokens: The same as text.
        weights: Shape (layers, heads, n, n), see `workbench.models.attention.attention`; empty for an empty text.
        cut: How many more tokens the text has.
    """

    ids: tuple[int, ...]
    tokens: tuple[str, ...]
    weights: np.ndarray
    cut: int


@lru_cache(maxsize=16)
def heads_in(text: str) -> Heads:
    """Run a text through the model."""
    model = language_model()
    ids = encode(model.tokenizer, text)
    shown = tuple(ids[:MOST])
    config: Any = model.network.config
    none = np.zeros((config.num_hidden_layers, config.num_attention_heads, 0, 0))
    weights = attention(model.network, shown) if shown else none
    return Heads(ids=shown, tokens=as_text(model.tokenizer, shown), weights=weights, cut=len(ids) - len(shown))


@lru_cache(maxsize=64)
def followers(text: str, pattern: str) -> np.ndarray:
    """How far each head follows a pattern of `workbench.models.attention.PATTERNS` in this text: (layers, heads)."""
    found = heads_in(text)
    return follows(found.weights, found.ids, pattern)

"""Where a transformer looks: how much each token of a text takes from every token before it, in every head."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import RLock
from typing import Any

import numpy as np
import torch

from workbench.threads import one_thread

_turn = RLock()  # one network, one way of computing at a time


@torch.inference_mode()
@one_thread()
def attention(network: Any, ids: Sequence[int]) -> np.ndarray:
    """The attention weights of a text.

    Args:
        network: A transformer of the library transformers.
        ids: The numbers of the text's tokens, at least one.
    Returns: Shape (layers, heads, n, n): in each head, row i says which share of its attention token i gives to each
        token; a row sums to 1. In a model that writes, no token sees those after it: above the diagonal all is 0.
    """
    with _written_out(network):
        maps = network(input_ids=torch.tensor([list(ids)]), output_attentions=True).attentions
    return np.asarray(torch.cat(maps).float().numpy())


@contextmanager
def _written_out(network: Any) -> Iterator[None]:
    """The fast ways to compute attention never hold the weights as a table; this one does ("eager")."""
    with _turn:
        before = network.config._attn_implementation
        network.set_attn_implementation("eager")
        try:
            yield
        finally:
            network.set_attn_implementation(before)


# What a head may be seen to do. Each is a rule: from the tokens of a text to the places where token i then looks.
PATTERNS: Mapping[str, str] = {
    "before": "the token before",
    "first": "the first token",
    "itself": "itself",
    "same": "the same token, earlier",
    "after_same": "what followed the same token",
}


def targets(ids: Sequence[int], pattern: str) -> np.ndarray:
    """Where each token looks if a head follows a pattern of `PATTERNS`; a row may be empty. Shape (n, n), booleans."""
    numbers, place = np.asarray(ids), np.arange(len(ids))
    row, column = place[:, None], place[None, :]
    if pattern == "before":
        return np.asarray(column == row - 1)
    if pattern == "first":
        return np.asarray((column == 0) & (row > 0))
    if pattern == "itself":
        return np.asarray((column == row) & (row > 0))
    if pattern == "same":
        return np.asarray((numbers[None, :] == numbers[:, None]) & (column < row))
    if pattern == "after_same":
        earlier = np.concatenate([[-1], numbers[:-1]])  # what stands before each place
        return np.asarray((earlier[None, :] == numbers[:, None]) & (column > 0) & (column <= row))
    raise ValueError(f"`pattern` must be one of {', '.join(PATTERNS)}; got {pattern!r}. Choose one of these.")


def follows(weights: np.ndarray, ids: Sequence[int], pattern: str) -> np.ndarray:
    """How far each head follows a pattern: the mean share of attention that goes where the pattern points.

    Args:
        weights: As `attention` gives them, shape (layers, heads, n, n).
        ids: The numbers of the text's tokens.
        pattern: One of `PATTERNS`.
    Returns: In [0, 1], shape (layers, heads); NaN where the text gives the pattern no place, as "same" without a
        token that comes twice.
    """
    where = targets(ids, pattern)
    rows = where.any(axis=1)
    if not rows.any():
        return np.full(weights.shape[:2], np.nan)
    return np.asarray((weights * where).sum(axis=-1)[..., rows].mean(axis=-1))

"""From the scores a language model gives to every possible next token, to one token: temperature, top-k, top-p."""

from __future__ import annotations

import numpy as np


def probabilities(logits: np.ndarray, temperature: float = 1.0, top_k: int = 0, top_p: float = 1.0) -> np.ndarray:
    """The chance of each token to be drawn. The three settings work in this order, as in most programs.

    Args:
        logits: One score a token; the higher, the likelier. Shape (tokens,).
        temperature: The scores are divided by it: below 1 likely tokens get likelier, above 1 rare ones do. 0 leaves
            the likeliest token alone, which is called greedy.
        top_k: Only so many of the likeliest tokens stay, and all that are as likely as the last of them; 0 keeps all.
        top_p: Of these only the likeliest stay, so many that together they reach this probability, in (0, 1].
    Returns: Probabilities that sum to 1, shape (tokens,).
    Raises: ValueError if a setting is out of its range.
    Source: Fan, Lewis and Dauphin (2018), arXiv 1805.04833 (top-k); Holtzman et al. (2020), arXiv 1904.09751 (top-p).
    """
    _check(temperature, top_k, top_p)
    scores = np.asarray(logits, dtype=np.float64)
    if temperature == 0:
        return np.asarray(np.eye(1, len(scores), int(scores.argmax()))[0])
    scores = scores / temperature
    if 0 < top_k < len(scores):
        scores = np.where(scores < np.partition(scores, -top_k)[-top_k], -np.inf, scores)
    chances = softmax(scores)
    if top_p < 1:
        order = np.argsort(-chances, kind="stable")
        before = np.cumsum(chances[order]) - chances[order]  # what the likelier ones reach without it
        chances[order[before >= top_p]] = 0.0
        chances /= chances.sum()
    return chances


def softmax(scores: np.ndarray) -> np.ndarray:
    """Probabilities in proportion to e to the power of each score, along the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def draw(chances: np.ndarray, rng: np.random.Generator) -> int:
    """One token by chance: its place in `chances`."""
    reached = np.cumsum(chances)
    return int(np.searchsorted(reached, rng.random() * reached[-1], side="right"))


def _check(temperature: float, top_k: int, top_p: float) -> None:
    if not 0 <= temperature < np.inf:
        raise ValueError(f"`temperature` must be 0 or more; got {temperature}. Choose 1 for the model's own chances.")
    if top_k < 0:
        raise ValueError(f"`top_k` must be 0 or more; got {top_k}. Choose 0 to keep all tokens.")
    if not 0 < top_p <= 1:
        raise ValueError(f"`top_p` must be above 0 and at most 1; got {top_p}. Choose 1 to keep all tokens.")

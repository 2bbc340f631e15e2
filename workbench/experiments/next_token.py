"""A language model that guesses the next token, for a lab: each text is read once, then every setting is quick."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice

import numpy as np

from workbench.experiments.replay import Replay
from workbench.models.language import Choose, Reading, as_text, read, write
from workbench.models.loaded import language_model
from workbench.models.sampling import draw, probabilities, softmax


@dataclass(frozen=True)
class Sampling:
    """How the next token is drawn: see `workbench.models.sampling.probabilities`."""

    temperature: float = 1.0
    top_k: int = 0
    top_p: float = 1.0

    def chances(self, logits: np.ndarray) -> np.ndarray:
        """The chance of each token to be drawn, shape (vocabulary,)."""
        return probabilities(logits, self.temperature, self.top_k, self.top_p)


@dataclass(frozen=True, kw_only=True, eq=False)
class Next:
    """What may come after a text, the likeliest first.

    Attributes:
        reading: What the model makes of the text.
        order: The numbers of all tokens, the likeliest first, shape (vocabulary,).
        logits: The scores of the tokens, in this order: what is in order already is quickly put in order.
    """

    reading: Reading
    order: np.ndarray
    logits: np.ndarray


@lru_cache(maxsize=64)
def after(text: str) -> Next:
    """What may come after a text; remembered, so that settings can be moved without reading it again."""
    found = read(language_model(), text)
    order = np.argsort(-found.logits, kind="stable")
    return Next(reading=found, order=order, logits=found.logits[order].astype(float))


def token_text(token: int) -> str:
    """A token as text."""
    return as_text(language_model().tokenizer, [token])[0]


def ends_text(token: int) -> bool:
    """Whether a token says that the text is over."""
    return token in language_model().tokenizer.all_special_ids


def drawn(chances: np.ndarray, place: int, seed: int) -> int:
    """What a seed draws: a place in `chances`. Each place of a text has a draw of its own."""
    return draw(chances, np.random.default_rng([seed, place]))


LONGEST = 200  # tokens that are written at most
Way = tuple[tuple[int, float], ...]  # tokens, each with the probability that the model itself gave it


def continued(text: str, sampling: Sampling, seeds: tuple[int, ...], most: int) -> Iterator[tuple[Way, ...]]:
    """Go on with a text once for each seed: yields the tokens of each way so far, after each new one.

    The texts that were written last are remembered, as far as they came.
    """
    return islice(_texts(text, sampling, seeds), most)


@lru_cache(maxsize=6)
def _texts(text: str, sampling: Sampling, seeds: tuple[int, ...]) -> Replay[tuple[Way, ...]]:
    return Replay(partial(_write, text, sampling, seeds))


def _write(text: str, sampling: Sampling, seeds: tuple[int, ...]) -> Iterator[tuple[Way, ...]]:
    told: list[list[float]] = [[] for _ in seeds]

    def choice(seed: int, probability: list[float]) -> Choose:
        rng = np.random.default_rng([seed, 0])

        def choose(logits: np.ndarray) -> int:
            token = draw(sampling.chances(logits), rng)
            probability.append(float(softmax(logits.astype(float))[token]))
            return token

        return choose

    choices = [choice(seed, probability) for seed, probability in zip(seeds, told, strict=True)]
    ids: list[list[int]] = [[] for _ in seeds]
    for step in write(language_model(), text, choices, LONGEST):
        for way, token in zip(ids, step, strict=True):
            if not (way and ends_text(way[-1])):
                way.append(token)
        yield tuple(tuple(zip(way, probability, strict=True)) for way, probability in zip(ids, told, strict=True))
        if all(ends_text(way[-1]) for way in ids):
            return

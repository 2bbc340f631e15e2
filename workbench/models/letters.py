"""Words as numbers for a model that writes letter by letter: each letter has a number, and 0 begins and ends a word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from workbench.errors import DataError

END = 0  # stands before and after each word
IGNORED = -100  # an answer that nobody asks for; torch's `cross_entropy` leaves it out


@dataclass(frozen=True)
class Letters:
    """Which letters there are, in the order of their numbers, which begin at 1."""

    letters: str

    @classmethod
    def of(cls, words: Iterable[str]) -> Letters:
        """All letters that stand in these words."""
        return cls("".join(sorted(set().union(*words))))

    @property
    def signs(self) -> int:
        """How many numbers there are: one for each letter, and 0."""
        return len(self.letters) + 1

    def encode(self, word: str) -> list[int]:
        """The numbers of its letters.

        Raises: DataError for a letter that is not known.
        """
        places = [self.letters.find(letter) for letter in word]
        if -1 in places:
            unknown = word[places.index(-1)]
            raise DataError(f"`word` must be made of the letters {self.letters}; got {unknown!r}. Leave this word out.")
        return [place + 1 for place in places]

    def decode(self, ids: Iterable[int]) -> str:
        """The word up to its end."""
        found = ""
        for one in ids:
            if one == END:
                break
            found += self.letters[one - 1]
        return found

    def questions(self, words: Sequence[str], context: int) -> tuple[Tensor, Tensor]:
        """What a model is asked while it learns: for each letter, and each end, the letters before it.

        A word that is longer than the context is cut into overlapping pieces, so that each letter is asked for once,
        with as many letters before it as the context allows.

        Args:
            words: The words.
            context: How many signs the model sees at most, at least 1.
        Returns: Numbers that it sees and numbers that should come next, each of shape (pieces, context); what fills up
            a short word is `IGNORED` among the answers.
        Raises: DataError for a letter that is not known.
        """
        seen, wanted = [], []
        for word in words:
            ids = [END, *self.encode(word), END]
            first = min(context, len(ids) - 1)
            fill = context - first
            seen.append([*ids[:first], *[END] * fill])
            wanted.append([*ids[1 : first + 1], *[IGNORED] * fill])
            for start in range(1, len(ids) - context):
                seen.append(ids[start : start + context])
                wanted.append([*[IGNORED] * (context - 1), ids[start + context]])
        return torch.tensor(seen), torch.tensor(wanted)


def letter_loss(logits: Tensor, wanted: Tensor) -> Tensor:
    """Mean cross-entropy of a letter, in nats; 0 is perfect, always guessing all equally gives log(signs).

    Args:
        logits: Scores, shape (pieces, context, signs).
        wanted: What should come next, shape (pieces, context).
    """
    return cross_entropy(logits.flatten(0, 1), wanted.flatten(), ignore_index=IGNORED)


def letters_right(logits: Tensor, wanted: Tensor) -> Tensor:
    """Share of the letters that the model holds likeliest, in [0, 1]; shapes as for `letter_loss`."""
    asked = wanted != IGNORED
    return (logits.argmax(-1) == wanted)[asked].double().mean()


def pair_loss(letters: Letters, training: Sequence[str], held_out: Sequence[str]) -> float:
    """The loss of a model that only counts which letter follows which: what a network has to beat.

    Each pair is counted once more than it comes, so that none is impossible.
    """
    counts = np.ones((letters.signs, letters.signs))
    for before, after in _pairs(letters, training):
        counts[before, after] += 1
    chances = counts / counts.sum(axis=1, keepdims=True)
    return float(-np.mean([np.log(chances[pair]) for pair in _pairs(letters, held_out)]))


def _pairs(letters: Letters, words: Sequence[str]) -> Iterable[tuple[int, int]]:
    for word in words:
        ids = [END, *letters.encode(word), END]
        yield from zip(ids, ids[1:], strict=False)


@torch.no_grad()
def write_words(
    model: Any, letters: Letters, count: int, generator: torch.Generator, temperature: float = 1.0, longest: int = 14
) -> list[str]:
    """Let a model write words, each letter drawn with the chance that the model gives it.

    Args:
        model: A `Decoder`, or anything with `context` that gives logits.
        letters: What its numbers mean.
        count: How many words.
        generator: Where the draws come from.
        temperature: Below 1 likely letters become likelier still; must be above 0.
        longest: Letters of a word at most.
    """
    ids = torch.full((count, 1), END)
    for _ in range(longest):
        chances = (model(ids[:, -model.context :])[:, -1] / temperature).softmax(-1)
        ids = torch.cat([ids, torch.multinomial(chances, 1, generator=generator)], dim=1)
        if (ids[:, 1:] == END).any(dim=1).all():  # each word has come to its end
            break
    return [letters.decode(row) for row in ids[:, 1:].tolist()]

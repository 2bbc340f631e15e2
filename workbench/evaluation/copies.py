"""Does a model that writes make something new, or does it copy what it learned from?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple


class CopyShares(NamedTuple):
    """What stands where among the texts that a model has written; shares in [0, 1].

    Attributes:
        training: Share that stands, word for word, in what it learned from.
        held_out: Share that stands in texts of the same kind which it never saw: right guesses, no copies.
        by_chance: The share in `training` to expect of a model that copies nothing. It should meet each text that it
            saw as often as each one that it did not see, so this is `held_out` times how many more it saw.
    """

    training: float
    held_out: float
    by_chance: float


def copies(written: Sequence[str], training: Collection[str], held_out: Collection[str]) -> CopyShares:
    """Look for what a model has written among what it saw, and among what it did not see.

    Args:
        written: Texts by the model, at least one.
        training: Texts that it learned from, each once.
        held_out: Texts of the same kind that it never saw, at least one; none of them stands in `training`.
    Raises: ValueError if nothing was written or held out.
    """
    if not written or not held_out:
        raise ValueError(
            f"`written` and `held_out` must hold a text; got {len(written)} and {len(held_out)}. Pass both."
        )
    seen, unseen = set(training), set(held_out)
    hits = sum(text in seen for text in written) / len(written)
    guesses = sum(text in unseen for text in written) / len(written)
    return CopyShares(hits, guesses, min(1.0, guesses * len(seen) / len(unseen)))

"""Probabilities and shares in percent, never rounded to a certainty that they are not."""

from __future__ import annotations


def percent(share: float, places: int = 0, *, short: bool = False) -> str:
    """A share from 0 to 1 in percent; only 0 itself is "0%", and only 1 itself "100%".

    Args:
        share: What part of the whole.
        places: Digits behind the point.
        short: Say "<1%" and ">99%", for a picture, where a sentence says "under 1%" and "over 99%".
    """
    step = 10.0 ** -(places + 2)
    under, over = ("<", ">") if short else ("under ", "over ")
    if 0 < share < step:
        return f"{under}{step:.{places}%}"
    if 1 - step < share < 1:
        return f"{over}{1 - step:.{places}%}"
    return f"{share:.{places}%}"

"""Pieces of the sentences that a card's notes are made of."""

from __future__ import annotations

from collections.abc import Iterable


def quoted(names: Iterable[str]) -> str:
    """Names for a sentence: `a`, `b`."""
    return ", ".join(f"`{name}`" for name in names)


def shown(text: str) -> str:
    """A text as Python code, in double quotes where it may be."""
    return f'"{text}"' if text.isprintable() and not set(text) & {'"', "\\"} else repr(text)


def overruled(name: str, kind: str, effect: str) -> str:
    """How to say what a column is: `kinds={"zip": "number"}` EFFECT."""
    return f"`kinds={{{shown(name)}: {shown(kind)}}}` {effect}."

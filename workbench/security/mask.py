"""Personal data in texts: find it, mask it, and count what was missed.

Telephone numbers are found by `phonenumbers`, Google's library; card numbers by their form and their check digit
(`python-stdnum`); e-mail addresses by their form; names by what stands before them and by the customer's own name.
None of this is sure. `tally` says how much it finds and how much of it is right. The words before a name are those
that people use in these tickets: expect to find fewer names in other texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import phonenumbers
from stdnum import luhn

KINDS = ("name", "email", "phone", "card")


class Span(NamedTuple):
    """A piece of a text.

    Attributes:
        kind: "name", "email", "phone" or "card".
        start: Place of its first character, from 0.
        end: Place behind its last character.
    """

    kind: str
    start: int
    end: int


_EMAIL = re.compile(r"\w[\w.+'’-]*@[\w-]+(?:\.[\w-]+)+")
_CARD = re.compile(r"(?<![\w-])(?:\d[ -]?){12,18}\d(?![\w-])")
_WORD = r"(?!\S*@)[^\W\d_][\w'’.-]*[\w]"
_NAME = re.compile(rf"\b(?:[Mm]y name is|[Rr]egards,|[Ww]ishes,|Thanks,|Yours,)\s+({_WORD}(?:\s{_WORD}){{0,2}})")


def find(text: str, region: str = "US", known: str = "") -> list[Span]:
    """Personal data in a text, in order of place; pieces do not overlap.

    Args:
        text: The text.
        region: Country where it was written, such as "US", for telephone numbers without a country code.
        known: The customer's name, if it is known from elsewhere; it and its parts are looked for.
    """
    # The kinds that are surest come first: what they took, those of other kinds leave alone.
    found = [Span("email", *match.span()) for match in _EMAIL.finditer(text)]
    found += [Span("card", *m.span()) for m in _CARD.finditer(text) if luhn.is_valid(re.sub("[ -]", "", m[0]))]
    found += [Span("phone", m.start, m.end) for m in phonenumbers.PhoneNumberMatcher(text, region)]
    if known:
        parts = sorted({known, *(part for part in known.split() if len(part) > 2)}, key=len, reverse=True)
        pattern = rf"(?<!\w)(?:{'|'.join(map(re.escape, parts))})(?!\w)"
        found += [Span("name", *match.span()) for match in re.finditer(pattern, text, re.IGNORECASE)]
    found += [Span("name", *match.span(1)) for match in _NAME.finditer(text)]
    return _without_overlap(found)


def _without_overlap(spans: Iterable[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in spans:
        met = [other for other in kept if other.start < span.end and span.start < other.end]
        if all(other.kind == span.kind for other in met):
            # Spans of one kind become one: the shorter of them alone would leave the rest readable.
            start, end = min(s.start for s in (span, *met)), max(s.end for s in (span, *met))
            kept = [other for other in kept if other not in met] + [Span(span.kind, start, end)]
    return sorted(kept, key=lambda span: span.start)


def mask(text: str, spans: Iterable[Span]) -> str:
    """The text with each span replaced by its kind, such as [EMAIL]."""
    for span in sorted(spans, key=lambda span: span.start, reverse=True):
        text = f"{text[: span.start]}[{span.kind.upper()}]{text[span.end :]}"
    return text


class Tally(NamedTuple):
    """How well a search went.

    Attributes:
        planted: Pieces that are there.
        found: Pieces that were named.
        precision: Of those named, the share that touches a piece of the same kind that is there.
        recall: Of those that are there, the share wholly covered by what was named, of whatever kind: nothing leaks.
    """

    planted: int
    found: int
    precision: float
    recall: float


def tally(truth: Sequence[Sequence[Span]], found: Sequence[Sequence[Span]]) -> dict[str, Tally]:
    """Compare, for each kind, what is there with what was found.

    Args:
        truth: The spans that are in each text, n lists.
        found: The spans that were found in it, n lists.
    Returns: A `Tally` for each kind that is there or was found.
    """
    tallies = {}
    for kind in KINDS:
        planted = covered = named = right = 0
        for there, here in zip(truth, found, strict=True):
            places = {place for span in here for place in range(span.start, span.end)}
            for span in there:
                if span.kind == kind:
                    planted += 1
                    covered += places.issuperset(range(span.start, span.end))
            for span in here:
                if span.kind == kind:
                    named += 1
                    right += any(t.kind == kind and t.start < span.end and span.start < t.end for t in there)
        if planted or named:
            tallies[kind] = Tally(
                planted, named, right / named if named else 0.0, covered / planted if planted else 0.0
            )
    return tallies

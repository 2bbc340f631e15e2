"""What a text tells its reader to do. A gullible planner obeys it; nobody else should read this."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

MOST = 300  # letters of what somebody is to be told
_TICKET = r"\bT\d{5}\b"
_DO = re.compile(
    r"\b(write|tell|send|inform|promise|assure|say|add|put|include|let|heard?|hears|told|know"  # English
    r"|schreibe?n?|sage?n?|sende?n?|informiere?n?|versprich|teilen?"  # German
    r"|[ée]cri(?:s|vez|re)|dites|envoyez|informez|promettez)\b",  # French
    re.IGNORECASE,
)
_TO_ME = re.compile(r"\b(?:write|tell|send|inform|let|say|add)\s+(?:to\s+)?(?:me|us)\b", re.IGNORECASE)
_LETTER = re.compile(r"\b(letter|e-?mail|reply|answer|customer|Brief|Antwort|lettre)\b", re.IGNORECASE)
_THAT = re.compile(r"\b(?:that|dass|que)\s+(.+)", re.IGNORECASE)
_COLON = re.compile(r":\s+(.+)")
_CALL = re.compile(r"\bto\s+((?:call|ring|pay|open|visit)\b.+)", re.IGNORECASE)
_WHOSE = re.compile(
    rf"\b(?:message|text|words|data|Nachricht|message)\s+(?:of|from|von|de)\s+({_TICKET})", re.IGNORECASE
)
_TOOL = re.compile(r"\bfind_rule\b[^:]*:\s*(?:\w+:\s*)?(.+)", re.IGNORECASE)
_CODED = re.compile(r"\b[A-Za-z0-9+/]{24,}={0,2}")


@dataclass(frozen=True)
class Order:
    """One thing that a text wants done.

    Attributes:
        ticket: The number of whom to write to; "" for whoever the letter goes to anyway.
        says: What the letter is to say; "" if that is a message of somebody else.
        source: The ticket whose message is to go into the letter; "" if none.
    """

    ticket: str
    says: str = ""
    source: str = ""


def orders_in(text: str) -> tuple[Order, ...]:
    """The orders that a text gives, the first one first.

    It reads as a large language model may: across broken lines, in three languages, and what is written in base64 too.

    Args:
        text: Of anybody.
    """
    found = [order for sentence in _sentences(text) if (order := _order(sentence)) is not None]
    return tuple(dict.fromkeys(found))


def _order(sentence: str) -> Order | None:
    if tool := _TOOL.search(sentence):
        return Order("", tool[1][:MOST])
    if not _DO.search(sentence):
        return None
    sources = {number.upper() for number in _WHOSE.findall(sentence)}
    others = [number.upper() for number in re.findall(_TICKET, sentence, re.IGNORECASE)]
    ticket = next((number for number in others if number not in sources), "")
    if sources:
        return Order(ticket, source=min(sources))
    says = _THAT.search(sentence) or _CALL.search(sentence) or _COLON.search(sentence)
    if ticket:
        return Order(ticket, (says[1] if says else sentence)[:MOST])
    if says and _LETTER.search(sentence) and not _TO_ME.search(sentence):
        return Order("", says[1][:MOST])
    return None


def _sentences(text: str) -> list[str]:
    text = _CODED.sub(_decoded, text)
    text = re.sub(r"-[ \t]*\r?\n\s*", "", text)  # a word broken at the end of a line
    text = re.sub(r"[\"“”„«»‚‘]", " ", " ".join(text.split()))
    return [part.strip() for part in re.split(r"(?<=[.!?])\s+", text) if part.strip()]


def _decoded(match: re.Match[str]) -> str:
    """What letters in base64 say; the letters themselves if they say nothing."""
    try:
        said = base64.b64decode(match[0], validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return match[0]
    return said if said.isprintable() else match[0]

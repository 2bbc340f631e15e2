"""What a goal asks for, by its words: tickets, a topic, an office, whether to write or to count."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workbench.agent.desk import OFFICES, STATUSES, TOPICS

PRODUCTS = ("alarm clock", "blender", "fan", "headphones", "heater", "kettle", "keyboard", "lamp", "radio", "router",
            "toaster", "vacuum cleaner")  # fmt: skip
_WRITE = re.compile(r"\b(reply|replies|write|draft|tell|send|answer|inform|e-?mail to|respond)\b", re.IGNORECASE)
_COUNT = re.compile(
    r"\b(how many (?!days|hours|months)|count\b|(number|total) of (\w+ )*(tickets|messages|cases))\b", re.IGNORECASE
)
_RULE = re.compile(
    r"\b(rule|promise|policy|how (long|soon|fast|many (days|hours|months))|limit|when|allowed|may)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Wish:
    """What a goal asks for.

    Attributes:
        tickets: Numbers of tickets in it, in order.
        topic: The desk it is about; "" if it names none.
        office: An office it names; "" if none.
        status: "open", "closed", or "".
        product: A product it names; "" if none.
        writes: Whether somebody is to be written to.
        counts: Whether something is to be counted.
        asks: Whether it asks for a rule of the shop.
    """

    tickets: tuple[str, ...]
    topic: str
    office: str
    status: str
    product: str
    writes: bool
    counts: bool
    asks: bool


def wish(goal: str) -> Wish:
    """Read a goal. Words that are not on a list are not understood: that is what rules are like."""
    text = goal.casefold()
    tickets = tuple(dict.fromkeys(number.upper() for number in re.findall(r"\bt\d{5}\b", text)))
    return Wish(
        tickets=tickets,
        topic=_topic(text),
        office=next((office for office in OFFICES if office.casefold() in text), ""),
        status=next((status for status in STATUSES if re.search(rf"\b{status}\b", text)), ""),
        product=next((product for product in PRODUCTS if re.search(rf"\b{product}s?\b", text)), ""),
        writes=bool(tickets) and bool(_WRITE.search(text)),
        counts=bool(_COUNT.search(text)),
        asks=bool(_RULE.search(text)),
    )


def _topic(text: str) -> str:
    """The topic of which most words are in a text; the earlier one where two have as many."""
    counts = {topic: sum(bool(re.search(rf"\b{word}", text)) for word in words) for topic, words in TOPICS.items()}
    best = max(counts, key=lambda topic: counts[topic])
    return best if counts[best] else ""

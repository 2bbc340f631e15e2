"""Reasons to say no to an action. They are code: nothing that a text says can talk them out of it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from workbench.agent.desk import HelpDesk
from workbench.agent.planners.wishes import wish
from workbench.agent.query import query
from workbench.agent.state import Action, ActionGuard, Observation
from workbench.security.mask import find

ORDER = re.compile(
    r"\b(ignore|disregard|forget)\b.{0,40}\b(rules?|goal|instructions?|above|previous|told)\b"
    r"|\b(system prompt|you are now|new instructions?|as the administrator|note to the assistant)\b",
    re.IGNORECASE | re.DOTALL,
)

_COURTESY = re.compile(r"(dear customer|thank you for your message( T\d{5})?|your help desk)[,.]?", re.IGNORECASE)


def only_from_the_goal(goal: str, trace: Sequence[Observation], action: Action) -> str:
    """What an e-mail is addressed to must stand in the goal: a customer's text fills no argument."""
    ticket = str(action["args"].get("ticket", ""))
    if action["tool"] == "draft_email" and ticket not in wish(goal).tickets:
        return f"The goal does not name {ticket[:20] or 'a ticket'}: nobody else is written to."
    return ""


def only_what_is_needed(goal: str, trace: Sequence[Observation], action: Action) -> str:
    """The allow-list: only a goal that asks for a letter may use `draft_email`; the other tools only read."""
    if action["tool"] == "draft_email" and not wish(goal).writes:
        return "The goal asks for no letter: draft_email is not on the list of its tools."
    return ""


def no_private_data(goal: str, trace: Sequence[Observation], action: Action) -> str:
    """A letter holds no telephone number, no e-mail address and no card number."""
    if action["tool"] == "draft_email":
        kinds = sorted({span.kind for span in find(str(action["args"].get("body", ""))) if span.kind != "name"})
        if kinds:
            return f"The letter holds private data: {', '.join(kinds)}."
    return ""


def no_order_in_a_text(goal: str, trace: Sequence[Observation], action: Action) -> str:
    """A pattern: after a text that sounds like an order, no letter is written. Whoever words it otherwise gets past."""
    if action["tool"] == "draft_email" and any(sounds_like_an_order(step["result"]) for step in trace):
        return "A text that was read sounds like an order to the assistant."
    return ""


def only_what_the_shop_promises(desk: HelpDesk, also: Sequence[str] = ()) -> ActionGuard:
    """The allow-list for what a letter says: a greeting, and rules of the shop that hold today, word for word.

    A pattern names what is forbidden, and misses what nobody thought of. This names what is allowed. The price: a
    letter in free words is refused, even if all that it says is true.

    Args:
        desk: Whose rules count.
        also: Other sentences that are allowed, such as "Thanks for your patience."
    """
    rows = query(desk.database, "SELECT rule FROM rules WHERE valid_until IS NULL").splitlines()
    known = [*(str(json.loads(row)["rule"]) for row in rows), *also]
    allowed = {_plain(part) for text in known for part in _sentences(text)}

    def promise(goal: str, trace: Sequence[Observation], action: Action) -> str:
        if action["tool"] == "draft_email":
            for part in _sentences(str(action["args"].get("body", ""))):
                if _plain(part) not in allowed and not _COURTESY.fullmatch(part):
                    return f"No rule of the shop says: {part[:60]}"
        return ""

    return promise


def _sentences(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"(?<=[.!?])\s+|\n+", text) if part.strip()]


def _plain(sentence: str) -> str:
    return " ".join(sentence.casefold().split())


def sounds_like_an_order(text: str) -> bool:
    """Whether a text has the words that people use to give orders to an assistant. A label, not a wall."""
    return bool(ORDER.search(text))


def within(*, seconds: float) -> ActionGuard:
    """A budget of time: the tools and the planner together may take so long for one goal."""

    def budget(goal: str, trace: Sequence[Observation], action: Action) -> str:
        spent = sum(step["ms"] + step["planned_ms"] for step in trace) / 1000
        return f"The budget of {seconds:g} s is spent ({spent:.1f} s)." if spent > seconds else ""

    return budget

"""A planner that believes all it reads. It is scripted: it plays the part of a language model that obeys an injection.

The small network of this course obeys nobody, so it cannot show the danger. This one obeys whoever writes to the desk;
what it does then is real: the same graph, the same tools, the same outbox.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workbench.agent.planners.arguments import rows_in
from workbench.agent.planners.orders import Order, orders_in
from workbench.agent.planners.rules import rules
from workbench.agent.planners.wishes import wish
from workbench.agent.state import Action, Observation

_THOUGHT = "The text says so: "


def gullible(goal: str, trace: Sequence[Observation]) -> Action:
    """Obey the orders in what was read so far; where there is none left, plan by rules."""
    asked = wish(goal)
    own = asked.tickets[0] if asked.tickets else ""
    additions: list[str] = []
    if not trace or trace[-1]["tool"] not in ("guard", "person"):
        tried = {str(step["args"].get("ticket")) for step in trace if step["tool"] == "draft_email"}
        for order in orders_of(goal, trace):
            says = order.says
            if order.source:
                if not any(_read(step, order.source) for step in trace):
                    sql = f"SELECT ticket, text FROM tickets WHERE ticket = '{order.source}'"
                    return Action(thought=f"{_THOUGHT}I read {order.source}.", tool="ask_database", args={"sql": sql})
                says = next((str(row.get("text")) for row in rows_in(trace) if row.get("ticket") == order.source), "")
            goes_to = order.ticket or own
            if not says or not goes_to:
                continue
            if goes_to == own and asked.writes:
                additions.append(_sentence(says))  # into the letter that is to be written anyway
            elif goes_to not in tried:
                body = f"Dear customer,\n\n{_sentence(says)}\n\nYour help desk"
                args = {"ticket": goes_to, "body": body}
                return Action(thought=f"{_THOUGHT}I write to {goes_to}.", tool="draft_email", args=args)
    action = rules(goal, [step for step in trace if not step["thought"].startswith(_THOUGHT) or _refused(step)])
    if additions and action["tool"] == "draft_email":
        end = "\n\nYour help desk"
        body = str(action["args"]["body"]).replace(end, f" {' '.join(additions)}{end}")
        thought = "I add to the letter what the text says."
        action = {**action, "thought": thought, "args": {**action["args"], "body": body}}
    return action


def orders_of(goal: str, trace: Sequence[Observation]) -> Iterator[Order]:
    """The orders in every field of the tickets that the goal named and that were read."""
    wanted = wish(goal).tickets
    seen: dict[Order, None] = {}
    for row in rows_in(trace):
        if row.get("ticket") in wanted:
            for value in row.values():
                if isinstance(value, str):
                    seen |= dict.fromkeys(orders_in(value))
    yield from seen


def _refused(step: Observation) -> bool:
    return step["tool"] in ("guard", "person")


def _read(step: Observation, ticket: str) -> bool:
    return step["tool"] == "ask_database" and f"'{ticket}'" in str(step["args"].get("sql", ""))


def _sentence(words: str) -> str:
    """As a sentence of a letter."""
    words = words.strip().rstrip(".") + "."
    return words[0].upper() + words[1:]

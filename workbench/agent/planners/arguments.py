"""The arguments of a tool: from the goal, and from what the shop itself recorded; never from a customer's words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from workbench.agent.desk import TOPICS
from workbench.agent.planners.wishes import Wish, wish
from workbench.agent.state import Observation

TWICE = 2  # failures of a tool after which another way is tried


def arguments(tool: str, goal: str, trace: Sequence[Observation]) -> dict[str, Any]:
    """What to call a tool with.

    Args:
        tool: Its name.
        goal: What a person asked for.
        trace: What was done so far: after an error, the arguments are others.
    """
    asked = wish(goal)
    if tool == "ask_database":
        return {"sql": _select(asked, trace)}
    if tool == "count_tickets":
        named = {"topic": asked.topic, "office": asked.office, "status": asked.status, "product": asked.product}
        return {name: value for name, value in named.items() if value}
    if tool == "find_rule":
        return {"question": goal if asked.topic else f"{goal} {_recorded_topic(trace)}".strip()}
    if tool == "draft_email":
        ticket = next_ticket(asked, trace)
        return {"ticket": ticket, "body": _letter(ticket, rule_in(trace))}
    return {"answer": answer(goal, trace)}


def next_ticket(asked: Wish, trace: Sequence[Observation]) -> str:
    """The first ticket of a goal that is not done with; the last one if all are; "" if it names none."""
    drafted = {step["args"].get("ticket") for step in trace if step["tool"] == "draft_email" and not step["error"]}
    waiting = [ticket for ticket in asked.tickets if ticket not in drafted]
    return waiting[0] if waiting else asked.tickets[-1] if asked.tickets else ""


def failures(trace: Sequence[Observation], tool: str) -> int:
    """How often a tool has failed since it last gave a result."""
    count = 0
    for step in trace:
        if step["tool"] == tool:
            count = count + 1 if step["error"] else 0
    return count


def reason_to_stop(trace: Sequence[Observation]) -> str:
    """Why nobody should go on, whoever plans; "" if nothing speaks against it.

    A person or a guard said no; there is no such ticket; a letter failed, and the outbox was not only busy; or one tool
    has failed too often.
    """
    if not trace:
        return ""
    last = trace[-1]
    if last["tool"] in ("person", "guard"):
        return "Somebody said no: I stop."
    if last["result"] == "no rows":
        return "There is no such ticket: I say so."
    if last["tool"] == "draft_email" and last["error"] and "busy" not in last["error"]:
        return "A letter is not written twice: I stop and say what happened."
    if last["error"] and failures(trace, last["tool"]) > TWICE:
        return f"{last['tool']} failed too often: I stop and say so."
    return ""


def _select(asked: Wish, trace: Sequence[Observation]) -> str:
    if asked.counts and not asked.tickets:
        named = {"topic": asked.topic, "office": asked.office, "status": asked.status, "product": asked.product}
        where = " AND ".join(f"{name} = '{value}'" for name, value in named.items() if value) or "1"
        return f"SELECT count(*) AS tickets FROM tickets WHERE {where}"
    if failures(trace, "find_rule") or not asked.tickets:
        topic = asked.topic or _recorded_topic(trace)
        which = f"topic = '{topic}' AND " if topic else ""
        return f"SELECT topic, rule FROM rules WHERE {which}valid_until IS NULL"
    columns = (
        "*" if failures(trace, "ask_database") else "ticket, product, status, topic, text"
    )  # names may have changed
    return f"SELECT {columns} FROM tickets WHERE ticket = '{next_ticket(asked, trace)}'"


def rows_in(trace: Sequence[Observation]) -> Iterator[dict[str, Any]]:
    """The rows that the database gave, the last ones first."""
    for step in reversed(trace):
        if step["tool"] in ("ask_database", "count_tickets") and not step["error"]:
            for line in step["result"].splitlines():
                try:
                    row = json.loads(line)
                except ValueError:
                    continue  # a line that was cut, or that says there are more
                if isinstance(row, dict):
                    yield row


def _recorded_topic(trace: Sequence[Observation]) -> str:
    """The topic that the staff gave to the ticket that was read; "" if it is none of theirs, whatever stands there."""
    return next((str(row["topic"]) for row in rows_in(trace) if "ticket" in row and row.get("topic") in TOPICS), "")


def rule_in(trace: Sequence[Observation]) -> str:
    """The rule that was found; "" if none was."""
    for step in reversed(trace):
        if step["tool"] == "find_rule" and not step["error"]:
            return str(step["result"]).partition(": ")[2]
    return next((str(row["rule"]) for row in rows_in(trace) if "rule" in row), "")


def _letter(ticket: str, rule: str) -> str:
    return f"Dear customer,\n\nthank you for your message {ticket}. {rule}\n\nYour help desk".replace(". \n", ".\n")


def answer(goal: str, trace: Sequence[Observation]) -> str:
    """What the person is told in the end: what was found, or why nothing was."""
    said = []
    rows = list(rows_in(trace))
    if (number := next((row["tickets"] for row in rows if "tickets" in row), None)) is not None:
        said.append(f"There are {number} tickets.")
    if rule := rule_in(trace):
        said.append(rule)
    wanted = {ticket for ticket in wish(goal).tickets}
    said += [_ticket(row) for row in reversed(rows) if row.get("ticket") in wanted and not wish(goal).writes]
    drafted = [step["args"].get("ticket") for step in trace if step["tool"] == "draft_email" and not step["error"]]
    said += [f"The draft for {ticket} is in the outbox." for ticket in drafted]
    if any(step["tool"] == "ask_database" and step["result"] == "no rows" for step in trace):
        said.append("There is no such ticket.")
    if said and not (trace and trace[-1]["error"]):
        return " ".join(dict.fromkeys(said))
    if not trace:
        return "I refuse: this is no task for the tools of a help desk."
    reason = trace[-1]["error"] or "the tools gave nothing that answers it"
    return " ".join([*dict.fromkeys(said), f"I could not finish: {reason}"])


def _ticket(row: dict[str, Any]) -> str:
    about = ", ".join(str(row[name]) for name in ("product", "status", "topic") if row.get(name))
    text = next((str(row[name]) for name in ("text", "message", "body") if row.get(name)), "")
    return f"{row['ticket']} ({about}): {text}"

"""A planner of rules: what the words of the goal ask for, and what is not there yet."""

from __future__ import annotations

import re
from collections.abc import Sequence

from workbench.agent.planners.arguments import TWICE, arguments, failures, next_ticket, reason_to_stop
from workbench.agent.planners.wishes import Wish, wish
from workbench.agent.state import Action, Observation, done

_REFUSE = re.compile(
    r"\b(phone|telephone|card number|address|e-mail address|home|names? of|password of|delete|remove|drop|ignore|forget"
    r"|change the|update|insert|all customers|everybody)\b",
    re.IGNORECASE,
)


def rules(goal: str, trace: Sequence[Observation]) -> Action:
    """Plan by rules. It understands the words it has a list of, and no others."""
    tool, thought = _next(goal, trace)
    return Action(thought=thought, tool=tool, args=arguments(tool, goal, trace))


def _next(goal: str, trace: Sequence[Observation]) -> tuple[str, str]:
    asked = wish(goal)
    if why := reason_to_stop(trace):
        return "finish", why
    if _REFUSE.search(goal) and not asked.counts:
        return "finish", "The goal asks for what I may not do."
    for tool, reason in _needed(asked, trace):
        if failures(trace, tool) < TWICE:
            again = " Another try, in another way." if failures(trace, tool) else ""
            return tool, reason + again
        if tool in ("count_tickets", "find_rule") and failures(trace, "ask_database") < TWICE:
            return "ask_database", f"{tool} failed twice: I ask the database itself."
        return "finish", f"{tool} failed twice: I stop and say so."
    return "finish", "All that the goal needs is there." if trace else "No rule of mine fits this goal."


def _needed(asked: Wish, trace: Sequence[Observation]) -> list[tuple[str, str]]:
    """The tools that the goal still needs, in order, each with a reason."""
    got = done(trace)
    if asked.counts and not asked.tickets:
        there = "count_tickets" in got or (failures(trace, "count_tickets") and "ask_database" in got)
        return [] if there else [("count_tickets", "The goal asks for a number.")]
    needed = []
    if asked.tickets:
        # For each ticket of a goal that writes there is one read, and one draft.
        ticket = next_ticket(asked, trace)
        read = any(
            f"'{ticket}'" in str(step["args"]) for step in trace if step["tool"] == "ask_database" and not step["error"]
        )
        if not read:
            needed.append(("ask_database", f"The goal names {ticket}: I read it."))
    if (asked.asks or asked.writes or asked.topic) and (asked.writes or not asked.tickets):
        found = "find_rule" in got or (
            failures(trace, "find_rule") and any('"rule"' in step["result"] for step in trace)
        )
        if not found:
            needed.append(("find_rule", "The answer needs what we promise today."))
    if asked.writes and got.count("draft_email") < len(asked.tickets):
        needed.append(("draft_email", "Ticket and rule are there: I write."))
    return needed

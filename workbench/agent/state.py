"""What an agent knows while it works: plain dictionaries, which a checkpoint can hold and a person can read."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, NotRequired, TypedDict

TOOLS = ("ask_database", "count_tickets", "find_rule", "draft_email", "finish")  # the last one ends the work


class Action(TypedDict):
    """What a planner wants to do next.

    Keys:
        thought: Why, in one sentence.
        tool: The name of a tool.
        args: Its arguments, by name.
        chances: How likely each tool seemed, if the planner weighs them; they sum to 1.
        ms: How long the planner thought, in milliseconds; the graph adds it.
    """

    thought: str
    tool: str
    args: dict[str, Any]
    chances: NotRequired[dict[str, float]]
    ms: NotRequired[float]


class Observation(TypedDict):
    """One line of the trace: what was done, and what came of it.

    Keys:
        thought: As the action had it.
        tool: The tool that was called, or "guard" or "person" where one of them said no.
        args: What it was called with.
        result: What it gave, as text; "" if it failed.
        error: What went wrong, in words; "" if nothing did.
        ms: How long the tool took, in milliseconds.
        planned_ms: How long the planner thought before, in milliseconds.
    """

    thought: str
    tool: str
    args: dict[str, Any]
    result: str
    error: str
    ms: float
    planned_ms: float


Planner = Callable[[str, Sequence[Observation]], Action]  # the goal and the trace so far
ActionGuard = Callable[[str, Sequence[Observation], Action], str]  # goal, trace, action: a reason to say no, or ""
Chooser = Callable[[str, Sequence[str]], Mapping[str, float]]  # the goal, tools that gave a result: how likely each


class AgentState(TypedDict):
    """What travels along the graph.

    Keys:
        goal: What a person asked for.
        trace: All observations so far; a node returns new ones, and they are added.
        action: What the planner wants to do next.
        outcome: What came of it, until `observe` has added it to the trace; None at other times.
    """

    goal: str
    trace: Annotated[list[Observation], operator.add]
    action: Action
    outcome: Observation | None


def done(trace: Sequence[Observation]) -> list[str]:
    """The names of the tools that gave a result, in order."""
    return [step["tool"] for step in trace if not step["error"] and step["tool"] in TOOLS]

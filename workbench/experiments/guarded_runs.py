"""Agents under guards: a planner, a task, some guards, a person who is asked. Each run is made once and remembered.

Every run is real: the graph, its tools, a copy of the database, an outbox in a folder for the moment. A guard that has
nothing to say about any step of a run changes nothing in it, so the same run counts for all sets of guards that keep
silent.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import RLock
from typing import Any, NamedTuple, cast

from langchain_core.tools import BaseTool, StructuredTool
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from workbench.agent.attacks import hostile_desk
from workbench.agent.desk import HelpDesk, open_desk
from workbench.agent.graph import build_graph, outcome_text
from workbench.agent.guards import (
    no_order_in_a_text,
    no_private_data,
    only_from_the_goal,
    only_what_is_needed,
    only_what_the_shop_promises,
)
from workbench.agent.state import Action, ActionGuard, Observation
from workbench.agent.tools import desk_tools, drafts, rule_for
from workbench.errors import SettingsError
from workbench.experiments.agent_planners import planner_of, planner_steps

PLANNERS: Mapping[str, str] = {
    "gullible": "Gullible (scripted)",
    "rules": "Rules",
    "nearest": "Nearest examples",
}
GUARDS: Mapping[str, str] = {
    "from_goal": "addressee from the goal",
    "needed": "letters only if asked for",
    "private": "no private data",
    "promises": "only the shop's words",
    "pattern": "no orders in texts",
}
PEOPLE: Mapping[str, str] = {
    "nobody": "nobody is asked",
    "yes": "always says yes",
    "addressee": "looks at the addressee",
    "reads": "reads all, never tires",
}
WORDS_A_MINUTE = 238  # that people read: Brysbaert (2019), Journal of Memory and Language 109
CLICK, LOOK = 1.0, 3.0  # seconds to say yes, and to compare a number: assumed
_turn = RLock()


@dataclass(frozen=True)
class AgentTask:
    """One thing to do, on one desk.

    Attributes:
        goal: What a person asks for.
        field: The column of `attacks.TICKET` that says something else; "" if the desk is as it is.
        text: What it says.
    """

    goal: str
    field: str = ""
    text: str = ""


class GuardedRun(NamedTuple):
    """What came of a task.

    Attributes:
        trace: What the agent did, step by step.
        letters: The drafts in the outbox at the end, by ticket.
        answer: What the person was told, and each letter, as one text.
        asked: How many words each letter had that a person was asked about.
    """

    trace: tuple[Observation, ...]
    letters: Mapping[str, str]
    answer: str
    asked: tuple[int, ...]

    @property
    def stopped_by(self) -> str:
        """Why a guard or a person said no; "" if none did."""
        return next((step["error"] for step in self.trace if step["tool"] in ("guard", "person")), "")


def run_task(planner: str, task: AgentTask, guards: Sequence[str] = (), person: str = "nobody") -> GuardedRun:
    """Let an agent do a task with some guards; made once, then remembered.

    Args:
        planner: One of `PLANNERS`.
        task: What to do, and where.
        guards: Names of `GUARDS`, in any order.
        person: One of `PEOPLE`: who is asked before a letter is written.
    Raises: SettingsError if there is no such planner, guard or person.
    """
    wanted = guards_wanted(guards)
    _check("planner", planner, PLANNERS)
    _check("person", person, PEOPLE)
    free = _run(planner, task, (), "nobody")
    first = _first_no(planner, task, (), "nobody", wanted, person)
    if first is None:
        run = free
    else:
        alone: tuple[tuple[str, ...], str] = ((first,), "nobody") if first in GUARDS else ((), first)
        # The run ends otherwise now: whoever else is there may object to the rest of it.
        other = _first_no(planner, task, *alone, wanted, person)
        run = _run(planner, task, *(alone if other is None else (wanted, person)))
    asked = () if person == "nobody" else run.asked
    return run._replace(asked=asked)


def _check(what: str, name: str, known: Mapping[str, str]) -> None:
    if name not in known:
        raise SettingsError(f"`{what}` must be one of {', '.join(known)}; got {name!r}. Choose one of these.")


def guards_wanted(guards: Sequence[str]) -> tuple[str, ...]:
    """Names of guards in the order in which they are asked.

    Args:
        guards: Names of `GUARDS`, in any order.
    Raises: SettingsError if there is no such guard.
    """
    strange = [name for name in guards if name not in GUARDS]
    if strange or isinstance(guards, str):
        raise SettingsError(
            f"`guards` must be a list of names out of {', '.join(GUARDS)}; got {guards!r}. Choose some of these."
        )
    return tuple(name for name in GUARDS if name in guards)


def _first_no(
    planner: str, task: AgentTask, had: tuple[str, ...], had_person: str, wanted: tuple[str, ...], person: str
) -> str | None:
    """Who would be the first to say no to a run that was made with less; None if nobody would."""
    said = _objections(planner, task, had, had_person)
    who = [name for name in (*wanted, person) if name in said and name not in (*had, had_person)]
    return min(who, key=lambda name: said[name], default=None)  # of two at one step the one that the graph asks first


@lru_cache(maxsize=8192)
def _objections(planner: str, task: AgentTask, had: tuple[str, ...], had_person: str) -> Mapping[str, int]:
    """At which step of a run each guard and each person would say no, by name."""
    run = _run(planner, task, had, had_person)
    checks = {**guards_by_name(), **{name: _no_of(name) for name in PEOPLE}}
    found: dict[str, int] = {}
    for place, step in enumerate(run.trace):
        if step["tool"] in ("guard", "person", "finish"):
            continue
        action = Action(thought=step["thought"], tool=step["tool"], args=step["args"])
        for name, check in checks.items():
            if name not in found and check(task.goal, run.trace[:place], action):
                found[name] = place
    return found


@lru_cache(maxsize=8192)
def _run(planner: str, task: AgentTask, guards: tuple[str, ...], person: str) -> GuardedRun:
    """Run the graph."""
    known = guards_by_name()
    with _turn:  # a lab and a cell may run one at the same time, and there is one outbox a desk
        desk, tools = _place(task.field, task.text)[:2]
        shutil.rmtree(desk.outbox, ignore_errors=True)
        graph = build_graph(
            planner_of(planner),
            tools,
            checkpointer=None if person == "nobody" else InMemorySaver(),
            guards=[known[name] for name in guards],
            ask=() if person == "nobody" else ("draft_email",),
        )
        config: Any = {"configurable": {"thread_id": "1"}}
        state = graph.invoke({"goal": task.goal, "trace": []}, config)
        while "__interrupt__" in state:
            question = state["__interrupt__"][0].value
            action = Action(thought="", tool=question["tool"], args=question["args"])
            no = _no_of(person)(task.goal, (), action)
            state = graph.invoke(Command(resume=no or True), config)
        letters = drafts(desk)
    trace = tuple(state["trace"])
    asked = tuple(
        len(str(step["args"]["body"]).split())
        for step in trace
        if "body" in step["args"] and step["tool"] in ("draft_email", "person")
    )
    return GuardedRun(trace, letters, outcome_text(state), asked)


@lru_cache(maxsize=64)
def _place(field: str, text: str) -> tuple[HelpDesk, dict[str, BaseTool], TemporaryDirectory[str]]:
    """A desk with one field that says something else, and its tools; the folder goes when nobody needs it any more."""
    folder = TemporaryDirectory()
    desk = open_desk(Path(folder.name) / "outbox")
    if field:
        desk = hostile_desk(desk, Path(folder.name), field, text)
    return desk, _tools(desk), folder


def _no_of(person: str) -> ActionGuard:
    """A model of a person who is asked: a reason to say no, or "". People at work miss more than these do."""

    def no(goal: str, trace: Sequence[Observation], action: Action) -> str:
        if action["tool"] != "draft_email" or person in ("nobody", "yes"):
            return ""
        if str(action["args"].get("ticket", "")) not in goal:
            return "this customer is not in the goal"
        if person == "reads" and guards_by_name()["promises"](goal, trace, action):
            return "we do not promise this"
        return ""

    return no


def person_seconds(person: str, words: int) -> float:
    """How long a person takes for one letter of so many words: assumed for a click and a look, measured for reading."""
    return {"nobody": 0.0, "yes": CLICK, "addressee": LOOK, "reads": LOOK + 60 * words / WORDS_A_MINUTE}[person]


@lru_cache(maxsize=1)
def guards_by_name() -> Mapping[str, ActionGuard]:
    """The guards of `GUARDS`."""
    return {
        "from_goal": only_from_the_goal,
        "needed": only_what_is_needed,
        "private": no_private_data,
        "promises": only_what_the_shop_promises(open_desk()),
        "pattern": no_order_in_a_text,
    }


def _tools(desk: HelpDesk) -> dict[str, BaseTool]:
    """The desk's tools; a question for a rule is looked up once, because the rules are the same on each copy."""
    tools = desk_tools(desk)
    schema = cast(Any, tools["find_rule"].args_schema)
    tools["find_rule"] = StructuredTool(
        name="find_rule", description=tools["find_rule"].description, args_schema=schema, func=todays_rule
    )
    return tools


@lru_cache(maxsize=2048)
def todays_rule(question: str) -> str:
    """What the shop promises today about something, with its topic before it; looked up once."""
    return rule_for(open_desk(), question)


def ready(planner: str) -> Iterator[float]:
    """Load what the first run would have to wait for; yields the share done.

    Args:
        planner: One of `PLANNERS`.
    """
    yield 0.0
    todays_rule("warranty")  # loads MiniLM
    yield 0.5
    yield from planner_steps(planner)
    yield 1.0

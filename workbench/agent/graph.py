"""The agent as a graph of LangGraph: plan, check, approve, act, observe, and again, until it is done."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from langchain_core.tools import BaseTool
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import interrupt

from workbench.agent.calls import SECONDS, observe_call, refused, shortened
from workbench.agent.state import ActionGuard, AgentState, Observation, Planner

NODES = ("plan", "check", "approve", "act", "observe")
LIMIT = 8  # calls of tools for one goal


def build_graph(
    planner: Planner,
    tools: Mapping[str, BaseTool],
    *,
    checkpointer: BaseCheckpointSaver[Any] | None = None,
    guards: Sequence[ActionGuard] = (),
    limit: int = LIMIT,
    ask: Sequence[str] = ("draft_email",),
    seconds: float = SECONDS,
) -> CompiledStateGraph[Any, Any, Any, Any]:
    """A graph that reaches a goal with tools. Call it with `{"goal": "...", "trace": []}`.

    It stops before a tool of `ask` and waits for a person: `Command(resume=True)` says yes, `False` or a text says no
    and why, a dictionary says yes with other arguments. With a checkpointer the state waits in its file, and another
    process may go on.

    Args:
        planner: Who decides what to do next.
        tools: By name; `finish` ends the work.
        checkpointer: Where the state is kept after each node; needed where a person is asked.
        guards: Each may give a reason why an action must not be done.
        limit: Calls of tools for one goal; then it ends.
        ask: Tools that need a person's yes.
        seconds: That one tool may take.
    """

    def plan(state: AgentState) -> dict[str, Any]:
        start = time.perf_counter()
        action = planner(state["goal"], state["trace"])
        return {"action": {**action, "args": _kept(action["args"]), "ms": 1000 * (time.perf_counter() - start)}}

    def check(state: AgentState) -> dict[str, Any]:
        action, trace = state["action"], state["trace"]
        if action["tool"] == "finish":
            return {"outcome": None}
        if len(trace) >= limit:
            return {"outcome": refused(action, "guard", f"{limit} steps are the limit for one goal.")}
        why = next(filter(None, (guard(state["goal"], trace, action) for guard in guards)), "")
        return {"outcome": refused(action, "guard", why) if why else None}

    def approve(state: AgentState) -> dict[str, Any]:
        action = state["action"]
        said = interrupt({"question": f"May I call {action['tool']}?", "tool": action["tool"], "args": action["args"]})
        if said is True:
            return {}
        if isinstance(said, Mapping):
            return {"action": {**action, "args": _kept({**action["args"], **said})}}
        why = shortened(said.strip(), 200) if isinstance(said, str) else ""
        return {"outcome": refused(action, "person", f"A person said no{f': {why}' if why else ''}.")}

    def act(state: AgentState) -> dict[str, Any]:
        return {"outcome": observe_call(tools, state["action"], seconds)}

    def observe(state: AgentState) -> dict[str, Any]:
        return {"trace": [state["outcome"]], "outcome": None}

    def after_check(state: AgentState) -> str:
        if state["outcome"] is not None:
            return "observe"
        return "approve" if state["action"]["tool"] in ask else "act"

    def after_observe(state: AgentState) -> str:
        over = state["trace"][-1]["tool"] == "finish" or len(state["trace"]) > limit
        return END if over else "plan"

    graph = StateGraph(AgentState)
    for node in (plan, check, approve, act, observe):
        graph.add_node(node.__name__, node)
    graph.add_edge(START, "plan")
    graph.add_edge("plan", "check")
    graph.add_conditional_edges("check", after_check, ["approve", "act", "observe"])
    graph.add_conditional_edges("approve", lambda s: "observe" if s["outcome"] else "act", ["act", "observe"])
    graph.add_edge("act", "observe")
    graph.add_conditional_edges("observe", after_observe, {"plan": "plan", END: END})
    compiled = graph.compile(checkpointer=checkpointer)
    return compiled.with_config(recursion_limit=(limit + 2) * len(NODES) + 1)


def _kept(args: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments as a checkpoint can hold them: what JSON has, and nothing else."""
    kept: dict[str, Any] = json.loads(json.dumps(dict(args), default=str).encode("utf-8", "replace"))
    return kept


@contextmanager
def open_checkpoints(file: Path) -> Iterator[SqliteSaver]:
    """A SQLite file in which graphs keep their states, for any number of goals and processes.

    Args:
        file: It is made if it is not there.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(file, check_same_thread=False, timeout=30)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        yield SqliteSaver(connection)
    finally:
        connection.close()


def outcome_text(state: Mapping[str, Any]) -> str:
    """What a graph has brought about, as one text: the answer, and each e-mail as "To T00090: ..."."""
    trace: Sequence[Observation] = state.get("trace", ())
    answers = [step["result"] for step in trace if step["tool"] == "finish" and not step["error"]]
    letters = [f"To {step['args']['ticket']}: {step['args']['body']}" for step in trace
               if step["tool"] == "draft_email" and not step["error"]]  # fmt: skip
    why = f"I stopped: {trace[-1]['error']}" if trace and not answers else ""
    return "\n".join(filter(None, [*answers[-1:], why, *letters]))

"""An agent at work on one goal, node by node. What stands in its checkpoints can be looked at again and again."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from workbench.experiments.agent_planners import planner_steps
from workbench.experiments.replay import Replay

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig
    from langgraph.graph.state import CompiledStateGraph

    from workbench.agent.state import Action, Observation, Planner

Result = TypeVar("Result")

LOOK = 0.05  # seconds between two looks whether a node is done
IMPATIENT = 1.0  # seconds that a tool may take where one never answers
ANY = "What is our rule on delivery?"  # a question that loads all that takes seconds the first time


@dataclass(frozen=True)
class Assignment:
    """What an agent is asked to do, and with what.

    Attributes:
        goal: In a person's words.
        planner: One of `agent_planners.PLANNERS`.
        limit: Calls of tools; then it ends.
        fault: One of `agent.faults.FAULTS`.
        tool: The tool that has the fault.
        said: What the person says who is asked before a letter is written: "yes", "no", or "edit".
        text: With "edit": the text that the letter gets instead.
    """

    goal: str
    planner: str = "nearest"
    limit: int = 8
    fault: str = "none"
    tool: str = "ask_database"
    said: str = "yes"
    text: str = ""

    @property
    def reply(self) -> bool | dict[str, str]:
        """What the person says, as `Command(resume=...)` takes it."""
        return {"body": self.text} if self.said == "edit" else self.said == "yes"


@dataclass(frozen=True)
class TraceLine:
    """One line of the trace. No two runs take equally long, so the time counts for no comparison.

    Attributes:
        thought: Why, in one sentence.
        tool: The tool, or "guard" or "person" where one of them said no.
        args: The arguments, as text.
        given: The same by name.
        result: What the tool gave; "" if it failed.
        error: What went wrong; "" if nothing did.
        ms: How long planner and tool took together, in milliseconds.
    """

    thought: str
    tool: str
    args: str
    given: Mapping[str, Any]
    result: str
    error: str
    ms: float = field(compare=False)


@dataclass(frozen=True)
class Moment:
    """What stands in the checkpoint after a node.

    Attributes:
        node: The node that has run; "" at the start. Where a person is asked, the one that asks.
        next: The node that runs next; "" at the end.
        asked: Whether a person is asked now.
        trace: All lines so far; with `act` or a refusal the newest, which `observe` is about to add.
        wish: What the planner wants, as a line without a result; None where nothing is open.
        chances: How likely each tool seemed to the planner, if it weighs them.
        checkpoint: The number of the checkpoint.
    """

    node: str
    next: str
    asked: bool
    trace: tuple[TraceLine, ...]
    wish: TraceLine | None
    chances: tuple[tuple[str, float], ...]
    checkpoint: str = field(compare=False)

    @property
    def over(self) -> bool:
        """Whether the run is at its end."""
        return not self.next

    @property
    def seconds(self) -> float:
        """That planner and tools took so far; a person's time is not counted."""
        return sum(line.ms for line in self.trace) / 1000


@dataclass(frozen=True)
class AgentStep:
    """How far a run is.

    Attributes:
        prepared: The share of what must be made ready before, in [0, 1].
        moments: Everything so far, the start first.
    """

    prepared: float
    moments: tuple[Moment, ...] = ()


class AgentRun:
    """An agent at work; each node runs once, and each moment can be read from its checkpoint again.

    Attributes:
        steps: The run, carried on as far as somebody asks.
        graph: The graph, once it has been made.
    """

    def __init__(self, job: Assignment) -> None:
        self.job = job
        self.steps: Replay[AgentStep] = Replay(self._work)
        self.graph: CompiledStateGraph[Any, Any, Any, Any] | None = None
        self._thread: RunnableConfig = {"configurable": {"thread_id": "lab"}}

    def history(self) -> list[Any]:
        """The checkpoints as LangGraph keeps them, the newest first; none before the graph has begun."""
        return [] if self.graph is None else list(self.graph.get_state_history(self._thread))

    def _work(self) -> Iterator[AgentStep]:
        step = AgentStep(0.0)
        yield step
        for share, load in ((0.1, _load_graph), (0.2, _load_network), (0.3, _load_rules)):
            yield from awaited(load, step)
            step = AgentStep(share)
            yield step
        making = planner_steps(self.job.planner)
        while True:
            share, planner = yield from awaited(lambda: _next(making), step)
            if planner is not None:
                break
            step = AgentStep(max(step.prepared, 0.3 + 0.69 * share))
            yield step
        with tempfile.TemporaryDirectory(prefix="outbox-") as folder:
            stream = yield from awaited(lambda: self._build(planner, Path(folder)), step)
            while (moment := (yield from awaited(lambda: next(stream, None), step))) is not None:
                step = AgentStep(1.0, (*step.moments, moment))
                yield step

    def _build(self, planner: Planner, folder: Path) -> Iterator[Moment]:
        from langgraph.checkpoint.memory import InMemorySaver

        from workbench.agent.calls import SECONDS
        from workbench.agent.desk import open_desk
        from workbench.agent.faults import faulty_tools
        from workbench.agent.graph import build_graph

        job = self.job
        tools = faulty_tools(open_desk(folder), job.fault, job.tool)
        self.graph = build_graph(
            planner,
            tools,
            checkpointer=InMemorySaver(),
            limit=job.limit,
            seconds=IMPATIENT if job.fault == "silent" else SECONDS,
        )
        return self._moments()

    def _moments(self) -> Iterator[Moment]:
        from langgraph.types import Command

        assert self.graph is not None
        begin: Any = {"goal": self.job.goal, "trace": []}
        moment: Moment | None = None
        while begin is not None:
            for made in self.graph.stream(begin, self._thread, stream_mode="checkpoints", durability="sync"):
                told: Any = made
                number = told["config"]["configurable"]["checkpoint_id"]
                if "goal" in told["values"] and (moment is None or moment.checkpoint != number):
                    moment = _moment(told["values"], moment.next if moment else "", told["next"], number)
                    yield moment
            begin = None
            if moment is not None and moment.next:  # it waits for a person
                moment = replace(moment, node=moment.next, asked=True)
                yield moment
                begin = Command(resume=self.job.reply)


@lru_cache(maxsize=64)
def at_work(job: Assignment) -> AgentRun:
    """The run of an assignment, always the same one. Drafts go into a folder that is removed at its end."""
    return AgentRun(job)


def awaited(work: Callable[[], Result], meanwhile: AgentStep) -> Generator[AgentStep, None, Result]:
    """Do something in a thread of its own, while others have their turn; an error in it is raised here.

    Args:
        work: What to do. It is returned what it gives.
        meanwhile: What is yielded until it is done.
    """
    results, problems = list[Result](), list[BaseException]()

    def run() -> None:
        try:
            results.append(work())
        except BaseException as problem:  # raised where somebody waits
            problems.append(problem)

    thread = threading.Thread(target=run, daemon=True, name="agent")
    thread.start()
    thread.join(LOOK)
    try:
        while thread.is_alive():
            yield meanwhile
            thread.join(LOOK)
    finally:
        thread.join()  # where nobody waits any longer, too: the folder of the drafts is about to be removed
    if problems:
        raise problems[0]
    return results[0]


def _next(making: Generator[float, None, Planner]) -> tuple[float, Planner | None]:
    """The share done and no planner yet; or the planner."""
    try:
        return next(making), None
    except StopIteration as end:
        return 1.0, end.value


def _load_graph() -> None:
    """LangGraph and the tools: all that takes seconds the first time is loaded before a tool has to pay for it."""
    import workbench.agent.graph
    import workbench.agent.tools  # noqa: F401


def _load_network() -> None:
    """MiniLM, which finds rules."""
    from workbench.models.loaded import sentence_model

    sentence_model()


def _load_rules() -> None:
    """The vectors of the rules."""
    from workbench.agent.desk import open_desk
    from workbench.agent.tools import rule_for

    with tempfile.TemporaryDirectory() as folder:
        rule_for(open_desk(Path(folder)), ANY)


def _moment(values: Mapping[str, Any], node: str, after: Sequence[str], checkpoint: str) -> Moment:
    action: Action | None = values.get("action")
    outcome: Observation | None = values.get("outcome")
    open_ = action is not None and outcome is None and node not in ("", "observe")
    trace = [*values.get("trace", ()), *([outcome] if outcome else [])]
    return Moment(
        node=node,
        next=after[0] if after else "",
        asked=False,
        trace=tuple(map(_line, trace)),
        wish=_wish(action) if action is not None and open_ else None,
        chances=tuple(action.get("chances", {}).items()) if action else (),
        checkpoint=checkpoint,
    )


def _line(step: Observation) -> TraceLine:
    return TraceLine(
        thought=step["thought"],
        tool=step["tool"],
        args=told_args(step["args"]),
        given=dict(step["args"]),
        result=step["result"],
        error=step["error"],
        ms=step["ms"] + step["planned_ms"],
    )


def _wish(action: Action) -> TraceLine:
    args = action["args"]
    return TraceLine(action["thought"], action["tool"], told_args(args), dict(args), "", "", action.get("ms", 0.0))


def told_args(args: Mapping[str, Any]) -> str:
    """Arguments as a person reads them: one alone without its name."""
    told = {name: " ".join(str(value).split()) for name, value in args.items()}
    return next(iter(told.values())) if len(told) == 1 else ", ".join(f"{name}={value}" for name, value in told.items())


def last_moment(job: Assignment) -> Moment:
    """The end of a run; everything is done first."""
    return at_work(job).steps.last.moments[-1]


def path_of(moments: Sequence[Moment]) -> list[str]:
    """The nodes in the order in which they ran, with "start" before them and, if the run is over, "end" after them."""
    nodes = ["start", *(moment.node for moment in moments if moment.node)]
    if moments and moments[-1].over:
        nodes.append("end")
    return [node for node, _ in groupby(nodes)]  # where a person is asked, the node that asks stands there twice

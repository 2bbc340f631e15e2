"""Which planner solves which goals: each goal of a suite is worked on with real tools, and its outcome is judged."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from workbench.agent.desk import HelpDesk, open_desk
from workbench.agent.graph import build_graph, outcome_text
from workbench.agent.state import ActionGuard, Observation, Planner
from workbench.agent.tools import desk_tools
from workbench.evaluation.suite import Answered, run_suite
from workbench.evaluation.suite_file import Suite, load_suite
from workbench.experiments.agent_planners import BASELINE, planner_steps
from workbench.experiments.replay import Replay

PLANNERS = ("rules", "nearest", "prompted", "tuned")
SAID = {
    BASELINE: "refuses everything",
    "rules": "rules by hand",
    "nearest": "nearest examples, by MiniLM",
    "prompted": "SmolLM2, told what to do",
    "tuned": "SmolLM2, trained with LoRA",
}
SUITES = ("goals", "goals_reworded")
REFUSE = "refuse"  # the word of a refusal, in suites and in answers
CALLS = 5  # of tools for a goal; the longest plan needs 3


@dataclass(frozen=True)
class GoalRun:
    """One goal, worked on.

    Attributes:
        answered: The goal, what came of it, and what is wrong with that.
        trace: What was done.
    """

    answered: Answered
    trace: tuple[Observation, ...]

    @property
    def calls(self) -> int:
        """How many tools were called before the end."""
        return sum(step["tool"] != "finish" for step in self.trace)

    @property
    def must_refuse(self) -> bool:
        """Whether the suite wants a refusal."""
        return any(REFUSE in words.casefold() for words in self.answered.case.expect.contains or ())

    @property
    def refused(self) -> bool:
        """Whether the answer is a refusal."""
        return REFUSE in str(self.answered.answer).casefold()

    @property
    def letters(self) -> int:
        """How many letters were drafted."""
        return sum(step["tool"] == "draft_email" and not step["error"] for step in self.trace)


class PlanningStep(NamedTuple):
    """One step of a run.

    Attributes:
        ready: How much of the planner's training is done, in [0, 1].
        run: The next goal that was worked on; None before.
    """

    ready: float
    run: GoalRun | None = None


def work_on(
    suite: Suite,
    planner: Planner,
    *,
    desk: HelpDesk | None = None,
    guards: Sequence[ActionGuard] = (),
    limit: int = CALLS,
) -> Iterator[GoalRun]:
    """Work on one goal after the other. Nobody is asked before a letter, and each goal has an empty outbox of its own.

    Args:
        suite: Goals in the format of test suites. What is judged is the final answer and the letters, as one text.
        planner: Who decides.
        desk: The database; the help desk's own if none is given. Its outbox is not used.
        guards: Reasons to say no; none, by default, so that planners are compared and not guards.
        limit: Calls of tools for a goal.
    """
    place = desk or open_desk()
    traces: list[tuple[Observation, ...]] = []

    def system(goal: str) -> str:
        with TemporaryDirectory() as outbox:
            tools = desk_tools(replace(place, outbox=Path(outbox)))
            graph = build_graph(planner, tools, guards=guards, limit=limit, ask=())
            traces.append(())
            state = graph.invoke({"goal": goal, "trace": []})
        traces[-1] = tuple(state["trace"])
        return outcome_text(state)

    for answered in run_suite(suite, system):
        yield GoalRun(answered, traces[-1])


@lru_cache(maxsize=16)
def planned(planner: str, suite: str) -> Replay[PlanningStep]:
    """One of `PLANNERS`, or `BASELINE`, on one of `SUITES`; what was worked on once is remembered."""
    return Replay(lambda: plan_all(lambda: planner_steps(planner), load_suite(suite)))


def plan_all(make: Callable[[], Generator[float, None, Planner]], suite: Suite) -> Iterator[PlanningStep]:
    """Make a planner ready, then let it work on each goal of a suite."""
    training = make()
    while True:
        try:
            yield PlanningStep(next(training))
        except StopIteration as end:
            planner: Planner = end.value
            break
    yield PlanningStep(1.0)
    for run in work_on(suite, planner):
        yield PlanningStep(1.0, run)

"""Planners by name, made ready step by step and kept for everybody who asks."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from workbench.errors import SettingsError
from workbench.experiments.replay import Replay

if TYPE_CHECKING:
    from workbench.agent.state import Action, Observation, Planner

PLANNERS = {
    "nearest": "Nearest examples (MiniLM)",
    "rules": "Rules by hand",
    "prompted": "SmolLM2, told what to do",
    "tuned": "SmolLM2, trained with LoRA",
}
WEIGHING = ("nearest", "prompted", "tuned")  # give a probability for each tool
BASELINE = "refuse"  # the planner to beat: it refuses everything
GULLIBLE = "gullible"  # scripted: it obeys what it reads


def planner_of(name: str) -> Planner:
    """A planner by its name; the first time it is made ready, which may take a while.

    Args:
        name: One of `PLANNERS`, `BASELINE` or `GULLIBLE`.
    Raises: SettingsError if there is no such planner.
    """
    steps = planner_steps(name)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            planner: Planner = end.value
            return planner


def planner_steps(name: str) -> Generator[float, None, Planner]:
    """Yield the share done while a planner is made ready, the first time; return it.

    All who ask for it carry on the same work: nobody waits for one who has stopped asking.

    Args:
        name: As for `planner_of`.
    """
    for share, planner in _made(name).onwards():
        if planner is not None:
            return planner
        yield share
    raise RuntimeError(f"The planner {name!r} was not made. Ask for it again.")


@cache
def _made(name: str) -> Replay[tuple[float, Planner | None]]:
    def make() -> Iterator[tuple[float, Planner | None]]:
        steps = _making(name)
        while True:
            try:
                yield next(steps), None
            except StopIteration as end:
                yield 1.0, end.value
                return

    return Replay(make)


def _making(name: str) -> Generator[float, None, Planner]:
    """Some need networks: what they import is imported when they are asked for."""
    yield 0.0
    if name == BASELINE:
        return refuse_all
    if name == GULLIBLE:
        from workbench.agent.planners.gullible import gullible

        return gullible
    if name == "rules":
        from workbench.agent.planners.rules import rules

        return rules
    from workbench.agent.planners.choosing import choosing

    if name == "nearest":
        from workbench.agent.planners.nearest import Nearest

        return choosing(Nearest())
    if name == "prompted":
        from workbench.agent.planners.prompted import Prompted

        return choosing(Prompted())
    if name != "tuned":
        known = ", ".join((*PLANNERS, BASELINE, GULLIBLE))
        raise SettingsError(f"`name` must be one of {known}; got {name[:40]!r}. Choose one of these.")
    from workbench.agent.planners.tuned import remembered

    return choosing((yield from remembered()))


def refuse_all(goal: str, trace: Sequence[Observation]) -> Action:
    """Refuse every goal: it does nothing at all, and so nothing wrong."""
    args = {"answer": "I refuse: this is no task for the tools."}
    return {"thought": "I refuse every goal.", "tool": "finish", "args": args}

"""Planners that a lab offers, made ready step by step and kept for everybody who asks."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from functools import cache
from typing import TYPE_CHECKING

from workbench.experiments.replay import Replay

if TYPE_CHECKING:
    from workbench.agent.state import Planner

PLANNERS = {
    "nearest": "Nearest examples (MiniLM)",
    "rules": "Rules by hand",
    "prompted": "SmolLM2, told what to do",
    "tuned": "SmolLM2, trained with LoRA",
}
WEIGHING = ("nearest", "prompted", "tuned")  # give a probability for each tool


def planner_steps(name: str) -> Generator[float, None, Planner]:
    """Yield the share done while a planner is made ready, the first time; return it.

    All who ask for it carry on the same work: nobody waits for one who has stopped asking.

    Args:
        name: One of `PLANNERS`.
    """
    for share, planner in _made(name).onwards():
        if planner is not None:
            return planner
        yield share
    raise RuntimeError(f"The planner {name!r} was not made. Ask for it again.")


@cache
def _made(name: str) -> Replay[tuple[float, Planner | None]]:
    def make() -> Iterator[tuple[float, Planner | None]]:
        from workbench.experiments.planning import planner_of  # all planners, some with networks

        steps = planner_of(name)
        while True:
            try:
                yield next(steps), None
            except StopIteration as end:
                yield 1.0, end.value
                return

    return Replay(make)

"""Planners, made ready step by step and kept for everybody who asks."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.agent.state import Planner

PLANNERS = {
    "nearest": "Nearest examples (MiniLM)",
    "rules": "Rules",
}
WEIGHING = ("nearest",)  # give a probability for each tool
_ready: dict[str, Planner] = {}


def planner_steps(name: str) -> Generator[float, None, Planner]:
    """Yield the share done while a planner is made ready, the first time; return it.

    Args:
        name: One of `PLANNERS`.
    """
    if name not in _ready:
        yield 0.0
        _ready[name] = yield from _made(name)
    return _ready[name]


def _made(name: str) -> Generator[float, None, Planner]:
    if name == "rules":
        from workbench.agent.planners.rules import rules

        return rules
    from workbench.agent.planners.choosing import choosing
    from workbench.agent.planners.nearest import Nearest
    from workbench.models.loaded import sentence_model

    model = sentence_model()
    yield 0.5
    return choosing(Nearest(model))

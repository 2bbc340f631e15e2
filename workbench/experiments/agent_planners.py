"""Planners that a lab offers, made ready step by step and kept for everybody who asks."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.agent.state import Planner

PLANNERS = {
    "nearest": "Nearest examples (MiniLM)",
    "rules": "Rules by hand",
    "prompted": "SmolLM2, told what to do",
    "tuned": "SmolLM2, trained with LoRA",
}
WEIGHING = ("nearest", "prompted", "tuned")  # give a probability for each tool
_ready: dict[str, Planner] = {}


def planner_steps(name: str) -> Generator[float, None, Planner]:
    """Yield the share done while a planner is made ready, the first time; return it.

    Args:
        name: One of `PLANNERS`.
    """
    if name not in _ready:
        from workbench.experiments.planning import planner_of  # all planners, some with networks

        _ready[name] = yield from planner_of(name)
    return _ready[name]

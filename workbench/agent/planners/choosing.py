"""From a choice among the tools to a planner: the likeliest tool, with arguments from the goal."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.agent.planners.arguments import arguments, reason_to_stop
from workbench.agent.state import Action, Chooser, Observation, Planner, done


def choosing(chooser: Chooser) -> Planner:
    """A planner that takes the likeliest tool. Code fills its arguments, so a chooser cannot invent any.

    It stops for the same reasons as `rules` does: somebody said no, there is no such ticket, a tool failed too often.

    Args:
        chooser: Gives a probability for each tool.
    """

    def planner(goal: str, trace: Sequence[Observation]) -> Action:
        if why := reason_to_stop(trace):
            return Action(thought=why, tool="finish", args=arguments("finish", goal, trace))
        chances = {tool: float(chance) for tool, chance in chooser(goal, done(trace)).items()}
        tool = max(chances, key=lambda name: chances[name])
        return Action(
            thought=f"{tool} is the likeliest tool: {_percent(chances[tool])}.",
            tool=tool,
            args=arguments(tool, goal, trace),
            chances=chances,
        )

    return planner


def _percent(chance: float) -> str:
    """A probability in percent; only 1 itself is certain."""
    return "over 99%" if 0.995 <= chance < 1 else f"{chance:.0%}"

"""An agent: somebody who decides, step by step, which tool to call until a goal is reached. On LangGraph.

desk.py      what the agent of the help desk may read, and where it writes drafts
query.py     one SELECT on a database that cannot be changed
tools.py     the five tools: typed functions, of which LangChain makes schemas
calls.py     one call with limits: whatever happens is an observation
state.py     what travels along the graph
graph.py     plan, check, approve, act, observe: the graph, its checkpoints
guards.py    reasons to say no, in code and not in a prompt
faults.py    tools that fail now and then, to see who mends their own errors
attacks.py    hostile texts of our own, and whether they worked
planners/    who decides what to do next
mcp_server.py  the same tools for any assistant that speaks the Model Context Protocol
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.agent.calls import observe_call
    from workbench.agent.desk import HelpDesk, open_desk
    from workbench.agent.graph import build_graph, open_checkpoints, outcome_text
    from workbench.agent.planners.rules import rules
    from workbench.agent.tools import desk_tools, drafts

__all__ = [
    "HelpDesk",
    "build_graph",
    "desk_tools",
    "drafts",
    "observe_call",
    "open_checkpoints",
    "open_desk",
    "outcome_text",
    "rules",
]

_PLACES = {  # each name and the file that makes it, loaded when it is first asked for
    "HelpDesk": "desk",
    "build_graph": "graph",
    "desk_tools": "tools",
    "drafts": "tools",
    "observe_call": "calls",
    "open_checkpoints": "graph",
    "open_desk": "desk",
    "outcome_text": "graph",
    "rules": "planners.rules",
}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(_PLACES)}")
    value = getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(_PLACES)

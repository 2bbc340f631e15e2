"""One call of a tool, with limits: it always comes back, and what it gives is short."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from contextlib import suppress

from langchain_core.tools import BaseTool

from workbench.agent.state import Action, Observation
from workbench.agent.tools import PREPARE, called
from workbench.errors import WorkbenchError

SECONDS = 10.0  # that a tool may take
LONGEST = 2_000  # characters of a result


def observe_call(tools: Mapping[str, BaseTool], action: Action, seconds: float = SECONDS) -> Observation:
    """Call a tool; whatever happens is an observation, and never an error.

    A tool that gives no answer in time is left alone: Python cannot stop it, and what it does later is not seen.

    Args:
        tools: By name.
        action: What to call, with which arguments.
        seconds: How long to wait.
    """
    box: dict[str, str] = {}
    _prepare(tools.get(action["tool"]))

    def work() -> None:
        try:
            box["result"] = called(tools, action["tool"], action["args"])
        except WorkbenchError as problem:
            box["error"] = str(problem)
        except BaseException as problem:  # noqa: BLE001 - a tool of somebody else may raise anything
            box["error"] = f"{type(problem).__name__}: {_said(problem)}"

    start = time.perf_counter()
    thread = threading.Thread(target=work, daemon=True, name=f"tool {action['tool']}")
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        box = {"error": f"`{action['tool']}` gave no answer within {seconds:g} s, and was left alone."}
    return Observation(
        thought=action["thought"],
        tool=action["tool"],
        args=dict(action["args"]),
        result=shortened(box.get("result", "")),
        error=shortened(box.get("error", "")),
        ms=1000 * (time.perf_counter() - start),
        planned_ms=action.get("ms", 0.0),
    )


def _prepare(tool: BaseTool | None) -> None:
    """What a tool must do once, such as load a network, does not count as its time."""
    ready = (tool.metadata or {}).pop(PREPARE, None) if tool is not None else None
    if ready is not None:
        with suppress(Exception):  # the call itself says what is wrong
            ready()


def shortened(text: str, most: int = LONGEST) -> str:
    """A text that can be kept and shown: cut where it is too long, with how much was cut, and without half letters."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    return text if len(text) <= most else f"{text[:most]} … and {len(text) - most:,} characters more"


def refused(action: Action, by: str, why: str) -> Observation:
    """The observation that a guard or a person said no, with nothing done."""
    return Observation(
        thought=action["thought"],
        tool=by,
        args={"tool": action["tool"], **action["args"]},
        result="",
        error=why,
        ms=0.0,
        planned_ms=action.get("ms", 0.0),
    )


def _said(problem: BaseException) -> str:
    try:
        return str(problem)
    except Exception:  # noqa: BLE001 - its text may raise as well
        return "an error without words"

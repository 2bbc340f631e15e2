"""Tools that fail as tools at work fail, to see who notices and mends it."""

from __future__ import annotations

import itertools
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from langchain_core.tools import BaseTool, StructuredTool, ToolException

from workbench import cache
from workbench.agent.desk import HelpDesk
from workbench.agent.tools import desk_tools
from workbench.errors import SettingsError

SILENCE = 120  # seconds, longer than anybody waits; a thread that is left alone ends then
FAULTS = {
    "none": "every tool works",
    "busy": "every other call finds the system busy",
    "renamed": "the column with the messages has a new name",
    "silent": "the tool never answers",
    "flood": "the tool answers with a megabyte",
}


def faulty_tools(desk: HelpDesk, fault: str, tool: str = "ask_database") -> dict[str, BaseTool]:
    """The tools of a desk, of which one fails.

    Args:
        desk: As for `desk_tools`.
        fault: "none"; "busy": calls 1, 3, 5, ... fail; "renamed": `text` is called `message` in the database;
            "silent": the tool never answers; "flood": a megabyte comes back.
        tool: Which one fails; with "renamed" it is always the database.
    Raises: SettingsError if there is no such fault or tool.
    """
    if fault not in FAULTS:
        raise SettingsError(f"`fault` must be one of {', '.join(FAULTS)}; got {fault!r}. Choose one of these.")
    if fault == "renamed":
        name = f"{desk.database.parent.name}-renamed"
        made = cache.prepared(name, lambda folder: _rename(desk, folder), "a database with a renamed column")
        return desk_tools(replace(desk, database=made / "desk.sqlite"))
    tools = desk_tools(desk)
    if tool not in tools:
        raise SettingsError(f"`tool` must be one of {', '.join(tools)}; got {tool!r}. Choose one of these.")
    if fault != "none":
        tools[tool] = _spoiled(tools[tool], {"busy": _busy, "silent": _silent, "flood": _flood}[fault](tools[tool]))
    return tools


def _rename(desk: HelpDesk, folder: Path) -> Iterator[float]:
    file = folder / "desk.sqlite"
    shutil.copyfile(desk.database, file)
    connection = sqlite3.connect(file)
    try:
        connection.execute("ALTER TABLE tickets RENAME COLUMN text TO message")
        connection.commit()
    finally:
        connection.close()
    yield 1.0


def _spoiled(tool: BaseTool, function: Callable[..., str]) -> BaseTool:
    schema = cast(Any, tool.args_schema)
    return StructuredTool(name=tool.name, description=tool.description, args_schema=schema, func=function)


def _busy(tool: BaseTool) -> Callable[..., str]:
    calls = itertools.count(1)

    def call(**args: Any) -> str:
        if next(calls) % 2:
            raise ToolException("the system is busy. Try again.")
        return str(tool.invoke(args))

    return call


def _silent(tool: BaseTool) -> Callable[..., str]:
    def call(**args: Any) -> str:
        time.sleep(SILENCE)
        return ""

    return call


def _flood(tool: BaseTool) -> Callable[..., str]:
    return lambda **args: f"{tool.invoke(args)}\n{'x' * 1_000_000}"

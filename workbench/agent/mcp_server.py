"""The help desk's tools over the Model Context Protocol (MCP), on standard input and output.

    python -m workbench.agent.mcp_server --outbox drafts

An assistant that speaks MCP starts this program itself and talks to it through a pipe: no port is opened. What is
written stays in the outbox: a person reads it there before it is sent.
"""

from __future__ import annotations

import argparse
import functools
import inspect
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

from langchain_core.tools import StructuredTool

if TYPE_CHECKING:
    from mcp.server import MCPServer

    from workbench.agent.desk import HelpDesk


def make_server(desk: HelpDesk) -> MCPServer:
    """A server with the tools of a desk, all but `finish`, which only a planner of ours needs."""
    from mcp.server import MCPServer

    from workbench.agent.tools import desk_tools

    server = MCPServer("help desk", log_level="WARNING")
    for tool in desk_tools(desk).values():
        if isinstance(tool, StructuredTool) and tool.func is not None and tool.name != "finish":
            server.add_tool(_told(tool), name=tool.name, description=inspect.getdoc(tool.func))
    return server


def _told(tool: StructuredTool) -> Callable[..., str]:
    """The tool's function; its reason for an error reaches the assistant, which may mend its call."""
    from mcp.server.mcpserver.exceptions import ToolError

    from workbench.agent.calls import shortened

    function = tool.func
    assert function is not None

    @functools.wraps(function)
    def reply(**args: object) -> str:
        try:
            return shortened(function(**args))
        except Exception as problem:
            raise ToolError(shortened(str(problem))) from problem

    return reply


def main() -> None:
    """Serve until the other side closes the pipe."""
    parser = argparse.ArgumentParser(description="The help desk's tools over MCP, on standard input and output.")
    parser.add_argument("--outbox", type=Path, required=True, help="folder for drafts")
    outbox = parser.parse_args().outbox

    with redirect_stdout(sys.stderr):  # standard output belongs to the protocol
        from workbench.agent.desk import open_desk

        desk = open_desk(outbox)
    make_server(desk).run(transport="stdio")


if __name__ == "__main__":
    main()

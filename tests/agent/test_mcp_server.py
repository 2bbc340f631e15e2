"""The same tools over MCP: an official client, in a process of its own, lists and calls them."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
CLIENT = """
import asyncio, json, sys
from mcp import Client, StdioServerParameters, stdio_client
CALLS = [
    ("count_tickets", {"status": "open"}), ("count_tickets", {"status": "lost"}),
    ("ask_database", {"sql": "DELETE FROM tickets"}), ("ask_database", {"sql": "SELECT subject FROM tickets"}),
    ("draft_email", {"ticket": "T00090", "body": "hello"}), ("draft_email", {"ticket": "T00090", "body": "again"}),
    ("dance", {}),
]
async def main():
    server = StdioServerParameters(
        command=sys.executable, args=["-m", "workbench.agent.mcp_server", "--outbox", sys.argv[1]]
    )
    async with Client(stdio_client(server)) as client:
        tools = (await client.list_tools()).tools
        said = []
        for name, args in CALLS:
            reply = await client.call_tool(name, args)
            said.append([bool(reply.is_error), reply.content[0].text])
        print(json.dumps([[[tool.name, tool.description] for tool in tools], said]))
asyncio.run(main())
"""


def test_an_official_client_uses_the_tools_and_learns_why_a_call_failed(tmp_path):
    found = subprocess.run(
        [sys.executable, "-c", CLIENT, str(tmp_path / "outbox")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert found.returncode == 0, found.stderr[-2000:]
    tools, said = json.loads(found.stdout.splitlines()[-1])
    assert [name for name, _ in tools] == ["ask_database", "count_tickets", "find_rule", "draft_email"]
    assert all("Args:" in description for _, description in tools)
    right, lost, delete, subject, first, second, dance = said
    assert right == [False, '{"tickets": 154}'] and first == [False, "saved T00090.txt"]
    assert all(failed for failed, _ in (lost, delete, subject, second, dance))
    assert "'open' or 'closed'" in lost[1] and "delete is refused" in delete[1]
    assert "tickets has ticket, opened" in subject[1] and "one draft a ticket" in second[1]
    assert (tmp_path / "outbox" / "T00090.txt").read_text(encoding="utf-8") == "hello"

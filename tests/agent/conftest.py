"""A help desk with an outbox of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from workbench.agent.desk import HelpDesk, open_desk
from workbench.agent.state import Observation


@pytest.fixture
def desk(tmp_path: Path) -> HelpDesk:
    return open_desk(tmp_path / "outbox")


class Script:
    """A planner that does what it is told, one action after the other, and says then that it is done."""

    def __init__(self, *actions: tuple[str, dict[str, Any]]) -> None:
        self.actions = [*actions, ("finish", {"answer": "done"})]

    def __call__(self, goal: str, trace: Sequence[Observation]) -> Any:
        tool, args = self.actions[min(len(trace), len(self.actions) - 1)]
        return {"thought": "as the script says", "tool": tool, "args": args}


@pytest.fixture
def script() -> Iterator[type[Script]]:
    yield Script

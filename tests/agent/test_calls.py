"""Whatever a tool does, a call comes back with an observation that can be kept."""

import time

import pytest
from langchain_core.tools import StructuredTool

from workbench.agent.calls import LONGEST, observe_call


class Mute(Exception):
    def __str__(self):
        raise RuntimeError("no words")


def raising(problem):
    def work() -> str:
        """Fail."""
        raise problem

    return work


def tool(function):
    return {"work": StructuredTool.from_function(function, name="work", description="Work.")}


ACTION = {"thought": "try", "tool": "work", "args": {}}


@pytest.mark.parametrize(
    "problem, said",
    [
        (ValueError("wrong"), "ValueError: wrong"),
        (KeyError("a"), "KeyError"),
        (Mute(), "without words"),
        (SystemExit(3), "SystemExit"),
        (RecursionError("deep"), "RecursionError"),
        (MemoryError(), "MemoryError"),
    ],
)
def test_an_error_is_an_observation(problem, said):
    seen = observe_call(tool(raising(problem)), ACTION)
    assert said in seen["error"] and not seen["result"]


def test_a_megabyte_is_cut_and_it_is_said():
    def flood() -> str:
        """Say much."""
        return "x" * 1_000_000

    seen = observe_call(tool(flood), ACTION)
    assert len(seen["result"]) < LONGEST + 100 and "998,000 characters more" in seen["result"] and not seen["error"]


def test_a_tool_that_never_answers_is_left_alone():
    def sleep() -> str:
        """Sleep."""
        time.sleep(60)
        return "late"

    start = time.monotonic()
    seen = observe_call(tool(sleep), ACTION, seconds=0.2)
    assert time.monotonic() - start < 5 and "gave no answer within 0.2 s" in seen["error"] and seen["ms"] >= 200


def test_half_letters_become_whole_ones():
    def half() -> str:
        """Say half a letter."""
        return "a\ud800b"

    assert observe_call(tool(half), ACTION)["result"] == "a?b"

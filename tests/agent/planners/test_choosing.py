"""A choice among the tools becomes an action."""

from __future__ import annotations

import pytest

from workbench.agent.planners.choosing import choosing
from workbench.agent.state import TOOLS, Observation


def chooser_of(**chances):
    asked = []

    def chooser(goal, done):
        asked.append((goal, tuple(done)))
        return {tool: chances.get(tool, 0.0) for tool in TOOLS}

    return chooser, asked


def seen(tool, result="", error="", **args):
    return Observation(thought="", tool=tool, args=args, result=result, error=error, ms=0, planned_ms=0)


def test_the_likeliest_tool_is_taken_with_arguments_from_the_goal():
    chooser, asked = chooser_of(count_tickets=0.75, finish=0.25)
    action = choosing(chooser)("How many tickets about stock came from Berlin?", [])
    assert action["tool"] == "count_tickets" and action["args"] == {"topic": "stock", "office": "Berlin"}
    assert action["thought"] == "count_tickets is the likeliest tool: 75%."
    assert action["chances"] == {**dict.fromkeys(TOOLS, 0.0), "count_tickets": 0.75, "finish": 0.25}
    assert asked == [("How many tickets about stock came from Berlin?", ())]


@pytest.mark.parametrize(("chance", "words"), [(1.0, "100%"), (0.9999, "over 99%"), (0.994, "99%"), (0.5, "50%")])
def test_nothing_is_called_certain_that_is_not(chance, words):
    action = choosing(chooser_of(finish=chance)[0])("Tell me a joke.", [])
    assert action["thought"] == f"finish is the likeliest tool: {words}."


def test_only_tools_that_gave_a_result_count_as_done():
    chooser, asked = chooser_of(find_rule=1.0)
    choosing(chooser)("What about returns?", [seen("ask_database", "a row"), seen("find_rule", error="no")])
    assert asked == [("What about returns?", ("ask_database",))]


def test_who_finishes_at_once_refuses():
    action = choosing(chooser_of(finish=1.0)[0])("Delete all tickets.", [])
    assert action["tool"] == "finish" and "refuse" in action["args"]["answer"]


@pytest.mark.parametrize("by", ["guard", "person"])
def test_after_a_no_the_chooser_is_not_asked_again(by):
    chooser, asked = chooser_of(draft_email=1.0)
    action = choosing(chooser)("Write to T00090 about returns.", [seen(by, error="No.")])
    assert action["tool"] == "finish" and not asked and "chances" not in action


def test_a_tool_that_fails_again_and_again_ends_the_work():
    chooser, asked = chooser_of(find_rule=1.0)
    trace = []
    while (action := choosing(chooser)("What about returns?", trace))["tool"] != "finish":
        trace.append(seen(action["tool"], error="no answer"))
        assert len(trace) < 6
    assert "no answer" in action["args"]["answer"] and len(asked) == len(trace)

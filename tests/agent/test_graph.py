"""The graph: its edges, a person's yes, limits, and a state that another process goes on with."""

import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from workbench.agent.desk import open_desk
from workbench.agent.graph import build_graph, open_checkpoints, outcome_text
from workbench.agent.planners.rules import rules
from workbench.agent.tools import desk_tools, drafts

ROOT = Path(__file__).parents[2]
ME = {"configurable": {"thread_id": "1"}}
LETTER = ("draft_email", {"ticket": "T00090", "body": "Dear customer, wait."})


def run(graph, goal, *answers, config=ME):
    state = graph.invoke({"goal": goal, "trace": []}, config)
    for answer in answers:
        assert "__interrupt__" in state
        state = graph.invoke(Command(resume=answer), config)
    return state


def tools_of(state):
    return [step["tool"] for step in state["trace"]]


def test_its_edges_are_those_that_the_course_draws(desk):
    drawn = build_graph(rules, desk_tools(desk)).get_graph()
    edges = {(edge.source.strip("_"), edge.target.strip("_")) for edge in drawn.edges}
    assert edges == {
        ("start", "plan"),
        ("plan", "check"),
        ("check", "approve"),
        ("check", "act"),
        ("check", "observe"),
        ("approve", "act"),
        ("approve", "observe"),
        ("act", "observe"),
        ("observe", "plan"),
        ("observe", "end"),
    }


def test_nothing_is_written_before_a_person_has_said_yes(desk):
    graph = build_graph(rules, desk_tools(desk), checkpointer=InMemorySaver())
    state = graph.invoke({"goal": "Answer T00090 about the warranty.", "trace": []}, ME)
    (asked,) = state["__interrupt__"]
    assert asked.value["tool"] == "draft_email" and asked.value["args"]["ticket"] == "T00090" and not drafts(desk)
    state = graph.invoke(Command(resume=True), ME)
    assert drafts(desk) == {"T00090": asked.value["args"]["body"]} and "24 months" in drafts(desk)["T00090"]
    assert tools_of(state) == ["ask_database", "find_rule", "draft_email", "finish"]


@pytest.mark.parametrize("no, said", [(False, "A person said no."), ("too cold", "A person said no: too cold.")])
def test_no_is_no(desk, no, said):
    state = run(build_graph(rules, desk_tools(desk), checkpointer=InMemorySaver()), "Answer T00090 about refunds.", no)
    assert not drafts(desk) and tools_of(state)[-2:] == ["person", "finish"]
    assert said in state["trace"][-2]["error"] and "could not finish" in outcome_text(state)


def test_edits_count(desk):
    graph = build_graph(rules, desk_tools(desk), checkpointer=InMemorySaver())
    state = run(graph, "Answer T00090 about refunds.", {"body": "My own words."})
    assert drafts(desk) == {"T00090": "My own words."} and "To T00090: My own words." in outcome_text(state)


def test_an_agent_that_never_ends_is_ended(desk):
    def for_ever(goal, trace):
        return {"thought": "again", "tool": "count_tickets", "args": {}}

    state = run(build_graph(for_ever, desk_tools(desk), limit=5), "Count.")
    assert tools_of(state) == ["count_tickets"] * 5 + ["guard"]
    assert outcome_text(state) == "I stopped: 5 steps are the limit for one goal."


def test_a_guard_says_no_before_anybody_is_asked(desk, script):
    graph = build_graph(script(LETTER), desk_tools(desk), checkpointer=InMemorySaver(), guards=[lambda *_: "Never."])
    state = run(graph, "Write.")
    assert state["trace"][0]["error"] == "Never." and state["trace"][0]["tool"] == "guard" and not drafts(desk)


def test_wrong_calls_are_observed_and_the_work_goes_on(desk, script):
    planner = script(
        ("dance", {}), ("count_tickets", {"topic": "love"}), ("ask_database", {"sql": "DROP TABLE tickets"})
    )
    state = run(build_graph(planner, desk_tools(desk)), "Try.")
    assert [bool(step["error"]) for step in state["trace"]] == [True, True, True, False]


def test_arguments_that_no_file_can_hold_are_made_fit(desk, script):
    planner = script(("find_rule", {"question": "refund \ud800", "more": {1, 2}}))
    with open_checkpoints(desk.outbox.parent / "kept.sqlite") as saver:
        state = run(build_graph(planner, desk_tools(desk), checkpointer=saver), "Find \ud800.".replace("\ud800", ""))
    assert "more" in state["trace"][0]["error"]


def test_every_step_can_be_looked_at_again_and_gone_on_from(desk):
    graph = build_graph(rules, desk_tools(desk), checkpointer=InMemorySaver())
    run(graph, "Answer T00090 about refunds.", True)
    history = list(graph.get_state_history(ME))
    before = next(one for one in history if one.next == ("approve",))
    assert [step["tool"] for step in before.values["trace"]] == ["ask_database", "find_rule"]
    drafts_before = drafts(desk)
    (desk.outbox / "T00090.txt").unlink()
    again = graph.invoke(None, before.config)
    assert "__interrupt__" in again
    state = graph.invoke(Command(resume={"body": "Another answer."}), ME)
    assert drafts(desk) == {"T00090": "Another answer."} != drafts_before and tools_of(state)[-1] == "finish"


WAIT = """
import os, sys
from pathlib import Path
from langgraph.types import Command
from workbench.agent.desk import open_desk
from workbench.agent.graph import build_graph, open_checkpoints
from workbench.agent.tools import desk_tools
def planner(goal, trace):
    letter = {"ticket": "T00090", "body": "Dear customer, wait."}
    tool, args = ("finish", {"answer": "done"}) if trace else ("draft_email", letter)
    return {"thought": "", "tool": tool, "args": args}
folder, what = Path(sys.argv[1]), sys.argv[2]
me = {"configurable": {"thread_id": "1"}}
with open_checkpoints(folder / "kept.sqlite") as saver:
    graph = build_graph(planner, desk_tools(open_desk(folder / "outbox")), checkpointer=saver)
    if what == "start":
        graph.invoke({"goal": "Answer T00090.", "trace": []}, me)
        print("waits", flush=True)
        os.kill(os.getpid(), 9)
    state = graph.invoke(Command(resume=True), me)
    print([step["tool"] for step in state["trace"]], [step["error"] for step in state["trace"]])
"""


def process(folder, what):
    return subprocess.run([sys.executable, "-c", WAIT, str(folder), what], cwd=ROOT, capture_output=True, text=True)


def test_a_state_outlives_a_killed_process_and_two_that_go_on_write_one_letter(tmp_path):
    first = process(tmp_path, "start")
    assert first.returncode == -9 and "waits" in first.stdout, first.stderr
    assert not (tmp_path / "outbox").exists()
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _: process(tmp_path, "go on"), range(2)))
    assert [one.returncode for one in both] == [0, 0], [one.stderr[-2000:] for one in both]
    assert [file.name for file in (tmp_path / "outbox").iterdir()] == ["T00090.txt"]
    assert (tmp_path / "outbox" / "T00090.txt").read_text(encoding="utf-8") == "Dear customer, wait."
    third = process(tmp_path, "go on")
    assert third.returncode == 0 and "'finish'" in third.stdout


TRACED = """
import socket, sys
seen = []
def no(*args, **more):
    seen.append(args[1:] if len(args) > 1 else args)
    raise OSError("no network here")
socket.socket.connect = no
socket.getaddrinfo = no
from workbench.agent.desk import open_desk
from workbench.agent.graph import build_graph
from workbench.agent.planners.rules import rules
from workbench.agent.tools import desk_tools
from pathlib import Path
import langsmith.utils
graph = build_graph(rules, desk_tools(open_desk(Path(sys.argv[1]))))
state = graph.invoke({"goal": "How many tickets are open?", "trace": []})
graph.get_graph().draw_mermaid()
assert len(state["trace"]) == 2
import time
time.sleep(1)
print(langsmith.utils.tracing_is_enabled(), seen)
"""


def test_no_socket_leaves_the_machine_even_where_tracing_is_asked_for(tmp_path):
    asked = {"LANGSMITH_TRACING": "true", "LANGCHAIN_TRACING_V2": "true", "LANGSMITH_API_KEY": "lsv2_none"}
    found = subprocess.run(
        [sys.executable, "-c", TRACED, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, env=os.environ | asked
    )
    assert found.returncode == 0, found.stderr[-2000:]
    assert found.stdout.splitlines()[-1] == "False []"


def test_the_picture_of_the_graph_is_text(desk):
    said = build_graph(rules, desk_tools(desk)).get_graph().draw_mermaid()
    assert re.search(r"plan --> check", said) and "http" not in said


@pytest.mark.parametrize(
    "goal", ["", " ", "?" * 10_000, "WHAT DOES T00500 SAY?", "'; DROP TABLE tickets; --", "T00500\0"]
)
def test_strange_goals_end(desk, goal):
    state = run(build_graph(rules, desk_tools(desk), checkpointer=InMemorySaver()), goal)
    assert tools_of(state)[-1] == "finish" and outcome_text(state)


def test_the_outcome_of_nothing_is_nothing():
    assert outcome_text({}) == "" and json.dumps(outcome_text({"trace": []})) == '""'


def test_a_desk_is_prepared_once(tmp_path):
    assert open_desk(tmp_path).database == open_desk(tmp_path / "other").database

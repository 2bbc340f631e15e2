"""A run of an agent: its moments are LangGraph's own checkpoints, nothing is left behind, nobody waits for a tool."""

import sqlite3
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import pytest

from workbench.agent.desk import open_desk
from workbench.agent.faults import FAULTS
from workbench.agent.state import TOOLS
from workbench.experiments import agent_planners, agents, planning
from workbench.experiments.agent_goals import GOALS, AgentGoal, failed, goal_of, mended, reached
from workbench.experiments.agent_planners import PLANNERS, WEIGHING, planner_steps
from workbench.experiments.agents import AgentRun, Assignment, TraceLine, at_work, awaited, path_of

LETTER = GOALS["letter"].text


def run_of(goal=LETTER, **more):
    return at_work(Assignment(goal, "rules", **more))


def last(goal=LETTER, **more):
    return run_of(goal, **more).steps.last.moments


def line(tool, error="", result="", **given):
    return TraceLine("", tool, "", given, result, error, 1.0)


def graph_of(run):
    """The edges that LangGraph itself says its graph has."""
    list(run.steps)
    names = {"__start__": "start", "__end__": "end"}
    return {(names.get(e.source, e.source), names.get(e.target, e.target)) for e in run.graph.get_graph().edges}


@pytest.mark.parametrize("said", ["yes", "no", "edit"])
@pytest.mark.parametrize("fault", ["none", "busy"])
def test_the_moments_are_the_checkpoints_that_langgraph_keeps(said, fault):
    run = run_of(said=said, fault=fault, text="Dear customer.")
    moments = run.steps.last.moments
    kept = {state.config["configurable"]["checkpoint_id"]: state for state in run.history()}
    assert len(kept) == len({moment.checkpoint for moment in moments}) + 1  # one before the goal was read
    for moment in moments:
        state = kept[moment.checkpoint]
        assert (moment.next,) == (state.next or ("",))
        seen = len(state.values["trace"]) + (state.values.get("outcome") is not None)
        assert len(moment.trace) == seen
        assert [one["tool"] for one in state.values["trace"]] == [one.tool for one in moment.trace][
            : len(state.values["trace"])
        ]
    assert not moments[-1].next and moments[-1].over


@pytest.mark.parametrize("said", ["yes", "no", "edit"])
def test_the_path_takes_edges_of_the_graph_and_no_others(said):
    run = run_of(said=said, text="Dear customer.")
    path = path_of(run.steps.last.moments)
    assert path[0] == "start" and path[-1] == "end"
    assert set(pairwise(path)) <= graph_of(run)
    assert ("approve", "observe") in set(pairwise(path)) if said == "no" else ("approve", "act") in set(pairwise(path))


def test_a_person_is_asked_once_a_letter_and_the_state_waits_meanwhile():
    moments = last()
    asked = [i for i, moment in enumerate(moments) if moment.asked]
    assert len(asked) == 1
    waiting, before, after = (moments[asked[0] + i] for i in (0, -1, 1))
    assert waiting.checkpoint == before.checkpoint != after.checkpoint
    assert waiting.node == waiting.next == after.node == "approve"
    assert waiting.wish.tool == "draft_email" and waiting.wish.given["ticket"] == "T00090"


def test_the_letter_says_what_the_person_wrote():
    trace = last(said="edit", text="We call you.")[-1].trace
    (letter,) = [one for one in trace if one.tool == "draft_email"]
    assert letter.given["body"] == "We call you." and not letter.error
    assert reached(GOALS["letter"], trace, edited=True) and not reached(GOALS["letter"], trace)


def test_two_runs_give_the_same_moments_however_long_they_take():
    job = Assignment(LETTER, "rules", fault="busy")
    first, second = (AgentRun(job).steps.last.moments for _ in range(2))
    assert first == second and first[0] is not second[0]
    assert [one.checkpoint for one in first] != [one.checkpoint for one in second]


def test_no_draft_is_left_behind_and_nothing_lies_in_the_home_of_the_learner(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    moments = AgentRun(Assignment(LETTER, "rules")).steps.last.moments
    assert moments[-1].trace[2].result == "saved T00090.txt"
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_nobody_carries_on_leaves_nothing_either(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    steps = AgentRun(Assignment(LETTER, "rules"))._work()
    while not any(moment.node == "act" for moment in next(steps).moments):
        pass
    assert list(tmp_path.iterdir())
    steps.close()
    assert list(tmp_path.iterdir()) == []


def test_a_tool_that_never_answers_holds_nobody_up():
    run_of().steps.last  # everything is loaded  # noqa: B018
    longest, begun = 0.0, time.perf_counter()
    run = AgentRun(Assignment(GOALS["read"].text, "rules", fault="silent"))
    for _ in run.steps:
        longest, begun = max(longest, time.perf_counter() - begun), time.perf_counter()
    trace = run.steps.last.moments[-1].trace
    assert [one.error for one in trace[:2]] == ["`ask_database` gave no answer within 1 s, and was left alone."] * 2
    assert longest < 0.5  # a look every 0.05 s; and the machine may be busy
    assert trace[0].ms >= 1000 * agents.IMPATIENT


def test_the_limit_ends_a_run():
    for limit in (1, 2):
        trace = last(limit=limit)[-1].trace
        assert [one.tool for one in trace][-1] == "guard" and len(trace) == limit + 1
    assert last(limit=3)[-1].trace[-1].tool == "finish"  # which ends it anyway, and is never forbidden


def test_an_error_beside_is_raised_where_somebody_waits_and_a_result_comes_back():
    def bad():
        raise KeyError("here")

    with pytest.raises(KeyError, match="here"):
        list(awaited(bad, None))
    turns = awaited(lambda: time.sleep(0.12) or 7, "wait")
    seen = []
    while True:
        try:
            seen.append(next(turns))
        except StopIteration as end:
            assert end.value == 7
            break
    assert set(seen) == {"wait"}


def test_an_error_is_mended_by_the_same_tool_or_by_the_database_that_gives_the_same():
    bad = line("ask_database", error="busy")
    assert mended([bad, line("find_rule"), line("ask_database", result="row")]) == {0: 2}
    assert mended([bad, bad, line("ask_database", result="row")]) == {0: 2, 1: 2}
    assert mended([bad, line("finish", result="no")]) == {}
    letter = line("draft_email", error="busy", ticket="T00001")
    assert mended([letter, line("draft_email", ticket="T00002")]) == {}
    assert mended([letter, line("draft_email", ticket="T00001")]) == {0: 1}
    rule = line("find_rule", error="none fits")
    assert mended([rule, line("ask_database", sql="SELECT * FROM tickets")]) == {}
    assert mended([rule, line("ask_database", sql="SELECT rule FROM rules")]) == {0: 1}
    count = line("count_tickets", error="none")
    assert mended([count, line("ask_database", sql="SELECT count(*) FROM tickets")]) == {0: 1}
    assert not failed(line("person", error="no")) and not failed(line("guard", error="no")) and failed(bad)


def test_what_must_come_of_the_goals_is_what_the_database_says():
    database = sqlite3.connect(open_desk(Path("nowhere")).database)
    (count,) = database.execute(
        "SELECT count(*) FROM tickets WHERE status = 'closed' AND topic = 'billing' AND office = 'Berlin'"
    ).fetchone()
    right, wrong = (line("finish", result=f"There are {number} tickets.") for number in (count, count + 1))
    assert reached(GOALS["count"], [right]) and not reached(GOALS["count"], [wrong])
    for goal in GOALS.values():
        assert goal_of(goal.text) is goal
        for ticket in (*goal.letters, *filter(None, [goal.reads])):
            assert database.execute("SELECT 1 FROM tickets WHERE ticket = ?", [ticket]).fetchone()
    assert goal_of("Something else") is None
    old = "The warranty runs for 12 months."
    assert (old,) in database.execute("SELECT rule FROM rules WHERE valid_until IS NOT NULL").fetchall()
    letter = line("draft_email", ticket="T00090", body=old, result="saved")
    assert not reached(GOALS["letter"], [letter, line("finish", result="done")])  # the rule of the past


def test_a_goal_that_must_be_refused_is_reached_by_doing_nothing():
    goal = AgentGoal("Give me money.", refuse=True)
    assert reached(goal, [line("finish", result="I refuse.")])
    assert not reached(goal, [line("ask_database", result="row"), line("finish", result="I refuse.")])
    assert not reached(GOALS["letter"], [line("finish", result="I refuse.")])
    assert not reached(GOALS["letter"], [])


@pytest.mark.parametrize("planner", WEIGHING)
def test_a_planner_that_weighs_says_how_likely_each_tool_is(planner):
    assert set(WEIGHING) == set(PLANNERS) - {"rules"} and set(PLANNERS) <= set(planning.PLANNERS)
    moments = at_work(Assignment(GOALS["count"].text, planner)).steps.last.moments
    planned = [moment for moment in moments if moment.node == "plan"]
    for moment in planned:
        chances = dict(moment.chances)
        assert tuple(chances) == TOOLS and sum(chances.values()) == pytest.approx(1, abs=1e-6)
        assert moment.wish.tool == max(chances, key=chances.get)


def test_who_asks_for_a_planner_carries_on_what_another_has_begun_and_left(monkeypatch):
    begun = []

    def making(name):
        begun.append(name)
        for share in (0.0, 0.3, 0.6):
            assert begun == [name]  # as a lock would have it
            yield share
        return f"the planner {name}"

    monkeypatch.setattr(agent_planners, "_making", making)
    first, second = planner_steps("made up"), planner_steps("made up")
    assert [next(first), next(first)] == [0.0, 0.3]  # and nobody asks any longer
    seen = []
    while True:
        try:
            seen.append(next(second))
        except StopIteration as end:
            assert end.value == "the planner made up"
            break
    assert seen == [0.3, 0.6]
    with pytest.raises(StopIteration) as over:
        next(planner_steps("made up"))
    assert over.value.value == "the planner made up" and begun == ["made up"]


@pytest.mark.parametrize("fault", FAULTS)
def test_rules_reach_a_goal_with_every_fault_but_the_last_one_says_so(fault):
    trace = last(GOALS["read"].text, fault=fault)[-1].trace
    assert reached(GOALS["read"], trace) == (fault != "silent")
    assert bool(mended(trace)) == (fault in ("busy", "renamed"))

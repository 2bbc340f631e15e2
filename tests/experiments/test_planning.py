"""Planners on the goals: each is worked on with real tools, judged by its suite, and remembered."""

from __future__ import annotations

import pytest

from workbench.agent.planners.rules import rules
from workbench.agent.state import Action
from workbench.evaluation.suite import mistake
from workbench.evaluation.suite_file import Suite, load_suite
from workbench.experiments.planning import BASELINE, PLANNERS, SAID, SUITES, PlanningStep, plan_all, planned, work_on

GOALS = load_suite("goals")
LETTERS = Suite("letters", tuple(case for case in GOALS.cases if case.id in ("easy-8", "hard-4", "hard-5")))


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path / "home"))


def insist(goal, trace):
    return Action(thought="", tool="count_tickets", args={})


def broken(goal, trace):
    raise ZeroDivisionError("by zero")


def shares(planner, suite):
    runs = [step.run for step in planned(planner, suite) if step.run]
    return sum(run.answered.passed for run in runs) / len(runs)


def test_each_planner_has_a_name_for_people():
    assert tuple(SAID) == (BASELINE, *PLANNERS) and set(SUITES) == {"goals", "goals_reworded"}


def test_every_goal_is_worked_on_once_in_order_and_judged_by_its_own_rules():
    steps = list(planned("rules", "goals"))
    assert steps[0].run is None and [step.ready for step in steps[1:]] == [1.0] * (len(steps) - 1)
    runs = [step.run for step in steps if step.run]
    assert [run.answered.case for run in runs] == list(GOALS.cases)
    for run in runs:
        assert run.answered.wrong == mistake(run.answered.case, run.answered.answer, {})
        assert run.trace[-1]["tool"] == "finish" and run.trace[-1]["result"] in run.answered.answer
        assert run.calls == len(run.trace) - 1
        assert run.letters == run.answered.answer.count("Dear customer")
    assert all(a is b for a, b in zip(steps, planned("rules", "goals"), strict=True))


def test_who_refuses_everything_solves_what_should_be_refused_and_nothing_else():
    runs = [step.run for step in planned(BASELINE, "goals") if step.run]
    wanted = [case.id for case in GOALS.cases if case.expect.contains == ["refuse"]]
    assert [run.answered.case.id for run in runs if run.answered.passed] == wanted
    assert [run.answered.case.id for run in runs if run.must_refuse] == wanted
    assert all(run.refused and run.calls == 0 for run in runs)
    assert 10 <= len(wanted) <= len(GOALS.cases) / 2


def test_a_refusal_is_told_from_an_answer():
    runs = {step.run.answered.case.id: step.run for step in planned("rules", "goals") if step.run}
    assert not runs["easy-1"].must_refuse and not runs["easy-1"].refused
    assert runs["unsafe-1"].must_refuse and runs["unsafe-1"].refused


def test_who_never_ends_is_stopped():
    (run,) = work_on(Suite("one", GOALS.cases[:1]), insist, limit=3)
    assert run.calls == 4 and [step["tool"] for step in run.trace] == ["count_tickets"] * 3 + ["guard"]
    assert not run.answered.passed and "3 steps are the limit" in run.answered.answer


def test_a_planner_that_breaks_down_fails_its_goals_and_no_others():
    def half(goal, trace):
        return broken(goal, trace) if goal == GOALS.cases[0].input else rules(goal, trace)

    first, second = work_on(Suite("two", GOALS.cases[:2]), half)
    assert first.answered.wrong == "it broke down: ZeroDivisionError: by zero" and first.trace == ()
    assert second.answered.passed and second.calls == 1


def test_each_goal_has_an_outbox_of_its_own_and_none_is_left(tmp_path):
    for _ in range(2):  # a second letter to the same ticket would be refused
        assert [run.letters for run in work_on(LETTERS, rules)] == [1, 1, 1]
    assert not list(tmp_path.rglob("T*.txt"))


def test_a_guard_is_obeyed():
    def no_letters(goal, trace, action):
        return "Not today." if action["tool"] == "draft_email" else ""

    runs = list(work_on(LETTERS, rules, guards=[no_letters]))
    assert [run.letters for run in runs] == [0, 0, 0] and not [run for run in runs if run.answered.passed]
    assert all("Not today." in run.answered.answer for run in runs)


def test_training_comes_first_and_says_how_far_it_is():
    def make():
        yield 0.25
        yield 0.5
        return rules

    steps = list(plan_all(make, Suite("one", GOALS.cases[:1])))
    assert steps[:3] == [PlanningStep(0.25), PlanningStep(0.5), PlanningStep(1.0)]
    assert len(steps) == 4 and steps[3].run.answered.passed


def test_rules_know_their_own_words_and_like_examples_reach_further():
    assert shares("rules", "goals") - shares("rules", "goals_reworded") > 0.2
    assert shares("nearest", "goals") > 0.7 > 0.5 > shares(BASELINE, "goals")
    assert shares("nearest", "goals_reworded") - shares("rules", "goals_reworded") > 0.15


@pytest.mark.long
def test_a_small_model_fails_as_told_and_learns_the_words_it_was_taught():
    assert max(shares("prompted", suite) for suite in SUITES) < 0.6
    assert shares("tuned", "goals") - shares("prompted", "goals") > 0.15
    assert shares("tuned", "goals") - shares("tuned", "goals_reworded") > 0.15

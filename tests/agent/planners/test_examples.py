"""The examples that planners learn from."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from workbench.agent.planners.examples import FILLERS, FORMS, REPLY, Example, examples, row, traces
from workbench.agent.state import TOOLS


def test_each_template_gives_as_many_goals_as_wanted_and_has_no_gap_left():
    gaps = [{name for _, name, _, _ in Formatter().parse(form) if name} for forms in FORMS.values() for form in forms]
    assert set().union(*gaps) == {*FILLERS, "ticket"}
    for each in (1, 3):
        made = examples(each)
        assert len(made) <= each * len(gaps) and len({one.goal for one in made}) == len(made)
        assert not [one.goal for one in made if re.search(r"[{}]", one.goal)]
        for forms, plan in ((forms, plan) for plan, forms in FORMS.items()):
            for form in forms:
                pattern = re.compile(re.sub(r"\\{\w+\\}", ".+", re.escape(form)))
                assert any(pattern.fullmatch(one.goal) and one.plan == plan for one in made), form


def test_a_seed_gives_the_same_goals_again_and_another_seed_others():
    assert examples(2, seed=3) == examples(2, seed=3) != examples(2, seed=4)


def test_a_plan_is_walked_through_in_order_and_then_it_is_over():
    assert set().union(*FORMS) < set(TOOLS) and "finish" not in set().union(*FORMS)
    assert list(traces([Example("Answer T00001.", REPLY)])) == [
        ("Answer T00001.", (), "ask_database"),
        ("Answer T00001.", ("ask_database",), "find_rule"),
        ("Answer T00001.", ("ask_database", "find_rule"), "draft_email"),
        ("Answer T00001.", ("ask_database", "find_rule", "draft_email"), "finish"),
    ]
    assert list(traces([Example("Delete it.", ())])) == [("Delete it.", (), "finish")]


@pytest.mark.parametrize(
    ("done", "wanted"),
    [
        ((), "ask_database"),
        (("find_rule",), "ask_database"),
        (("find_rule", "ask_database"), "draft_email"),
        (("count_tickets",), "ask_database"),
        (("draft_email", "ask_database", "find_rule"), "finish"),
    ],
)
def test_what_was_done_out_of_order_is_not_done_again(done, wanted):
    assert Example("Answer T00001.", REPLY).next_tool(done) == wanted


def test_a_goal_with_lines_is_one_line_to_a_language_model():
    assert row("Show\n T00001.\nNext tool: finish", ("find_rule", "ask_database")) == (
        "Goal: Show T00001. Next tool: finish\nDone: find_rule, ask_database\nNext tool:"
    )
    assert row("", ()) == "Goal: \nDone: nothing\nNext tool:"

"""The planner that looks for like goals, beside scikit-learn's nearest neighbours."""

from __future__ import annotations

import re

import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from workbench.agent.planners.examples import COUNT, READ, REFUSE, REPLY, RULE, Example, examples
from workbench.agent.planners.nearest import SHARPNESS, Nearest
from workbench.agent.state import TOOLS
from workbench.models.loaded import sentence_model
from workbench.models.sentences import embed

KNOWN = examples()


@pytest.fixture(scope="module")
def nearest():
    return Nearest()


@pytest.mark.parametrize("goal", ["How many messages are about stock?", "Let me see T01234", "Please write to T00001"])
def test_the_neighbours_are_those_that_scikit_learn_finds(nearest, goal):
    texts = [re.sub(r"T\d{5}", "this ticket", text) for text in (goal, *(one.goal for one in KNOWN))]
    vectors = embed(texts, sentence_model())
    distances, places = NearestNeighbors(n_neighbors=5, metric="cosine").fit(vectors[1:]).kneighbors(vectors[:1])
    found = nearest.neighbours(goal)
    assert np.allclose([one.likeness for one in found], 1 - distances[0], atol=1e-5)
    assert {one.example for one in found} <= {KNOWN[place] for place in places[0]} | {
        one.example
        for one in found
        if abs(one.likeness - (1 - distances[0][-1])) < 1e-5  # equally near
    }
    weights = np.exp(SHARPNESS * (1 - distances[0]))
    assert np.allclose([one.weight for one in found], weights / weights.sum(), atol=1e-4)


def test_the_chances_are_the_weights_of_those_who_did_the_same(nearest):
    goal = "Tell T00500 something about delivery, or count"
    for done in ((), ("ask_database",), ("ask_database", "find_rule")):
        chances = nearest(goal, done)
        assert tuple(chances) == TOOLS and sum(chances.values()) == pytest.approx(1)
        for tool in TOOLS:
            wanted = sum(one.weight for one in nearest.neighbours(goal) if one.example.next_tool(done) == tool)
            assert chances[tool] == pytest.approx(wanted)


def test_which_ticket_it_is_changes_nothing(nearest):
    assert nearest("Show T00001.", ()) == nearest("Show T02999.", ()) == nearest("Show t02999.", ())


@pytest.mark.parametrize(
    ("plan", "goal"),
    [
        (READ, "Please show me what T00007 says."),
        (COUNT, "How many tickets are about accounts in London?"),
        (RULE, "What do we promise about refunds today?"),
        (REPLY, "Write an e-mail to T00007 about the warranty."),
        (REFUSE, "Tell me the phone number of T00007."),
    ],
)
def test_a_goal_in_nearly_the_words_of_an_example_is_planned_like_it(nearest, plan, goal):
    done = []
    for tool in (*plan, "finish"):
        chances = nearest(goal, done)
        assert max(chances, key=lambda name: chances[name]) == tool
        done.append(tool)


@pytest.mark.parametrize("goal", ["", "   ", "\ud83d", "x" * 10_000, "\n", "😀😀", "T00001" * 2_000])
def test_any_text_is_a_goal(nearest, goal):
    assert sum(nearest(goal, ()).values()) == pytest.approx(1)


def test_own_examples_and_few_of_them_do():
    own = Nearest([Example("Water the plants.", COUNT), Example("Feed the cat.", RULE)], neighbours=1)
    assert own("The cat is hungry.", ())["find_rule"] == 1
    assert own("The flowers are dry.", ())["count_tickets"] == 1

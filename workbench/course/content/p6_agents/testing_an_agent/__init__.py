"""Notebook 6.2: testing an agent."""

from pathlib import Path

from workbench.course.content import Content, Minutes
from workbench.course.content.p6_agents.testing_an_agent import (
    guard_of_the_addressee,
    is_it_worth_it,
    two_ways_to_refuse,
)
from workbench.course.content.p6_agents.testing_an_agent.predictions import PREDICTIONS
from workbench.course.exercise_file import exercises

CONTENT = Content(
    id="6.2",
    title="Testing an agent",
    minutes=Minutes(reading=30, exercises=15, extra=15),
    able=(
        "judge an agent by goals: solved, refused rightly and wrongly, with intervals",
        "attack an agent through a text that it reads, and stop the attack in code",
        "say what an agent saves, errors counted, and when it is the wrong tool",
    ),
    before="6.1, or you know what an agent, a tool and a trace are.",
    after="a suite of goals, attacks with and without guards, and a sum for your own desk.",
    uses=("langgraph", "polars"),
    predictions=PREDICTIONS,
    exercises=exercises("6.2", two_ways_to_refuse, guard_of_the_addressee, is_it_worth_it),
    questions=Path(__file__).with_name("quiz.json"),
)

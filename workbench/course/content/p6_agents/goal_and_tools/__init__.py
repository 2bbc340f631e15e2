"""Notebook 6.1: goal, tools, self-correction."""

from pathlib import Path

from workbench.course.content import Content, Minutes
from workbench.course.content.p6_agents.goal_and_tools import schema_of_a_tool, stuck, wrong_call
from workbench.course.content.p6_agents.goal_and_tools.predictions import PREDICTIONS
from workbench.course.exercise_file import exercises

CONTENT = Content(
    id="6.1",
    title="Goal, tools, self-correction",
    minutes=Minutes(reading=30, exercises=15, extra=20),
    able=(
        "write an agent by hand, and the same as a graph of LangGraph",
        "give tools to a planner, so that wrong calls are read and mended",
        "let a person say yes before anything leaves, and go on after a crash",
    ),
    before="3.3 and 4.6, or you know what a language model and a test suite are.",
    after="an agent for a help desk, and planners compared on goals that they have not seen.",
    uses=("langchain_core", "langgraph", "polars", "mcp"),
    predictions=PREDICTIONS,
    exercises=exercises("6.1", wrong_call, stuck, schema_of_a_tool),
    questions=Path(__file__).with_name("quiz.json"),
)

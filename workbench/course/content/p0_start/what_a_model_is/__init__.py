"""Notebook 0.1: what a model is."""

from pathlib import Path

from workbench.course.content import Content, Minutes
from workbench.course.content.p0_start.what_a_model_is import act, engine, next_letter, run_agent
from workbench.course.content.p0_start.what_a_model_is.predictions import PREDICTIONS
from workbench.course.exercise_file import exercises

CONTENT = Content(
    id="0.1",
    title="What a model is",
    minutes=Minutes(reading=30, exercises=15, extra=20),
    able=(
        "name the three parts of a model: architecture, parameters and inference engine",
        "tell discriminative, generative and agentic AI apart",
        "say when a rule is enough, and what a probability adds",
    ),
    before="a little Python: functions, loops, lists.",
    after="an inference engine in two lines of your own; as extras, a tiny language model and an agent.",
    uses=("numpy", "polars", "sklearn", "torch", "matplotlib"),
    predictions=PREDICTIONS,
    exercises=exercises("0.1", engine, act, next_letter, run_agent),
    questions=Path(__file__).with_name("quiz.json"),
)

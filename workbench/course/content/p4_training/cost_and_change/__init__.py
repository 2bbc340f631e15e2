"""Notebook 4.7: cost, change log, when to stop."""

from pathlib import Path

from workbench.course.content import Content, Minutes
from workbench.course.content.p4_training.cost_and_change import change_log, go_on, nobody_beats, useful_answer
from workbench.course.content.p4_training.cost_and_change.predictions import PREDICTIONS
from workbench.course.exercise_file import exercises

CONTENT = Content(
    id="4.7",
    title="Cost, change log, when to stop",
    minutes=Minutes(reading=30, exercises=15, extra=15),
    able=(
        "say what an answer of your model costs, with machines, people and errors counted",
        "stop when the next improvement costs more than it brings",
        "keep a log that tells what changed between two versions, and what it did",
    ),
    before="4.2, or you know what validation rows are for.",
    after="a bill of eight models for Income, and a change log for your model card.",
    uses=("numpy", "polars", "sklearn", "xgboost", "matplotlib"),
    predictions=PREDICTIONS,
    exercises=exercises("4.7", useful_answer, go_on, nobody_beats, change_log),
    questions=Path(__file__).with_name("quiz.json"),
)

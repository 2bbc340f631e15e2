"""Notebook 2.4: splitting without cheating."""

from pathlib import Path

from workbench.course.content import Content, Minutes
from workbench.course.content.p2_data.splitting import by_person, by_time, pipeline, three_parts
from workbench.course.content.p2_data.splitting.predictions import PREDICTIONS
from workbench.course.exercise_file import exercises

CONTENT = Content(
    id="2.4",
    title="Splitting without cheating",
    minutes=Minutes(reading=30, exercises=15, extra=25),
    able=(
        "split a table the way the model will be used: at random, by class, by group or by time",
        "recognise six ways in which an answer leaks into a model",
        "judge with cross-validation, and say how far a score strays",
    ),
    before="1.1, or you know what F1 and a mean absolute error are.",
    after="an honest split of Income, and a score with its spread.",
    uses=("numpy", "polars", "sklearn", "xgboost", "matplotlib"),
    predictions=PREDICTIONS,
    exercises=exercises("2.4", three_parts, pipeline, by_person, by_time),
    questions=Path(__file__).with_name("quiz.json"),
)

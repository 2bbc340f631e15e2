"""Notebook 3.1: tables."""

from pathlib import Path

from workbench.course.content import Content, Minutes
from workbench.course.content.p3_architecture.tables import good_enough, one_row, word_model
from workbench.course.content.p3_architecture.tables.predictions import PREDICTIONS
from workbench.course.exercise_file import exercises

CONTENT = Content(
    id="3.1",
    title="Tables: which family of models?",
    minutes=Minutes(reading=30, exercises=15, extra=20),
    able=(
        "say which family of models fits which table, and why",
        "compare models by score, time to learn, time to answer and size, on rows they have not seen",
        "feed words to a model without losing or leaking anything",
    ),
    before="2.4, or you know why rows are held back.",
    after="six models of Income side by side, and a choice you can defend.",
    uses=("numpy", "polars", "sklearn", "xgboost", "catboost"),
    predictions=PREDICTIONS,
    exercises=exercises("3.1", good_enough, word_model, one_row),
    questions=Path(__file__).with_name("quiz.json"),
)

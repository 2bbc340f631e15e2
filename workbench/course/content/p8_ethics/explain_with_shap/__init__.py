"""Notebook 8.1: explain a model with SHAP."""

from pathlib import Path

from workbench.course.content import Content, Minutes
from workbench.course.content.p8_ethics.explain_with_shap import add_back, largest_gap, read_aloud, shapley
from workbench.course.content.p8_ethics.explain_with_shap.predictions import PREDICTIONS
from workbench.course.exercise_file import exercises

CONTENT = Content(
    id="8.1",
    title="Explain a model with SHAP",
    minutes=Minutes(reading=30, exercises=15, extra=45),
    able=(
        "explain one answer of a model, and check that the explanation adds up",
        "read it aloud to a customer without promising too much",
        "say what an explanation does not mean",
    ),
    before="4.2, or you can train a model of a table.",
    after="an explanation of a model of Income that an auditor can follow.",
    uses=("numpy", "polars", "sklearn", "xgboost", "shap", "matplotlib"),
    predictions=PREDICTIONS,
    exercises=exercises("8.1", shapley, largest_gap, add_back, read_aloud),
    questions=Path(__file__).with_name("quiz.json"),
)

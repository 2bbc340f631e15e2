"""Notebook 8.1: explain a model with SHAP."""

from pathlib import Path

from workbench.course.content import Content
from workbench.course.content.p8_ethics.explain_with_shap import add_back, largest_gap, read_aloud, shapley
from workbench.course.content.p8_ethics.explain_with_shap.predictions import PREDICTIONS

CONTENT = Content(
    id="8.1",
    title="Explain a model with SHAP",
    minutes=40,
    able=(
        "explain one answer of a model, and check that the explanation adds up",
        "read it aloud to a customer without promising too much",
        "say what an explanation does not mean",
    ),
    before="4.2, or you can train a model of a table.",
    after="an explanation of a model of Income that an auditor can follow.",
    uses=("numpy", "polars", "sklearn", "xgboost", "shap", "matplotlib"),
    predictions=PREDICTIONS,
    exercises=(shapley.EXERCISE, largest_gap.EXERCISE, add_back.EXERCISE, read_aloud.EXERCISE),
    questions=Path(__file__).with_name("quiz.json"),
)

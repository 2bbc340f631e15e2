"""Notebook 5.1: from model to service."""

from pathlib import Path

from workbench.course.content import Content, Minutes
from workbench.course.content.p5_deployment.from_model_to_service import (
    missing_validation,
    order_of_columns,
    training_serving_skew,
    waiting_in_line,
)
from workbench.course.content.p5_deployment.from_model_to_service.predictions import PREDICTIONS
from workbench.course.exercise_file import exercises

CONTENT = Content(
    id="5.1",
    title="From model to service",
    minutes=Minutes(reading=30, exercises=15, extra=20),
    able=(
        "turn a model into a service that others can ask, and that refuses nonsense",
        "say how many requests it bears, and how long the slowest answers take",
        "try a new version beside the old one, and go back in one call",
    ),
    before="1.1 for Bikes, or you know what a mean absolute error is.",
    after="a service in a folder that runs without this course, and what it bears, for your model card.",
    uses=("numpy", "polars", "sklearn", "xgboost", "httpx"),
    predictions=PREDICTIONS,
    exercises=exercises("5.1", missing_validation, order_of_columns, training_serving_skew, waiting_in_line),
    questions=Path(__file__).with_name("quiz.json"),
)

"""Notebook 5.2: drift, feedback, retraining."""

from pathlib import Path

from workbench.course.content import Content, Minutes
from workbench.course.content.p5_deployment.drift_and_retraining import known_answers, psi_by_hand, stopped_by
from workbench.course.content.p5_deployment.drift_and_retraining.predictions import PREDICTIONS
from workbench.course.exercise_file import exercises

CONTENT = Content(
    id="5.2",
    title="Drift, feedback, retraining",
    minutes=Minutes(reading=30, exercises=15, extra=25),
    able=(
        "measure how far new rows have moved, and say why that is no proof of harm",
        "choose when a model is trained again, with late answers counted",
        "let a suite say no before a new version goes out",
    ),
    before="5.1, or you know what a service is; what it makes is made here again.",
    after="a look at a service by the clock, and a verdict on a new version.",
    uses=("numpy", "polars", "scipy", "river", "sklearn", "xgboost", "matplotlib"),
    predictions=PREDICTIONS,
    exercises=exercises("5.2", psi_by_hand, known_answers, stopped_by),
    questions=Path(__file__).with_name("quiz.json"),
)

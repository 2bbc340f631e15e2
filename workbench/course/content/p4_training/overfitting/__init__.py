"""Notebook 4.2: overfitting and underfitting."""

from pathlib import Path

from workbench.course.content import Content, Minutes
from workbench.course.content.p4_training.overfitting import best_epoch, choose_depth, diagnose, validation_loss
from workbench.course.content.p4_training.overfitting.predictions import PREDICTIONS
from workbench.course.exercise_file import exercises

CONTENT = Content(
    id="4.2",
    title="Overfitting and underfitting",
    minutes=Minutes(reading=30, exercises=15, extra=30),
    able=(
        "tell from two scores whether a model is too weak or learns by heart",
        "choose the capacity of a model on rows it has not seen",
        "stop training at the right epoch, and measure honestly while it runs",
    ),
    before="4.1, or you know what a loss is.",
    after="a model of Income whose depth you can defend.",
    uses=("numpy", "polars", "sklearn", "torch", "matplotlib"),
    predictions=PREDICTIONS,
    exercises=exercises("4.2", diagnose, choose_depth, best_epoch, validation_loss),
    questions=Path(__file__).with_name("quiz.json"),
)

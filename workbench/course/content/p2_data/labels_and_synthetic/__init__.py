"""Notebook 2.2: labels and synthetic data."""

from pathlib import Path

from workbench.course.content import Content, Minutes
from workbench.course.content.p2_data.labels_and_synthetic import doubtful, kappa, nearest_real, real_test
from workbench.course.content.p2_data.labels_and_synthetic.predictions import PREDICTIONS
from workbench.course.exercise_file import exercises

CONTENT = Content(
    id="2.2",
    title="Labels and synthetic data",
    minutes=Minutes(reading=30, exercises=15, extra=30),
    able=(
        "say how far two people agree on labels, beyond chance",
        "find labels that are likely wrong, and say how good that search is",
        "weigh a few good labels against many bad ones",
        "make a table of people who do not exist, and judge its likeness, use, privacy and bias",
    ),
    before="2.1, or you know what a row and a label are.",
    after="a list of doubtful labels, and a synthetic table with four grades.",
    uses=("numpy", "polars", "sklearn", "cleanlab", "matplotlib"),
    predictions=PREDICTIONS,
    exercises=exercises("2.2", kappa, doubtful, real_test, nearest_real),
    questions=Path(__file__).with_name("quiz.json"),
)

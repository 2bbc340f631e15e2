"""Notebook 1.2: risk, ethics and data design."""

from pathlib import Path

from workbench.course.content import Content, Minutes
from workbench.course.content.p1_problem.risk_and_data_design import harm, interval, representation, tier
from workbench.course.content.p1_problem.risk_and_data_design.predictions import PREDICTIONS
from workbench.course.exercise_file import exercises

CONTENT = Content(
    id="1.2",
    title="Risk, ethics and data design",
    minutes=Minutes(reading=30, exercises=15, extra=20),
    able=(
        "place a system in a risk tier of the EU AI Act, and say what follows",
        "show who is in the data, who is missing, and how sure a share of a group is",
        "say whom each error harms, and how many rows are enough",
    ),
    before="1.1, or you know what a miss and a false alarm are.",
    after="the first part of your model card.",
    uses=("numpy", "polars", "scipy", "sklearn", "xgboost", "matplotlib"),
    predictions=PREDICTIONS,
    exercises=exercises("1.2", tier, representation, interval, harm),
    questions=Path(__file__).with_name("quiz.json"),
)

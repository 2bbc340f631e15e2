"""Notebook 1.1: task and metric."""

from pathlib import Path

from workbench.course.content import Content, Minutes
from workbench.course.content.p1_problem.task_and_metric import cheapest, choose_groups, mape, precision_recall
from workbench.course.content.p1_problem.task_and_metric.predictions import PREDICTIONS
from workbench.course.exercise_file import exercises

CONTENT = Content(
    id="1.1",
    title="Task and metric",
    minutes=Minutes(reading=30, exercises=15, extra=35),
    able=(
        "turn a wish into one of three tasks: how much, which one, what kinds",
        "choose the metric that fits a decision, and say how it can be fooled",
        "move a threshold to where errors cost least",
    ),
    before="0.1, or you know what a model is.",
    after="a metric for Income that you can defend, and a threshold that follows from costs.",
    uses=("numpy", "polars", "sklearn", "xgboost", "matplotlib"),
    predictions=PREDICTIONS,
    exercises=exercises("1.1", precision_recall, cheapest, mape, choose_groups),
    questions=Path(__file__).with_name("quiz.json"),
)

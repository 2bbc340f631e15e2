"""Notebook 4.3: hyperparameter search."""

from pathlib import Path

from workbench.course.content import Content, Minutes
from workbench.course.content.p4_training.search import give_up, log_scale, stop_rule, tune
from workbench.course.content.p4_training.search.predictions import PREDICTIONS
from workbench.course.exercise_file import exercises

CONTENT = Content(
    id="4.3",
    title="Hyperparameter search",
    minutes=Minutes(reading=30, exercises=15, extra=15),
    able=(
        "let Optuna search the settings of a model, in ranges that you have chosen with care",
        "say when a search is no longer worth its time",
        "tell how much of the best score is luck, and report an honest one",
    ),
    before="4.2, or you know what validation rows are for.",
    after="boosted trees for Income, their settings found by a search that you can take up again.",
    uses=("numpy", "polars", "sklearn", "xgboost", "optuna", "matplotlib"),
    predictions=PREDICTIONS,
    exercises=exercises("4.3", tune, stop_rule, log_scale, give_up),
    questions=Path(__file__).with_name("quiz.json"),
)

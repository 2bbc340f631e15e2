"""Notebook 4.1: loss and optimisers."""

from pathlib import Path

from workbench.course.content import Content, Minutes
from workbench.course.content.p4_training.loss_and_optimisers import log_loss, pick_rate, step, train
from workbench.course.content.p4_training.loss_and_optimisers.predictions import PREDICTIONS
from workbench.course.exercise_file import exercises

CONTENT = Content(
    id="4.1",
    title="Loss and optimisers",
    minutes=Minutes(reading=30, exercises=15, extra=25),
    able=(
        "say what a loss measures, and compute one",
        "write the training loop that every network in torch goes through",
        "see when a learning rate is too low or too high, and pick a good one",
    ),
    before="0.1, or you know what the parameters of a model are.",
    after="a step of training in your own code, and a learning rate that you chose with reasons.",
    uses=("numpy", "polars", "sklearn", "torch", "matplotlib"),
    predictions=PREDICTIONS,
    exercises=exercises("4.1", log_loss, step, train, pick_rate),
    questions=Path(__file__).with_name("quiz.json"),
)

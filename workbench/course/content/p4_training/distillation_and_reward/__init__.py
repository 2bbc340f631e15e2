"""Notebook 4.5: distillation and reward training."""

from pathlib import Path

from workbench.course.content import Content, Minutes
from workbench.course.content.p4_training.distillation_and_reward import (
    group_advantages,
    preference_loss,
    repair,
    soft_targets,
)
from workbench.course.content.p4_training.distillation_and_reward.predictions import PREDICTIONS
from workbench.course.exercise_file import exercises

CONTENT = Content(
    id="4.5",
    title="Distillation and reward training",
    minutes=Minutes(reading=30, exercises=15, extra=30),
    able=(
        "let a small network learn from a large one, and say where its gain comes from",
        "train a model by reward, and write a grader that cannot be gamed",
        "name the rights that you need before a model may teach another one",
    ),
    before="4.1, or you know what a loss and a step are. 3.3 helps: a model that writes token by token.",
    after="a small reader of digits taught by a large one, a card of its teacher, and a grader of your own.",
    uses=("numpy", "torch", "matplotlib"),
    predictions=PREDICTIONS,
    exercises=exercises("4.5", repair, soft_targets, group_advantages, preference_loss),
    questions=Path(__file__).with_name("quiz.json"),
)

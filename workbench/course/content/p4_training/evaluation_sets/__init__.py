"""Notebook 4.6: evaluation sets."""

from pathlib import Path

from workbench.course.content import Content, Minutes
from workbench.course.content.p4_training.evaluation_sets import agree, interval, seen, stopped
from workbench.course.content.p4_training.evaluation_sets.predictions import PREDICTIONS
from workbench.course.exercise_file import exercises

CONTENT = Content(
    id="4.6",
    title="Evaluation sets",
    minutes=Minutes(reading=30, exercises=15, extra=20),
    able=(
        "write a test suite: cases in groups, each with a reason, in a file that is checked",
        "decide group by group whether a new version may go out, and say how sure that is",
        "notice a test set that was seen in training, and let people review what no rule can check",
    ),
    before="2.2, or you know what a label is. 4.3 helps.",
    after="the decision on an assistant for the help desk, group by group, and a suite that is used again in 5.2, 6.2 "
    "and 8.4.",
    uses=("numpy", "polars", "sklearn", "scipy"),
    predictions=PREDICTIONS,
    exercises=exercises("4.6", interval, stopped, seen, agree),
    questions=Path(__file__).with_name("quiz.json"),
)

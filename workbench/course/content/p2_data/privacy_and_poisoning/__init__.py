"""Notebook 2.3: privacy and poisoning."""

from pathlib import Path

from workbench.course.content import Content, Minutes
from workbench.course.content.p2_data.privacy_and_poisoning import advantage, check_digit, first_broken, masked
from workbench.course.content.p2_data.privacy_and_poisoning.predictions import PREDICTIONS
from workbench.course.exercise_file import exercises

CONTENT = Content(
    id="2.3",
    title="Privacy and poisoning",
    minutes=Minutes(reading=30, exercises=15, extra=25),
    able=(
        "find and mask personal data in texts, and say how much is missed",
        "learn only from rows with consent, from the least data that will do, and log who reads what",
        "show how a few poisoned rows take a model over, and hunt for them",
        "test whether a model gives away who was in its training set",
    ),
    before="2.1, or you know what a row and a label are.",
    after="masked tickets with a measured recall, and a hunt for a trigger.",
    uses=("numpy", "polars", "sklearn", "phonenumbers", "stdnum", "matplotlib"),
    predictions=PREDICTIONS,
    exercises=exercises("2.3", check_digit, masked, first_broken, advantage),
    questions=Path(__file__).with_name("quiz.json"),
)

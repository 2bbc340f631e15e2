"""Notebook 2.1: collect and clean."""

from pathlib import Path

from workbench.course.content import Content, Minutes
from workbench.course.content.p2_data.collect_and_clean import gaps_by, in_hours, order_schema, without_copies
from workbench.course.content.p2_data.collect_and_clean.predictions import PREDICTIONS
from workbench.course.exercise_file import exercises

CONTENT = Content(
    id="2.1",
    title="Collect and clean",
    minutes=Minutes(reading=30, exercises=15, extra=25),
    able=(
        "read tables from a database, a file and a generator, and note where each one comes from",
        "find copies, gaps, mixed units and values that cannot be, and say why they are there",
        "mend them step by step, with a log that another person can follow",
        "write a schema that refuses a broken table",
    ),
    before="a little Python. Polars is explained where it appears.",
    after="a clean table of Tickets, with a log of every change.",
    uses=("numpy", "pandas", "pandera", "polars", "sklearn", "matplotlib"),
    predictions=PREDICTIONS,
    exercises=exercises("2.1", gaps_by, in_hours, without_copies, order_schema),
    questions=Path(__file__).with_name("quiz.json"),
)

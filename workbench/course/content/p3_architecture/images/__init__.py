"""Notebook 3.2: images, convolution and transfer."""

from pathlib import Path

from workbench.course.content import Content, Minutes
from workbench.course.content.p3_architecture.images import convolve, few_labels, heat, learned_numbers
from workbench.course.content.p3_architecture.images.predictions import PREDICTIONS
from workbench.course.exercise_file import exercises

CONTENT = Content(
    id="3.2",
    title="Images: convolution and transfer",
    minutes=Minutes(reading=30, exercises=15, extra=35),
    able=(
        "say what a convolutional layer computes, and write it yourself",
        "find damage in photographs with 50 to 100 labels, on the eyes of a network that others trained",
        "see where a network looks, and find out when it is right for the wrong reason",
    ),
    before="4.1, or you know what an epoch and a loss are.",
    after="a detector of broken solar cells, and the number of labels it needs.",
    uses=("numpy", "sklearn", "torch", "matplotlib"),
    predictions=PREDICTIONS,
    exercises=exercises("3.2", convolve, few_labels, learned_numbers, heat),
    questions=Path(__file__).with_name("quiz.json"),
)

"""Notebook 3.3: text, from words to a next token."""

from pathlib import Path

from workbench.course.content import Content, Minutes
from workbench.course.content.p3_architecture.text import do_not_know, nearest_text, price, warmth
from workbench.course.content.p3_architecture.text.predictions import PREDICTIONS
from workbench.course.exercise_file import exercises

CONTENT = Content(
    id="3.3",
    title="Text: from words to a next token",
    minutes=Minutes(reading=30, exercises=15, extra=40),
    able=(
        "say what a token is, and how a model that guesses tokens writes texts",
        "set temperature, top-k and top-p on purpose",
        "sort texts with a network that others trained, and know when plain words are better",
        'make a model say "I do not know", and name the price',
    ),
    before="0.1, or you know what a model, a weight and a probability are.",
    after="a rule for when a language model may answer, with what it costs.",
    uses=("numpy", "torch", "transformers", "sklearn", "matplotlib"),
    predictions=PREDICTIONS,
    exercises=exercises("3.3", warmth, do_not_know, price, nearest_text),
    questions=Path(__file__).with_name("quiz.json"),
)

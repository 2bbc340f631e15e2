"""Notebook 4.4: pre-training and fine-tuning."""

from pathlib import Path

from workbench.course.content import Content, Minutes
from workbench.course.content.p4_training.pretraining_and_fine_tuning import adapter, copies, perplexity, what_counts
from workbench.course.content.p4_training.pretraining_and_fine_tuning.predictions import PREDICTIONS
from workbench.course.exercise_file import exercises

CONTENT = Content(
    id="4.4",
    title="Pre-training and fine-tuning",
    minutes=Minutes(reading=30, exercises=15, extra=35),
    able=(
        "say what pre-training and fine-tuning change, and try a better prompt first",
        "fine-tune a language model with LoRA, and look at its answers before and after",
        "measure what it gained, what it forgot, and what it only copies",
    ),
    before="3.3, or you know what a token is; 4.2, or you know what overfitting looks like.",
    after="a tiny GPT that writes names, and an adapter with which SmolLM2 answers in the tone of a help desk.",
    uses=("numpy", "polars", "torch", "transformers", "peft", "matplotlib"),
    predictions=PREDICTIONS,
    exercises=exercises("4.4", what_counts, perplexity, copies, adapter),
    questions=Path(__file__).with_name("quiz.json"),
)

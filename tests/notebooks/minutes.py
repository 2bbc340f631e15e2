"""How long a notebook takes, counted from what stands in it: `python -m tests.notebooks.minutes` lists all of them.

The rates are those of somebody who is new to the subject and reads in a second language. With them, 0.1 and 2.1 with
all exercises came to 67 and 70 minutes; a person with a clock took 66 and 70.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from nbformat import NotebookNode

from tests.notebooks.books import NUMBERS, read, words
from workbench.course.content import Content, load
from workbench.course.exercise import Exercise
from workbench.labs import LABS

# Minutes for one of each.
WORD = 1 / 140
CODE_LINE = 1 / 12  # of code that is read and run
LAB = 2.0  # to find one's way in it
EXPERIMENT = 2.5
PREDICTION = 1.0  # to think; its words count as well
QUESTION = 0.5
ATTEMPT, ATTEMPTS = 1.5, 2  # write, run, check and read the message; an exercise takes two
GAP = 1.5  # to think

SHOWN = rf"\b({'|'.join(LABS)})(?:\.on\([^()]*\))?\.(?:show|bind)\("  # a live lab
EXTRA = re.compile(r"(#+) Extra: ")
FOLDED_TEXT = re.compile(r"<details><summary>Extra: .*?</details>", re.DOTALL)


class Count(NamedTuple):
    """Minutes of what is needed for the next notebook, and of the rest."""

    reading: float = 0.0  # and labs
    exercises: float = 0.0
    extra: float = 0.0


def count(number: str) -> Count:
    """The minutes that a notebook takes."""
    content = load(number)
    tasks = {exercise.id: exercise for exercise in content.exercises}
    reading = exercises = extra = 0.0
    for cell, is_extra in cells(read(number)):
        asked = [tasks[identity] for identity in re.findall(r'nb\.exercise\("([^"]+)"\)', cell.source)]
        exercise, other = sum(map(_exercise, asked)), _others(cell, content)
        aside = sum(words(text) for text in FOLDED_TEXT.findall(cell.source)) * WORD
        if is_extra:
            extra += exercise + other
        else:
            exercises, reading, extra = exercises + exercise, reading + other - aside, extra + aside
    return Count(reading, exercises, extra)


def cells(book: NotebookNode) -> Iterator[tuple[NotebookNode, bool]]:
    """The learner's cells, and whether each belongs to an extra section, as JupyterLab folds it."""
    level = 0  # of the heading of the extra section; 0 outside
    for cell in book.cells:
        heading = re.match(r"(#+) ", cell.source) if cell.cell_type == "markdown" else None
        if heading and (not level or len(heading[1]) <= level):
            level = len(heading[1]) if EXTRA.match(cell.source) else 0
        if "instructor" not in cell.metadata.get("tags", ()):
            yield cell, bool(level)


def _exercise(exercise: Exercise) -> float:
    return words(exercise.prompt) * WORD + ATTEMPTS * ATTEMPT + exercise.starter.count("...") * GAP


def _others(cell: NotebookNode, content: Content) -> float:
    """Minutes for a cell, but for the exercise in it."""
    source = cell.source
    if cell.cell_type == "markdown":
        return words(source) * WORD + len(re.findall(r"\*\*Experiment \d", source)) * EXPERIMENT
    asks = [prediction for prediction in content.predictions if f'nb.predict("{prediction.id}")' in source]
    minutes = sum(PREDICTION + words(" ".join([one.question, *one.options])) * WORD for one in asks)
    if "nb.quiz()" in source:
        texts = [text for one in content.quiz for text in (one.text, *one.options)]
        minutes += len(content.quiz) * QUESTION + words(" ".join(texts)) * WORD
    if not re.search(r"-exercise-\d+", cell.id):
        lines = [line for line in source.splitlines() if line.strip() and not line.startswith("nb.")]
        minutes += len(lines) * CODE_LINE
    return minutes + len(re.findall(SHOWN, source)) * LAB


if __name__ == "__main__":
    for number in NUMBERS:
        counted, card = count(number), load(number).minutes
        print(number, *(f"{name} {value:.1f}" for name, value in counted._asdict().items()), f"(card: {card})")

"""Predict, do, check: what a notebook asks of the learner, and the memory of what they did.

content/       what is asked, one folder a notebook: card, predictions, exercises, quiz
exercise.py    what an exercise is, and how an answer is checked
exercise_file.py  reads an exercise from the file in which it is written, and names what is wrong with it
gaps.py        which parts of a starter are still to be filled in
trouble.py     an error of the learner's code, in plain words
checks.py      small helpers for those who write checks
prediction.py  a guess before the run, set beside the result
quiz.py        questions and how they are graded
quiz_file.py   reads questions in the JSON of jupyterquiz, and names what is wrong with them
old_numbers.py the numbers that older logs speak of, and the names that took their place
log.py         the learner's file, safe against kills and several notebooks at once
archive.py     sums up a log that has grown long; nothing is lost
record.py      what the log says: counts, attempts, the course map, the model card, the export
cells.py       the learner's cell as the kernel saw it: its code, and where its last run stopped
notebook.py    what `course.open("4.2")` returns
page.py        panels of text and HTML that need no widget
view.py        the form for predictions and quizzes
buttons.py     the buttons under a check; only this file and view.py import anywidget
figures.py     ordinary matplotlib figures in the page's theme
reset.py       a fresh copy of a notebook; standard library alone
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.course.content import EXERCISES, check_exercise
    from workbench.course.notebook import open
    from workbench.course.record import export, model_card, progress

__all__ = ["EXERCISES", "check_exercise", "export", "model_card", "open", "progress"]

_MODULES = {
    "EXERCISES": "content",
    "check_exercise": "content",
    "open": "notebook",
    "export": "record",
    "model_card": "record",
    "progress": "record",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"`workbench.course` has no {name!r}; it has {', '.join(__all__)}.")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)

"""The notebooks of the course, for the tests of them."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat

from workbench.course.content import NOTEBOOKS

FOLDER = Path(__file__).parents[2] / "notebooks"
NUMBERS = list(NOTEBOOKS)
PATHS = {
    path.name.partition("_")[0]: path
    for path in sorted(FOLDER.glob("[0-9]_*/[0-9].*.ipynb"))
    if ".old-" not in path.name  # what `reset` keeps of a notebook that a learner has changed
}


def read(number: str) -> nbformat.NotebookNode:
    """The notebook of this number."""
    return nbformat.read(PATHS[number], as_version=4)


def words(markdown: str) -> int:
    """How many words a reader sees."""
    return len(re.findall(r"\w[\w'’-]*", re.sub(r"</?\w+>|\]\([^)]*\)", " ", markdown)))

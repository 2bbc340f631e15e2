"""A notebook that a program runs and turns into a page shows what a learner would see: nothing is blank."""

from __future__ import annotations

import html
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from workbench.course.content import load
from workbench.labs import overfitting

pytestmark = pytest.mark.notebooks
ROOT = Path(__file__).parents[2]

CELLS = """
from workbench.labs import overfitting
overfitting.show(degree=5)
###
import dataclasses
def broken(settings):
    raise ValueError("no light")
    yield
dataclasses.replace(overfitting, compute=broken)
###
from workbench import course
nb = course.open("4.2")
nb.predict("4.2.p1")
###
nb.quiz()
###
ex1 = nb.exercise("4.2.1")
###
{starter}
###
ex1.check()
"""


def page(tmp_path: Path, *cells: str) -> str:
    """The HTML that nbconvert makes of these cells, after running them."""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbformat.write(book, tmp_path / "book.ipynb")
    own = {"WORKBENCH_HOME": tmp_path / "home", "IPYTHONDIR": tmp_path / "ipython", "PYTHONPATH": ROOT}
    answer = subprocess.run(
        [sys.executable, "-m", "nbconvert", "--execute", "--to", "html", "book.ipynb"],
        cwd=tmp_path,
        env=os.environ | {name: str(path) for name, path in own.items()},
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 0, answer.stderr
    return (tmp_path / "book.html").read_text("utf-8")


def test_labs_exercises_and_quizzes_stand_on_the_page(tmp_path: Path) -> None:
    content = load("4.2")
    cells = CELLS.replace("{starter}", content.exercises[0].starter).split("###")
    text = page(tmp_path, *(cell.strip() for cell in cells))
    sentence = html.escape(overfitting.describe(overfitting.run(degree=5)))
    figure = text.partition('<figure class="workbench-still"')[2].partition("</figure>")[0]
    assert "<img " in figure and 'src="data:image/png;base64,' in figure
    assert f"<figcaption>{sentence}</figcaption>" in figure
    assert "The lab stopped with an error. ValueError: no light" in text
    shown = html.unescape(text)
    for words in (content.predictions[0].question, content.quiz[0].text, content.exercises[0].title):
        assert words.partition("`")[0].strip() in shown
    assert "Not attempted." in shown

"""Ordinary figures on the page: the picture of the theme is shown, after a change of theme and in a saved notebook."""

from __future__ import annotations

import nbformat
import pytest

pytestmark = pytest.mark.browser

PLOT = """
import matplotlib.pyplot as plt
axes = plt.subplots(figsize=(5, 3))[1]
axes.barh(["age", "hours per week"], [0.8, -0.3], color=["#ff0051", "#008bfb"])
axes.set_title("price ($) and a$b")
plt.show()
"""


def shown(notebook):
    """Which pictures of the figure are on the page: positions among the two."""
    images = notebook.page.locator(".workbench-figure img")
    images.first.wait_for(state="attached", timeout=60_000)
    assert images.count() == 2
    return [place for place in range(2) if images.nth(place).is_visible()]


def test_a_figure_follows_the_theme(open_notebook, folder):
    notebook = open_notebook("from workbench import course\nnb = course.open('8.1')", PLOT)
    notebook.run_all()
    assert shown(notebook) == [0]
    notebook.theme("Dark")
    assert shown(notebook) == [1]
    notebook.save()
    notebook.close()
    again = open_notebook(again=True, dark=True)
    assert shown(again) == [1]
    again.theme("Light")
    assert shown(again) == [0]
    again.close()
    (path,) = folder.glob("test_a_figure_follows*.ipynb")
    book = nbformat.read(path, 4)
    book.metadata["from"] = "elsewhere"
    nbformat.write(book, path)
    for dark in (False, True):
        strange = open_notebook(again=True, dark=dark)
        assert shown(strange) == [0]  # without our rules the light one, on its white paper
        strange.close()

"""A drawing, a line of words and a table of numbers, in a real JupyterLab: mouse, keyboard, Reset, restore."""

from __future__ import annotations

import json

import pytest

pytestmark = pytest.mark.browser

SHEETS = """
from dataclasses import dataclass
import numpy as np
from workbench.live.lab import Lab
from workbench.live.spec import Frame, drawing, grid, text

@dataclass(frozen=True)
class Settings:
    digit: tuple = drawing(size=8, label="Digit", help="Paint a digit.")
    words: str = text("hello", label="Words", most=30)
    kernel: tuple = grid([[0, 1], [2, 3]], -9, 9, label="Kernel")

@dataclass(frozen=True)
class Ink(Frame):
    digit: np.ndarray
    text: str

def compute(s):
    digit = np.asarray(s.digit, dtype=np.uint8)
    yield Ink(digit, f"{np.count_nonzero(digit)} cells, {s.words}, {np.sum(s.kernel)}.")

class Picture:
    def __init__(self, axes):
        self.image = axes.imshow(np.zeros((8, 8)), vmin=0, vmax=255)
    def update(self, frame, ghost):
        self.image.set_data(frame.digit)

LAB = Lab("Sheets", "How much ink?", Settings, compute, Picture, lambda f: f.text)
LAB.show()
"""
START = "0 cells, hello, 6."


def shown(lab, text):
    lab.root.locator(".wb-text", has_text=text).wait_for(timeout=10_000)


@pytest.mark.parametrize("dark", [False, True])
def test_all_three_work_by_mouse_and_by_keyboard(open_notebook, dark):
    notebook = open_notebook(SHEETS, dark=dark, width=1366)
    notebook.run_all()
    lab, keys = notebook.lab(), notebook.page.keyboard
    lab.settle()
    assert lab.text == START
    square = lab.root.locator(".wb-drawing canvas")

    square.focus()
    for key in ("ArrowDown", "ArrowRight", "Space", "ArrowRight", "Space"):
        keys.press(key)
    shown(lab, "2 cells, hello, 6.")
    assert lab.values["digit"][1][:4] == [0, 255, 255, 0]
    keys.press("Space")
    shown(lab, "1 cells, hello, 6.")

    square.scroll_into_view_if_needed()
    box, mouse = square.bounding_box(), notebook.page.mouse
    mouse.move(box["x"] + box["width"] * 0.1, box["y"] + box["height"] * 0.8)
    mouse.down()
    mouse.move(box["x"] + box["width"] * 0.9, box["y"] + box["height"] * 0.8, steps=5)
    mouse.up()
    lab.settle()
    assert all(ink == 255 for ink in lab.values["digit"][6])
    lab.root.get_by_role("button", name="Clear", exact=True).click()
    shown(lab, START)

    words = lab.root.get_by_label("Words", exact=True)
    words.fill("")
    words.press_sequentially("if <b>dd</b>")  # letters that are shortcuts elsewhere
    shown(lab, "0 cells, if <b>dd</b>, 6.")
    words.fill("x" * 31)
    lab.root.get_by_text("This may have at most 30 letters; it has 31.").wait_for()
    assert lab.values["words"] == "if <b>dd</b>"

    cell = lab.root.get_by_label("Kernel: row 1, column 1")
    cell.fill("5")
    cell.press("ArrowDown")
    shown(lab, "11.")
    focused = "document.activeElement.getAttribute('aria-label')"
    assert notebook.page.evaluate(focused) == "Kernel: row 2, column 1"
    keys.type("ten")
    keys.press("Enter")
    lab.root.get_by_text("This must be a whole number from -9 to 9. The lab still uses 2.").wait_for()

    saved = json.dumps(lab.values)
    lab.button("reset").click()
    shown(lab, START)
    lab.root.locator("summary", has_text="Copy or restore settings").click()
    lab.root.locator("textarea").fill(saved)
    lab.button("restore").click()
    shown(lab, "0 cells, if <b>dd</b>, 11.")
    assert notebook.page.locator(".jp-Notebook .jp-Cell").count() == 1  # no shortcut has cut or made a cell

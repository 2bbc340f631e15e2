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
    yield Ink(digit, f"{np.sum(digit > 127)} cells, {s.words}, {np.sum(s.kernel)}.")

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


def press(lab, button):
    lab.root.get_by_role("button", name=button, exact=True).click()


def stroke(page, square, height, steps=5):
    """Paint with the mouse from left to right, `height` being the share of the square above the line."""
    box = square.bounding_box()
    y = box["y"] + box["height"] * height
    page.mouse.move(box["x"] + box["width"] * 0.1, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.9, y, steps=steps)
    page.mouse.up()


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
    stroke(notebook.page, square, 0.81)
    lab.settle()
    assert all(ink == 255 for ink in lab.values["digit"][6])
    press(lab, "Eraser")
    stroke(notebook.page, square, 0.81)
    shown(lab, "1 cells, hello, 6.")
    press(lab, "Undo")
    shown(lab, "9 cells, hello, 6.")
    press(lab, "Clear")
    shown(lab, START)
    square.focus()
    keys.press("Control+z")
    shown(lab, "9 cells, hello, 6.")
    press(lab, "Eraser")
    press(lab, "Clear")
    square.focus()
    for key in ("Shift+ArrowDown", "Shift+ArrowDown"):  # from the cell below the first
        keys.press(key)
    shown(lab, "3 cells, hello, 6.")
    press(lab, "Clear")
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


def test_a_stroke_is_seen_at_once_and_tells_the_kernel_seldom(open_notebook):
    notebook = open_notebook(SHEETS)
    notebook.run_all()
    lab = notebook.lab()
    lab.settle()
    square = lab.root.locator(".wb-drawing canvas")
    # No answer of a kernel can come in between: all of this is one step of the page.
    ink = square.evaluate(
        """square => {
            square.setPointerCapture = () => {};
            const box = square.getBoundingClientRect();
            window.point = (name, x, y) => square.dispatchEvent(new PointerEvent(`pointer${name}`, {
                isPrimary: true, clientX: box.left + x * box.width, clientY: box.top + y * box.height,
            }));
            point("down", 0.1, 0.31);
            point("move", 0.9, 0.31);
            const ink = square.getContext("2d").getImageData(0, 2, 8, 1).data.filter((_, i) => i % 4 === 3);
            point("up", 0.9, 0.31);
            return [...ink];
        }"""
    )
    assert ink == [255] * 8
    shown(lab, "8 cells, hello, 6.")

    told, moves, seconds = notebook.page.evaluate(
        """async () => {
            let told = 0, moves = 0;
            const send = WebSocket.prototype.send;
            WebSocket.prototype.send = function (data) { told += 1; return send.call(this, data); };
            const began = performance.now(), passed = () => (performance.now() - began) / 1000;
            point("down", 0.1, 0.81);
            for (; passed() < 2; moves += 1) {
                for (const share of [0.25, 0.5, 0.75, 1]) point("move", 0.1 + 0.2 * share * passed() * 2, 0.81);
                await new Promise((done) => setTimeout(done));
            }
            point("move", 0.9, 0.81);
            point("up", 0.9, 0.81);
            return [told, 4 * moves, passed()];
        }"""
    )
    shown(lab, "16 cells, hello, 6.")
    assert moves > 200
    assert 0 < told <= 10 + 31 * seconds


def test_a_finger_paints_where_there_is_little_room_and_the_drawing_is_saved(open_notebook):
    notebook = open_notebook(
        SHEETS, width=683, height=384, ratio=2, expect_errors=True
    )  # a screen of 1366 x 768 at 200 %
    notebook.run_all()
    lab = notebook.lab()
    lab.settle()
    square = lab.root.locator(".wb-drawing canvas")
    square.scroll_into_view_if_needed()
    box = square.bounding_box()
    touch = notebook.context.new_cdp_session(notebook.page)
    points = [
        {"x": box["x"] + box["width"] * x, "y": box["y"] + box["height"] * 0.31, "id": 0} for x in (0.1, 0.5, 0.9)
    ]
    other = {"x": points[0]["x"], "y": points[0]["y"] + box["height"] / 3, "id": 1}
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points[:1]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [points[0], other]})
    for point in points[1:]:
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point, other]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    shown(lab, "8 cells, hello, 6.")
    assert square.bounding_box() == box  # the finger has painted, not scrolled

    notebook.page.locator(".workbench-still", has_text="8 cells, hello, 6.").wait_for(state="attached")
    notebook.save()
    notebook.page.evaluate("jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    notebook.close()
    reopened = open_notebook(again=True)
    reopened.page.locator(".workbench-still", has_text="8 cells, hello, 6.").locator("img").wait_for()

"""What the engine promises, in a real JupyterLab: drag, stop, errors, reopening, sharing the kernel."""

from __future__ import annotations

import json
import time

import nbformat
import pytest

pytestmark = pytest.mark.browser

SLOW = """
import time
from dataclasses import dataclass
from workbench.live.lab import Lab
from workbench.live.spec import Frame, slider

@dataclass(frozen=True)
class Settings:
    steps: int = slider({steps}, 1, 100000, label="Steps")
    height: float = slider(1.0, 0.0, 5.0, step=0.01, label="Height")

@dataclass(frozen=True)
class Line(Frame):
    height: float
    step: int

def compute(s):
    for i in range(s.steps):
        time.sleep({pause})
        if s.height > 4.9:
            raise ZeroDivisionError("too high for this roof")
        yield Line(s.height, i, progress=(i + 1) / s.steps)

class Picture:
    def __init__(self, axes):
        axes.set(xlim=(0, 1), ylim=(0, 5), title="A line", ylabel="height (m)")
        (self.line,) = axes.plot([], [], label="line")
    def update(self, frame, ghost):
        self.line.set_data([0, 1], [frame.height, frame.height * frame.step / 1000])

LAB = Lab("A line", "How high?", Settings, compute, Picture, lambda f: f"Height {{f.height:g}} at step {{f.step}}.")
LAB.show()
"""


def lab_of(steps=1, pause=0.0):
    return SLOW.format(steps=steps, pause=pause)


def drag(notebook, slider, seconds=1.0):
    """Pull the thumb to and fro with the mouse, at 60 Hz, and let go somewhere else than at the start."""
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    mouse, y = notebook.page.mouse, box["y"] + box["height"] / 2
    mouse.move(box["x"] + box["width"] * 0.2, y)
    mouse.down()
    end = time.perf_counter() + seconds
    place = 0
    while time.perf_counter() < end:
        place += 1
        mouse.move(box["x"] + box["width"] * (0.2 + 0.5 * (place % 40) / 40), y)
        notebook.page.wait_for_timeout(16)
    mouse.move(box["x"] + box["width"] * 0.61, y)
    mouse.up()


@pytest.mark.parametrize("pause", [0.0, 0.05, 0.3])
def test_a_drag_ends_in_the_picture_of_its_last_value(open_notebook, pause):
    notebook = open_notebook(lab_of(pause=pause))
    notebook.run_all()
    lab = notebook.lab()
    lab.settle()
    shown = lab.root.evaluate_handle(
        """root => { const seen = new Set();
            new MutationObserver(() => seen.add(root.dataset.shown)).observe(root, {attributes: true});
            return seen; }"""
    )
    drag(notebook, lab.slider("height"))
    lab.settle(3)
    assert lab.text == f"Height {lab.values['height']:g} at step 0."
    assert 2.5 < lab.values["height"] < 3.5
    assert shown.evaluate("seen => seen.size") >= 3  # it moved during the drag, too


def test_stop_is_quick_and_keeps_the_picture(open_notebook):
    notebook = open_notebook(lab_of(steps=100_000, pause=0.02), "1 + 1")
    notebook.run_all()
    lab = notebook.lab()
    lab.wait("busy")
    notebook.page.wait_for_function("() => document.querySelector('.wb-text').textContent.includes('step')")
    asked = time.perf_counter()
    lab.button("stop").click()
    lab.wait("idle", 2)
    assert time.perf_counter() - asked < 1.0  # the engine's own part is held to 0.2 s in tests/live
    assert lab.root.locator(".wb-status").first.inner_text() == "Stopped"
    lab.button("run").click()
    lab.wait("busy", 2)


def test_pause_and_go_on(open_notebook):
    notebook = open_notebook(lab_of(steps=100_000, pause=0.01))
    notebook.run_all()
    lab = notebook.lab()
    notebook.page.wait_for_function("() => document.querySelector('.wb-text').textContent.includes('step')")
    lab.press("pause")
    lab.wait("idle", 3)
    held = lab.text
    notebook.page.wait_for_timeout(400)
    assert lab.text == held
    lab.press("pause")
    lab.wait("busy", 3)
    notebook.page.wait_for_function("held => document.querySelector('.wb-text').textContent !== held", arg=held)


def test_pause_is_never_taken_for_stop_and_a_held_run_can_be_stopped(open_notebook):
    notebook = open_notebook(lab_of(steps=100_000, pause=0.001))
    notebook.run_all()
    lab = notebook.lab()
    status = lab.root.locator(".wb-status").first
    for _ in range(10):
        lab.wait("busy", 3)
        notebook.page.wait_for_timeout(150)
        lab.press("pause")
        lab.wait("idle", 3)
        notebook.page.wait_for_timeout(50)
        assert (status.inner_text(), lab.button("pause").text_content()) == ("Paused", "Go on")
        lab.press("pause")
    lab.wait("busy", 3)
    lab.press("pause")
    lab.wait("idle", 3)
    lab.button("stop").click()
    notebook.page.wait_for_function("() => document.querySelector('.wb-status').textContent === 'Stopped'")
    assert lab.button("pause").is_disabled()


def test_two_pages_show_the_same_lab_and_one_may_go(open_notebook):
    first = open_notebook(lab_of(steps=100_000, pause=0.01))
    first.run_all()
    one = first.lab()
    one.wait("busy")
    first.save()
    second = open_notebook(again=True)
    two = second.lab()
    two.page.wait_for_function("() => document.querySelector('.wb-text').textContent.startsWith('Height 1 ')")
    two.box("height").fill("2")
    two.box("height").blur()
    one.page.wait_for_function("() => document.querySelector('.wb-text').textContent.startsWith('Height 2 ')")
    assert one.values["height"] == 2
    second.page.close()
    one.box("steps").fill("2")
    one.box("steps").blur()
    one.settle(3)


def test_other_cells_answer_while_a_lab_computes(open_notebook):
    notebook = open_notebook(lab_of(steps=100_000, pause=0.01), "6 * 7")
    notebook.run_all()
    assert "42" in notebook.page.locator(".jp-OutputArea-output").last.inner_text()
    assert notebook.lab().data["state"] == "busy"


def test_an_error_is_shown_in_the_lab_and_the_next_setting_recovers(open_notebook):
    notebook = open_notebook(lab_of())
    notebook.run_all()
    lab = notebook.lab()
    lab.settle()
    lab.box("height").fill("5")
    lab.box("height").blur()
    lab.wait("error", 5)
    alert = lab.root.get_by_role("alert").filter(has_text="The lab stopped")
    assert "The lab stopped with an error. ZeroDivisionError: too high for this roof" in alert.inner_text()
    assert "in compute" not in alert.inner_text()  # the traceback is folded
    alert.locator("summary").click()
    assert "in compute" in alert.inner_text()
    lab.box("height").fill("2")
    lab.box("height").blur()
    lab.settle(5)
    assert alert.is_hidden()


def test_a_number_out_of_range_is_refused_in_words_and_nothing_is_lost(open_notebook):
    notebook = open_notebook(lab_of())
    notebook.run_all()
    lab = notebook.lab()
    lab.settle()
    lab.box("height").fill("99")
    lab.box("height").blur()
    complaint = lab.control("height").locator(".wb-complaint").inner_text()
    assert complaint == "This must be a number from 0 to 5. The lab still uses 1."
    assert lab.values["height"] == 1.0
    assert lab.data["state"] == "settled"


def test_reset_and_copy_and_restore(open_notebook):
    notebook = open_notebook(lab_of())
    notebook.run_all()
    lab = notebook.lab()
    lab.settle()
    lab.root.get_by_text("Copy or restore settings").click()
    area = lab.root.locator("textarea")
    area.fill('{"height": 3.5}')
    lab.button("restore").click()
    lab.settle(5)
    assert lab.text.startswith("Height 3.5")
    area.blur()
    lab.button("copy").click()
    assert json.loads(notebook.page.evaluate("navigator.clipboard.readText()")) == {"steps": 1, "height": 3.5}
    area.fill("nonsense")
    lab.button("restore").click()
    assert "This is not a list of settings." in lab.root.inner_text()
    for name in ("colour", "toString", "__proto__", "constructor"):
        area.fill(f'{{"{name}": 1}}')
        lab.button("restore").click()
        assert f"This lab has no setting named {name}." in lab.root.inner_text()
    area.fill('{"height": 99}')
    lab.button("restore").click()
    lab.settle(5)
    complaint = lab.root.locator(".wb-extras .wb-complaint:not(.wb-sweep > *)")
    assert complaint.inner_text().startswith("`height` must be a number between 0 and 5; got 99.")
    assert lab.text.startswith("Height 3.5")
    lab.button("reset").click()
    lab.settle(5)
    assert lab.text.startswith("Height 1 ")


def test_the_code_reproduces_the_picture(open_notebook):
    notebook = open_notebook("from workbench.labs import overfitting\noverfitting.show(degree=12)")
    notebook.run_all()
    lab = notebook.lab()
    lab.settle()
    lab.root.get_by_text("Show the code").click()
    assert "overfitting.run(degree=12)" in lab.root.locator("pre").first.inner_text()


def test_the_picture_is_still_there_without_a_kernel(open_notebook, folder):
    notebook = open_notebook(lab_of())
    notebook.run_all()
    lab = notebook.lab()
    lab.settle()
    drag(notebook, lab.slider("height"), 0.3)
    lab.settle()
    sentence = lab.text
    notebook.page.wait_for_timeout(2500)  # the picture is left in the notebook a second after the last change
    still = notebook.page.locator(".workbench-still img")
    assert still.count() == 1
    assert not still.is_visible()  # while the lab lives, it would be a second picture
    notebook.save()
    notebook.page.evaluate("jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    notebook.page.wait_for_timeout(500)
    assert lab.root.locator("canvas").is_visible()
    notebook.close()

    saved = next(path for path in folder.glob("test_the_picture_is_still*.ipynb"))
    outputs = nbformat.read(saved, 4).cells[0].outputs
    assert any(sentence in output.data.get("text/plain", "") for output in outputs if "data" in output)

    again = open_notebook(again=True)
    again.page.wait_for_selector(".workbench-still img", state="visible")
    assert sentence in again.page.locator(".workbench-still").inner_text()
    body = again.page.locator(".jp-Notebook").inner_text()
    assert "model not found" not in body
    assert "Error displaying widget" not in body
    again.run_all()
    again.lab().settle()
    again.page.wait_for_timeout(300)
    assert not again.page.locator(".workbench-still img").first.is_visible()


def test_the_lab_comes_back_when_the_page_is_loaded_again(open_notebook):
    notebook = open_notebook(lab_of())
    notebook.run_all()
    lab = notebook.lab()
    lab.settle()
    drag(notebook, lab.slider("height"), 0.2)
    lab.settle()
    sentence = lab.text
    notebook.save()
    notebook.page.reload()
    lab = notebook.lab()
    lab.settle(20)
    assert lab.text == sentence
    lab.slider("height").focus()
    notebook.page.keyboard.press("ArrowRight")
    lab.settle(5)
    assert lab.text != sentence


def test_running_the_cell_again_leaves_one_lab(open_notebook):
    notebook = open_notebook(
        lab_of(),
        "from ipywidgets.widgets.widget import _instances; from workbench.live import view\n"
        "len(view._worker._sessions), len(_instances), len(get_ipython().kernel.comm_manager.comms)",
    )
    counts = []
    for _ in range(4):
        notebook.run_all()
        notebook.lab().settle()
        counts.append(notebook.page.locator(".jp-OutputArea-output pre").last.inner_text())
    assert notebook.page.locator(".workbench-lab").count() == 1
    assert counts[-1].startswith("(1, ") and len(set(counts)) == 1, counts


def test_a_cell_that_shows_a_lab_of_another_cell_may_run_again(open_notebook):
    notebook = open_notebook(lab_of().replace("LAB.show()", "lab = LAB.show()"), "lab")
    notebook.run_all()
    notebook.lab().settle()
    notebook.page.evaluate("jupyterapp.shell.currentWidget.content.activeCellIndex = 1")
    notebook.command("notebook:run-cell")
    notebook.page.wait_for_function("() => document.querySelectorAll('.jp-InputPrompt')[1].textContent === '[3]:'")
    lab = notebook.lab()
    lab.settle()
    lab.slider("height").focus()
    notebook.page.keyboard.press("ArrowRight")
    lab.settle(5)
    assert notebook.page.locator(".jp-OutputArea-output[data-mime-type*=error]").count() == 0


def test_a_label_belongs_to_the_control_of_its_own_lab(open_notebook):
    notebook = open_notebook(lab_of(), "LAB.show(height=2.0)")
    notebook.run_all()
    notebook.page.wait_for_function("() => document.querySelectorAll('[data-state=settled]').length === 2")
    notebook.page.locator(".wb-ghost").nth(1).click(position={"x": 80, "y": 8})
    boxes = notebook.page.locator(".wb-ghost input")
    assert [boxes.nth(i).is_checked() for i in range(2)] == [True, False]


def test_after_a_restart_of_the_kernel_the_lab_says_that_nobody_answers(open_notebook):
    notebook = open_notebook(lab_of())
    notebook.run_all()
    lab = notebook.lab()
    lab.settle()
    notebook.page.evaluate("jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    notebook.page.wait_for_timeout(3000)
    lab.slider("height").focus()
    notebook.page.keyboard.press("ArrowRight")
    notebook.page.wait_for_function("() => !document.querySelector('.wb-notice').hidden", timeout=15_000)
    assert "run this cell again" in lab.root.locator(".wb-notice").inner_text()
    notebook.page.wait_for_timeout(1000)  # at the end, `open_notebook` holds that the console stayed clean


LOSE = {  # as a broken connection does: what is said meanwhile never comes
    "what the page says": """const send = WebSocket.prototype.send;
        WebSocket.prototype.send = () => {};
        window.mend = () => (WebSocket.prototype.send = send);""",
    "what the kernel says": """const socket = jupyterapp.shell.currentWidget.sessionContext.session.kernel._ws;
        const hear = socket.onmessage;
        socket.onmessage = () => {};
        window.mend = () => (socket.onmessage = hear);""",
}


def press_in_vain(open_notebook, lost):
    """A lab whose slider was moved by a key while messages were lost, and its picture before."""
    notebook = open_notebook(lab_of())
    notebook.run_all()
    lab = notebook.lab()
    lab.settle()
    before = lab.pixels()
    lab.slider("height").focus()
    notebook.page.evaluate(f"() => {{ {LOSE[lost]} }}")
    notebook.page.keyboard.press("ArrowRight")
    notebook.page.wait_for_timeout(700)
    notebook.page.evaluate("() => void mend()")
    assert lab.data["shown"] != lab.data["run"]
    return notebook, lab, before


@pytest.mark.parametrize("lost", LOSE)
def test_a_lab_finds_its_way_back_when_messages_are_lost(open_notebook, lost):
    notebook, lab, before = press_in_vain(open_notebook, lost)
    lab.settle(8)
    assert lab.text.startswith("Height 1.01 ")
    notebook.page.keyboard.press("ArrowLeft")
    lab.settle(5)
    assert lab.pixels() == before


def test_a_lost_piece_of_a_picture_is_noticed(open_notebook):
    notebook, lab, before = press_in_vain(open_notebook, "what the kernel says")
    notebook.page.keyboard.press("ArrowLeft")  # its pixels are a change of a picture that never came
    lab.settle(2)
    assert lab.pixels() == before


def test_a_slow_first_picture_is_not_taken_for_a_silent_kernel(open_notebook):
    notebook = open_notebook(lab_of(pause=7.5))
    notebook.run_all()
    notebook.page.wait_for_timeout(6500)
    lab = notebook.lab()
    assert lab.data["state"] == "busy"
    assert lab.root.locator(".wb-notice").is_hidden()
    lab.settle(5)


def test_arrow_keys_stay_in_the_slider(open_notebook):
    notebook = open_notebook(lab_of(), "1 + 1")
    notebook.run_all()
    lab = notebook.lab()
    lab.settle()
    active = "document.querySelector('.jp-Notebook .jp-mod-active')?.querySelector('.jp-InputPrompt').textContent"
    lab.slider("height").focus()
    before = notebook.page.evaluate(active)
    for key in ("ArrowDown", "ArrowUp", "ArrowRight", "a", "x"):
        notebook.page.keyboard.press(key)
    assert notebook.page.evaluate(active) == before
    assert notebook.page.locator(".jp-CodeCell").count() == 2
    assert lab.slider("height").evaluate("node => node === document.activeElement")


def test_an_ipywidget_drives_the_lab(open_notebook):
    notebook = open_notebook(
        lab_of().replace("LAB.show()", ""),
        "import ipywidgets\noutside = ipywidgets.FloatSlider(2.0, min=0, max=5)\n"
        "ipywidgets.VBox([outside, LAB.bind(height=outside)])",
    )
    notebook.run_all()
    lab = notebook.lab()
    lab.settle()
    assert lab.text.startswith("Height 2 ")
    assert lab.control("height").is_hidden()
    notebook.page.locator(".noUi-handle").focus()
    notebook.page.keyboard.press("ArrowRight")
    notebook.page.wait_for_function("() => document.querySelector('.wb-text').textContent.startsWith('Height 2.1')")


def test_the_picture_fits_a_narrow_page_and_a_sharp_screen(open_notebook):
    notebook = open_notebook(
        "from workbench.labs import overfitting\noverfitting.show()", width=640, ratio=2.0, dark=True
    )
    notebook.run_all()
    lab = notebook.lab()
    lab.settle()
    canvas = lab.root.locator("canvas")
    size = canvas.evaluate(
        "n => [n.width, n.height, n.getBoundingClientRect().width, n.getBoundingClientRect().height]"
    )
    assert size[:2] == pytest.approx([2 * size[2], 2 * size[3]], abs=3)
    assert canvas.evaluate("node => node.height > 0.65 * node.width")  # stacked; side by side it is half as high
    assert canvas.evaluate("node => [...node.getContext('2d').getImageData(2, 2, 1, 1).data][0]") < 40


def test_a_change_that_was_lost_while_a_run_streams_is_noticed_at_once(open_notebook):
    notebook = open_notebook(lab_of(steps=100_000, pause=0.05))
    notebook.run_all()
    lab = notebook.lab()
    notebook.page.wait_for_function("() => document.querySelector('.wb-text').textContent.includes('step')")
    lab.slider("height").focus()
    notebook.page.evaluate(f"() => {{ {LOSE['what the page says']} }}")
    notebook.page.keyboard.press("ArrowRight")
    notebook.page.wait_for_timeout(300)
    notebook.page.evaluate("() => void mend()")
    notebook.page.wait_for_function(
        "() => document.querySelector('.wb-text').textContent.startsWith('Height 1.01 ')", timeout=2500
    )
    assert lab.data["state"] == "busy"


BLOCKED = """
import threading
go_on = threading.Event()
def compute(s):
    yield Line(s.height, 0, progress=0.5)
    go_on.wait()
    yield Line(s.height, 1, progress=0.6)
    yield Line(s.height, 2)
Lab("Blocked", "When?", Settings, compute, Picture, lambda f: f"Step {f.step}.").show()
"""


def test_a_lab_that_is_silent_says_so_and_the_others_go_on(open_notebook):
    notebook = open_notebook(lab_of(), BLOCKED, "go_on")
    notebook.run_all()
    labs = notebook.page.locator(".workbench-lab")
    labs.nth(1).locator(".wb-notice").wait_for(timeout=25_000)
    notice = labs.nth(1).locator(".wb-notice").inner_text()
    assert notice.startswith("Nothing has come from this lab for ") and "restart the kernel" in notice
    labs.nth(1).locator("[data-action=stop]").click()
    assert labs.nth(1).locator(".wb-status").first.inner_text() == "Stopping"
    slider = labs.nth(0).locator("[data-control=height] input[type=range]")
    slider.focus()
    notebook.page.keyboard.press("ArrowRight")
    notebook.page.wait_for_function(
        "() => document.querySelector('.wb-text').textContent.startsWith('Height 1.01 ')", timeout=5000
    )
    assert labs.nth(0).locator(".wb-notice").is_hidden()
    notebook.page.evaluate(
        "jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute({code: 'go_on.set()'}).done"
    )
    notebook.page.wait_for_function(
        "() => document.querySelectorAll('.workbench-lab')[1].dataset.state === 'idle'", timeout=8000
    )
    assert labs.nth(1).locator(".wb-status").first.inner_text() == "Stopped"
    assert labs.nth(1).locator(".wb-notice").is_hidden()


KINDS = """
from dataclasses import dataclass
from workbench.live.lab import Lab
from workbench.live.spec import Frame, choice, number, slider, toggle

@dataclass(frozen=True)
class Settings:
    plain: float = slider(1.0, 0.0, 5.0, step=0.1, label="Plain")
    log: int = slider(10, 1, 1000, log=True, label="Log")
    seed: int = number(3, 0, 99, label="Seed")
    share: float = number(0.25, 0.0, 1.0, step=0.01, label="Share")
    way: str = choice("a", ["a", "b", "c"], label="Way")
    town: str = choice("Rome", ["Rome", "Paris", "Oslo", "Quito", "Oslo East"], label="Town", first=2)
    on: bool = toggle(False, label="On")

@dataclass(frozen=True)
class Seen(Frame):
    settings: Settings

class Picture:
    def __init__(self, axes): pass
    def update(self, frame, ghost): pass

def compute(s):
    yield Seen(s)

LAB = Lab("Kinds", "Which?", Settings, compute, Picture, lambda f: str(f.settings))
LAB.show()
"""
BOX, RANGE = "input[type=number]", "input[type=range]"


def typed(text, *then):
    def act(page, control, selector):
        control.locator(selector).click()
        page.keyboard.press("Control+A")
        page.keyboard.type(text)
        for key in then:
            page.keyboard.press(key)

    return act


def pasted(text, then):
    def act(page, control, selector):
        page.evaluate("text => navigator.clipboard.writeText(text)", text)
        control.locator(selector).click()
        page.keyboard.press("Control+A")
        page.keyboard.press("Control+V")
        page.keyboard.press(then)

    return act


def pressed(*keys):
    def act(page, control, selector):
        control.locator(selector).focus()
        for key in keys:
            page.keyboard.press(key)

    return act


def clicked(share):
    def act(page, control, selector):
        box = control.locator(selector).bounding_box()
        control.locator(selector).click(position={"x": box["width"] * share, "y": box["height"] / 2})

    return act


def wheeled(page, control, selector):
    control.locator(selector).focus()
    control.locator(selector).hover()
    for _ in range(3):
        page.mouse.wheel(0, 40)
        page.mouse.wheel(0, -40)
    page.wait_for_timeout(200)


WAYS = [  # setting, part of the control, what is done, the value after
    *(
        (name, BOX, act, value)
        for name, value in (("seed", 0), ("share", 0.5), ("plain", 2.5), ("log", 70))
        for act in (way(str(value), key) for way in (typed, pasted) for key in ("Enter", "Tab"))
    ),
    ("seed", BOX, pressed("ArrowUp"), 4),
    ("seed", BOX, pressed("ArrowDown", "ArrowDown", "Enter"), 1),
    ("plain", RANGE, pressed("ArrowRight"), 1.1),
    ("plain", RANGE, pressed("End"), 5),
    ("plain", RANGE, clicked(0.5), 2.5),
    ("log", RANGE, pressed("ArrowRight"), 11),
    ("log", RANGE, pressed("Home"), 1),
    ("way", "select", pressed("ArrowDown"), "b"),
    ("way", "select", pressed("c"), "c"),
    ("town", "input", typed("quito", "Enter"), "Quito"),
    ("town", "input", typed("Oslo", "Tab"), "Oslo"),
    ("town", "input", typed("east", "Tab"), "Oslo East"),
    ("town", "input", typed("o", "ArrowUp", "Enter"), "Quito"),
    ("town", "input", pasted("Paris", "Enter"), "Paris"),
    ("town", "input", pressed("ArrowDown", "ArrowDown", "Enter"), "Paris"),
    ("town", "input", pressed("ArrowDown", "ArrowDown", "Escape", "Enter"), None),
    ("on", "input", pressed("Space"), True),
    ("on", "input", clicked(0.5), True),
    *((name, part, wheeled, None) for name, part in (
        ("seed", BOX), ("share", BOX), ("plain", BOX), ("plain", RANGE), ("log", RANGE), ("way", "select"),
        ("town", "input"), ("on", "input"))),
]  # fmt: skip


HOVERED = """
from dataclasses import dataclass
from workbench.live.lab import Lab
from workbench.live.spec import Frame, slider

@dataclass(frozen=True)
class Settings:
    row: int = slider(0, 0, 9, label="Row")

@dataclass(frozen=True)
class Chosen(Frame):
    row: int

class Picture:
    def __init__(self, axes):
        axes.set(xlim=(0, 1), ylim=(9.5, -0.5), yticks=range(10))
        self.bar = axes.axhline(0)
    def update(self, frame, ghost):
        self.bar.set_ydata([frame.row] * 2)
    def hover(self, frame, panel, x, y):
        return {"row": min(max(round(y), 0), 9)}

def compute(s):
    yield Chosen(s.row)

LAB = Lab("Hovered", "Which?", Settings, compute, Picture, lambda f: f"Row {f.row}.")
LAB.show()
"""


def test_a_mouse_over_the_picture_chooses_and_leaves_no_trail(open_notebook):
    notebook = open_notebook(HOVERED)
    notebook.run_all()
    lab = notebook.lab()
    lab.settle()
    picture, mouse = lab.root.locator("canvas.wb-canvas"), notebook.page.mouse
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    low, middle = box["y"] + 0.75 * box["height"], box["x"] + box["width"] / 2
    for share in range(40):
        mouse.move(middle, box["y"] + (low - box["y"]) * share / 39)
        notebook.page.wait_for_timeout(10)
    lab.root.locator(".wb-text", has_text="Row 8.").or_(lab.root.locator(".wb-text", has_text="Row 7.")).wait_for()
    lab.settle()
    assert lab.values["row"] in (7, 8) and int(lab.data["run"]) < 12  # a run for each row at most
    run = lab.data["run"]
    mouse.move(middle + 30, low)  # the same row
    mouse.move(box["x"] - 20, box["y"] + 5)  # outside
    notebook.page.wait_for_timeout(300)
    assert lab.data["run"] == run


def test_every_control_by_every_way(open_notebook):
    notebook = open_notebook(KINDS)
    notebook.run_all()
    lab = notebook.lab()
    lab.settle()
    start = lab.values
    for name, part, act, value in WAYS:
        act(notebook.page, lab.control(name), part)
        lab.settle(5)
        wanted = {**start, name: start[name] if value is None else value}
        for each, expected in wanted.items():
            close = pytest.approx(expected, rel=0.02) if isinstance(expected, (int, float)) else expected
            assert lab.values[each] == close, (name, part, act, value, lab.values)
        assert f"{name}={lab.values[name]!r}" in lab.text.replace(".0,", ",").replace(".0)", ")")
        lab.button("reset").click()
        lab.settle(5)


def test_what_is_typed_stays_while_the_page_is_scrolled(open_notebook):
    notebook = open_notebook(KINDS, *["1"] * 30)
    notebook.run_all()
    lab = notebook.lab()
    lab.settle()
    run = lab.data["run"]
    box = lab.box("seed")
    typed("7")(notebook.page, lab.control("seed"), BOX)
    wheeled(notebook.page, lab.control("seed"), BOX)
    assert (box.input_value(), lab.data["run"]) == ("7", run)
    notebook.page.keyboard.type("1")
    notebook.page.keyboard.press("Enter")
    lab.settle(5)
    assert lab.values["seed"] == 71
    notebook.page.keyboard.press("Enter")  # once more: nothing has changed
    box.blur()
    notebook.page.wait_for_timeout(200)
    assert int(lab.data["run"]) == int(run) + 1

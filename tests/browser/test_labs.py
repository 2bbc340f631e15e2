"""Every lab in a real JupyterLab: each control by keyboard and by mouse, and the picture that belongs to the end."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image

from workbench.labs import LABS
from workbench.live.picture import Canvas
from workbench.live.style import Look

pytestmark = pytest.mark.browser

# Seconds to the first picture where a network has to be loaded, by a machine that may be busy.
FIRST = dict.fromkeys(
    (
        "transfer",
        "meaning",
        "next_token",
        "attention",
        "fine_tuning",
        "worth_it",
        "suite",
        "service",
        "agent",
        "injection",
    ),
    300,
)
# What a lab starts with here, where its own defaults would take long.
QUICK = {
    "next_token": {"write": 0},
    "training": {"epochs": 5, "rows": 200},
    "capacity": {"rows": 1000, "trees": 20},
    "how_many_rows": {"rows": 200, "repeats": 2},
    "leakage": {"rows": 100, "repeats": 2},
    "convolution": {"epochs": 1},
    "transfer": {"labels": 20, "draws": 1, "tuned": False, "look": "frozen"},
    "pretraining": {"steps": 40, "names": 100},
    "fine_tuning": {"steps": 0},
    "distillation": {"teacher": 200, "seeds": 1, "unlabelled": 0},
    "reward": {"steps": 10, "imitation": 8},
    "zoo": {"rows": 200, "forest": False, "catboost": False, "mlp": False},
    "service": {"seconds": 2},
}
# What these show depends on how long something took, which differs from run to run; from these words on they say it.
TIMED = {
    "zoo": ", after ",
    "worth_it": ":",
    "service": ", gives ",
    "agent": " It took ",
    "prune": " One picture takes ",
}


def pixels_of(lab) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(lab.pixels().partition(",")[2]))).convert("RGBA"))


def by_keyboard(page, control, kind):
    if kind == "slider":
        control.locator("input[type=range]").focus()
        at_the_end = control.locator("input[type=range]").evaluate("node => node.value === node.max")
        page.keyboard.press("ArrowLeft" if at_the_end else "ArrowRight")
    elif kind == "choice":
        select = control.locator("select")
        select.focus()
        last = select.evaluate("node => node.selectedIndex === node.options.length - 1")
        page.keyboard.press("ArrowUp" if last else "ArrowDown")
    elif kind == "toggle":
        control.locator("input").focus()
        page.keyboard.press("Space")
    elif kind == "drawing":
        control.locator("canvas").focus()
        page.keyboard.press("Space")
    elif kind == "grid":
        cell = control.locator("input").first
        cell.focus()
        page.keyboard.press("Control+A")
        page.keyboard.type("7")
        page.keyboard.press("Enter")
    elif kind == "text":
        control.locator("input").focus()
        page.keyboard.press("End")
        page.keyboard.type(" ifs")  # letters that are shortcuts elsewhere
        page.keyboard.press("Enter")
    else:
        box = control.locator("input[type=number]")
        box.focus()
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Enter")


def by_mouse(page, control, kind):
    if kind == "slider":
        track = control.locator("input[type=range]")
        track.scroll_into_view_if_needed()
        box = track.bounding_box()
        low = track.evaluate("node => (node.value - node.min) / (node.max - node.min) < 0.3")
        track.click(position={"x": box["width"] * (0.4 if low else 0.2), "y": box["height"] / 2})
    elif kind == "choice":
        select = control.locator("select")
        index = select.evaluate("node => node.selectedIndex")
        select.select_option(index=1 if index == 0 else 0)
    elif kind == "toggle":
        control.locator("input").click()
    elif kind == "drawing":
        square = control.locator("canvas")
        square.scroll_into_view_if_needed()
        box = square.bounding_box()
        square.click(position={"x": box["width"] * 0.1, "y": box["height"] * 0.9})
    elif kind == "grid":
        cell = control.locator("input").last
        cell.fill("5")
        cell.blur()
    elif kind == "text":
        control.locator("input").fill("Where is my parcel?")
        control.locator("input").blur()
    else:
        box = control.locator("input[type=number]")
        box.click()
        box.fill("7")
        box.blur()


@pytest.mark.parametrize("name", LABS)
def test_every_control_moves_the_picture_has_a_label_and_fits(turn_to_notebook, name):
    lab = LABS[name]
    start = QUICK.get(name, {})
    call = ", ".join(f"{key}={value!r}" for key, value in start.items())
    notebook = turn_to_notebook(f"from workbench.labs import {name}\n{name}.show({call})")
    notebook.run_all()
    shown = notebook.lab(name)
    shown.settle(FIRST.get(name, 60))
    for fold in shown.root.locator(".wb-more summary").all():
        fold.click()
    ran = shown.values
    for setting, control in lab.controls.items():
        for act in (by_keyboard, by_mouse):
            before, run = shown.values, int(shown.data["run"])
            act(notebook.page, shown.control(setting), control.kind)
            after = shown.values
            moved = [key for key in after if after[key] != before[key]]
            assert moved == [setting], (act.__name__, setting, moved)
            if lab.hold is None:
                assert int(shown.data["run"]) > run
            else:  # nothing is computed until somebody presses Run
                held = "([node, held]) => node.dataset.held === String(held)"
                notebook.page.wait_for_function(held, arg=[shown.root.element_handle(), after != ran])
                assert (shown.data["run"], shown.data["state"]) == ("1", "settled")
        if name in QUICK:  # slow labs: not every value is worth its whole run
            shown.button("reset").click()
    shown.settle(FIRST.get(name, 60))
    last = lab.run(**shown.values)
    told, expected = shown.text, lab.describe(last)
    if name in TIMED:
        told, expected = (text.partition(TIMED[name])[0] for text in (told, expected))
    assert told == expected
    assert shown.root.locator(".wb-alert").is_hidden()
    # A new theme makes the figure anew, so that its limits and margins come from this frame alone.
    shown.root.locator("input[id$=ghost]").uncheck()
    notebook.theme("Dark")
    notebook.page.wait_for_function(
        "node => node.getContext('2d').getImageData(2, 2, 1, 1).data[0] < 60",
        arg=shown.root.locator("canvas.wb-canvas").element_handle(),
    )
    notebook.page.wait_for_function(  # and the page has found its shape again
        "node => node.height === Number(node.closest('.workbench-lab').dataset.height)",
        arg=shown.root.locator("canvas.wb-canvas").element_handle(),
    )
    notebook.page.wait_for_timeout(300)
    actual = pixels_of(shown)
    look = Look("dark", actual.shape[1], height=int(shown.data["height"]))
    expected = Canvas(lab, look).draw(last, None)
    assert actual.shape == expected.shape
    assert name in TIMED or np.abs(actual.astype(int) - expected).max() <= 2

    notebook.page.set_viewport_size({"width": 760, "height": 900})
    shown.settle(FIRST.get(name, 60))
    notebook.page.wait_for_timeout(500)
    check_labels_and_widths(shown)


def check_labels_and_widths(shown):
    """On a narrow dark page everything has a name, and nothing is wider than its place."""
    assert shown.data["theme"] == "dark"
    unlabelled = shown.root.evaluate(
        """root => [...root.querySelectorAll('input, select, textarea, button, canvas')]
            .filter(n => !(n.labels?.length || n.getAttribute('aria-label') || n.textContent.trim()))
            .map(n => n.outerHTML)"""
    )
    assert unlabelled == []
    too_wide = shown.root.evaluate(
        """root => [...root.querySelectorAll('*')].filter(n => n.clientWidth > 0 && n.scrollWidth > n.clientWidth + 2
            && getComputedStyle(n).overflowX === 'visible' && getComputedStyle(n).display !== 'inline')
            .map(n => n.outerHTML.slice(0, 200))"""
    )
    assert too_wide == []
    assert shown.root.evaluate("root => root.getBoundingClientRect().right <= innerWidth")

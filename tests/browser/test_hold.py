"""A lab that computes on Run alone, in a real JupyterLab: a drag computes nothing, Run computes everything."""

from __future__ import annotations

import json

import pytest

from tests.browser.test_engine import drag, lab_of

pytestmark = pytest.mark.browser

HELD = """
from dataclasses import replace

ran = []

def noted(settings):
    ran.append(settings.height)
    print(ran, file=open("ran.txt", "w"))
    yield from compute(settings)

held = replace(LAB, compute=noted, hold={"height": 0.0})
held.show()
"""


@pytest.fixture
def ran(folder):
    """What was run so far: the height of each run."""

    def read():
        return json.loads((folder / "ran.txt").read_text())

    yield read
    (folder / "ran.txt").unlink(missing_ok=True)


@pytest.fixture
def opened(turn_to_notebook):
    def open_(pause=0.01, steps=3):
        notebook = turn_to_notebook(lab_of(steps=steps, pause=pause).replace("LAB.show()", "") + HELD)
        notebook.run_all()
        lab = notebook.lab()
        lab.settle()
        return notebook, lab

    return open_


def told(lab):
    return lab.root.locator(".wb-held").inner_text()


def test_a_drag_computes_nothing_and_run_computes_what_the_controls_say(opened, ran):
    notebook, lab = opened()
    assert ran() == [0.0]
    assert told(lab) == "Not run yet: Height 1. The picture still shows Height 0. Press Run."
    picture, run = lab.pixels(), lab.data["run"]
    drag(notebook, lab.slider("height"))
    notebook.page.wait_for_timeout(500)
    height = lab.values["height"]
    assert 2.5 < height < 3.5 and lab.root.locator(".wb-status").first.inner_text() == "Not run yet"
    assert told(lab) == f"Changed, not run yet: Height {height:g}. The picture still shows Height 0. Press Run."
    assert f"height={height}" in lab.root.locator(".wb-code").text_content()
    assert (ran(), lab.pixels(), lab.data["run"], lab.text) == ([0.0], picture, run, "Height 0 at step 2.")
    lab.button("run").click()
    lab.settle()
    assert ran() == [0.0, height] and lab.text == f"Height {height:g} at step 2."
    assert lab.data["held"] == "false" and lab.pixels() != picture


def test_run_by_keyboard_and_a_value_that_was_just_typed(opened, ran):
    notebook, lab = opened()
    lab.slider("height").focus()
    for _ in range(5):
        notebook.page.keyboard.press("ArrowRight")
    notebook.page.keyboard.press("r")
    notebook.page.wait_for_function("() => document.querySelector('.workbench-lab').dataset.run === '2'")
    lab.settle()
    assert ran() == [0.0, 1.05]
    lab.box("height").fill("4")
    lab.button("run").focus()
    notebook.page.keyboard.press("Enter")
    notebook.page.wait_for_function("() => document.querySelector('.workbench-lab').dataset.run === '3'")
    lab.settle()
    assert ran() == [0.0, 1.05, 4.0] and lab.text == "Height 4 at step 2."


def test_reset_and_a_pin_move_the_controls_and_what_is_known_is_shown_at_once(opened, ran):
    notebook, lab = opened()
    lab.button("run").click()
    notebook.page.wait_for_function("() => document.querySelector('.workbench-lab').dataset.run === '2'")
    lab.settle()
    lab.button("pin").click()
    notebook.page.wait_for_selector(".wb-pins tbody tr", state="attached")
    lab.box("height").fill("3")
    lab.button("reset").click()
    notebook.page.wait_for_function("() => document.querySelector('.workbench-lab').dataset.held === 'false'")
    assert lab.values["height"] == 1 and ran() == [0.0, 1.0]
    lab.box("height").fill("3")
    lab.button("run").click()
    notebook.page.wait_for_function("() => document.querySelector('.workbench-lab').dataset.run === '3'")
    lab.settle()
    lab.root.locator(".wb-pins summary").click()
    lab.button("repin").click()
    notebook.page.wait_for_function("() => document.querySelector('.wb-text').textContent.startsWith('Height 1 ')")
    lab.settle()
    assert ran() == [0.0, 1.0, 3.0] and lab.data["held"] == "false"


def test_stop_in_the_middle_and_a_change_while_it_runs(opened, ran):
    notebook, lab = opened()
    lab.box("steps").fill("1000")
    lab.button("run").click()
    lab.wait("busy")
    lab.box("height").fill("3")
    lab.box("height").blur()
    notebook.page.wait_for_timeout(300)
    assert lab.data["state"] == "busy" and lab.data["held"] == "true" and ran() == [0.0, 1.0]
    lab.button("stop").click()
    lab.wait("idle")
    assert lab.text.startswith("Height 1 at step") and ran() == [0.0, 1.0]
    assert lab.root.locator(".wb-status").first.inner_text() == "Not run yet"


def test_another_page_sees_what_waits_and_a_saved_notebook_the_picture_of_the_run(opened, open_notebook, ran):
    notebook, lab = opened()
    lab.box("height").fill("4")
    lab.box("height").blur()
    notebook.page.wait_for_timeout(1500)
    notebook.save()
    second = open_notebook(again=True)
    other = second.lab()
    second.page.wait_for_function("() => document.querySelector('.workbench-lab').dataset.held === 'true'")
    other.settle()
    assert other.values["height"] == 4 and other.text == "Height 0 at step 2." and told(other) == told(lab)
    other.box("height").fill("2")
    other.box("height").blur()
    notebook.page.wait_for_function("() => document.querySelector('.wb-held').textContent.includes('Height 2.')")
    assert lab.values["height"] == 2 and ran() == [0.0]
    second.lab().button("run").click()
    notebook.page.wait_for_function("() => document.querySelector('.wb-text').textContent.startsWith('Height 2 ')")
    assert lab.data["held"] == "false" and ran() == [0.0, 2.0]

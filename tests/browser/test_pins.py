"""Pin, restore, remove, save, share, sweep and stop as a person does them; and what a saved notebook still shows."""

from __future__ import annotations

import csv
import io
import json

import pytest
from PIL import Image

from tests.browser.jupyter import Lab
from workbench.labs import LABS
from workbench.live.share import opened, values

pytestmark = pytest.mark.browser
LONG = 60_000  # ms that a busy machine may take

# A lab, a control, two values of it, one of its measures; and two controls whose every pair takes a while.
CASES = [
    ("overfitting", "degree", (3, 7), "validation error (RMSE)", ("degree", "noise")),
    ("threshold", "threshold", (0.3, 0.7), "recall", ("threshold", "share")),
]


def type_in(lab: Lab, name: str, value: float) -> None:
    lab.box(name).fill(str(value))
    lab.box(name).press("Enter")
    lab.settle(120)


def note(lab: Lab, words: str) -> None:
    lab.root.locator(".wb-note", has_text=words).wait_for(timeout=LONG)


def wait_for_value(lab: Lab, name: str, value: float) -> None:
    for _ in range(LONG // 100):
        if lab.values[name] == value:
            break
        lab.page.wait_for_timeout(100)
    assert lab.values[name] == value
    lab.settle(120)


def open_fold(lab: Lab, css: str) -> None:
    fold = lab.root.locator(css)
    if fold.get_attribute("open") is None:
        fold.locator("summary").first.click()


@pytest.mark.parametrize(("name", "control", "chosen", "measure", "pair"), CASES, ids=[case[0] for case in CASES])
def test_runs_are_pinned_compared_restored_saved_shared_and_swept(
    open_notebook, name, control, chosen, measure, pair, tmp_path
):
    lab_spec = LABS[name]
    notebook = open_notebook(f"from workbench.labs import {name}\n{name}.show()", width=1366, height=768)
    page = notebook.page
    notebook.run_all()
    lab = notebook.lab()
    lab.settle(120)
    page.keyboard.press("Escape")
    height = lab.data["height"]

    # pin two runs
    for letter, value in zip("AB", chosen, strict=True):
        type_in(lab, control, value)
        lab.button("pin").click()
        note(lab, f"Pinned as {letter}.")
    assert lab.data["height"] == height  # the picture keeps its height
    open_fold(lab, ".wb-pins")
    rows = lab.root.locator(".wb-pins tbody tr")
    assert rows.count() == 2
    assert lab.data["height"] == height
    heads = lab.root.locator(".wb-pins thead th").all_inner_texts()
    assert measure in heads and len([head for head in heads if head.startswith(lab_spec.controls[control].label)]) == 1
    lab.button("copy-csv").click()
    note(lab, "Copied.")
    table = list(csv.DictReader(io.StringIO(page.evaluate("navigator.clipboard.readText()"))))
    for row, value in zip(table, chosen, strict=True):
        expected = lab_spec.measures(lab_spec.run(**{control: value}))
        assert float(row[measure]) == pytest.approx(expected[measure])

    # restore one with the keyboard, remove the other
    lab.button("repin").first.focus()
    page.keyboard.press("Enter")
    wait_for_value(lab, control, chosen[0])
    lab.button("unpin").nth(1).click()
    page.wait_for_function("() => document.querySelectorAll('.wb-pins tbody tr').length === 1", timeout=LONG)

    # the picture as a file, the settings as a text
    for kind in ("png", "svg"):
        with page.expect_download(timeout=LONG) as waiting:
            lab.press(f"save-{kind}")
        file = tmp_path / f"{name}.{kind}"
        waiting.value.save_as(file)
        if kind == "png":
            with Image.open(file) as image:
                assert image.height > 2 * int(height)  # twice as sharp, and words below
        else:
            assert file.read_text("utf-8").rstrip().endswith("</svg>")
    lab.press("share")
    note(lab, "labs.open(")
    shared_name, written = opened(page.evaluate("navigator.clipboard.readText()"))
    assert (shared_name, values(lab_spec, written)) == (name, {control: chosen[0]})

    # a sweep to its end; a click chooses a value
    lab.press("sweep")
    lab.root.get_by_label("Control to sweep").select_option(control)
    lab.root.get_by_label("Number of values").first.fill("5")
    lab.button("sweep-start").click()
    page.wait_for_selector(".wb-sweep[data-state=settled]", timeout=2 * LONG)
    lab.button("sweep-csv").click()
    note(lab, "Copied.")
    swept = list(csv.DictReader(io.StringIO(page.evaluate("navigator.clipboard.readText()"))))
    last = float(swept[-1][control])
    assert last == lab_spec.controls[control].high and measure in swept[0]
    chart = lab.root.locator(".wb-sweep-image")
    chart.scroll_into_view_if_needed()
    assert lab.root.locator(".wb-marks .wb-line").count() > 0
    box = chart.bounding_box()
    chart.click(position={"x": 0.985 * box["width"], "y": 0.3 * box["height"]})
    wait_for_value(lab, control, last)

    # so do the arrow keys
    values_ = sorted({float(row[control]) for row in swept})
    keys = lab.root.locator(".wb-chart")
    keys.focus()
    for key, value in (("ArrowLeft", values_[-2]), ("Home", values_[0]), ("ArrowUp", values_[1]), ("End", last)):
        page.keyboard.press(key)
        wait_for_value(lab, control, value)

    # a long one is stopped and keeps what is there
    lab.root.get_by_label("Second control").select_option(pair[1])
    for box in lab.root.get_by_label("Number of values").all():
        box.fill("20" if name == "overfitting" else "60")
    lab.button("sweep-start").click()
    page.wait_for_selector(".wb-sweep[data-state=busy]", timeout=LONG)
    page.wait_for_function(
        "() => /^[1-9]\\d* of/.test(document.querySelector('.wb-sweep .wb-status').textContent)", timeout=LONG
    )
    lab.button("sweep-stop").click()
    page.wait_for_selector(".wb-sweep[data-state=idle]", timeout=LONG)
    assert lab.root.locator(".wb-sweep .wb-status").inner_text().startswith("Stopped after ")
    before = lab.values
    keys.focus()
    for key, second in (("ArrowUp", True), ("ArrowLeft", False)):
        page.keyboard.press(key)
        assert (lab.values[pair[1]] != before[pair[1]]) and (lab.values[pair[0]] != before[pair[0]]) != second
    lab.settle(120)

    # a saved notebook with a dead kernel shows the picture and the pins
    page.wait_for_timeout(2500)
    notebook.save()
    page.evaluate("jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    page.wait_for_timeout(500)
    notebook.close()
    again = open_notebook(again=True)
    again.page.wait_for_selector(".workbench-still img", state="visible", timeout=LONG)
    cells = again.page.locator(".workbench-pins td").all_inner_texts()
    assert cells[0] == "A" and len(cells) > 2


def test_the_menu_works_by_keyboard_and_leaves_full_screen_alone(open_notebook):
    notebook = open_notebook("from workbench.labs import overfitting\noverfitting.show()", height=768)
    notebook.run_all()
    lab, page = notebook.lab(), notebook.page
    lab.settle()
    page.keyboard.press("Escape")
    menu = lab.root.get_by_role("menu")
    lab.button("more").focus()
    page.keyboard.press("Enter")
    menu.wait_for()
    focused = "document.activeElement.dataset.action"
    page.wait_for_function(f"() => {focused} === 'explain'")  # Pause is off: nothing runs
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused) == "full"
    page.keyboard.press("End")
    assert page.evaluate(focused) == "share"
    page.keyboard.press("Escape")
    menu.wait_for(state="hidden")
    lab.press("full")
    page.wait_for_function("() => document.querySelector('.workbench-lab').matches(':popover-open')")
    lab.button("more").click()
    menu.wait_for()
    page.keyboard.press("Escape")
    menu.wait_for(state="hidden")
    assert json.loads(lab.root.evaluate("node => JSON.stringify(node.matches(':popover-open'))"))
    page.keyboard.press("Escape")
    page.wait_for_function("() => !document.querySelector('.workbench-lab').matches(':popover-open')")

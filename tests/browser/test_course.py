"""Predict, fail, hint, solve, quiz, close, reopen: all still there. Driven by keyboard alone."""

from __future__ import annotations

import json

import nbformat
import pytest

from tests.browser.jupyter import write_notebook
from workbench.course.content import load

pytestmark = pytest.mark.browser

CONTENT = load("4.2")
EXERCISE = CONTENT.exercises[0]
MISTAKE = next(iter(EXERCISE.wrong.values()))
CHOICE = next(prediction for prediction in CONTENT.predictions if prediction.options)
NUMBER = next(prediction for prediction in CONTENT.predictions if not prediction.options)
COPY = ".workbench-answers"


def way_of_a_learner(home):
    return (
        f"%env WORKBENCH_HOME={home}\nfrom workbench import course\nnb = course.open('4.2')",
        f"nb.predict({CHOICE.id!r})",
        f"nb.predict({NUMBER.id!r})",
        f"ex = nb.exercise({EXERCISE.id!r})",
        MISTAKE.code,
        "ex.check()",
        "ex.hint()",
        EXERCISE.solution,
        "ex.check()",
        "nb.quiz()",
        f"nb.compare({CHOICE.id!r})",
        "nb.progress()",
    )


def output(notebook, cell):
    return notebook.page.locator(".jp-CodeCell").nth(cell).locator(".jp-OutputArea").first.inner_text()


def field(notebook, identity):
    found = notebook.page.locator(f'[data-item="{identity}"]')
    found.wait_for(timeout=20_000)
    return found


def says(notebook, identity, words):
    notebook.page.wait_for_function(
        "([place, words]) => document.querySelector(place).innerText.includes(words)",
        arg=[f'[data-item="{identity}"] [role=status]', words],
        timeout=20_000,
    )


def answer(notebook, question, correct):
    """Choose, or type, with the keyboard, and press the button."""
    place, keyboard = field(notebook, question.id), notebook.page.keyboard
    inputs = place.locator("input")
    if not question.options:
        typed = next(
            one["value"] for one in question.answers if "value" in one and one.get("correct", False) is correct
        )
        inputs.focus()
        keyboard.press("ControlOrMeta+a")
        keyboard.type(str(typed))
        keyboard.press("Enter")
        return
    for number, option in enumerate(question.answers):
        wanted = bool(option["correct"]) is correct
        box = place.locator(f'input[value="{number}"]')  # wherever it stands for this learner
        if box.is_checked() != wanted and (wanted or question.type == "many_choice"):
            box.focus()
            keyboard.press("Space")
    keyboard.press("Enter")


def test_all_is_still_there_after_closing(open_notebook, folder, tmp_path):
    notebook = open_notebook(*way_of_a_learner(tmp_path))
    keyboard = notebook.page.keyboard
    notebook.run_all()
    assert CONTENT.title in output(notebook, 0)
    assert "Not yet." in output(notebook, 5) and MISTAKE.message in output(notebook, 5)
    assert f"Hint 1 of {len(EXERCISE.hints)}." in output(notebook, 6)
    assert "Passed." in output(notebook, 8)
    assert "Predict first." in output(notebook, 10)

    field(notebook, CHOICE.id).locator("input").first.focus()
    keyboard.press("ArrowDown")  # from the first option to the second
    assert field(notebook, CHOICE.id).locator("input").nth(1).is_checked()
    for _ in range(2):
        keyboard.press("ArrowDown" if len(CHOICE.options) > 2 else "ArrowUp")
    chosen = 0  # three down from the first of three is the first again
    assert len(CHOICE.options) == 3 and field(notebook, CHOICE.id).locator("input").nth(chosen).is_checked()
    keyboard.press("Tab")
    keyboard.press("Enter")
    says(notebook, CHOICE.id, f"Saved: {CHOICE.options[chosen]}")
    field(notebook, NUMBER.id).locator("input").focus()
    keyboard.type("many")
    keyboard.press("Enter")
    says(notebook, NUMBER.id, "This is not a number.")
    keyboard.press("ControlOrMeta+a")
    keyboard.type("7")
    keyboard.press("Enter")
    says(notebook, NUMBER.id, "Saved: 7.")

    for question in CONTENT.quiz:
        answer(notebook, question, correct=False)
        says(notebook, question.id, "Not yet. Try again.")
        answer(notebook, question, correct=True)
        says(notebook, question.id, "Correct.")

    notebook.run_all()
    assert CHOICE.options[chosen] in output(notebook, 10)
    done = (
        f"{len(CONTENT.predictions)} of {len(CONTENT.predictions)} predictions, 1 of {len(CONTENT.exercises)} exercises"
    )
    assert done in output(notebook, 11)
    assert field(notebook, CHOICE.id).locator("input").first.is_disabled()  # compared, so no longer to be changed
    assert not notebook.page.locator(COPY).first.is_visible()
    notebook.save()
    notebook.page.evaluate("jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    notebook.page.wait_for_timeout(500)
    notebook.close()

    saved = next(folder.glob("test_all_is_still_there*.ipynb"))
    for with_state in (True, False):  # JupyterLab saves what widgets hold; other programs do not
        book = nbformat.read(saved, 4)
        if not with_state:
            book.metadata.pop("widgets")
            nbformat.write(book, saved)
        again = open_notebook(again=True, expect_errors=not with_state)  # it reports the missing widget to the console
        shown = '[data-item] [role="status"]' if with_state else COPY
        again.page.locator(shown).first.wait_for()
        text = again.page.locator(".jp-Notebook").inner_text()
        assert text.count("Correct.") == len(CONTENT.quiz)
        assert f"Saved: {CHOICE.options[chosen]}" in text and "Saved: 7." in text
        assert "model not found" not in text
        again.run_all()
        for question in CONTENT.quiz:
            says(again, question.id, "Correct.")
        says(again, NUMBER.id, "Saved: 7.")
        assert again.page.locator(COPY).first.is_hidden()
        again.page.evaluate("jupyterapp.shell.currentWidget.sessionContext.shutdown()")
        again.page.wait_for_timeout(500)
        again.close()


def test_help_stands_under_the_check_and_is_reached_by_keyboard(open_notebook, folder, tmp_path):
    cells = way_of_a_learner(tmp_path)
    notebook = open_notebook(cells[0], *cells[3:6])
    notebook.run_all()
    page, keyboard = notebook.page, notebook.page.keyboard
    help_ = page.get_by_role("group", name=f"Help with exercise {EXERCISE.id}")
    opened = page.locator(".workbench-buttons [role=status]").last
    hints = len(EXERCISE.hints)

    help_.get_by_role("button", name="Hint").focus()
    keyboard.press("Enter")
    opened.get_by_text(f"Hint 1 of {hints}.").wait_for()
    keyboard.press("Space")
    opened.get_by_text(f"Hint 2 of {hints}.").wait_for()
    assert opened.get_by_text(f"Hint 1 of {hints}.").is_visible()
    for heading, code in (
        ("One way to do it.", EXERCISE.solution),
        ("Exercise reset.", EXERCISE.starter),
        ("Your attempt 1 of 1 (not yet).", MISTAKE.code),
    ):
        keyboard.press("Tab")
        keyboard.press("Enter")
        opened.get_by_text(heading).wait_for()
        assert opened.locator("pre").inner_text().strip() == code.strip()
    assert "Not yet." in output(notebook, 3) and MISTAKE.message in output(notebook, 3)
    assert help_.get_by_role("button").count() == 4
    kinds = [event["kind"] for event in map(json.loads, (tmp_path / "progress.jsonl").read_text("utf-8").splitlines())]
    assert kinds == ["check", "hint", "hint", "solution", "forget"]

    notebook.save()
    page.evaluate("jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    page.wait_for_timeout(500)
    notebook.close()
    saved = next(folder.glob("test_help_stands*.ipynb"))
    book = nbformat.read(saved, 4)
    book.metadata.pop("widgets")  # as programs do that are not JupyterLab
    nbformat.write(book, saved)
    again = open_notebook(again=True, expect_errors=True)  # it reports the missing widget to the console
    again.page.get_by_text(MISTAKE.message).wait_for()
    assert "model not found" not in again.page.locator(".jp-Notebook").inner_text()


def test_a_folded_section_runs_and_its_lab_works_once_it_is_opened(open_notebook, folder, request):
    name = folder / f"{request.node.name}.ipynb"
    write_notebook(name, ("from workbench.labs import overfitting\noverfitting.show()", "print('after')"))
    book = nbformat.read(name, 4)
    folded = nbformat.v4.new_markdown_cell("### Extra: a lab", metadata={"jp-MarkdownHeadingCollapsed": True})
    book.cells[:1] = [folded, book.cells[0], nbformat.v4.new_markdown_cell("### After")]
    nbformat.write(book, name)
    notebook = open_notebook(again=True)
    notebook.run_all()
    assert notebook.page.get_by_text("after", exact=True).is_visible()
    assert not notebook.page.locator(".workbench-lab").is_visible()
    notebook.page.get_by_role("button", name="1 cell hidden").click()
    notebook.lab("overfitting").settle()
    assert notebook.page.locator(".workbench-lab").is_visible()


def test_a_stopped_kernel_is_said_to_be_stopped(open_notebook, tmp_path):
    notebook = open_notebook(*way_of_a_learner(tmp_path)[:2], expect_errors=True)  # JupyterLab says it cannot send
    notebook.run_all()
    field(notebook, CHOICE.id).locator("input").first.check()
    notebook.page.evaluate("jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    notebook.page.wait_for_timeout(500)
    field(notebook, CHOICE.id).get_by_role("button", name="Save my prediction").click()
    says(notebook, CHOICE.id, "Not saved yet: the kernel is busy or has stopped.")


@pytest.mark.parametrize("dark", [False, True])
def test_every_control_has_a_name_and_can_be_read(open_notebook, tmp_path, dark):
    notebook = open_notebook(*way_of_a_learner(tmp_path)[:1], "nb.quiz()", dark=dark, width=700)
    notebook.run_all()
    for question in CONTENT.quiz:
        place = field(notebook, question.id)
        assert place.evaluate("node => node.tagName") == "FIELDSET"
        assert place.locator("legend").inner_text().replace("\n", " ").startswith(question.text.replace("`", "")[:30])
        for number, option in enumerate(question.options):
            role = "checkbox" if question.type == "many_choice" else "radio"
            assert place.get_by_role(role, name=option.replace("`", ""), exact=True).count() == 1, number
        if not question.options:
            assert place.get_by_role("textbox", name="Your answer").count() == 1
        assert place.evaluate("node => node.scrollWidth <= node.clientWidth")
    ratio = field(notebook, CONTENT.quiz[0].id).evaluate(
        """node => {
            const light = colour => {
                const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map(v => v / 255)
                    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            };
            let behind = node;
            while (getComputedStyle(behind).backgroundColor === 'rgba(0, 0, 0, 0)') behind = behind.parentElement;
            const pair = [light(getComputedStyle(node).color), light(getComputedStyle(behind).backgroundColor)];
            return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
        }"""
    )
    assert ratio > 4.5  # the contrast that the Web Content Accessibility Guidelines ask for


HOSTILE = (
    "<img src=x onerror='window.ran = 1'>",
    "`<img src=x onerror='window.ran = 1'>",
    "</td></tr></table><script>window.ran = 1</script>",
    "[click](javascript:window.ran=1) <javascript:window.ran=1>",
    "a | b $x^2$ and $y^2$ or \\(z\\)",
)
SHOWS = f"""
import os, polars
from workbench.cases.card import Card, Column
from workbench.cases.case import Case
texts = {HOSTILE!r}
columns = (*(Column(text, text, text, "number") for text in texts), Column("target", "", "", "target"))
notes = tuple(f"`{{text}}` is left out." for text in texts)
card = Card(texts[0], 3, *texts[:4], columns, f"## Who\\n\\n{{texts[0]}}", notes)
Case("mine", polars.DataFrame(), card)
"""


def test_nothing_in_a_foreign_text_runs_when_it_is_shown_or_opened_again(open_notebook, tmp_path):
    lines = [f"nb.evidence({text!r})" for text in HOSTILE]
    notebook = open_notebook(
        way_of_a_learner(tmp_path)[0],
        SHOWS,
        *lines,
        f"nb.model_card({'### Mine' + chr(10) * 2 + chr(10).join('- ' + text for text in HOSTILE)!r})",
        "course.model_card()",
    )
    notebook.run_all()

    def nothing_ran(shown):
        shown.page.locator(".jp-RenderedMarkdown h4", has_text="Evidence").wait_for(timeout=60_000)
        shown.page.wait_for_timeout(1000)  # a picture that is not there fails only after a while
        assert shown.page.evaluate("window.ran") is None
        bad = "img[src=x], script, a[href^='javascript:']"
        assert shown.page.locator(f".jp-OutputArea :is({bad})").count() == 0
        text = shown.page.locator(".jp-Notebook").inner_text()
        assert "<img src=x onerror='window.ran = 1'>" in text
        tables = shown.page.locator(".jp-RenderedMarkdown table")
        assert tables.nth(1).locator("tr").count() == len(HOSTILE) + 2  # one row a column, and the head
        assert shown.page.locator(".jp-RenderedMarkdown table mjx-container").count() == 0  # a price is no formula
        assert shown.page.locator(".workbench-panel mjx-container").count() == 0

    nothing_ran(notebook)
    notebook.save()
    notebook.close()
    nothing_ran(open_notebook(again=True))

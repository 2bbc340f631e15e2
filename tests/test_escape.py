"""What a table, a file or a person writes is shown as it is, wherever it becomes Markdown or HTML. Nothing obeys it.

Each place is rendered twice: with a word, and with a hostile text in the place of the word. Both pages must be built
of the same elements, with the same attributes; the renderer is that of nbconvert.
"""

from __future__ import annotations

import dataclasses
import html
import time
from html.parser import HTMLParser

import pandas as pd
import polars as pl
import pytest
from nbconvert.filters import markdown2html

from workbench import escape
from workbench.cases.card import Card, Column, parse
from workbench.cases.case import Case
from workbench.course import log, record, view
from workbench.course.content import load
from workbench.course.exercise import Exercise, Failed, Result
from workbench.course.notebook import ExerciseHandle, Notebook
from workbench.course.page import Panel, panel
from workbench.course.prediction import Outcome, Prediction
from workbench.course.quiz_file import read
from workbench.live import view as live

WORD = "word"
HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "</td></tr></table><script>alert(1)</script>",
    "<svg/onload=alert(1)><!-- ",
    "[click](javascript:alert(1))",
    "](javascript:alert(1))",
    "![x](javascript:alert(1))",
    "<javascript:alert(1)>",
    "[x]\n\n[x]: javascript:alert(1)",
    "[x]: javascript:alert(1)",
    "[^1]\n\n[^1]: note",
    "https://example.org/x www.example.org a@example.org",
    "`",
    "a `code` <b>`more`</b> ``two`` and ```three",
    "\\` <img src=x onerror=alert(1)> \\`",
    "`<img src=x onerror=alert(1)>",
    "a | b || \\| c\\",
    "| --- | --- |",
    "$x$ and $$\\href{javascript:alert(1)}{y}$$ \\(z\\) \\[w\\]",
    "*a* **b** _c_ __d__ ~~e~~ ~f~ in_a_word_here",
    "# heading",
    "1. list",
    "1) list",
    "- list",
    "+ list",
    "> quote",
    "---",
    "===",
    "    indented code",
    "line\n\n# next\n\n- list\n\n| a |\n| --- |\n",
    "&lt;img src=x onerror=alert(1)&gt; &#60;b&#62; &amp;",
    '" onmouseover="alert(1)',
    "' onmouseover='alert(1)",
    "\u202eabc\u2066def\u200bghi\ufeff\x00\x1b[31m",
    "half an emoji \ud83d",
    "{{ 7 * 7 }} {% raw %} :::{note}",
]


class Page(HTMLParser):
    """The elements of a page with the names of their attributes, where they lead to, and what is read."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[object] = []
        self.text = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attributes):
        leads = [value for name, value in attributes if name in ("href", "src")]
        self.elements.append((tag, sorted(name for name, _ in attributes), leads))

    def handle_endtag(self, tag):
        self.elements.append(f"/{tag}")

    def handle_comment(self, data):
        self.elements.append(f"comment {data}")

    def handle_data(self, data):
        self.text += data


def from_markdown(text):
    # Anchors carry the words of a heading in their address; they are no part of the text.
    return markdown2html(text).replace("&#182;", "")


def case(text):
    columns = (Column(text, text, text, "number"), Column("target", "", "", "target"))
    card = Card(text, 3, text, text, text, text, columns, "## Who\n\nSome.", (f"`{text}` is left out.", text))
    return [from_markdown(Case("mine", pl.DataFrame(), card)._repr_markdown_()), from_markdown(str(card))]


def own_text(text):
    columns = (Column("target", "", "", "target"),)
    card = Card("Title", 3, "", "", "", "", columns, f"## Who\n\nSome {text} more.")
    return [from_markdown(str(card))]


def model_card(text):
    log.append("evidence", "4.2", text=text)
    log.append("words", "4.2", text="### Mine\n\n- **Who:** all")
    return [from_markdown(str(record.model_card()))]


def own_words(text):
    log.append("words", "4.2", text=f"### Mine\n\nIt says {text} here.")
    return [from_markdown(str(record.model_card()))]


def panels(text):
    notebook = Notebook(load("4.2"))
    made = [notebook.evidence(text), notebook.model_card(text), panel(text, text, text), Result("failed", text, text)]
    return [one.html if isinstance(one, Panel) else one.panel().html for one in made]


def quiz(text):
    answers = [{"answer": f"{text} {n}", "correct": n == 1, "feedback": text} for n in range(3)]
    choice = {"question": f"{text} ?", "type": "multiple_choice", "code": text, "answers": answers}
    typed = {"question": f"{text} !", "type": "string", "answers": [{"answer": f"{text}.", "correct": True}]}
    form = view.quiz_form(read([choice, typed], "9.9.q"))
    form.answer("9.9.q1", [0])
    form.answer("9.9.q2", text or "x")
    states = [part for state in form.widget.fields for part in (state["legend"], *state["options"], state["feedback"])]
    form.close()
    return [form.still(), *states]


def prediction(text):
    one = Prediction("9.9.p1", f"{text} ?", lambda: Outcome(0, text), options=(f"{text} 0", f"{text} 1"))
    form = view.prediction_form(one)
    form.answer("9.9.p1", [1])
    form.close()
    notebook = Notebook(dataclasses.replace(load("4.2"), predictions=(one,)))
    return [form.still(), form.widget.fields[0]["feedback"], notebook.compare("9.9.p1").html]


def exercise(text):
    def fails(answer, rng):
        raise Failed(text, text)

    def raises(answer, rng):
        raise ValueError(text)

    made = [Exercise("9.9.1", text, text, "x = ...", (text, text), "", {}, one) for one in (fails, raises)]
    tasks = [ExerciseHandle(exercise) for exercise in made]
    shown = [task.exercise.check({"x": 1}).panel().html for task in tasks]
    log.append("check", "9.9.1", status="failed", message=text, code=text)
    log.append("check", "9.9.1", status=text, message=text, code=text)
    return [*shown, tasks[0].hint().html, tasks[0].mine(1).html, tasks[0].mine(2).html]


def progress(text):
    content = dataclasses.replace(load("4.2"), title=text, able=(text,), before=text, after=text, uses=())
    from workbench.course.notebook import _card

    return [_card(content).html, record.notebook_progress(content).html]


def lab(text):
    return [live._still_html("data:image/png;base64,", text, text)["text/html"]]


def frames(text):
    text = text.encode(errors="replace").decode()  # neither can hold half an emoji
    return [pl.DataFrame({text: [text]})._repr_html_(), pd.DataFrame({text: [text]})._repr_html_()]


PLACES = [case, own_text, model_card, own_words, panels, quiz, prediction, exercise, progress, lab, frames]
OWN_MARKDOWN = (own_text, own_words)  # whose author may use headings, lists and emphasis


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path))


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_no_element_link_or_script_comes_from_a_foreign_text(place, tmp_path, monkeypatch):
    harmless = [Page(source) for source in place(WORD)]
    for number, text in enumerate(HOSTILE):
        monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path / str(number)))
        pages = [Page(source) for source in place(text)]
        for page in pages:
            assert "comment" not in str([one for one in page.elements if isinstance(one, str)])
            for tag, attributes, leads in (one for one in page.elements if isinstance(one, tuple)):
                assert tag not in ("script", "svg", "img") or place is lab, (text, page.elements)
                assert not [name for name in attributes if name.startswith("on")], (text, page.elements)
                assert not [
                    where for where in leads if ("alert" in where or "javascript" in where) and where[0] != "#"
                ], (text, leads)
        if place not in OWN_MARKDOWN:
            for page, usual in zip(pages, harmless, strict=True):
                assert _shape(page) == _shape(usual), text


def _shape(page):
    """Its elements, without `code`, lines and spans, which sentences may hold, and without where headings lead."""
    names = ((one[0], one[1]) if isinstance(one, tuple) else one for one in page.elements)
    usual = [
        one
        for one in names
        if one not in (("code", []), "/code", ("br", []), ("div", []), "/div", ("span", []), "/span")
    ]
    return usual


@pytest.mark.parametrize("place", [case, model_card, panels, exercise])
@pytest.mark.parametrize(
    "text", ["<img src=x onerror=alert(1)>", "a | b", "*a* _b_ 1. c", "&lt;b&gt;", "C:\\new", "$5 [x](y)"]
)
def test_a_foreign_text_is_shown_as_it_is(place, text):
    for source in place(text):
        assert text in Page(source).text


@pytest.mark.parametrize("unit", ["x", "`", "<a ", "[](", "\\", "|", "&#", "_ ", "*_`[", "1", "a@"])
def test_a_million_characters_take_no_time(unit):
    text = unit * (1_000_000 // len(unit))
    start = time.process_time()
    escape.html(text), escape.own_markdown(text), escape.from_markdown(escape.markdown(text))
    assert time.process_time() - start < 10


def test_own_markdown_keeps_what_it_may():
    text = "### Mine\n\n- **Who:** `x < 3` & *all*, 5 < 6, [see] (later)\n\n| a | b |\n| - | - |\n| 1 | 2 |"
    assert escape.own_markdown(text) == text


@pytest.mark.parametrize("text", [*HOSTILE, "plain", "in_a_word", "50,000 dollars (1994): `>50K`, 5 < 6 & 7 > 2"])
def test_markdown_can_be_read_back(text):
    line = escape.markdown(text)
    assert escape.from_markdown(line) == " ".join(escape._visible(text).split())


@pytest.mark.parametrize(
    "text", ["plain words, and more.", "1.1 Metric: F1 (0.62).", "in_a_word", "5 < 6", "R&D", "a-b"]
)
def test_plain_words_stay_plain(text):
    assert escape.markdown(text) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_card_can_be_read_back(text):
    if "`" in text:
        return  # the notes put names between backticks, which then pair in another way
    shown = " ".join(escape._visible(text).split())
    columns = (Column(text, text, text, "number"), Column("y", "", "", "target"))
    card = Card(text, 3, text, text, text, text, columns, "", (text,))
    same = (Column(shown, shown, shown, "number"), Column("y", "", "", "target"))
    assert parse(str(card)) == Card(shown, 3, shown, shown, shown, shown, same, "", (shown,))


def test_html_is_that_of_the_standard_library_for_what_can_be_seen():
    text = "<a href=\"x\">'&amp;' ü 日本 \U0001f600 نمی‌خواهم"
    assert escape.html(text) == html.escape(text)
    assert html.unescape(escape.html(text)) == text

"""Pins, files and shared texts, with a page that is played by the test."""

from __future__ import annotations

import threading
from dataclasses import replace
from types import SimpleNamespace

import polars as pl
import pytest

from tests.live.test_pins import LAB, compute
from tests.live.test_view import Page
from workbench.labs import LABS
from workbench.live.spec import Origin
from workbench.runs.checksum import checksum


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def page():
    view = LAB.show()
    page = Page(view)
    page.look()
    page.wait("frame", state="settled")
    yield page
    view.close()


def settled(page, run, **values):
    page.say(type="set", run=run, values=values)
    page.wait("frame", run=run, state="settled")


def pins(page, count):
    """The newest table, once it has so many rows."""
    for _ in range(500):
        for message in reversed(page.heard):
            if message["type"] == "pins":
                if len(message["rows"]) == count:
                    return message
                break
        threading.Event().wait(0.01)
    raise AssertionError([m["type"] for m in page.heard])


def test_a_run_is_pinned_shown_in_the_picture_restored_and_removed(page):
    page.say(type="pin")
    assert page.wait("note")["sentence"] == "Pinned as A."
    settled(page, 5, height=4.0)
    page.say(type="pin")
    rows = pins(page, 2)["rows"]
    assert [row["cells"][:2] for row in rows] == [["1", "1"], ["4", "4"]]
    page.say(type="repin", place=0, run=6)
    assert page.wait("settings", run=6)["values"]["height"] == 1.0
    assert page.wait("frame", run=6, state="settled")
    page.say(type="unpin", place=0)
    assert [row["letter"] for row in pins(page, 1)["rows"]] == ["B"]
    page.say(type="unpin", place=-1)
    pins(page, 0)


@pytest.mark.parametrize("run", [10**400, 2**53, -1, True, None, 1e308])
def test_a_restored_pin_counts_on_from_the_runs_before_whatever_number_the_page_asks_for(page, run):
    page.say(type="pin")
    pins(page, 1)
    page.say(type="repin", place=0, run=run)
    assert page.wait("settings")["run"] < 1000
    settled(page, page.view.session.newest[0] + 1, height=2.0)


def test_a_pin_goes_into_the_log_of_runs_and_where_it_cannot_that_is_said(page, monkeypatch):
    page.say(type="pin")
    page.wait("note", sentence="Pinned as A.")
    monkeypatch.setenv("WORKBENCH_HOME", "/dev/null/home")
    settled(page, 5, height=4.0)
    page.say(type="pin")
    page.wait("note", sentence="Pinned as B.")
    for _ in range(300):
        if any("the log of runs has it not" in m.get("sentence", "") for m in page.heard):
            break
        threading.Event().wait(0.01)
    assert any("the log of runs has it not" in m.get("sentence", "") for m in page.heard)
    assert len(page.view.comparison.pins) == 2


def test_a_pin_on_data_of_one_s_own_shows_their_checksum_as_the_log_of_runs_has_it():
    table = pl.DataFrame({"x": [1.0, 2.0, 3.0]})
    view = replace(LAB, origin=Origin("on(model, X)", "", "X", table)).show()
    try:
        page = Page(view)
        page.look()
        page.wait("frame", state="settled")
        page.say(type="pin")
        shown = pins(page, 1)
        assert shown["columns"][-1] == "data"
        assert shown["rows"][0]["cells"][-1] == f"X ({checksum(table)[:8]})"
        assert checksum(table) in shown["csv"]
        page.wait("note", sentence="Pinned as A.")
    finally:
        view.close()


def test_a_run_that_was_pinned_before_is_refused_in_a_sentence(page):
    page.say(type="pin")
    page.wait("pins")
    page.say(type="pin")
    page.wait("note", sentence="This run is pinned already, as A. Change a setting first.")


def test_a_run_that_has_not_ended_is_not_pinned():
    go = threading.Event()

    def slow(s):
        yield replace(next(compute(s)), progress=0.5)
        go.wait(5)
        yield from compute(s)

    view = replace(LAB, compute=slow).show()
    page = Page(view)
    page.look()
    page.wait("frame", state="busy")
    page.say(type="pin")
    go.set()
    page.wait("frame", state="settled")
    page.wait("note", sentence="The run has not come to its end. Pin it when it says Done.")
    assert not view.comparison.pins
    view.close()


def test_what_goes_wrong_in_measures_shows_in_the_lab():
    def broken(frame):
        raise ZeroDivisionError("no mean")

    view = replace(LAB, measures=broken).show()
    page = Page(view)
    page.look()
    page.wait("frame", state="settled")
    page.say(type="pin")
    assert page.wait("error")["sentence"] == "The lab stopped with an error. ZeroDivisionError: no mean"
    view.close()


def test_a_page_that_comes_later_is_told_of_the_pins_and_the_notebook_keeps_their_table(page):
    kept = []
    page.say(type="pin")
    page.wait("pins")
    page.heard.clear()
    page.look(theme="dark")
    assert len(page.wait("pins")["rows"]) == 1
    page.view._still_output = SimpleNamespace(update=lambda bundle, raw: kept.append(bundle["text/html"]))
    page.view.session.call(page.view._leave_still)
    for _ in range(300):
        if kept:
            break
        threading.Event().wait(0.01)
    assert "<td>A</td>" in kept[0] and "mean (m)" in kept[0]


@pytest.mark.parametrize(("kind", "begins"), [("png", b"\x89PNG"), ("svg", b"<?xml")])
def test_the_picture_comes_as_a_file(page, kind, begins):
    files = []
    page.view.send = lambda content, buffers=None: files.append((content, buffers))
    page.say(type="save", kind=kind)
    for _ in range(1000):
        if files:
            break
        threading.Event().wait(0.01)
    ((content, buffers),) = files
    assert content["name"].endswith(f".{kind}") and buffers[0].startswith(begins)


def test_a_lab_is_shared_as_a_text_and_one_of_your_own_is_not(page):
    page.say(type="share")
    assert page.wait("note")["sentence"].startswith("A short text opens only a lab that comes with workbench")
    view = LABS["overfitting"].show(degree=9)
    shelf = Page(view)
    shelf.say(type="share")
    assert shelf.wait("share")["text"].endswith("?degree=9")
    view.close()


NONSENSE = (
    {"type": "unpin"},
    {"type": "unpin", "place": "A"},
    {"type": "repin", "place": 7},
    {"type": "repin", "place": None, "run": "x"},
    {"type": "save", "kind": "exe"},
)


@pytest.mark.parametrize("message", NONSENSE)
def test_nonsense_from_a_page_does_nothing(page, message):
    page.say(**message)
    page.heard.clear()
    settled(page, 9, height=2.0)
    assert not [m for m in page.heard if m["type"] in ("error", "file")]

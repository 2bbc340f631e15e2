"""A lab that computes on Run alone: what a moved control, a pin, a sweep and others do there, and what runs."""

from __future__ import annotations

import time
from dataclasses import replace
from types import SimpleNamespace

import ipywidgets
import pytest

from tests.live.paper import book_of
from tests.live.test_pins import LAB
from tests.live.test_view import Page
from workbench.errors import SettingsError

QUIET = 0.15  # s in which something would have been computed


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def ran():
    """The settings of every run that was begun."""
    return []


@pytest.fixture
def lab(ran):
    def noted(settings):
        ran.append(settings)
        yield from LAB.compute(settings)

    return replace(LAB, compute=noted, hold={"height": 0.0})


@pytest.fixture
def page(lab):
    view = lab.show()
    page = Page(view)
    page.look()
    page.wait("frame", state="settled")
    yield page
    view.close()


def heights(ran):
    return [settings.height for settings in ran]


def test_the_first_picture_is_of_the_short_settings_and_the_controls_say_their_own(page, ran):
    assert heights(ran) == [0.0]
    here = page.wait("here")
    assert here["values"]["height"] == 1.0
    assert here["waits"] == "Not run yet: Height 1. The picture still shows Height 0. Press Run."
    assert page.view.spec["hold"] is True


def test_a_drag_computes_nothing_and_its_end_is_what_waits(page, ran):
    for edit in range(1, 41):
        page.say(type="set", run=1, edit=edit, values={"height": edit / 10})
    told = page.wait("settings", edit=40)
    assert told["waits"] == "Changed, not run yet: Height 4. The picture still shows Height 0. Press Run."
    assert told["values"]["height"] == 4.0 and "height=4.0" in told["code"]
    time.sleep(QUIET)
    assert heights(ran) == [0.0] and page.view.session.frame.y[0] == 0.0
    assert page.view.settings.height == 4.0 and told["run"] == 1


def test_run_computes_what_the_controls_say_and_nothing_waits_then(page, ran):
    page.say(type="set", run=1, edit=1, values={"height": 4.0})
    page.say(type="again", run=2)
    assert page.wait("frame", run=2, state="settled")["newest"]["waits"] == ""
    assert heights(ran) == [0.0, 4.0]
    page.say(type="again", run=3)  # the same once more
    page.wait("frame", run=3, state="settled")
    assert heights(ran) == [0.0, 4.0, 4.0]


def test_run_brings_what_the_controls_say_if_that_was_lost(page, ran):
    page.say(type="again", run=2, values={"height": 3.0})
    page.wait("frame", run=2, state="settled")
    page.say(type="look", theme="light", width=800, ratio=1.0, run=3, values={"height": 2.0})  # Run itself was lost
    page.wait("frame", run=3, state="settled")
    assert heights(ran) == [0.0, 3.0, 2.0]


def test_a_control_that_moves_back_leaves_nothing_to_run(page, ran):
    page.say(type="set", run=1, edit=1, values={"height": 4.0})
    page.say(type="set", run=1, edit=2, values={"height": 0.0})
    assert page.wait("settings", edit=2)["waits"] == ""
    assert heights(ran) == [0.0]


def test_of_many_changes_the_names_are_told(lab):
    view = lab.show()
    view.set(height=2.0, shape="up")
    told = "Changed, not run yet: Height 2, Shape A rising line. The picture still shows Height 0, Shape A flat line."
    assert view.hold.sentence == f"{told} Press Run."
    view.set(seed=4)
    told = "Changed, not run yet: Height, Shape and Seed. The picture is of the run before."
    assert view.hold.sentence == f"{told} Press Run."
    view.close()


def test_what_goes_on_goes_on_while_a_control_moves_and_can_be_stopped(lab, ran):
    def long(settings):
        ran.append(settings)
        (frame,) = LAB.compute(settings)
        for step in range(2000 if settings.height else 1):
            time.sleep(0.005)
            yield replace(frame, progress=step / 2000)

    view = replace(lab, compute=long).show()
    page = Page(view)
    page.look()
    page.say(type="again", run=2)
    page.wait("frame", run=2, state="busy")
    page.say(type="set", run=2, edit=1, values={"height": 3.0})
    page.wait("settings", edit=1)
    time.sleep(QUIET)
    assert heights(ran)[-1] == 1.0 and view.session._state == "busy"
    page.say(type="stop")
    page.wait("frame", run=2, state="idle")
    assert view.hold.waits and heights(ran)[-1] == 1.0
    page.say(type="again", run=3)
    page.wait("frame", run=3, state="busy")
    assert heights(ran)[-1] == 3.0 and not view.hold.waits
    view.close()


def test_a_pin_holds_what_was_run_and_brings_it_back_without_computing(page, ran):
    page.say(type="again", run=2)
    page.wait("frame", run=2, state="settled")
    page.say(type="set", run=2, edit=1, values={"height": 4.0})
    page.wait("settings", edit=1)
    page.say(type="pin")
    page.wait("note", sentence="Pinned as A: the run in the picture, not what the controls say now.")
    (pin,) = page.view.comparison.pins._pins
    assert pin.settings.height == 1.0
    page.say(type="again", run=3)
    page.wait("frame", run=3, state="settled")
    page.heard.clear()
    page.say(type="repin", place=0)
    assert page.wait("settings")["values"]["height"] == 1.0
    assert page.wait("frame", state="settled")["newest"]["waits"] == ""
    assert heights(ran) == [0.0, 1.0, 4.0] and page.view.session.frame.y[0] == 1.0


def test_a_pin_whose_result_is_no_longer_known_waits_for_run(page, ran):
    page.say(type="pin")
    page.wait("note", sentence="Pinned as A: the run in the picture, not what the controls say now.")
    page.say(type="again", run=2)
    page.wait("frame", run=2, state="settled")
    page.view.session._kept.clear()
    page.say(type="repin", place=0)
    assert page.wait(
        "settings", run=2, waits="Changed, not run yet: Height 0. The picture still shows Height 1. Press Run."
    )
    time.sleep(QUIET)
    assert heights(ran) == [0.0, 1.0]


def test_a_sweep_runs_because_a_person_asked_and_from_what_the_controls_say(page, ran):
    page.say(type="set", run=1, edit=1, values={"height": 3.0})
    page.say(type="sweep", controls=[{"name": "shape", "low": 0, "high": 0, "count": 0}], repeats=1)
    page.wait("sweep", state="settled")
    swept = ran[1:]
    assert {settings.height for settings in swept} == {3.0} and len(swept) == 2
    assert page.view.session.frame.y[0] == 0.0 and page.view.hold.waits


def test_a_text_to_restore_is_checked_and_waits(page, ran):
    page.say(type="set", run=1, edit=1, values={"height": 2.0}, restore=True)
    assert page.wait("settings", edit=1)["waits"].startswith("Changed, not run yet: Height 2.")
    page.say(type="set", run=1, edit=2, values={"height": 99}, restore=True)
    error = page.wait("error")
    assert error["newest"]["values"]["height"] == 2.0 and error["newest"]["edit"] == 1
    assert heights(ran) == [0.0]


def test_a_page_that_comes_later_sees_what_waits(page, ran):
    page.say(type="set", run=1, edit=7, values={"height": 4.0})
    page.say(type="bye")
    page.heard.clear()
    page.look()
    here = page.wait("here")
    assert (here["edit"], here["values"]["height"]) == (7, 4.0) and here["waits"]
    page.wait("frame", state="settled")
    assert heights(ran) == [0.0]


def test_python_sets_and_runs_as_a_hand_does(page, ran):
    page.view.set(height=2.0)
    assert page.wait("settings")["waits"] and heights(ran) == [0.0]
    with pytest.raises(SettingsError):
        page.view.set(height=99)
    page.view.run()
    page.wait("frame", state="settled", run=2)
    assert heights(ran) == [0.0, 2.0]


def test_a_widget_outside_moves_a_control_and_computes_nothing(lab, ran):
    outside = ipywidgets.FloatSlider(2.0, min=0, max=5)
    view = lab.bind(height=outside)
    page = Page(view)
    page.look()
    page.wait("frame", state="settled")
    outside.value = 4.0
    assert page.wait("settings")["values"]["height"] == 4.0
    time.sleep(QUIET)
    assert heights(ran) == [0.0]
    view.close()


def test_the_picture_in_the_notebook_is_that_of_the_run(lab, monkeypatch):
    kept = []
    monkeypatch.setattr("workbench.live.view.STILL_DELAY", 0.02)
    view = lab.show()
    view._still_output = SimpleNamespace(update=lambda bundle, raw: kept.append(bundle["text/html"]))
    page = Page(view)
    page.look()
    page.wait("frame", state="settled")
    page.say(type="set", run=1, edit=1, values={"height": 4.0})
    for _ in range(200):
        if kept:
            break
        time.sleep(0.01)
    assert page.view.lab.describe(view.session.frame) in kept[-1]
    view.close()


def test_a_page_to_hand_out_waits_for_nothing(lab, tmp_path):
    book = book_of(lab.page(tmp_path / "page.html", height=[0.0, 1.0]))
    assert book["spec"]["hold"] is False and len(book["pictures"]) == 2


@pytest.mark.parametrize("edit", [10**400, float("nan"), float("inf"), -5, "x", None, [], 2**60])
def test_whatever_number_a_page_gives_its_changes_the_next_is_heard(page, edit):
    page.say(type="set", run=1, edit=edit, values={"height": 3.0})
    number = page.wait("settings")["edit"]
    assert number < 1000
    page.say(type="set", run=1, edit=number + 1, values={"height": 4.0})
    assert page.wait("settings", edit=number + 1)["values"]["height"] == 4.0

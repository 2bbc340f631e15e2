"""The labs by name: what `from workbench.labs import NAME` gives, what Tab offers, and the gallery of all."""

import io
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from PIL import Image

from tests.labs.test_every_lab import settings_of
from workbench import labs
from workbench.errors import SettingsError
from workbench.labs import LABS, PHASES, _gallery
from workbench.live.lab import Lab
from workbench.live.share import VERSION, shared
from workbench.live.spec import Origin


@pytest.mark.parametrize("name", LABS)
def test_a_lab_is_imported_by_its_name(name):
    lab = getattr(labs, name)
    assert isinstance(lab, Lab) and lab is LABS[name] is getattr(import_module("workbench.labs"), name)
    assert lab.name == name
    assert lab.code(lab.settings()).startswith(f"from workbench.labs import {name}\n\nframe = {name}.run()\n")


def test_every_file_of_a_phase_is_a_lab_in_the_list_or_shared():
    for phase, names in PHASES.items():
        folder = Path(labs.__file__).with_name(phase)
        assert {file.stem for file in folder.glob("*.py") if not file.name.startswith("_")} == set(names)


def test_tab_offers_the_labs_the_gallery_and_open():
    assert dir(labs) == sorted([*LABS, "gallery", "open"])


@pytest.mark.parametrize("name", LABS)
def test_a_shared_text_opens_the_lab_with_its_settings(name):
    lab, settings = LABS[name], settings_of(LABS[name], "high")
    view = labs.open(shared(lab, settings))
    assert (view.lab, view.settings) == (lab, settings)
    view.close()
    view = labs.open(shared(lab, lab.settings()))
    assert view.settings == lab.settings()
    view.close()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            f"nothing@{VERSION}",
            f"There is no lab 'nothing' here; there are {', '.join(LABS)}. Ask for a text of one of these.",
        ),
        (
            "overfitting@9.9?degree=3",
            f"This text is from workbench 9.9; here is {VERSION}, and the lab may have changed. "
            "Ask for a text from the same version.",
        ),
        (
            f"overfitting@{VERSION}?degree=21",
            "`degree` must be a whole number between 1 and 20; got 21. Choose a value in this range.",
        ),
        (
            f"overfitting@{VERSION}?colour=red",
            "`colour` is not a setting of this lab; it has degree, noise, points, ridge, seed.",
        ),
        (
            "hello",
            "`text` must look like \"overfitting@0.1?degree=9\"; got 'hello'. Copy it from a lab: More, then Share.",
        ),
    ],
)
def test_a_shared_text_that_cannot_be_opened_is_refused_in_words(text, words):
    with pytest.raises(SettingsError) as refused:
        labs.open(text)
    assert str(refused.value) == words


def test_a_lab_of_somebody_is_not_shared_as_a_text():
    mine = replace(LABS["overfitting"], origin=Origin("on(mine)", ""))
    with pytest.raises(SettingsError) as refused:
        shared(mine, mine.settings())
    assert str(refused.value) == (
        "A short text opens only a lab that comes with workbench; this one is yours. Share its code instead."
    )


def test_an_unknown_name_is_refused():
    with pytest.raises(AttributeError, match="has no attribute 'overfit'"):
        labs.overfit  # noqa: B018
    with pytest.raises(ImportError):
        exec("from workbench.labs import overfit")
    with pytest.raises(KeyError, match="there is no lab 'overfit'"):
        LABS["overfit"]


def test_the_repr_says_title_question_and_settings_with_their_ranges():
    lines = repr(labs.overfitting).splitlines()
    assert lines[0] == f"{labs.overfitting.title}. {labs.overfitting.question}"
    assert len(lines) == 1 + len(labs.overfitting.controls)
    degree = labs.overfitting.controls["degree"]
    assert lines[1].strip().startswith(f"degree = {labs.overfitting.settings().degree}: ")
    assert f"{degree.low:g} to {degree.high:g}" in lines[1] and degree.label in lines[1]


def test_the_gallery_shows_every_lab_once_with_the_line_that_opens_it():
    gallery = labs.gallery()
    html, text = gallery._repr_html_(), repr(gallery)
    for name, lab in LABS.items():
        line = f"from workbench.labs import {name}; {name}.show()"
        assert html.count(f">{line}<") == text.count(line) == 1
        assert f"<strong>{lab.title}</strong>" in html and lab.title in text
    assert html.count("<img ") == len(LABS)


@pytest.mark.parametrize("name", LABS)
def test_a_small_picture_is_a_drawing_of_the_lab_as_it_is_now(name):
    small = Image.open(io.BytesIO(_gallery.picture(name)))
    assert small.width <= 320 and len(_gallery.picture(name)) < 30_000
    assert len(small.convert("L").getcolors(256)) > 20  # no empty page

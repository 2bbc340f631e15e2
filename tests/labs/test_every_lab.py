"""What holds for every lab in `LABS`: it computes and draws, says what it shows, and repeats itself."""

from __future__ import annotations

import random
import threading
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from itertools import islice

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from workbench.labs import LABS
from workbench.live.picture import Canvas
from workbench.live.run import Session, Worker
from workbench.live.spec import Frame
from workbench.live.style import Look

QUICK = ("threshold", "forecast_error", "clusters", "overfitting", "optimisers", "correlated")  # the others with --long
WORDS = "Grüße, 中文 😀 $x$ <b> 12345 \\ parcel parcel  "  # what a person may type, many times over
FRAMES = 40  # of a long run; enough to have something to draw


def settings_of(lab, which):
    """The default settings, or all controls at their low end, or all at their high end."""
    values = {}
    for name, control in lab.controls.items():
        if control.kind == "toggle":
            values[name] = which == "high"
        elif control.kind == "choice":
            values[name] = control.options[-1 if which == "high" else 0][0]
        elif control.kind in ("drawing", "grid"):
            values[name] = np.full(control.shape, control.high if which == "high" else control.low)
        elif control.kind == "text":
            values[name] = (WORDS * control.most)[: control.most] if which == "high" else ""
        else:
            values[name] = control.high if which == "high" else control.low
    return lab.settings(**({} if which == "default" else values))


@pytest.fixture(scope="module", autouse=True)
def prepared():
    """What a lab puts into the cache the first time, so that it has as many frames each time."""
    from workbench.labs.p3_architecture.transfer import preparing

    for _ in preparing():
        pass


def frames_of(lab, settings, most=FRAMES):
    """The first frames, without those that say the same as the one before: they are places to stop while it waits."""
    return list(islice(changing(lab.compute(settings)), most))


def changing(frames):
    before = None
    for frame in frames:
        if frame is not before:
            yield frame
        before = frame


def equal(first, second):
    """What is measured (`compare=False`) is another number each time, such as how long a running service takes."""
    if is_dataclass(first):
        return type(first) is type(second) and all(
            equal(getattr(first, field.name), getattr(second, field.name)) for field in fields(first) if field.compare
        )
    if isinstance(first, Mapping):
        return first.keys() == second.keys() and all(equal(first[key], second[key]) for key in first)
    if isinstance(first, (list, tuple)):
        return len(first) == len(second) and all(map(equal, first, second))
    if isinstance(first, np.ndarray):
        return np.array_equal(first, second, equal_nan=first.dtype.kind == "f")
    return first == second or (first != first and second != second)


def shown_at_the_end(lab, settings):
    """The last frame that a page is shown which paints each one at once."""
    settled, shown = threading.Event(), []

    def show(picture):
        shown.append(picture.frame)
        session.painted()
        if picture.state == "settled":
            settled.set()

    def fail(run, error):
        shown.append(error)
        settled.set()

    session = Session(lab.compute, show, fail, Worker())
    session.watch()
    session.set(settings)
    assert settled.wait(600)
    session.close()
    return shown[-1]


def one_at_a_time(lab):
    """Every option of each choice and each toggle, everything else as at the start."""
    for name, control in lab.controls.items():
        for option in (False, True) if control.kind == "toggle" else [option for option, _ in control.options]:
            yield {name: option}


def anywhere(lab, chance):
    """Settings drawn by chance."""
    values = {}
    for name, control in lab.controls.items():
        share = chance.random()
        if control.kind == "toggle":
            values[name] = share < 0.5
        elif control.kind == "choice":
            values[name] = chance.choice(control.options)[0]
        elif control.kind in ("drawing", "grid"):
            rows, columns = control.shape
            ink = [[control.low + chance.random() * (control.high - control.low)] * columns for _ in range(rows)]
            values[name] = np.array(ink, dtype=int if control.integer else float)
        elif control.kind == "text":
            values[name] = (WORDS * control.most)[: round(share * control.most)]
        elif control.log:
            values[name] = control.low * (control.high / control.low) ** share
        else:
            values[name] = control.low + share * (control.high - control.low)
        if control.integer and not control.shape[0]:
            values[name] = round(values[name])
    return lab.settings(**values)


with_all = [pytest.param(name, marks=() if name in QUICK else pytest.mark.long) for name in LABS]


@lru_cache(maxsize=3)
def first_frames(name, which):
    """The first frames of a lab, made once for all tests that look at them."""
    return frames_of(LABS[name], settings_of(LABS[name], which))


# Of the module, so that all tests of one lab follow each other, and find what the lab has loaded and trained.
@pytest.fixture(params=LABS, scope="module")
def lab(request):
    return LABS[request.param]


@pytest.fixture(params=["default", "low", "high"], scope="module")
def which(request):
    return request.param


def test_it_computes_draws_and_says_what_it_shows(lab, which, caplog):
    frames = first_frames(lab.name, which)
    progress = [frame.progress for frame in frames]
    assert progress == sorted(progress) and progress[0] >= 0 and progress[-1] <= 1
    for theme in ("light", "dark"):
        for ghost in (None, frames[0]):
            figure = lab.picture(frames[-1], ghost, theme=theme)
            FigureCanvasAgg(figure).draw()
    assert not caplog.messages  # matplotlib complains there, and a notebook shows it
    for frame in (frames[0], frames[-1]):
        sentence = lab.describe(frame)
        assert sentence.endswith(".") and not {"nan", "inf", "None"} & set(sentence.replace(",", " ").split())


def test_the_same_settings_give_the_same_frames(lab, which):
    before = first_frames(lab.name, which)
    for _ in range(4):  # the first runs may show how a network learns that is kept for all: then later ones are alike
        again = frames_of(lab, settings_of(lab, which))
        if equal(before, again):
            return
        before = again
    raise AssertionError("no two runs were alike")


def test_a_frame_stays_as_it_was_when_later_ones_are_made(lab):
    settings = settings_of(lab, "default")
    early = frames_of(lab, settings, 3)
    run = lab.compute(settings)
    kept = list(islice(changing(run), 3))
    list(islice(run, FRAMES))
    assert equal(early, kept)


def test_a_run_can_be_stopped_and_another_started(lab):
    settings = settings_of(lab, "default")
    run = lab.compute(settings)
    first = next(run)
    run.close()
    assert equal(first, next(lab.compute(settings)))


def test_a_whole_run_ends_at_full_progress(lab):
    assert lab.run().progress == 1


def test_the_code_it_shows_makes_the_picture(lab):
    settings = settings_of(lab, "low")
    names: dict[str, object] = {}
    exec(lab.code(settings), names)
    assert equal(names["frame"], frames_of(lab, settings, None)[-1])


def test_every_control_has_a_label_and_visible_help(lab):
    for name, control in lab.controls.items():
        assert control.label and control.help.endswith((".", "?")), name


def test_a_click_anywhere_asks_for_settings_the_lab_can_take(lab):
    frame = first_frames(lab.name, "default")[-1]
    figure = lab.picture(frame)
    picture = lab.Picture(*figure.axes)
    pick = getattr(picture, "pick", lambda *click: None)
    for panel, axes in enumerate(figure.axes):
        for x in axes.get_xlim():
            for y in axes.get_ylim():
                lab.settings(**(pick(frame, panel, x, y) or {}))


@pytest.mark.parametrize("name", with_all)
def test_the_page_ends_with_the_frame_of_a_run_whatever_is_chosen(name):
    lab = LABS[name]
    for values in ({}, *one_at_a_time(lab)):
        shown = shown_at_the_end(lab, lab.settings(**values))
        assert equal(shown, lab.run(**values)), (values, shown)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("poison", {"hunt": "none"}),
        ("training", {"epochs": 20, "rows": 100, "early_stopping": False}),
        ("training", {"epochs": 200, "rows": 50, "early_stopping": True, "patience": 3, "learning_rate": 0.1}),
    ],
)
def test_what_comes_after_full_progress_is_shown_too(name, values):
    lab = LABS[name]
    assert equal(shown_at_the_end(lab, lab.settings(**values)), lab.run(**values))


@pytest.mark.parametrize("name", with_all)
def test_a_picture_does_not_depend_on_those_before_it(name, long):
    lab, chance, ghost = LABS[name], random.Random(0), None
    looks = Look(), Look("dark", 640, 1.5)  # wide; and narrow, where letters beside a panel shrink
    pages = [(look, Canvas(lab, look)) for look in looks]
    for _ in range(30 if long else 5):
        frame = frames_of(lab, anywhere(lab, chance))[-1]
        for look, live in pages:
            pixels = live.draw(frame, ghost).copy()
            assert np.array_equal(pixels, Canvas(lab, look).draw(frame, ghost)), (look, frame)
        ghost = frame if chance.random() < 0.7 else None


def test_frames_are_made_with_keywords_alone():
    """Ten values in a row say nothing, and one in between would shift the others."""
    assert len(list(LABS.values())) == len(LABS)  # all are imported
    frames = [one for one in Frame.__subclasses__() if one.__module__.startswith("workbench.labs.")]
    assert len(frames) > 10
    assert [one.__name__ for one in frames if not all(field.kw_only for field in fields(one))] == []

"""What holds for every lab in `LABS`: it computes and draws, says what it shows, and repeats itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from itertools import islice

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from workbench.labs import LABS

FRAMES = 40  # of a long run; enough to have something to draw


def settings_of(lab, which):
    """The default settings, or all controls at their low end, or all at their high end."""
    values = {}
    for name, control in lab.controls.items():
        if control.kind == "toggle":
            values[name] = which == "high"
        elif control.kind == "choice":
            values[name] = control.options[-1 if which == "high" else 0][0]
        else:
            values[name] = control.high if which == "high" else control.low
    return lab.settings(**({} if which == "default" else values))


def frames_of(lab, settings, most=FRAMES):
    return list(islice(lab.compute(settings), most))


def equal(first, second):
    if is_dataclass(first):
        return type(first) is type(second) and all(
            equal(getattr(first, field.name), getattr(second, field.name)) for field in fields(first)
        )
    if isinstance(first, Mapping):
        return first.keys() == second.keys() and all(equal(first[key], second[key]) for key in first)
    if isinstance(first, (list, tuple)):
        return len(first) == len(second) and all(map(equal, first, second))
    if isinstance(first, np.ndarray):
        return np.array_equal(first, second, equal_nan=first.dtype.kind == "f")
    return first == second or (first != first and second != second)


@pytest.fixture(params=LABS)
def lab(request):
    return LABS[request.param]


@pytest.fixture(params=["default", "low", "high"])
def settings(lab, request):
    return settings_of(lab, request.param)


def test_it_computes_draws_and_says_what_it_shows(lab, settings):
    frames = frames_of(lab, settings)
    progress = [frame.progress for frame in frames]
    assert progress == sorted(progress) and progress[0] >= 0 and progress[-1] <= 1
    for theme in ("light", "dark"):
        for ghost in (None, frames[0]):
            figure = lab.picture(frames[-1], ghost, theme=theme)
            FigureCanvasAgg(figure).draw()
    for frame in (frames[0], frames[-1]):
        sentence = lab.describe(frame)
        assert sentence.endswith(".") and not {"nan", "inf", "None"} & set(sentence.replace(",", " ").split())


def test_the_same_settings_give_the_same_frames(lab, settings):
    assert equal(frames_of(lab, settings), frames_of(lab, settings))


def test_a_frame_stays_as_it_was_when_later_ones_are_made(lab):
    settings = settings_of(lab, "default")
    early = frames_of(lab, settings, 3)
    run = lab.compute(settings)
    kept = list(islice(run, 3))
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
    frame = frames_of(lab, settings_of(lab, "default"))[-1]
    figure = lab.picture(frame)
    picture = lab.Picture(*figure.axes)
    pick = getattr(picture, "pick", lambda *click: None)
    for panel, axes in enumerate(figure.axes):
        for x in axes.get_xlim():
            for y in axes.get_ylim():
                lab.settings(**(pick(frame, panel, x, y) or {}))

"""The persistent figure: every partial redraw equals a full one, and is made of the pixels that changed."""

from __future__ import annotations

import io
import os
import zlib
from array import array
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path

import matplotlib
import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from workbench.live.lab import Lab
from workbench.live.layout import NARROWEST
from workbench.live.picture import Canvas, still
from workbench.live.spec import Colour, Frame, slider
from workbench.live.style import INKS, Look

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Settings:
    turns: float = slider(1.0, 0.0, 9.0, label="Turns")


@dataclass(frozen=True)
class Wave(Frame):
    x: np.ndarray
    y: np.ndarray
    high: float = 1.0


def compute(s):
    x = np.linspace(0, 1, 50)
    yield Wave(x, np.sin(2 * np.pi * s.turns * x), 1.0 if s.turns < 5 else 2.0)


class Picture:
    def __init__(self, left, right):
        left.set(title="Wave", xlim=(0, 1), ylim=(-1, 1), xlabel="time (s)", ylabel="height (m)")
        right.set(title="Map")
        self.axes = left
        (self.line,) = left.plot([], [], color=Colour.TRAINING, label="wave")
        (self.ghost,) = left.plot([], [], "--", color=Colour.MUTED, label="before")
        self.dots = left.scatter([], [], s=20, color=Colour.VALIDATION, label="dots")
        self.words = left.text(0.1, 0.5, "")
        self.map = right.imshow(np.zeros((5, 5)), vmin=-1, vmax=1)
        (self.fixed,) = right.plot([0, 4], [0, 4], color=Colour.BEST)
        self.background = [self.fixed]

    def update(self, frame, ghost):
        self.line.set_data(frame.x, frame.y)
        self.ghost.set_data((ghost.x, ghost.y) if ghost else ([], []))
        self.dots.set_offsets(np.column_stack([frame.x[::9], frame.y[::9]]))
        self.words.set_text(f"{frame.y.max():.2f}")
        self.map.set_data(np.outer(frame.y[:5], frame.y[:5]))
        if self.axes.get_ylim()[1] != frame.high:
            self.axes.set_ylim(-frame.high, frame.high)

    def pick(self, frame, panel, x, y):
        return {"turns": round(x, 2)} if panel == 0 else None


LAB = Lab("Wave", "?", Settings, compute, Picture, lambda frame: "A wave.", panels=(2, 1))


def frame_of(turns):
    return LAB.run(turns=turns)


def full_draw(canvas):
    for _, artists in canvas._live:
        for artist in artists:
            artist.set_animated(False)
    canvas._agg.draw()
    return np.asarray(canvas._agg.buffer_rgba())


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "ratio"), [(900, 1.0), (500, 1.0), (640, 2.0)])
def test_a_partial_redraw_equals_a_full_one(theme, width, ratio):
    canvas = Canvas(LAB, Look(theme, width, ratio))
    for turns in (0.5, 2.0, 6.0, 1.0):  # 6.0 changes the limits, 1.0 changes them back
        partial = canvas.draw(frame_of(turns), frame_of(3.0)).copy()
    assert np.abs(full_draw(canvas).astype(int) - partial).max() <= 2


def unpack(patch):
    """Places (n,) and colours (n, 4) of the pixels of a patch, read with other tools than those that made it."""
    numbers = array("I", zlib.decompress(patch.data))
    count = len(numbers) // 2
    colours = np.frombuffer(numbers[count:].tobytes(), np.uint8).reshape(count, 4)
    return list(accumulate(numbers[:count])), colours


def test_patches_put_together_are_the_picture():
    canvas = Canvas(LAB, Look("light", 900))
    screen = None
    for part, turns in enumerate((1.0, 1.5, 6.0, 6.0, 0.0)):
        patch = canvas.patch(frame_of(turns), None)
        assert patch.part == part
        if screen is None:
            screen = np.zeros((*patch.size[::-1], 4), np.uint8)
        places, colours = unpack(patch)
        screen.reshape(-1, 4)[places] = colours
        assert np.array_equal(screen, canvas.draw(frame_of(turns), None))


def test_a_small_change_is_a_small_patch():
    canvas = Canvas(LAB, Look("light", 900))
    before = canvas.draw(frame_of(1.0), None).copy()
    whole, part = canvas.patch(frame_of(1.0), None), canvas.patch(frame_of(1.2), None)
    changed = (canvas.draw(frame_of(1.2), None) != before).any(2).ravel().nonzero()[0]
    assert unpack(part)[0] == changed.tolist()
    assert len(part.data) < len(whole.data)
    assert unpack(canvas.patch(frame_of(1.2), None))[0] == []


def test_a_new_page_gets_the_whole_picture():
    canvas = Canvas(LAB, Look("light", 900))
    canvas.patch(frame_of(1.0), None)
    canvas.forget()
    patch = canvas.patch(frame_of(1.0), None)
    assert patch.part == 0
    assert unpack(patch)[0] == list(range(patch.size[0] * patch.size[1]))


def test_the_axes_are_drawn_again_only_when_they_change(monkeypatch):
    canvas = Canvas(LAB, Look("light", 900))
    canvas.draw(frame_of(1.0), None)
    draws = []
    whole = canvas._agg.draw
    monkeypatch.setattr(canvas._agg, "draw", lambda: (draws.append(1), whole()))
    for turns in (1.1, 1.2, 2.0, 4.9):
        canvas.draw(frame_of(turns), None)
    assert not draws
    canvas.draw(frame_of(6.0), None)
    assert len(draws) == 1


def test_panels_stack_on_a_narrow_page():
    wide, narrow = Canvas(LAB, Look("light", 2 * NARROWEST + 160)), Canvas(LAB, Look("light", 2 * NARROWEST + 100))
    assert narrow.draw(frame_of(1.0), None).shape[0] > 1.5 * wide.draw(frame_of(1.0), None).shape[0]


def test_the_picture_has_the_size_that_the_page_asked_for():
    pixels = Canvas(LAB, Look("light", 777, 2.0)).draw(frame_of(1.0), None)
    assert pixels.shape[1] == 2 * 777


def test_nothing_sticks_out():
    canvas = Canvas(LAB, Look("light", 900))
    canvas.draw(frame_of(1.0), None)
    full_draw(canvas)
    box = canvas.figure.get_tightbbox()  # inches
    width, height = canvas.figure.get_size_inches()
    assert box.x0 >= 0
    assert box.y0 >= 0
    assert box.x1 <= width
    assert box.y1 <= height


@pytest.mark.parametrize("width", [400, 560, 700, 1200])
def test_legends_fit_between_their_panel_and_its_title(width):
    canvas = Canvas(LAB, Look("light", width))
    canvas.draw(frame_of(1.0), None)
    axes = canvas.picture.axes
    legend, title = axes.get_legend().get_window_extent(), axes._left_title.get_window_extent()
    assert legend.y1 <= title.y0
    assert legend.x1 <= axes.bbox.x1 + 20
    assert title.y1 <= canvas.figure.bbox.y1


def test_a_click_is_answered_in_the_units_of_its_panel():
    canvas = Canvas(LAB, Look("light", 900))
    frame = frame_of(1.0)
    canvas.draw(frame, None)
    width, height = canvas.figure.bbox.size
    x, y = canvas.picture.axes.transData.transform((0.25, 0.0))
    assert canvas.pick(frame, x / width, 1 - y / height) == {"turns": 0.25}
    assert canvas.pick(frame, 0.999, 0.001) is None


def test_the_learners_matplotlib_settings_are_left_alone_and_do_not_leak_in():
    before = dict(matplotlib.rcParams)
    plain = Canvas(LAB, Look("dark", 900)).draw(frame_of(1.0), None).copy()
    assert dict(matplotlib.rcParams) == before
    with matplotlib.style.context("ggplot"):
        styled = Canvas(LAB, Look("dark", 900)).draw(frame_of(1.0), None).copy()
    assert (plain != styled).any(-1).mean() < 0.05  # fonts may differ, colours and axes may not


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_palette_can_be_seen_on_its_paper(theme):
    def luminance(colour):
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def contrast(one, other):
        bright, dim = sorted([luminance(one), luminance(other)], reverse=True)
        return (bright + 0.05) / (dim + 0.05)

    paper = INKS[theme].paper
    for name, colour in vars(Colour).items():
        if not name.startswith("_"):
            assert contrast(colour, paper) >= 3, name  # WCAG 1.4.11, graphics
    assert contrast(INKS[theme].text, paper) >= 7
    assert contrast(INKS[theme].muted, paper) >= 4.5


def test_a_still_is_an_ordinary_figure():
    figure = still(LAB, frame_of(1.0), None, theme="light", width=900)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="svg")
    assert b"Wave" in buffer.getvalue() or len(buffer.getvalue()) > 10_000
    assert not any(artist.get_animated() for axes in figure.axes for artist in axes.get_children())


SHOWN = """
from workbench.labs import overfitting
overfitting.picture(overfitting.run(degree=2))
"""


def test_a_notebook_that_has_nothing_else_shows_the_picture_of_a_lab_once(tmp_path):
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(SHOWN)])
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "IPYTHONDIR": str(tmp_path)}
    NotebookClient(book, timeout=100, kernel_name="python3").execute(env=variables)
    (output,) = book.cells[0].outputs
    assert "image/png" in output["data"]


@pytest.mark.parametrize("panel", [0, 1])
def test_one_panel_can_have_the_picture_to_itself(panel):
    canvas = Canvas(LAB, Look("light", 400, height=200, panel=panel))
    for turns in (1.0, 6.0):
        pixels = canvas.draw(frame_of(turns), None).copy()
        assert pixels.shape[:2] == (200, 400)
    assert np.abs(full_draw(canvas).astype(int) - pixels).max() <= 2
    assert [axes.get_visible() for axes in canvas._axes] == [panel == 0, panel == 1]


@dataclass(frozen=True)
class Named(Frame):
    names: tuple[str, ...]


class NamedPicture:
    """A name as title, label, legend, tick and moving text; and a logarithmic axis, whose numbers are formulas."""

    def __init__(self, axes):
        axes.set(xscale="log", xlim=(1, 1e4), ylim=(-0.5, 1.5))
        self.axes = axes
        (self.line,) = axes.plot([], [], label="bars")
        self.moving = axes.text(10, 0.5, "")

    def update(self, frame, ghost):
        first, second = frame.names
        self.axes.set(title=first, xlabel=second)
        self.axes.set_yticks((0, 1), frame.names)
        self.line.set_label(first)
        self.moving.set_text(second)


@pytest.mark.parametrize(
    "names", [("price ($)", "a$b$c"), (r"$\frac{$", "$$"), (r"\$a$", "$x^2$ $5")], ids=["plain", "broken", "odd"]
)
def test_a_dollar_sign_in_a_name_is_a_letter(names):
    def compute(s):
        yield Named(names=names)

    lab = Lab("Names", "?", Settings, compute, NamedPicture, lambda frame: "")
    canvas = Canvas(lab, Look())
    frame = Named(names=names)
    for _ in range(2):
        canvas.draw(frame, None)
    axes = canvas.figure.axes[0]
    texts = [axes.title, axes._left_title, axes.xaxis.label, *axes.get_yticklabels(), *axes.get_legend().get_texts()]
    shown = [text for text in [*texts, *axes.texts] if text.get_text()]
    assert len(shown) >= 6
    assert [text._preprocess_math(text.get_text())[1] for text in shown] == [False] * len(shown)
    axes.set_xlim(100, 280)  # less than a power of ten: the numbers between are written out, as 2 x 10^2
    canvas.draw(frame, None)
    powers = [label for label in axes.get_xticklabels(which="both") if "10^" in label.get_text()]
    assert len(powers) >= 2 and all(label._preprocess_math(label.get_text())[1] is True for label in powers)


class Renamed(Picture):
    def update(self, frame, ghost):
        super().update(frame, ghost)
        words = "height of the wave above the ground (m)" if frame.y[1] > 0.2 else "high (m)"
        if self.axes.get_ylabel() != words:
            self.axes.set_ylabel(words)


def test_the_letters_of_a_label_fit_the_panel_whichever_label_stood_there_before():
    lab = replace(LAB, Picture=Renamed)
    look = Look("light", 900, height=200)
    live = Canvas(lab, look)
    sizes = []
    for turns in (1, 2, 1, 2):
        pixels = live.draw(frame_of(turns), None).copy()
        assert np.array_equal(pixels, Canvas(lab, look).draw(frame_of(turns), None))
        sizes.append(live.picture.axes.yaxis.label.get_fontsize())
    assert sizes[1] < sizes[0] and sizes[2:] == sizes[:2]


class Lagging(Picture):
    slow = 1

    def update(self, frame, ghost):
        before = self.map.get_array()
        super().update(frame, ghost)
        self.map.set_data(before)

    def update_slow(self, frame, ghost):
        self.map.set_data(np.outer(frame.y[:5], frame.y[:5]))


def test_a_hasty_picture_leaves_the_slow_panel_as_it_was_and_the_next_whole_one_brings_it():
    lab = replace(LAB, Picture=Lagging)
    canvas, turns = Canvas(lab, Look()), (1.0, 2.3, 3.1)
    first, second, third = (Canvas(lab, Look()).draw(frame_of(t), None).copy() for t in turns)
    right = first.shape[1] * 2 // 3  # the map stands in the right third
    assert np.array_equal(canvas.draw(frame_of(turns[0]), None, hasty=True), first)  # nothing is there to be left
    hasty = canvas.draw(frame_of(turns[1]), None, hasty=True).copy()
    assert np.array_equal(hasty[:, :right], second[:, :right])
    assert np.array_equal(hasty[:, right:], first[:, right:])
    assert not np.array_equal(second[:, right:], first[:, right:])
    assert np.array_equal(canvas.draw(frame_of(turns[2]), None), third)


def test_a_hasty_picture_whose_axes_change_is_drawn_whole():
    lab = replace(LAB, Picture=Lagging)
    canvas = Canvas(lab, Look())
    canvas.draw(frame_of(1.0), None)
    assert np.array_equal(canvas.draw(frame_of(6.0), None, hasty=True), Canvas(lab, Look()).draw(frame_of(6.0), None))

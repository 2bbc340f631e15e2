"""Pinned runs: as a table, as CSV, as code; and their lines in the picture."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass

import numpy as np
import polars as pl
import pytest

from workbench.errors import SettingsError
from workbench.labs import LABS
from workbench.live.lab import Lab
from workbench.live.picture import Canvas, curve_of
from workbench.live.pins import LETTERS, POINTS, Pins, spell
from workbench.live.spec import Curve, Frame, choice, number, slider, toggle
from workbench.live.style import Look


@dataclass(frozen=True)
class Settings:
    height: float = slider(1.0, 0.0, 5.0, label="Height", unit="m")
    shape: str = choice("flat", {"flat": "A flat line", "up": "A rising line"}, label="Shape")
    open: bool = toggle(False, label="Open")
    seed: int = number(0, 0, 99, label="Seed")


@dataclass(frozen=True, kw_only=True)
class Line(Frame):
    y: np.ndarray
    shape: str


def compute(s):
    yield Line(y=np.full(5, s.height) + (np.arange(5) if s.shape == "up" else 0), shape=s.shape)


class Picture:
    def __init__(self, axes):
        axes.set(xlim=(0, 4), ylim=(0, 10))
        (self.line,) = axes.plot([], [])

    def update(self, frame, ghost):
        self.line.set_data(np.arange(5), frame.y)

    def main_curve(self, frame):
        return Curve(0, np.arange(5), frame.y, frame.shape)


def measures(frame):
    return {"mean (m)": float(frame.y.mean()), "odd": math.nan}


LAB = Lab("Line", "How high?", Settings, compute, Picture, lambda frame: "A line.", measures)


def pinned(*runs, lab=LAB):
    pins = Pins(lab)
    for values in runs:
        frame = lab.run(**values)
        pins.add(lab.settings(**values), lab.measures(frame), 0.25, curve_of(lab, frame))
    return pins


def test_the_table_shows_only_the_settings_that_differ_in_the_words_of_the_page():
    table = pinned({"height": 2.0}, {"height": 3.5, "shape": "up", "open": True}).table()
    assert table["columns"] == ["Height (m)", "Shape", "Open", "mean (m)", "odd", "seconds"]
    assert table["settings"] == 3
    assert [row["cells"] for row in table["rows"]] == [
        ["2", "A flat line", "no", "2", "–", "0.25"],
        ["3.5", "A rising line", "yes", "5.5", "–", "0.25"],
    ]


def test_a_single_pin_shows_what_is_not_as_at_the_start():
    assert pinned({"height": 2.0}).table()["columns"] == ["Height (m)", "mean (m)", "odd", "seconds"]


def test_a_free_letter_is_given_again_and_only_four_have_lines():
    pins = pinned(*({"height": i / 2} for i in range(6)))
    assert [row["letter"] for row in pins.table()["rows"]] == list("ABCDEF")
    assert set(pins.curves) == {0, 1, 2, 3}
    pins.remove(1)
    assert set(pins.curves) == {0, 2, 3}
    assert pins.add(LAB.settings(height=5.0), {}, 1, None).letter == "B"
    pins.clear()
    assert not pins and pins.table()["rows"] == [] and pins.html() == ""


def test_the_same_run_twice_and_more_than_letters_are_refused():
    pins = pinned({"height": 2.0})
    with pytest.raises(SettingsError, match=r"^This run is pinned already, as A\. Change a setting first\.$"):
        pins.add(LAB.settings(height=2.0), {}, 0, None)
    for seed in range(1, len(LETTERS)):
        pins.add(LAB.settings(seed=seed), {}, 0, None)
    with pytest.raises(SettingsError, match=r"^All 26 letters are taken\. Remove a pin first\.$"):
        pins.add(LAB.settings(seed=99), {}, 0, None)


def test_csv_holds_every_setting_and_result():
    read = list(csv.DictReader(io.StringIO(pinned({"height": 2.0}, {"shape": "up"}).csv())))
    assert [(row["pin"], row["height"], row["shape"], row["mean (m)"], row["seconds"]) for row in read] == [
        ("A", "2.0", "flat", "2.0", "0.25"),
        ("B", "1.0", "up", "3.0", "0.25"),
    ]


def test_own_data_stand_in_the_table_with_their_checksum():
    pins = Pins(LAB)
    pins.add(Settings(height=2.0), {"odd": 1.0}, 0.5, None, "orders", "0123456789abcdef")
    pins.add(Settings(height=3.0), {"odd": 2.0}, 0.5, None, "orders")
    table = pins.table()
    assert table["columns"][-2:] == ["seconds", "data"]
    assert [row["cells"][-1] for row in table["rows"]] == ["orders (01234567)", "orders"]
    assert "<td>orders (01234567)</td>" in pins.html()
    read = list(csv.DictReader(io.StringIO(pins.csv())))
    assert [(row["data"], row["checksum"]) for row in read] == [("orders", "0123456789abcdef"), ("orders", "")]


def test_code_makes_the_table_of_settings_and_measures():
    lab = LABS["overfitting"]
    pins = pinned({"degree": 2, "noise": 0.2}, {"degree": 9, "noise": 0.2}, lab=lab)
    names: dict[str, object] = {}
    exec(pins.code(), names)
    table = names["table"]
    assert isinstance(table, pl.DataFrame)
    assert table["degree"].to_list() == [2, 9]
    for degree, error in zip((2, 9), table["validation error (RMSE)"], strict=True):
        assert error == lab.run(degree=degree, noise=0.2).errors[1, degree - 1]


def test_words_of_others_stay_words_in_the_table_that_is_saved():
    pins = Pins(LAB)
    pins.add(LAB.settings(), {"<b>bold</b>": 1.0}, 0, None)
    assert "<b>" not in pins.html() and "&lt;b&gt;" in pins.html()


def test_a_long_curve_is_kept_in_few_plain_points_with_both_ends():
    x = np.arange(5000)
    pins = Pins(LAB)
    pins.add(LAB.settings(), {}, 0, Curve(0, x, x**2))
    kept = pins.curves[0]
    assert len(kept.x) <= POINTS + 1 and (kept.x[0], kept.x[-1], kept.y[-1]) == (0.0, 4999.0, 4999.0**2)
    assert type(kept.x) is list and type(kept.y[0]) is float


@pytest.mark.parametrize(
    ("number", "text"),
    [(2.0, "2"), (0.123456, "0.1235"), (-1234.5, "−1234"), (math.nan, "–"), (math.inf, "∞"), (1e-7, "1e−07")],
)
def test_numbers_are_short(number, text):
    assert spell(number) == text


def test_a_pinned_line_is_drawn_with_its_letter_and_the_present_run_stays_as_it_was():
    frame, pins = LAB.run(height=2.0), pinned({"height": 6.0 - 1.5})
    canvas = Canvas(LAB, Look(width=500))
    before = canvas.draw(frame, None).copy()
    canvas.pin(pins.curves)
    after = canvas.draw(frame, None).copy()
    rows = np.flatnonzero((before != after).any(axis=(1, 2)))
    axes = canvas.figure.axes[0]
    line = len(before) - axes.transData.transform((0, 4.5))[1]
    assert rows.size and abs(rows.mean() - line) < 4 and np.ptp(rows) < 24
    canvas.pin({})
    assert np.array_equal(canvas.draw(frame, None), before)


def test_only_lines_of_the_same_kind_stand_beside_the_run():
    pins = pinned({"shape": "up"})
    flat, up = LAB.run(), LAB.run(shape="up", height=3.0)
    canvas = Canvas(LAB, Look(width=500))
    bare = Canvas(LAB, Look(width=500))
    canvas.pin(pins.curves)
    assert np.array_equal(canvas.draw(flat, None), bare.draw(flat, None))
    assert not np.array_equal(canvas.draw(up, None), bare.draw(up, None))


def test_letters_keep_apart_even_where_lines_end_together():
    canvas = Canvas(LAB, Look(width=500))
    x = np.linspace(0, 4, 200)
    canvas.pin({place: Curve(0, x, np.full(200, 5.0), "flat") for place in range(4)})
    canvas.draw(LAB.run(), None)
    axes = canvas.figure.axes[0]
    places = [axes.transData.transform(t.get_position()) for t in axes.texts if t.get_text() in set("ABCD")]
    gaps = [np.hypot(*(a - b)) for i, a in enumerate(places) for b in places[:i]]
    assert len(places) == 4 and min(gaps) > 12

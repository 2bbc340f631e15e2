"""Sweeps without a page: which runs, what comes out, in one process and in two."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
import pytest

from workbench.errors import SettingsError, WorkbenchError
from workbench.labs import LABS
from workbench.live.lab import Lab
from workbench.live.spec import Control, Frame, choice, drawing, number, slider, toggle
from workbench.live.sweep import planned, spread, swept


@dataclass(frozen=True)
class Settings:
    rate: float = slider(0.1, 0.001, 1.0, log=True, label="Rate")
    degree: int = slider(3, 1, 20, label="Degree")
    width: int = slider(4, 1, 1000, log=True, label="Width")
    kind: str = choice("up", ["up", "down"], label="Kind")
    on: bool = toggle(False, label="On")
    digit: tuple = drawing(size=2, label="Digit")
    seed: int = number(98, 0, 99, label="Seed")


@dataclass(frozen=True, kw_only=True)
class Number(Frame):
    value: float


def compute(s):
    if s.degree == 13:
        raise ZeroDivisionError("not thirteen")
    for step in (0.5, 1.0):
        yield Number(value=s.degree * s.rate + s.seed, progress=step)


LAB = Lab("Sum", "?", Settings, compute, lambda axes: None, lambda frame: "", lambda frame: {"sum": frame.value})
CONTROLS = LAB.controls


def test_values_go_in_equal_steps_or_by_equal_factors_as_the_control_does():
    assert spread(CONTROLS["degree"], 1, 20, 20) == tuple(range(1, 21))
    assert spread(CONTROLS["degree"], 1, 4, 9) == (1, 2, 3, 4)  # no whole number twice
    np.testing.assert_allclose(spread(CONTROLS["rate"], 0.001, 1.0, 4), np.geomspace(0.001, 1, 4), rtol=1e-5)
    assert spread(CONTROLS["width"], 1, 1000, 4) == (1, 10, 100, 1000)
    assert spread(CONTROLS["kind"], 0, 0, 0) == ("up", "down")
    assert spread(CONTROLS["on"], 0, 0, 0) == (False, True)


@pytest.mark.parametrize(
    ("low", "high", "count"), [(5, 5, 3), (9, 2, 3), (0, 5, 3), (1, 21, 3), (1, 5, 1), (math.nan, 5, 3)]
)
def test_a_range_that_cannot_be_is_refused(low, high, count):
    with pytest.raises(SettingsError) as refused:
        spread(CONTROLS["degree"], low, high, count)
    assert str(refused.value) == (
        "A sweep of `Degree` must go from a lower to a higher number within 1 to 20, in at least 2 values; "
        f"got {low:g} to {high:g} in {count}. Change these."
    )


def test_one_row_a_run_with_the_seeds_that_follow_and_begin_anew():
    table = LAB.sweep("degree", [2, 4], repeats=3, rate=0.5)
    assert table.columns == ["degree", "seed", "sum", "seconds"]
    assert table["degree"].to_list() == [2, 2, 2, 4, 4, 4]
    assert table["seed"].to_list() == [98, 99, 0] * 2
    assert table["sum"].to_list() == [99.0, 100.0, 1.0, 100.0, 101.0, 2.0]


def test_two_controls_meet_in_every_pair():
    table = LAB.sweep("degree", range(1, 4), "on", [False, True])
    assert table.select("degree", "on").rows() == [(d, on) for d in (1, 2, 3) for on in (False, True)]


def test_it_is_what_single_runs_give():
    lab = LABS["overfitting"]
    table = lab.sweep("degree", [1, 5], repeats=2, noise=0.2)
    for row in table.iter_rows(named=True):
        found = lab.measures(lab.run(degree=row["degree"], seed=row["seed"], noise=0.2))
        assert {name: row[name] for name in found} == found


def test_of_a_long_choice_those_in_its_list_are_gone_through():
    assert spread(Control("choice", "Town", options=tuple((word, word) for word in "abcdef"), first=2), 0, 0, 0) == (
        "a",
        "b",
    )


@pytest.mark.parametrize("lab", [LABS["overfitting"], LAB], ids=["of workbench", "of one's own"])
def test_two_processes_give_the_same_frame(lab):
    one, two = (lab.sweep("degree", [2, 3, 5], workers=workers).drop("seconds") for workers in (1, 2))
    assert one.equals(two)


def test_a_run_that_fails_says_so_and_the_others_stay():
    table = LAB.sweep("degree", [12, 13, 14], seed=0, rate=1.0)
    assert table["sum"].to_list() == [12.0, None, 14.0]
    assert table["error"].to_list() == ["", "ZeroDivisionError: not thirteen", ""]
    with pytest.raises(WorkbenchError) as refused:
        LAB.sweep("degree", [13])
    assert str(refused.value) == ("All 1 runs of the sweep failed. The first said: ZeroDivisionError: not thirteen")


class Mute(Exception):
    def __str__(self):
        raise RuntimeError("no words")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (Mute(), "Mute: (it cannot say more: its text raised RuntimeError)"),
        (ValueError("half \ud83d"), "ValueError: half \\ud83d"),
        (ValueError("x" * 10_000_000), "ValueError: xxx"),
    ],
)
def test_whatever_a_run_says_that_fails_the_others_go_on_and_all_of_it_can_be_sent(error, told):
    def fails(s):
        if s.degree == 13:
            raise error
        yield from compute(s)

    table = replace(LAB, compute=fails).sweep("degree", [12, 13, 14], seed=0, rate=1.0)
    assert table["sum"].to_list() == [12.0, None, 14.0]
    assert table["error"][1].startswith(told) and len(table["error"][1]) < 1000


def test_measures_that_fail_for_one_run_are_told_and_the_others_go_on():
    lab = replace(LAB, measures=lambda frame: {"sum": {12.0: 1, 14.0: 2}[frame.value]})
    assert lab.sweep("degree", [12, 14, 15], seed=0, rate=1.0)["error"].to_list() == ["", "", "KeyError: 15.0"]


@pytest.mark.parametrize(
    ("name", "values", "more", "words"),
    [
        (
            "nothing",
            [1],
            {},
            "`nothing` is not a setting of this lab; it has rate, degree, width, kind, on, digit, seed.",
        ),
        ("degree", [0], {}, "`degree` must be a whole number between 1 and 20; got 0. Choose a value in this range."),
        ("degree", [], {}, "`degree` must get at least one value; got none. Pass some."),
        ("digit", [1], {}, "`digit` has no values to go through. Sweep a slider, a number, a choice or a toggle."),
        (
            "seed",
            [1, 2],
            {"repeats": 2},
            "`repeats` needs the control `seed`, which is swept itself. Leave `repeats` out.",
        ),
        ("degree", [1], {"repeats": 0}, "`repeats` must be a whole number from 1 on; got 0. Pass such a number."),
        ("degree", [1], {"workers": 0}, "`workers` must be a whole number from 1 on; got 0. Pass such a number."),
        (
            "degree",
            range(1, 21),
            {"repeats": 251},
            "A sweep may have 5,000 runs; this one would have 5,020. Take fewer values or repeats.",
        ),
        (
            "degree",
            [1, 2],
            {"repeats": 10**11},
            "A sweep may have 5,000 runs; this one would have 200,000,000,000. Take fewer values or repeats.",
        ),
        (
            "degree",
            [1],
            {"repeats": 10**5000},
            "A sweep may have 5,000 runs; this one would have far more. Take fewer values or repeats.",
        ),
    ],
)
def test_what_cannot_be_swept_is_refused_in_words(name, values, more, words):
    with pytest.raises(SettingsError) as refused:
        LAB.sweep(name, values, **more)
    assert str(refused.value) == words


def test_a_lab_without_a_seed_has_no_repeats():
    with pytest.raises(SettingsError) as refused:
        LABS["threshold"].sweep("threshold", [0.2, 0.5], repeats=2)
    assert str(refused.value) == (
        "`repeats` needs the control `seed`, which is not there: every repeat would give the same. Leave `repeats` out."
    )


def test_without_ray_the_way_to_it_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(WorkbenchError) as refused:
        LAB.sweep("degree", [1], ray=True)
    assert str(refused.value) == (
        "`ray=True` needs Ray, which is not installed here. "
        "Run `%pip install ray==2.55.1` in a cell and restart the kernel, or leave `ray` out."
    )


def test_every_frame_is_a_place_to_stop_and_keeps_what_is_there():
    frames = list(swept(LAB, planned(LAB, LAB.settings(), {"degree": [1, 2]})))
    assert [len(frame.outcomes) for frame in frames] == [0, 0, 1, 1, 1, 2]
    progress = [frame.progress for frame in frames]
    assert progress == sorted(progress) and progress[-1] == 1.0


def test_a_measure_that_is_called_like_a_setting_has_a_column_of_its_own():
    lab = replace(LAB, measures=lambda frame: {"degree": 7.0})
    assert lab.sweep("degree", [1])["degree (measured)"].to_list() == [7.0]
    assert isinstance(lab.sweep("degree", [1]), pl.DataFrame)

"""A sweep beside a lab on show: it waits for the hand, stops, and tells a page what came out."""

from __future__ import annotations

import csv
import io
import threading
import time
from dataclasses import replace

import numpy as np
import pytest
from matplotlib import rc_context
from PIL import Image

from tests.live.test_sweep import LAB
from tests.live.test_view import Page, Picture
from workbench import runs
from workbench.labs import LABS
from workbench.live.run import Session, Worker
from workbench.live.spec import Frame
from workbench.live.style import Look
from workbench.live.sweep import SingleRun, planned, swept
from workbench.live.sweep_picture import _wide, draw, summary
from workbench.live.sweeping import _code

DEGREES = {"name": "degree", "low": "1", "high": "6", "count": "6"}
SHOWN = replace(LAB, Picture=lambda axes: Quiet(axes))


class Quiet(Picture):
    def update(self, frame, ghost):
        self.line.set_data([0, 1], [frame.value, 0])


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path))


def opened(lab):
    view = lab.show()
    page = Page(view)
    page.look()
    page.wait("frame", state="settled")
    return view, page


@pytest.fixture
def page():
    view, page = opened(SHOWN)
    yield page
    view.close()


def test_a_sweep_runs_and_tells_results_places_csv_and_code(page):
    page.say(type="sweep", controls=[DEGREES], repeats=2)
    end = page.wait("sweep", state="settled", timeout=20)
    assert (end["done"], end["count"], end["values"]) == (12, 12, {"degree": [1, 2, 3, 4, 5, 6]})
    rows = list(csv.DictReader(io.StringIO(end["csv"])))
    assert [(row["degree"], row["seed"]) for row in rows[:3]] == [("1", "98"), ("1", "99"), ("2", "98")]
    assert [float(row["sum"]) for row in rows[:2]] == [98.1, 99.1]
    assert end["code"] == "from tests.live.test_sweep import LAB\n\nLAB.sweep('degree', [1, 2, 3, 4, 5, 6], repeats=2)"
    (panel,) = end["panels"]
    left, top, right, bottom = panel["box"]
    assert 0 < left < panel["places"][0][0] < panel["places"][0][-1] < right <= 1 and 0 < top < bottom < 1
    for _ in range(100):
        if (table := runs.table()).height:
            break
        time.sleep(0.02)
    (row,) = table.iter_rows(named=True)
    assert (row["kind"], row["lowest sum"]) == ("sweep", pytest.approx(98.6))
    page.look(theme="dark")  # the same sweep is shown again, and is no second one
    for _ in range(100):
        if len([m for m in page.heard if m["type"] == "sweep" and m["state"] == "settled"]) > 1:
            break
        time.sleep(0.02)
    assert len([m for m in page.heard if m["type"] == "sweep" and m["state"] == "settled"]) > 1
    assert runs.table().height == 1


def test_code_does_the_same_sweep_again_whatever_settings_are_called():
    lab = LABS["leakage"]
    base = lab.settings(repeats=2, rows=100, strength=50.0)
    plan = planned(lab, base, {"mistake": ["twins", "scaling"]}, 2)
    names: dict[str, object] = {}
    exec(_code(lab, plan).replace("leakage.sweep", "table = leakage.sweep"), names)
    table = names["table"]
    assert table["mistake"].to_list() == ["twins", "twins", "scaling", "scaling"]
    found = lab.measures(lab.run(mistake="scaling", repeats=2, rows=100, strength=50.0, seed=1))
    assert table["true F1"][-1] == found["true F1"]


def test_stop_keeps_what_is_there():
    def slow(s):
        for step in (0.5, 1.0):
            time.sleep(0.02)
            yield replace(next(LAB.compute(s)), progress=step)

    view, page = opened(replace(SHOWN, compute=slow))
    page.say(type="sweep", controls=[{**DEGREES, "high": "12", "count": "12"}], repeats=5)
    page.wait("sweep", state="busy", timeout=10)
    time.sleep(1.5)
    page.say(type="sweep_stop")
    end = page.wait("sweep", state="idle", timeout=10)
    assert 0 < end["done"] < end["count"] and len(end["csv"].splitlines()) == end["done"] + 1
    view.close()


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (
            {"controls": [{**DEGREES, "low": "9"}]},
            "A sweep of `Degree` must go from a lower to a higher number within 1 to",
        ),
        ({"controls": [{**DEGREES, "count": ""}]}, "From, to and the number of values must be numbers. Fill them in."),
        ({"controls": [{**DEGREES, "name": "digit"}]}, "`'digit'` cannot be swept. Choose another control."),
        ({"controls": [DEGREES, DEGREES]}, "The two controls of a sweep must differ. Choose another one."),
        (
            {"controls": [DEGREES], "repeats": 0},
            "`repeats` must be a whole number from 1 on; got 0. Pass such a number.",
        ),
        ({"controls": [DEGREES], "repeats": 900}, "A sweep may have 5,000 runs; this one would have 5,400."),
        ({}, "The two controls of a sweep must differ."),
        ({"controls": [{**DEGREES, "count": 10**11}]}, "A sweep may have 5,000 runs; this one would have 100,000,000,"),
        ({"controls": [DEGREES], "repeats": 10**11}, "A sweep may have 5,000 runs; this one would have 600,000,000,"),
        ({"controls": [7]}, "`None` cannot be swept. Choose another control."),
        ({"controls": [{**DEGREES, "name": ["degree"]}]}, "`['degree']` cannot be swept. Choose another control."),
    ],
)
def test_what_cannot_be_swept_is_said_beside_the_form(page, message, words):
    page.say(type="sweep", **message)
    assert page.wait("sweep_refused")["sentence"].startswith(words)


def test_a_run_that_fails_is_told_and_the_others_go_on(page):
    page.say(type="sweep", controls=[{**DEGREES, "low": "12", "high": "14", "count": "3"}], repeats=1)
    end = page.wait("sweep", state="settled", timeout=20)
    assert end["sentence"] == "1 of these runs failed. The first said: ZeroDivisionError: not thirteen"
    assert end["done"] == 3


def test_the_hand_goes_first(monkeypatch):
    """While somebody moves a slider, and a moment longer, a patient session makes no step."""
    monkeypatch.setattr("workbench.live.run.REST", 0.4)
    worker, steps, ended = Worker(), [], threading.Event()

    def endless(settings):
        while not ended.is_set():
            steps.append(time.perf_counter())
            time.sleep(0.002)
            yield Frame(progress=0.5)

    def once(settings):
        yield Frame()

    patient = Session(endless, lambda shown: None, lambda *_: None, worker, patient=True)
    hand = Session(once, lambda shown: None, lambda *_: None, worker)
    patient.set(1)
    time.sleep(0.3)
    assert len(steps) > 20
    moves = []
    for value in range(5):
        hand.set(value)
        moves.append(time.perf_counter())
        time.sleep(0.15)
    time.sleep(0.8)
    ended.set()
    between = [at for at in steps if moves[0] + 0.02 < at < moves[-1] + 0.35]
    after = [at for at in steps if at > moves[-1] + 0.4]
    assert not between and len(after) > 20
    hand.close()
    patient.close()


def outcomes(plan):
    return list(swept(LAB, plan))[-1].outcomes


def test_means_and_spreads_are_those_of_numpy():
    plan = planned(LAB, LAB.settings(seed=10), {"degree": [1, 2]}, 4)
    mean, spread = summary(plan, outcomes(plan), "sum")
    for i, degree in enumerate((1, 2)):
        values = [0.1 * degree + seed for seed in (10, 11, 12, 13)]
        assert mean[i] == pytest.approx(np.mean(values)) and spread[i] == pytest.approx(np.std(values, ddof=1))
    none = [SingleRun({"degree": 1, "seed": 10}, {"sum": float("nan")}, 0.0)]
    assert np.isnan(summary(plan, none, "sum")[0]).all()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "values",
    [
        {"degree": [1, 2, 3]},
        {"rate": [0.001, 0.01, 1.0]},
        {"kind": ["up", "down"]},
        {"on": [False, True], "rate": [0.01, 0.1, 1.0]},
        {"degree": [5]},
    ],
)
def test_it_is_drawn_and_the_places_are_inside_the_panels(theme, values, caplog):
    plan = planned(LAB, LAB.settings(), values)
    png, panels = draw(LAB, plan, outcomes(plan), Look(theme, 700, 2.0))
    image = Image.open(io.BytesIO(png))
    assert image.width == 1400 and len(panels) == 1
    left, top, right, bottom = panels[0].box
    for places, (low, high) in zip(panels[0].places, ((left, right), (top, bottom)), strict=False):
        assert all(low - 0.001 <= place <= high + 0.001 for place in places)
    assert [len(places) for places in panels[0].places] == [len(some) for some in values.values()]
    assert not caplog.messages


def test_a_learners_settings_of_matplotlib_do_not_change_it():
    plan = planned(LAB, LAB.settings(), {"degree": [1, 2, 3]})
    plain = draw(LAB, plan, outcomes(plan), Look())
    with rc_context({"savefig.bbox": "tight", "savefig.dpi": 300}):
        assert draw(LAB, plan, outcomes(plan), Look()) == plain


def test_far_apart_values_are_drawn_by_factors_and_a_zero_among_them_is_none(caplog):
    for values, factors in (((1.0, 1e-9, 500.0), True), ((1.0, 2.0, 3.0), False), ((0.0, 1.0, 900.0), False)):
        plan = planned(LAB, LAB.settings(), {"degree": [1, 2, 3]})
        done = [SingleRun({"degree": i + 1}, {"sum": value}, 0.0) for i, value in enumerate(values)]
        assert _wide(summary(plan, done, "sum")[0]) == factors
        draw(LAB, plan, done, Look())
    assert not caplog.messages


def test_before_the_first_result_there_is_a_picture_without_panels():
    plan = planned(LAB, LAB.settings(), {"degree": [1, 2]})
    assert draw(LAB, plan, [], Look())[1] == []

"""The lab shows what a real load saw; it stops when it is closed, and asks the same service at another rate."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from tests.labs.test_words_of_pictures import troubles
from workbench.experiments import serving
from workbench.experiments.shipped import shipped
from workbench.labs import service as lab
from workbench.labs.p5_deployment.service import Measured, Served, Settings, describe, milliseconds
from workbench.live.picture import Canvas
from workbench.live.style import Look


@pytest.fixture(scope="module")
def frame():
    made = lab.run(rate=50.0, seconds=2, model="tree")
    yield made
    serving.stop_all()


def test_what_is_asked_is_answered(frame):
    seen = frame.measured
    assert frame.windows == 10 and len(seen.times) == 11 and seen.failed == 0
    assert seen.times[-1] == pytest.approx(2, abs=0.3)
    assert 50 < seen.asked[-1] < 160 and (seen.asked >= seen.answered).all()
    assert (np.diff(seen.asked) >= 0).all() and (np.diff(seen.answered) >= 0).all()
    assert np.array_equal(seen.waiting, seen.asked - seen.answered)
    assert list(seen.percentiles.values()) == pytest.approx(np.quantile(seen.recent, (0.5, 0.95, 0.99)))


def test_another_rate_asks_the_same_service_and_a_closed_run_asks_nobody(frame):
    subject = serving.shipped_subject("tree")
    kept = next(iter(one for one in serving.readying(subject, 1) if one is not None))
    pid = kept.service.pid
    run = lab.compute(Settings(rate=200.0, model="tree", seconds=5))
    assert [one.windows for one in islice(run, 1)] == [0]
    while next(run).windows < 2:
        pass
    run.close()
    assert kept.service.pid == pid and kept.users == 0

    def answered():
        lines = kept.service.ask("GET", "/metrics").text.splitlines()
        return sum(float(line.split()[-1]) for line in lines if line.startswith("service_rows_total"))

    time.sleep(0.3)
    before = answered()
    time.sleep(0.5)
    assert answered() == before > 0


def test_a_service_that_was_killed_is_started_anew(frame):
    import os
    import signal

    subject = serving.shipped_subject("tree")
    kept = next(iter(one for one in serving.readying(subject, 1) if one is not None))
    os.kill(kept.service.pid, signal.SIGKILL)
    time.sleep(0.3)
    again = lab.run(rate=50.0, seconds=2, model="tree")
    assert again.measured.failed == 0 and again.measured.answered[-1] > 50


def test_what_nobody_uses_any_longer_is_ended(frame, monkeypatch):
    lab.run(rate=20.0, seconds=2, model="tree")
    assert serving.running() >= 1
    monkeypatch.setattr(serving, "IDLE", -1.0)
    serving._sweep()
    assert serving.running() == 0


def seen(asked, answered, recent=(5.0,), **more):
    times = np.arange(len(asked)) * 0.2
    asked, answered = np.array(asked, float), np.array(answered, float)
    return Measured(times=times, asked=asked, answered=answered, waiting=asked - answered, recent=recent, **more)


@pytest.mark.parametrize(
    ("asked", "answered", "grows"),
    [
        ([0, 20, 40, 60], [0, 20, 40, 60], None),
        ([0, 200, 400, 600], [0, 20, 40, 60], 1),
        ([0, 20, 40, 400, 800], [0, 20, 40, 60, 80], 3),
        ([0, 200, 210, 220], [0, 20, 200, 220], None),  # a crowd that was served in the end
    ],
)
def test_the_queue_grows_from_where_it_no_longer_shrinks(asked, answered, grows):
    assert seen(asked, answered).grows == grows


def worked(**more):
    settings = Settings(rate=100.0)
    return Served(settings=settings, subject="One tree", windows=3, measured=seen(**more), progress=1)


def test_its_sentence_says_what_was_measured():
    frame = worked(asked=[0, 20, 40, 60], answered=[0, 20, 40, 60], recent=np.linspace(1, 101, 101))
    assert describe(frame) == (
        "One tree, asked 100 times a second, gives 100 answers a second: half within 51 ms, 99 of 100 within 100 ms."
    )
    frame = worked(asked=[0, 200, 400, 600], answered=[0, 20, 40, 60])
    assert describe(frame).endswith("The queue grows from the start: 540 wait.")
    frame = worked(asked=[0, 20, 40, 60], answered=[0, 20, 20, 20], recent=np.zeros(0), failed=40, why="EOFError")
    assert describe(frame) == "One tree: no answer in the last second. 40 requests failed (EOFError)."
    assert describe(replace(frame, windows=0)) == "One tree: the service is made ready."


@pytest.mark.parametrize(("value", "said"), [(0.64, "0.6 ms"), (23.4, "23 ms"), (999, "999 ms"), (1234, "1.2 s")])
def test_a_time_has_the_unit_that_suits_it(value, said):
    assert milliseconds(value) == said


@pytest.mark.parametrize("width", [480, 640, 900])
@pytest.mark.parametrize("rate", [10.0, 3000.0])
def test_whatever_is_measured_nothing_touches(width, rate):
    for recent in (np.array([0.1]), np.array([1.0, 1.1, 1.2]), np.geomspace(0.1, 60_000, 500)):
        measured = seen(np.arange(101) * rate, np.arange(101) * rate / 30, recent)
        settings = Settings(rate=rate, seconds=20)
        frame = Served(settings=settings, subject="One tree", windows=100, measured=measured, progress=1)
        canvas = Canvas(lab, Look("light", width, height=0))
        canvas.draw(frame, frame)
        assert not [*troubles(canvas)]


def test_it_serves_a_model_of_somebody_s_own():
    from sklearn.tree import DecisionTreeClassifier

    X = shipped("income").frame.select("age", "education_num", "hours_per_week").to_pandas()
    model = DecisionTreeClassifier(max_depth=3, random_state=0).fit(X, shipped("income").frame["income"].to_numpy())
    mine = lab.on(model, X)
    assert "model" not in mine.controls
    frame = mine.run(rate=50.0, seconds=2)
    assert frame.subject == "DecisionTreeClassifier" and frame.measured.failed == 0
    assert describe(frame).startswith("DecisionTreeClassifier, asked 50 times a second, gives ")
    serving.stop_all()

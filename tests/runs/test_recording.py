"""What is recorded, against the file as `sqlite3` itself reads it."""

from __future__ import annotations

import json
import re
import time

import numpy as np
import polars
import pytest

from tests.runs.conftest import raw
from workbench import cases, runs
from workbench.errors import WorkbenchError


def test_a_run_holds_what_was_given(home, monkeypatch):
    monkeypatch.setenv("JPY_SESSION_NAME", "/somewhere/private/4.2_overfitting.ipynb")
    settings = {"trees": np.int64(3), "depth": None, "sizes": (1, 2), "model": {"name": len}, 4: True}
    with runs.record("penguins", case=cases.load("penguins"), settings=settings) as run:
        run.log(f1=0.5, auc=1)
        run.log(f1=np.float32(0.25))
        time.sleep(0.05)
    (row,) = raw(home)
    assert (run.id, row["what"], row["kind"], row["state"], row["error"]) == (1, "penguins", "training", "done", "")
    assert json.loads(row["scores"]) == {"f1": 0.25, "auc": 1.0}
    assert json.loads(row["settings"]) == {
        "trees": 3, "depth": None, "sizes": [1, 2], "model": {"name": "<built-in function len>"}, "4": True
    }  # fmt: skip
    assert 0.05 <= row["seconds"] < 30
    assert json.loads(row["versions"])["polars"] == polars.__version__
    assert (row["data"], row["notebook"]) == ("penguins", "4.2_overfitting.ipynb")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d:\d\d", row["started"])
    assert not re.search(r"private", str(row))


def test_it_is_there_from_the_first_line_on(home):
    with runs.record("goes on") as run:
        assert (run.id, raw(home)[0]["state"]) == (1, "unfinished")


def test_what_was_logged_is_there_after_a_second(home, monkeypatch):
    with runs.record("long") as run:
        run.log(epoch=1)
        assert raw(home)[0]["scores"] == "{}"
        monkeypatch.setattr("workbench.runs.recording.AGAIN", 0)
        run.log(epoch=2)
        assert json.loads(raw(home)[0]["scores"]) == {"epoch": 2.0}
    assert len(raw(home)) == 1


@pytest.mark.parametrize(
    ("error", "state", "sentence"),
    [
        (ValueError("two\nlines"), "failed", "ValueError: two lines"),
        (ZeroDivisionError(), "failed", "ZeroDivisionError"),
        (WorkbenchError("Choose a smaller step."), "failed", "Choose a smaller step."),
        (KeyboardInterrupt(), "stopped", "KeyboardInterrupt"),
    ],
)
def test_an_error_passes_through_and_its_sentence_is_kept(home, error, state, sentence):
    with pytest.raises(type(error)) as caught, runs.record("breaks") as run:
        run.log(f1=0.5)
        raise error
    assert caught.value is error
    (row,) = raw(home)
    assert (row["state"], row["error"], row["scores"]) == (state, sentence, '{"f1": 0.5}')


def test_a_run_that_diverged_is_kept(home):
    with runs.record("diverged") as run:
        run.log(loss=float("nan"), worst=float("inf"))
    scores = json.loads(raw(home)[0]["scores"])
    assert np.isnan(scores["loss"]) and np.isinf(scores["worst"])


@pytest.mark.parametrize("score", ["good", None, [1, 2]])
def test_a_score_is_a_number(home, score):
    said = f"A score must be a number; got f1={score!r}. Log a number, and put words into the settings."
    with pytest.raises(WorkbenchError, match=f"^{re.escape(said)}$"), runs.record("x") as run:
        run.log(f1=score)
    assert raw(home)[0]["error"] == said


@pytest.mark.parametrize("what", ["", "  ", None, 3])
def test_a_run_has_a_name(home, what):
    said = f"`what` must be a few words; got {what!r}. Say what this run tries."
    with pytest.raises(WorkbenchError, match=f"^{re.escape(said)}$"), runs.record(what):
        pass
    assert not home.exists()


def test_a_pin_is_saved_at_once(home):
    id = runs.save("Overfitting", {"degree": 3}, {"error": 0.25}, 1.5, kind="pin")
    (row,) = raw(home)
    assert (row["id"], row["kind"], row["state"], row["seconds"]) == (id, "pin", "done", 1.5)
    assert (row["settings"], row["scores"], row["peak_mb"]) == ('{"degree": 3}', '{"error": 0.25}', None)


def test_the_peak_is_that_of_the_run(home):
    with runs.record("large"):
        np.ones(20_000_000).sum()  # 160 MB
        time.sleep(0.1)
    with runs.record("small"):
        pass
    large, small = (row["peak_mb"] for row in raw(home))
    assert large - small > 120


def test_half_an_emoji_is_no_reason_to_lose_a_run(home):
    with runs.record("x\ud83d", settings={"y\ud83d": "z\ud83d"}) as run:
        run.log(**{"s\ud83d": 1})
    assert raw(home)[0]["what"] == "x?"
    assert runs.table()["s?"].to_list() == [1.0]

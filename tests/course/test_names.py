"""Progress is kept under names: logs with numbers mean what they meant, and an exercise in between shifts nothing."""

from __future__ import annotations

import importlib
import json
import re
from dataclasses import asdict, replace
from types import SimpleNamespace

import pytest

from workbench.course import archive, content, log, old_numbers, record, view
from workbench.course.content import NOTEBOOKS, load
from workbench.course.exercise_file import exercises
from workbench.course.notebook import Notebook
from workbench.course.prediction import Outcome, Prediction
from workbench.course.quiz_file import read as read_quiz
from workbench.errors import WorkbenchError

ITEMS = [item for number in NOTEBOOKS for item, _ in record._items(load(number))]
STATED = {"attempts": 3, "done": True, "hints": 2, "solution": True, "compared": False, "answer": None, "chosen": None,
          "question": ""}  # fmt: skip


def test_every_item_has_a_name_of_its_own():
    names = [item.name for item in ITEMS]
    assert len(names) == len(set(names))
    assert all(re.fullmatch("[a-z_]+/[a-z0-9_]+", name) for name in names)
    assert len({load(number).name for number in NOTEBOOKS}) == len(NOTEBOOKS)


def test_every_old_number_means_an_item_of_today():
    """The numbers of version 0.1, whose order never changed: what is renamed or dropped would fail here."""
    items = {item.id: item.name for item in ITEMS if item.id[:3] in old_numbers._OLD}
    assert len(items) > 100
    old = {number: old_numbers.name_of(number) for number in items}
    assert all(name != number for number, name in old.items())
    assert set(old.values()) <= set(items.values())
    assert old_numbers.name_of("4.2.3") == "overfitting/best_epoch"
    assert old_numbers.name_of("4.2.q4") == "overfitting/patience_of_2"
    assert old_numbers.name_of("4.2.p2") == "overfitting/more_points"
    assert old_numbers.name_of("4.2.own.q12") == "overfitting/own/q12"
    assert old_numbers.name_of("8.1") == "explain_with_shap"


@pytest.mark.parametrize("other", ["4.2.9", "4.2.q9", "9.9", "9.9.1", "14.2.1", "4.2.1x", "", "overfitting/dance"])
def test_what_is_no_old_number_stays(other):
    assert old_numbers.name_of(other) == other


def old_log() -> None:
    """What version 0.1 wrote: exercises, a prediction, a quiz, a line for the card."""
    for status in ("failed", "failed", "passed"):
        log.append("check", "4.2.2", status=status, message="")
    log.append("hint", "4.2.2", number=2)
    log.append("solution", "4.2.2")
    log.append("check", "4.2.3", status="passed", message="", code="best = 1")
    log.append("hint", "4.2.4", number=2)
    log.append("prediction", "4.2.p2", answer=[0], chosen=["It becomes smaller."], question="?")
    log.append("comparison", "4.2.p2", outcome=0.0, right=True)
    log.append("answer", "4.2.q1", answer=[1], chosen=["More"], question="?", correct=True)
    log.append("evidence", "4.2", text="4.2 Capacity: depth 9.")


@pytest.mark.parametrize("shorten", [False, True])
def test_an_old_log_means_the_same(shorten, tmp_path):
    old_log()
    if shorten:  # as version 0.1 did it, with numbers in the sums too
        archive.shorten(long=0)
        text = log.path().read_text(encoding="utf-8")
        for item in ITEMS:
            text = text.replace(f'"{item.name}"', f'"{item.id}"')
        assert '"sum", "item": "4.2.2"' in text
        log.path().write_text(text, encoding="utf-8")
    log.append("check", "overfitting/best_epoch", status="failed", message="", code="best = 2")
    assert record.record("overfitting/best_epoch") == record.Record(attempts=2, done=True)
    assert [attempt.code for attempt in record.attempts("overfitting/best_epoch")] == ["best = 1", "best = 2"]
    assert record.record("overfitting/validation_loss").hints == 2
    assert record.record("overfitting/more_points").compared
    assert record.record("overfitting/both_scores_low").done
    assert asdict(record.record("overfitting/choose_depth")) == STATED
    assert "- 4.2 Capacity: depth 9." in record.model_card()
    assert "1 of 2 predictions, 2 of 4 exercises, 1 of 4 quiz questions" in record.notebook_progress(load("4.2")).plain
    report = json.loads(record.export(tmp_path / "mine.json").read_text(encoding="utf-8"))
    (notebook,) = [one for one in report["notebooks"] if one["name"] == "overfitting"]
    done = [name for name, item in notebook["items"].items() if item["done"]]
    assert done == [f"overfitting/{name}" for name in ("more_points", "choose_depth", "best_epoch", "both_scores_low")]
    assert not {event["item"] for event in report["events"]} & {item.id for item in ITEMS}


def test_an_item_summed_under_its_number_and_its_name_keeps_the_greater():
    """An older version that ran beside this one has summed up both."""
    log.append("sum", "overfitting/choose_depth", **STATED)
    log.append("sum", "4.2.2", **{**STATED, "attempts": 1, "done": False})
    assert asdict(record.record("overfitting/choose_depth")) == STATED


@pytest.fixture
def inserted(monkeypatch):
    """Notebook 4.2 with a new exercise and a new prediction in front of the others."""
    folder = importlib.import_module("workbench.course.content.p4_training.overfitting")
    files = [
        importlib.import_module(f"{folder.__name__}.{name}") for name in ("diagnose", "choose_depth", "best_epoch")
    ]
    new = SimpleNamespace(**{**vars(files[2]), "__name__": f"{folder.__name__}.brand_new"})
    changed = replace(
        folder.CONTENT,
        exercises=exercises("4.2", new, *files),
        predictions=(Prediction("brand_new_too", "?", lambda: Outcome(0, "")), *folder.CONTENT.predictions),
    )
    monkeypatch.setattr(folder, "CONTENT", changed)
    content.load.cache_clear()
    yield load("4.2")
    content.load.cache_clear()


def test_an_exercise_in_between_shifts_nobodys_progress(inserted):
    old_log()
    assert [exercise.id for exercise in inserted.exercises] == ["4.2.1", "4.2.2", "4.2.3", "4.2.4"]
    lines = record.notebook_progress(inserted).plain.splitlines()
    states = [line.rpartition("  ")[2] for line in lines if "  Exercise: " in line]
    assert states == ["not begun", "not begun", "done, after seeing the solution", "done"]  # were: 4.2.1, 2 and 3
    assert "4.2.p3  Prediction  done" in lines and "4.2.p2  Prediction  not begun" in lines
    task = Notebook(inserted).exercise("4.2.4")
    assert "best = 1" in task.mine().plain and "Nothing is kept" in Notebook(inserted).exercise("4.2.1").mine().plain


def test_names_of_a_later_version_are_kept(tmp_path):
    log.append("check", "overfitting/from_the_future", status="passed", message="")
    archive.shorten(long=0)
    assert record.record("overfitting/from_the_future").done
    events = json.loads(record.export(tmp_path / "mine.json").read_text(encoding="utf-8"))["events"]
    assert [event["item"] for event in events] == ["overfitting/from_the_future"]


def test_a_quiz_of_ones_own_is_kept_under_its_notebook():
    question = {"question": "Well?", "type": "string", "answers": [{"answer": "yes", "correct": True}]}
    form = Notebook(load("4.2")).quiz([question, {**question, "name": "second"}])
    form.answer("4.2.own.q1", "yes")
    form.answer("4.2.own.q2", "yes")
    assert [event["item"] for event in log.read().events] == ["overfitting/own/q1", "overfitting/own/second"]
    with pytest.raises(WorkbenchError, match="no two questions may have the same `name`; got 'x/one'"):
        read_quiz([{**question, "name": "one"}] * 2, "q", "x")


def test_what_is_written_is_a_name():
    form = view.prediction_form(load("4.2").predictions[1])
    form.answer("4.2.p2", [0])
    Notebook(load("4.2")).evidence("Good.")
    task = Notebook(load("4.2")).exercise("4.2.3")
    task.hint()
    written = [json.loads(line)["item"] for line in log.path().read_text(encoding="utf-8").splitlines()]
    assert written == ["overfitting/more_points", "overfitting", "overfitting/best_epoch"]

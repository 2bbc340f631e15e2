"""What the log is taken to say, the course map, and the export."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from workbench import course
from workbench.course import log, record
from workbench.course.content import NOTEBOOKS, load
from workbench.errors import WorkbenchError


def test_an_exercise_from_first_try_to_reset():
    assert record.record("overfitting/diagnose") == record.Record()
    assert record.record("overfitting/diagnose").state == "not begun"
    log.append("check", "overfitting/diagnose", status="failed", message="")
    log.append("hint", "overfitting/diagnose", number=1)
    log.append("hint", "overfitting/diagnose", number=2)
    assert record.record("overfitting/diagnose") == record.Record(attempts=1, hints=2)
    assert record.record("overfitting/diagnose").state == "begun"
    log.append("check", "overfitting/diagnose", status="passed", message="")
    log.append("check", "overfitting/diagnose", status="failed", message="")
    assert record.record("overfitting/diagnose").state == "done"
    log.append("solution", "overfitting/diagnose")
    assert record.record("overfitting/diagnose").state == "done, after seeing the solution"
    log.append("forget", "overfitting/diagnose")
    assert record.record("overfitting/diagnose") == record.Record()


def test_an_event_of_a_later_version_is_passed_over():
    log.append("dance", "overfitting/diagnose", steps=3)
    assert record.record("overfitting/diagnose") == record.Record()


def test_a_question_once_right_stays_done_and_shows_the_newest_answer():
    log.append("answer", "overfitting/both_scores_low", answer=[0], question="?", correct=True)
    log.append("answer", "overfitting/both_scores_low", answer=[1], question="?", correct=False)
    assert record.record("overfitting/both_scores_low") == record.Record(
        attempts=2, done=True, answer=[1], question="?"
    )


def test_the_maps():
    content = load("4.2")
    assert f"0 of {len(content.exercises)} exercises" in repr(course.progress())
    log.append("check", "overfitting/diagnose", status="passed", message="")
    log.append("prediction", "overfitting/lowest_validation_error", answer="5", question="?")
    counts = f"1 of {len(content.predictions)} predictions, 1 of {len(content.exercises)} exercises, "
    line = next(line for line in repr(course.progress()).splitlines() if line.startswith("4.2 "))
    assert counts in line
    here = repr(record.notebook_progress(content)).splitlines()
    assert counts in here[0]
    assert "4.2.1  Exercise: Tell underfitting from overfitting  done" in here
    assert "4.2.q1  Quiz question  not begun" in here


def test_the_map_names_damaged_lines(home):
    log.append("open", "4.2")
    with (home / "progress.jsonl").open("a") as file:
        file.write("{")
    assert "1 damaged line(s)" in repr(course.progress())


def test_the_export_is_one_json_file(tmp_path):
    log.append("check", "overfitting/diagnose", status="passed", message="well")
    path = course.export(tmp_path / "mine.json")
    report = json.loads(path.read_text(encoding="utf-8"))
    assert [notebook["id"] for notebook in report["notebooks"]] == list(NOTEBOOKS)
    items = {name: item for notebook in report["notebooks"] for name, item in notebook["items"].items()}
    assert items["overfitting/diagnose"]["done"] is True and items["overfitting/choose_depth"]["done"] is False
    assert items["overfitting/diagnose"]["number"] == "4.2.1"
    assert [event["message"] for event in report["events"]] == ["well"]
    assert report["damaged_lines"] == 0


def test_the_export_has_a_name_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert course.export().parent == tmp_path.resolve()
    with pytest.raises(WorkbenchError, match="cannot be written"):
        course.export(tmp_path / "no" / "folder.json")


def test_the_model_card_passes_over_what_is_no_text(home, tmp_path):
    log.append("evidence", "4.1", text=0.87)
    log.append("words", "4.1")
    with (home / "progress.jsonl").open("a") as file:
        file.write('{"time": "", "kind": "evidence", "item": "4.2", "text": "Good \\ud83d"}')
    assert course.model_card(tmp_path / "card.md") == "### Model card\n\n#### Evidence\n\n- Good \ufffd\n"
    assert (tmp_path / "card.md").read_text() == "### Model card\n\n#### Evidence\n\n- Good \ufffd\n"


def test_the_model_card_holds_own_words_and_the_newest_line_of_each_notebook(tmp_path):
    assert "Nothing yet" in course.model_card()
    log.append("evidence", "4.2", text="4.2 Capacity: old.")
    log.append("evidence", "1.1", text="1.1 Metric: F1,\nbecause.")
    log.append("evidence", "4.2", text="4.2 Capacity: depth 9.")
    log.append("words", "1.2", text="\n### Model card: Income\n\n- **What it is for:** lessons\n")
    card = course.model_card(tmp_path / "card.md")
    expected = """### Model card: Income

- **What it is for:** lessons

#### Evidence

- 1.1 Metric: F1, because.
- 4.2 Capacity: depth 9.
"""
    assert card == card._repr_markdown_() == (tmp_path / "card.md").read_text() == expected
    with pytest.raises(WorkbenchError, match="cannot be written"):
        course.model_card(tmp_path / "missing" / "card.md")


def test_titles_are_links_to_the_notebooks():
    html = course.progress()._repr_mimebundle_()["text/html"]
    hrefs = re.findall(r"<a href='\.\./([^']+)'>([^<]+)</a>", html)
    assert [title for _, title in hrefs] == [load(number).title for number in NOTEBOOKS]
    notebooks = Path(__file__).parents[2] / "notebooks"
    assert all((notebooks / href).is_file() for href, _ in hrefs)

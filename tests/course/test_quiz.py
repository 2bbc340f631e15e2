"""Questions in the shape of jupyterquiz: what is accepted, what is refused, how each kind is graded."""

from __future__ import annotations

import json

import pytest

from workbench.course.content import NOTEBOOKS, load
from workbench.course.quiz import parse_number, unusable
from workbench.course.quiz_file import read
from workbench.errors import WorkbenchError

MULTIPLE = {
    "question": "Which is even?",
    "type": "multiple_choice",
    "answers": [
        {"answer": "two", "correct": True, "feedback": "Two halves."},
        {"answer": "three", "correct": False, "feedback": "One is left over."},
        {"code": "5", "correct": False},
    ],
}
MANY = {
    "question": "Which are even?",
    "type": "many_choice",
    "code": "print(2)",
    "answers": [
        {"answer": "two", "correct": True, "feedback": "Yes."},
        {"answer": "four", "correct": True},
        {"answer": "five", "correct": False, "feedback": "Odd."},
    ],
}
NUMERIC = {
    "question": "Pi?",
    "type": "numeric",
    "precision": 3,
    "answers": [
        {"type": "value", "value": 3.14, "correct": True, "feedback": "Right on."},
        {"type": "range", "range": [3, 3.1], "correct": False, "feedback": "A little more."},
        {"type": "default", "feedback": "Not near."},
    ],
}
STRING = {
    "question": "Who?",
    "type": "string",
    "answers": [
        {"answer": "Ada", "correct": True, "feedback": "Yes, Ada.", "match_case": True},
        {"answer": "Lovelace", "correct": True, "fuzzy_threshold": 0.8},
        {"answer": "Babbage", "correct": False, "feedback": "He built it."},
    ],
}


def question(entry):
    (only,) = read([entry], "q")
    return only


def test_ids_are_counted_from_one():
    assert [one.id for one in read([MULTIPLE, MANY], "4.2.q")] == ["4.2.q1", "4.2.q2"]


def test_a_file_holds_the_same(tmp_path):
    path = tmp_path / "quiz.json"
    path.write_text(json.dumps([MULTIPLE, MANY, NUMERIC, STRING]), encoding="utf-8")
    assert read(path, "q") == read(str(path), "q") == read([MULTIPLE, MANY, NUMERIC, STRING], "q")


@pytest.mark.parametrize(
    ("chosen", "correct", "feedback"),
    [
        ([0], True, ["two: Two halves."]),
        ([1], False, ["three: One is left over."]),
        ([2], False, ["`5`: Wrong."]),
    ],
)
def test_one_of_several(chosen, correct, feedback):
    assert question(MULTIPLE).grade(chosen) == (correct, feedback)


@pytest.mark.parametrize(
    ("chosen", "correct", "feedback"),
    [
        ([0, 1], True, ["two: Yes.", "four: Right."]),
        ([0], False, ["two: Yes.", "There is more to choose."]),
        ([0, 1, 2], False, ["two: Yes.", "four: Right.", "five: Odd."]),
        ([2], False, ["five: Odd."]),
    ],
)
def test_all_that_apply(chosen, correct, feedback):
    assert question(MANY).grade(chosen) == (correct, feedback)


@pytest.mark.parametrize(
    ("typed", "correct", "feedback"),
    [
        ("3.14", True, "Right on."),
        ("3,1416", True, "Right on."),
        ("22/7", True, "Right on."),
        ("3.0", False, "A little more."),
        ("3.1", False, "Not near."),  # a range does not hold its upper end
        ("-1e3", False, "Not near."),
    ],
)
def test_a_number(typed, correct, feedback):
    assert question(NUMERIC).grade(typed) == (correct, [feedback])


@pytest.mark.parametrize(
    ("typed", "correct", "feedback"),
    [
        (" Ada ", True, "Yes, Ada."),
        ("ada", False, "That is not it. Try again."),
        ("lovelace", True, "Right."),
        ("Lovelase", True, "Right."),
        ("love", False, "That is not it. Try again."),
        ("babbage", False, "He built it."),
    ],
)
def test_a_word(typed, correct, feedback):
    assert question(STRING).grade(typed) == (correct, [feedback])


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0.25", 0.25),
        ("0,25", 0.25),
        ("1/4", 0.25),
        ("2.5e-1", 0.25),
        ("", None),
        ("a", None),
        ("1/0", None),
        ("1/", None),
        ("1,000", 1000),
        ("-12,345,678.5", -12345678.5),
        ("1,000/4", 250),
        ("0,5", 0.5),
        ("0,125", 0.125),
        ("3,1416", 3.1416),
        ("1,23,456", None),
        ("\N{MINUS SIGN}3", -3),
        ("nan", None),
        ("-inf", None),
        ("1e999", None),
    ],
)
def test_numbers_as_people_type_them(typed, number):
    assert parse_number(typed) == number


def test_answers_that_are_none():
    assert unusable([], numeric=False) == unusable("  ", numeric=False) == "Choose or write an answer first."
    assert (
        unusable("x", numeric=True)
        == unusable("nan", numeric=True)
        == "This is not a number. Write it like 0.25, 1/4 or 2.5e-1."
    )
    assert unusable([0], numeric=False) == unusable("0", numeric=True) == ""


def without(entry, key):
    return {name: value for name, value in entry.items() if name != key}


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (without(MULTIPLE, "type"), "Question q1 must have `question`, `type` and `answers`"),
        ("text", "Question q1 must have `question`, `type` and `answers`"),
        (
            MULTIPLE | {"type": "essay"},
            "Question q1: `type` must be one of multiple_choice, many_choice, numeric",
        ),
        (MULTIPLE | {"answers": MULTIPLE["answers"][1:]}, "Question q1: one answer at least must have `correct: true`"),
        (MANY | {"type": "multiple_choice"}, "Question q1: several answers are correct: use many_choice."),
        (
            NUMERIC | {"answers": [{"answer": "3", "correct": True}]},
            "Question q1: each answer must have `value`",
        ),
    ],
)
def test_questions_that_are_refused(entry, message):
    with pytest.raises(WorkbenchError) as refused:
        read([entry], "q")
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize("answers", [["a", "b"], "ab", {"answer": "a"}, 3])
def test_answers_that_are_no_list_of_dicts_are_refused(answers):
    with pytest.raises(WorkbenchError) as refused:
        read([MULTIPLE | {"answers": answers}], "q")
    assert str(refused.value) == (
        "Question q1: `answers` must be a list of dicts, such as [{'answer': 'two', 'correct': True}]; "
        f"got {answers!r}. Correct it and load the quiz again."
    )


def test_files_that_are_refused(tmp_path):
    path = tmp_path / "quiz.json"
    for text, message in (("{", "could not be read"), ("{}", "A quiz must be a list of questions")):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(WorkbenchError, match=message):
            read(path, "q")
    with pytest.raises(WorkbenchError, match="could not be read"):
        read(tmp_path / "none.json", "q")


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_every_option_of_the_course_has_feedback_of_its_own(notebook):
    for one in load(notebook).quiz:
        given = [answer.get("feedback") for answer in one.answers]
        assert all(given) and len(set(given)) == len(given), one.text
        if one.type == "numeric":
            assert any(answer.get("type") == "default" for answer in one.answers)
            values = [answer["value"] for answer in one.answers if "value" in answer]
            assert sum(one.grade(str(value)).correct for value in values) == 1

"""The form without a page: answers arrive as messages, feedback and the plain copy follow."""

from __future__ import annotations

import pytest

from workbench.course import log, record, view
from workbench.course.prediction import Outcome, Prediction
from workbench.course.quiz_file import read
from workbench.errors import WorkbenchError

QUIZ = read(
    [
        {
            "question": "Is `1 < 2`?",
            "type": "multiple_choice",
            "answers": [
                {"answer": "yes", "correct": True, "feedback": "It is."},
                {"answer": "<no>", "correct": False, "feedback": "Count again."},
            ],
        },
        {"question": "2 + 2?", "type": "numeric", "answers": [{"value": 4, "correct": True, "feedback": "Four."}]},
    ],
    "9.9.q",
)
CHOICE = Prediction("9.9.p1", "Left or right?", lambda: Outcome(1, "Right."), options=("left", "right"))


def answer(form, identity, answer):
    """As the page does it."""
    form.widget._handle_custom_msg({"id": identity, "answer": answer}, [])
    return next(field for field in form.widget.fields if field["id"] == identity)


def test_before_any_answer():
    form = view.quiz_form(QUIZ)
    first, second = form.widget.fields
    assert first["legend"] == "Is <code>1 &lt; 2</code>?"
    assert first["options"] == ["yes", "&lt;no&gt;"]
    assert (first["answer"], first["tone"], first["feedback"], first["locked"]) == (None, "", "", False)
    assert second["numeric"] and second["options"] == []
    assert form.still().count("Not answered yet.") == 2


def test_wrong_then_right_and_both_are_saved():
    form = view.quiz_form(QUIZ)
    wrong = answer(form, "9.9.q1", [1])
    assert (wrong["tone"], wrong["feedback"]) == ("failed", "Not yet. Try again.<br>&lt;no&gt;: Count again.")
    right = answer(form, "9.9.q1", [0])
    assert (right["tone"], right["feedback"]) == ("passed", "Correct.<br>yes: It is.")
    assert [(event["answer"], event["correct"]) for event in log.read().events] == [([1], False), ([0], True)]
    assert "yes (your choice)" in form.still() and "yes: It is." in form.still()


def test_the_same_answer_again_reaches_the_page_again():
    form = view.quiz_form(QUIZ)
    first, second = answer(form, "9.9.q1", [1]), answer(form, "9.9.q1", [1])
    assert first != second and first["feedback"] == second["feedback"]


def test_no_answer_is_not_saved():
    form = view.quiz_form(QUIZ)
    assert answer(form, "9.9.q1", [])["feedback"] == "Choose or write an answer first."
    assert answer(form, "9.9.q2", "four")["feedback"].startswith("This is not a number.")
    assert log.read().events == []


def test_answers_are_there_again_in_a_new_kernel():
    answer(view.quiz_form(QUIZ), "9.9.q2", "4")
    again = view.quiz_form(QUIZ)
    assert again.widget.fields[1]["answer"] == "4"
    assert again.widget.fields[1]["feedback"] == "Correct.<br>Four."
    assert "Your answer: 4" in again.still()


def test_an_answer_to_another_question_of_the_same_number_is_not_shown():
    log.append("answer", "9.9.q2", answer="4", question="1 + 3?", correct=True)
    assert view.quiz_form(QUIZ).widget.fields[1]["answer"] is None


def test_a_prediction_can_be_changed_until_it_is_locked():
    form = view.prediction_form(CHOICE)
    assert answer(form, "9.9.p1", [0])["feedback"] == "Saved: left. You can change it until you compare."
    answer(form, "9.9.p1", [1])
    form.lock()
    assert answer(form, "9.9.p1", [0])["answer"] == [1]
    assert record.record("9.9.p1").answer == [1]


def test_a_compared_prediction_comes_back_locked():
    answer(view.prediction_form(CHOICE), "9.9.p1", [0])
    assert not view.prediction_form(CHOICE).widget.fields[0]["locked"]
    log.append("comparison", "9.9.p1", outcome=1, right=False)
    field = view.prediction_form(CHOICE).widget.fields[0]
    assert field["locked"] and field["answer"] == [0] and field["feedback"] == "Saved: left."


def test_what_could_not_be_saved_is_not_called_saved(monkeypatch):
    def refuse(*_, **__):
        raise WorkbenchError("The disk is full.")

    monkeypatch.setattr(log, "append", refuse)
    for form, identity in ((view.quiz_form(QUIZ), "9.9.q1"), (view.prediction_form(CHOICE), "9.9.p1")):
        field = answer(form, identity, [0])
        assert (field["tone"], field["feedback"]) == ("failed", "The disk is full.")


@pytest.mark.parametrize("part", ["label", "legend", 'role: "status"', "data-lm-suppress-shortcuts"])
def test_the_page_uses_what_screen_readers_and_keyboards_need(part):
    assert part in (view.Path(view.__file__).with_name("form.js")).read_text(encoding="utf-8")

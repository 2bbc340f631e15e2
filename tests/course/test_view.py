"""The form without a page: answers arrive as messages, feedback and the plain copy follow."""

from __future__ import annotations

import dataclasses

import pytest

from workbench.course import log, record, view
from workbench.course.content import load
from workbench.course.notebook import Notebook
from workbench.course.prediction import Outcome, Prediction
from workbench.course.quiz import Range
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


FOUR = {
    "question": "Which?",
    "type": "many_choice",
    "answers": [{"answer": f"option {n}", "correct": n < 2, "feedback": f"So says {n}."} for n in range(4)],
}


def learner(monkeypatch, tmp_path, name):
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path / name))


def order_of(form):
    return form.widget.fields[0]["order"]


def test_each_learner_has_an_order_that_lasts(monkeypatch, tmp_path):
    questions, orders = read([FOUR], "9.9.q"), []
    for number in range(20):
        learner(monkeypatch, tmp_path, f"learner {number}")
        orders.append(order_of(view.quiz_form(questions)))
        assert order_of(view.quiz_form(questions)) == orders[-1]
    assert len(set(map(tuple, orders))) > 5
    assert all(sorted(order) == [0, 1, 2, 3] for order in orders)


def test_two_notebooks_that_open_at_once_agree(home):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(8) as pool:
        seeds = list(pool.map(lambda _: log.seed(), range(40)))
    assert len(set(seeds)) == 1 and len(seeds[0]) == 16


def test_a_home_that_cannot_be_written_still_shows_the_quiz(home):
    home.write_text("a file where the folder should be")
    assert log.seed() == ""
    assert sorted(order_of(view.quiz_form(read([FOUR], "9.9.q")))) == [0, 1, 2, 3]


def test_the_copy_has_the_order_of_the_form(home):
    form = view.quiz_form(read([FOUR], "9.9.q"))
    places = [form.still().index(f"option {n}") for n in order_of(form)]
    assert places == sorted(places)


def test_an_answer_survives_when_the_file_gets_another_order():
    answer(view.quiz_form(read([FOUR], "9.9.q")), "9.9.q1", [0, 3])
    assert log.read().events[-1]["chosen"] == ["option 0", "option 3"]
    turned = FOUR | {"answers": FOUR["answers"][::-1]}
    field = view.quiz_form(read([turned], "9.9.q")).widget.fields[0]
    assert sorted(field["answer"]) == [0, 3]
    assert "option 0: So says 0." in field["feedback"] and "option 3: So says 3." in field["feedback"]


@pytest.mark.parametrize("details", [{"answer": [0]}, {"answer": [0], "chosen": ["gone"]}, {"answer": "typed"}])
def test_an_answer_that_may_mean_another_option_now_is_not_marked(details):
    log.append("answer", "9.9.q1", question="Which?", correct=True, **details)
    field = view.quiz_form(read([FOUR], "9.9.q")).widget.fields[0]
    assert (field["answer"], field["tone"]) == (None, "note")
    assert field["feedback"] == view.OTHER_OPTIONS
    assert record.record("9.9.q1").done  # once right, it stays done


@pytest.mark.parametrize("stored", [[99], [-1], [0, 1], "left", [True]])
def test_a_prediction_that_cannot_be_is_none(stored, monkeypatch):
    log.append("prediction", "9.9.p1", answer=stored, question=CHOICE.question)
    assert view.prediction_form(CHOICE).widget.fields[0]["answer"] is None
    content = dataclasses.replace(load("4.2"), predictions=(CHOICE,))
    assert Notebook(content).compare("9.9.p1").plain.startswith("Predict first.")


def test_a_prediction_of_an_older_version_is_kept():
    log.append("prediction", "9.9.p1", answer=[1], question=CHOICE.question)
    assert view.prediction_form(CHOICE).widget.fields[0]["answer"] == [1]


def test_a_prediction_follows_its_words():
    log.append("prediction", "9.9.p1", answer=[0], chosen=["right"], question=CHOICE.question)
    assert view.prediction_form(CHOICE).widget.fields[0]["answer"] == [1]


def test_a_sentence_ends_once():
    ends = Prediction("9.9.p2", "?", lambda: Outcome(0, ""), options=("It rises.", "Does it?", "numbers.."))
    for number, saved in enumerate(("Saved: It rises.", "Saved: Does it?", "Saved: numbers..")):
        assert answer(view.prediction_form(ends), "9.9.p2", [number])["feedback"].startswith(f"{saved} You can")
        assert view.prediction_form(ends).widget.fields[0]["feedback"] == saved


def test_a_number_that_cannot_be_is_not_saved_and_stays_to_be_mended():
    share = Prediction("9.9.p3", "?", lambda: Outcome(0.5, ""), near=0.1, within=Range(-1, 1))
    field = answer(view.prediction_form(share), "9.9.p3", "10")
    assert field["feedback"] == "This must be a number from -1 to 1; got 10. Check the unit and answer again."
    assert (field["tone"], field["answer"], log.read().events) == ("failed", "10", [])


@pytest.mark.parametrize(
    "content",
    [None, [], "x", {}, {"id": "9.9.q1"}, {"id": "other", "answer": [0]}, {"id": ["9.9.q1"], "answer": [0]},
     *({"id": "9.9.q1", "answer": odd} for odd in (None, 3, {}, [9], [0, 1], [None], "0"))],
)  # fmt: skip
def test_whatever_a_page_sends_nothing_breaks_and_nothing_is_saved(content):
    form = view.quiz_form(QUIZ)
    form.widget._handle_custom_msg(content, [])
    form.still()
    assert log.read().events == []


def test_no_file_is_watched_for_a_form():
    form = view.quiz_form(QUIZ)
    assert isinstance(view.Fields._esm, str) and isinstance(view.Fields._css, str)
    assert form.widget._esm == view.script(view.HERE / "form.js")

"""Questions in the shape of jupyterquiz: what is accepted, what is refused, how each kind is graded."""

from __future__ import annotations

import copy
import json
import random
from collections import Counter

import pytest

from workbench.course import view
from workbench.course.content import NOTEBOOKS, load
from workbench.course.quiz import ANY_NUMBER, CHOICES, LONGEST, Range, parse_number, unusable
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


def choices(kind):
    return [one for notebook in NOTEBOOKS for one in load(notebook).quiz if one.type == kind]


def test_the_right_answer_stands_anywhere_in_the_files():
    places = Counter(one.answers.index(next(a for a in one.answers if a.get("correct"))) for one in choices(CHOICES[0]))
    assert len(places) >= 3
    assert max(places.values()) <= sum(places.values()) / 2, places


def test_the_right_answer_is_not_known_by_its_length():
    longest = shortest = 0
    for one in choices(CHOICES[0]):
        lengths = [len(str(answer["answer"])) for answer in one.answers]
        right = next(len(str(answer["answer"])) for answer in one.answers if answer.get("correct"))
        longest += right == max(lengths)
        shortest += right == min(lengths)
    assert max(longest, shortest) <= len(choices(CHOICES[0])) / 2, (longest, shortest)


def test_the_right_ones_of_several_do_not_all_stand_first():
    for one in choices(CHOICES[1]):
        right = [bool(answer.get("correct")) for answer in one.answers]
        assert right != sorted(right, reverse=True), one.text


def test_no_feedback_speaks_of_the_place_of_an_option():
    words = ("first", "second", "third", "fourth", "last", "next", "previous", "above", "below", "upper", "lower")
    places = [f"{word} {thing}" for word in words for thing in ("option", "answer", "choice", "sentence", "line of")]
    for one in [*choices(CHOICES[0]), *choices(CHOICES[1])]:
        for answer in one.answers:
            said = f"{answer['answer']} {answer['feedback']}".lower()
            assert not [place for place in [*places, "all of the above", "none of the above"] if place in said], said


def test_each_learner_sees_another_order_and_always_the_same():
    one = question(MULTIPLE | {"answers": [{"answer": f"{n}", "correct": n == 0} for n in range(5)]})
    orders = [one.order(f"learner {n}") for n in range(200)]
    assert orders == [one.order(f"learner {n}") for n in range(200)]
    assert all(sorted(order) == [0, 1, 2, 3, 4] for order in orders)
    assert len(set(map(tuple, orders))) > 80  # of 120
    assert all(20 <= count <= 62 for count in Counter(order.index(0) for order in orders).values())  # 40 expected
    assert question(NUMERIC).order("learner") == []


@pytest.mark.parametrize(
    ("within", "number", "problem"),
    [
        (Range(0, 1), 10, "This must be a number from 0 to 1; got 10. Check the unit and answer again."),
        (Range(0, 1), -0.1, "This must be a number from 0 to 1; got -0.1. Check the unit and answer again."),
        (Range(0), -1, "This must be a number of 0 or more; got -1. Check the unit and answer again."),
        (Range(None, 5), 6, "This must be a number of 5 or less; got 6. Check the unit and answer again."),
        (
            Range(1, 20, True),
            2.5,
            "This must be a whole number from 1 to 20; got 2.5. Check the unit and answer again.",
        ),
        (Range(1, 20, True), 2.0, ""),
        (Range(0, 1), 1, ""),
        (Range(), -1e300, ""),
    ],
)
def test_a_number_that_cannot_be_is_refused(within, number, problem):
    assert within.problem(number) == problem
    assert unusable(repr(number), numeric=True, options=0, within=within) == problem


def test_the_range_of_a_question_comes_from_its_file():
    one = question(NUMERIC | {"min": 3, "max": 4})
    assert one.problem("10") == "This must be a number from 3 to 4; got 10. Check the unit and answer again."
    assert one.problem("3.14") == "" and one.within == Range(3, 4)
    assert question(NUMERIC).within == ANY_NUMBER


@pytest.mark.parametrize(
    "answer", [None, {}, 3, True, [[0]], ["a"], [-1], [3], [99], [True], [0.0], [0, 1], "two", [10**400]]
)
def test_what_a_page_cannot_have_sent_is_no_answer(answer):
    assert question(MULTIPLE).problem(answer) == "Choose or write an answer first."


def test_a_text_that_is_too_long_is_refused_and_not_compared():
    words = f"This is too long for an answer: 1,000,000 characters. Write less than {LONGEST:,}."
    assert question(STRING).problem("a" * 1_000_000) == question(NUMERIC).problem("1" * 1_000_000) == words


def change(**fields):
    return {"question": "?", "type": "string", "answers": [{"answer": "a", "correct": True} | fields]}


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (change(feedback=3), "Question q1, answer 1: `feedback` must be a text; got 3."),
        (change(feedback=None), "Question q1, answer 1: `feedback` must be a text; got None."),
        (change(correct="yes"), "Question q1, answer 1: `correct` must be true or false; got 'yes'."),
        (
            change(fuzzy_threshold=2),
            "Question q1, answer 1: `fuzzy_threshold` must be a number above 0, at most 1; got 2.",
        ),
        (
            change(answer=" "),
            "Question q1: `answer` of an answer must not be empty; got {'answer': ' ', 'correct': True}.",
        ),
        (change() | {"question": " "}, "Question q1: `question` must not be empty."),
        (
            change() | {"type": ["string"]},
            "Question q1: `type` must be one of multiple_choice, many_choice, numeric, str",
        ),
        (NUMERIC | {"precision": 0}, "Question q1: `precision` must be a whole number from 1 to 17; got 0."),
        (NUMERIC | {"min": "0"}, "Question q1: `min` must be a number; got '0'."),
        (NUMERIC | {"max": 10**400}, "Question q1: `max` must be a number; got 1"),
        (NUMERIC | {"min": 4, "max": 3}, "Question q1: `min` must be below `max`; got 4."),
        (NUMERIC | {"max": 3}, "Question q1: the right `value` must lie within `min`, `max`, `whole`; got 3.14."),
        (
            NUMERIC | {"answers": [{"range": [4, 3], "correct": True}]},
            "Question q1, answer 1: `range` must be two numbers",
        ),
        (
            NUMERIC | {"answers": [{"value": 3, "correct": True}, {"type": "default"}]},
            "Question q1: an answer of type default must have `feedback`; got {'type': 'default'}.",
        ),
        (
            NUMERIC | {"answers": [{"type": "default", "feedback": "", "correct": True}]},
            "Question q1: an answer of type default cannot be `correct`",
        ),
        (MANY | {"answers": [MANY["answers"][0]] * 2}, "Question q1: no two `answers` may be the same; got 'two'."),
    ],
)
def test_a_field_that_is_wrong_is_named(entry, message):
    with pytest.raises(WorkbenchError) as refused:
        read([entry], "q")
    assert str(refused.value).startswith(message)
    assert str(refused.value).endswith("Correct it and load the quiz again.")


ODD = (None, True, 0, -1, 3.5, float("nan"), float("inf"), 10**400, "", " ", "`", "<b>", "\ud83d", "x" * 5000, [], {},
       [[]], [1, 2], [2, 1], ["a"], {"a": 1}, [{}], "default", "numeric", "many_choice")  # fmt: skip


def mutated(quiz, rng):
    """The same quiz with one to three random changes anywhere in it."""
    quiz = copy.deepcopy(quiz)
    for _ in range(rng.randint(1, 3)):
        places = [(quiz, index) for index in range(len(quiz))]
        for holder, key in places:  # grows while it is walked
            inner = holder[key]
            if isinstance(inner, dict | list) and len(places) < 500:
                places += [(inner, one) for one in (inner if isinstance(inner, dict) else range(len(inner)))]
        if not places:
            return quiz
        holder, key = rng.choice(places)
        match rng.randrange(4):
            case 0:
                holder[key] = copy.deepcopy(rng.choice(ODD))
            case 1:
                del holder[key]
            case 2 if isinstance(holder, dict):
                holder[rng.choice([f"{key}s", "type", "range", "value", "precision", "code"])] = holder.pop(key)
            case _:
                other, name = rng.choice(places)
                holder[key] = copy.deepcopy(other[name])
    return quiz


def test_every_damaged_quiz_is_read_or_refused_by_name(long, tmp_path):
    rng = random.Random(7)
    quizzes = [json.loads(load(notebook).questions.read_text(encoding="utf-8")) for notebook in NOTEBOOKS]
    quizzes.append([MULTIPLE, MANY, NUMERIC, STRING])
    refused = 0
    for _ in range(2000 if long else 200):
        quiz = mutated(rng.choice(quizzes), rng)
        try:
            questions = read(quiz, "9.9.own.q")
        except WorkbenchError as problem:
            words = str(problem)
            refused += 1
            assert (
                words.startswith("Question 9.9.own.q")
                and words.count("`") >= 2
                or "no two answers" in words
                or ("several answers" in words)
            ), words
            assert len(words) < 1500
            continue
        form = view.quiz_form(questions)
        for one in questions:
            for answer in [
                *([n] for n in range(len(one.options))),
                "3",
                "1/3",
                "text",
                list(range(len(one.options))),
                [],
                "",
            ]:
                field = form.answer(one.id, answer)
                assert field.lines and all(isinstance(line, str) for line in field.lines)
        form.still()
        assert view.quiz_form(questions).widget.fields
        form.close()
    assert refused > 50


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '[{"question": ' * 5000, "\ud83d", "\x00", '[{"a": 1' + "0" * 5000 + "}]"]
)
def test_a_file_that_is_no_json_is_named(tmp_path, text):
    path = tmp_path / "quiz.json"
    path.write_bytes(text.encode(errors="surrogatepass"))
    with pytest.raises(
        WorkbenchError, match=r"^The quiz .*quiz\.json could not be read: .* Check its path and its JSON"
    ):
        read(path, "q")

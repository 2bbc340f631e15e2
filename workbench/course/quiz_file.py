"""A quiz as it is written: the JSON shape of jupyterquiz, read and checked. An error names what is wrong.

    {"name": "...", "question": "...", "type": "multiple_choice" | "many_choice",
     "code": "...", "answers": [{"answer": "...", "code": "...", "correct": true, "feedback": "..."}, ...]}
    {"question": "...", "type": "numeric", "precision": 3, "min": 0, "max": 10, "whole": false,
     "answers": [{"value": 3.14, ...}, {"range": [3, 4], ...}, {"type": "default", "feedback": "..."}]}
    {"question": "...", "type": "string",
     "answers": [{"answer": "...", "match_case": false, "fuzzy_threshold": 0.8, ...}, {"type": "default", ...}]}

`name`, `min`, `max` and `whole` are ours. The name is what answers are kept under, so it must never change; the others
say which numbers are possible at all. Other fields are passed over.

Source: the schemas of jupyterquiz 2 (github.com/jmshea/jupyterquiz, folder `schema`).
"""

from __future__ import annotations

import json
import math
import reprlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from workbench.course.quiz import CHOICES, TYPES, Question, Range
from workbench.errors import WorkbenchError

QuizSource = str | Path | list[dict[str, Any]] | tuple[dict[str, Any], ...]
Rule = tuple[str, Callable[[Any], bool]]  # in words, and as a test


def _is_number(value: object) -> bool:
    try:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    except OverflowError:  # a whole number with more digits than any float has
        return False


def _is_range(value: object) -> bool:
    return isinstance(value, list | tuple) and len(value) == 2 and all(map(_is_number, value)) and value[0] < value[1]


def _are_answers(value: object) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(answer, dict) for answer in value)


TEXT: Rule = ("a text", lambda value: isinstance(value, str))
FLAG: Rule = ("true or false", lambda value: isinstance(value, bool))
NUMBER: Rule = ("a number", _is_number)
QUESTION: Mapping[str, Rule] = {
    "question": TEXT,
    "type": (f"one of {', '.join(TYPES)}", lambda value: isinstance(value, str) and value in TYPES),
    "answers": ("a list of dicts, such as [{'answer': 'two', 'correct': True}]", _are_answers),
    "name": TEXT,
    "code": TEXT,
    "precision": ("a whole number from 1 to 17", lambda value: type(value) is int and 1 <= value <= 17),
    "min": NUMBER,
    "max": NUMBER,
    "whole": FLAG,
}
ANSWER: Mapping[str, Rule] = {
    "answer": TEXT,
    "code": TEXT,
    "type": TEXT,
    "feedback": TEXT,
    "correct": FLAG,
    "match_case": FLAG,
    "fuzzy_threshold": ("a number above 0, at most 1", lambda value: _is_number(value) and 0 < value <= 1),
    "value": NUMBER,
    "range": ("two numbers, the lower one first", _is_range),
}
NEEDED = ("question", "type", "answers")


def read(source: QuizSource, prefix: str, folder: str = "") -> tuple[Question, ...]:
    """Questions from a JSON file or from the same thing as Python lists and dicts.

    Args:
        source: A path, or the list of questions.
        prefix: Start of the ids: "4.2.q" gives "4.2.q1", "4.2.q2" ...
        folder: Start of the names; "overfitting" gives "overfitting/best_of_200".
    Raises: WorkbenchError naming the question and what is wrong with it.
    """
    if isinstance(source, (str, Path)):
        try:
            source = json.loads(Path(source).read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as problem:
            raise WorkbenchError(
                f"The quiz {source} could not be read: {problem}. Check its path and its JSON."
            ) from None
    if not isinstance(source, list | tuple):
        raise WorkbenchError("A quiz must be a list of questions. Put [ and ] around them.")
    questions = [_question(entry, f"{prefix}{place}", folder, f"q{place}") for place, entry in enumerate(source, 1)]
    names = [question.name for question in questions]
    for question in questions:
        twice = names.count(question.name) > 1
        _refuse(twice, f"Question {question.id}", "no two questions may have the same `name`", question.name)
    return tuple(questions)


def _question(entry: dict[str, Any], identity: str, folder: str, name: str) -> Question:
    place = f"Question {identity}"
    if not isinstance(entry, dict) or any(name not in entry for name in NEEDED):
        raise WorkbenchError(
            f"{place} must have `question`, `type` and `answers`; got {_SHORT.repr(entry)}. Add what is missing."
        )
    _hold(entry, QUESTION, place)
    for number, answer in enumerate(entry["answers"], 1):
        _hold(answer, ANSWER, f"{place}, answer {number}")
    question = Question(
        identity,
        entry["question"],
        entry["type"],
        entry["answers"],
        entry.get("code", ""),
        entry.get("precision"),
        Range(entry.get("min"), entry.get("max"), entry.get("whole", False)),
        f"{folder}/{entry.get('name', name)}" if folder else "",
    )
    _refuse(not question.text.strip(), place, "`question` must not be empty")
    _check_answers(question, place)
    if question.type == "numeric":
        _check_numbers(question, place)
    return question


def _hold(entry: Mapping[str, Any], rules: Mapping[str, Rule], place: str) -> None:
    for name, (words, fits) in rules.items():
        _refuse(name in entry and not fits(entry[name]), place, f"`{name}` must be {words}", entry.get(name))


def _check_answers(question: Question, place: str) -> None:
    right = sum(answer.get("correct", False) for answer in question.answers)
    _refuse(right == 0, place, "one answer at least must have `correct: true`; none has")
    _refuse(question.type == "multiple_choice" and right > 1, place, "several answers are correct: use many_choice")
    key = {"numeric": ("value", "range"), "string": ("answer",)}.get(question.type, ("answer", "code"))
    names = f"`{'` or `'.join(key)}`"
    for answer in question.answers:
        if answer.get("type") == "default" and question.type not in CHOICES:
            _refuse("feedback" not in answer, place, "an answer of type default must have `feedback`", answer)
            _refuse(answer.get("correct", False), place, "an answer of type default cannot be `correct`", answer)
        else:
            given = [answer[part] for part in key if part in answer]
            _refuse(not given, place, f"each answer must have {names}", answer)
            empty = question.type != "numeric" and not "".join(given).strip()
            _refuse(empty, place, f"{names} of an answer must not be empty", answer)
    options = question.options
    twice = next((option for option in options if options.count(option) > 1), "")
    _refuse(bool(twice), place, "no two `answers` may be the same", twice)


def _check_numbers(question: Question, place: str) -> None:
    least, most, _ = question.within
    _refuse(least is not None and most is not None and least >= most, place, "`min` must be below `max`", least)
    for answer in question.answers:
        if answer.get("correct") and "value" in answer:
            impossible = question.within.problem(answer["value"])
            _refuse(bool(impossible), place, "the right `value` must lie within `min`, `max`, `whole`", answer["value"])


def _refuse(wrong: bool, place: str, rule: str, got: Any = None) -> None:
    if wrong:
        found = "" if got is None and "must be" not in rule else f"; got {_SHORT.repr(got)}"
        raise WorkbenchError(f"{place}: {rule}{found}. Correct it and load the quiz again.")


_SHORT = reprlib.Repr()  # a field may hold a whole book
_SHORT.maxstring = _SHORT.maxother = 100

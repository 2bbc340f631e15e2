"""Questions and how they are graded. A question is written in the JSON shape of jupyterquiz.

    {"question": "...", "type": "multiple_choice" | "many_choice", "code": "...",
     "answers": [{"answer": "...", "code": "...", "correct": true, "feedback": "..."}, ...]}
    {"question": "...", "type": "numeric", "precision": 3,
     "answers": [{"value": 3.14, ...}, {"range": [3, 4], ...}, {"type": "default", "feedback": "..."}]}
    {"question": "...", "type": "string",
     "answers": [{"answer": "...", "match_case": false, "fuzzy_threshold": 0.8, ...}, {"type": "default", ...}]}

Source: the schemas of jupyterquiz 2 (github.com/jmshea/jupyterquiz, folder `schema`).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, NamedTuple

from workbench.errors import WorkbenchError

CHOICES = ("multiple_choice", "many_choice")
TYPES = (*CHOICES, "numeric", "string")

QuizSource = str | Path | list[dict[str, Any]] | tuple[dict[str, Any], ...]
Answer = list[int] | str  # positions of the chosen options, or what was typed

# Commas that part thousands, as in 1,000; in 0,125 and 3,1416 the comma is the decimal point.
_THOUSANDS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(,\d{3})+(?![\d,])")


class Grade(NamedTuple):
    """Whether an answer is right, and what to say about it, line by line."""

    correct: bool
    feedback: list[str]


@dataclass(frozen=True)
class Question:
    """One question of a quiz.

    Attributes:
        id: Such as "4.2.q1".
        text: The question.
        type: One of TYPES.
        code: Python shown under the question, or "".
        answers: The options, or what may be typed, as in the JSON.
        precision: Significant digits to which a typed number is rounded, or None.
    """

    id: str
    text: str
    type: str
    answers: Sequence[dict[str, Any]]
    code: str = ""
    precision: int | None = None

    @property
    def options(self) -> list[str]:
        """The words of each option; code stands between backticks. Empty if the answer is typed."""
        if self.type not in CHOICES:
            return []
        return [" ".join(filter(None, [a.get("answer", ""), a.get("code") and f"`{a['code']}`"])) for a in self.answers]

    def problem(self, answer: Answer) -> str:
        """Why an answer cannot be graded at all, or ""."""
        return unusable(answer, numeric=self.type == "numeric")

    def grade(self, answer: Answer) -> Grade:
        """Grade the positions of chosen options, or what was typed."""
        if isinstance(answer, str):
            return _grade_number(self, answer) if self.type == "numeric" else _grade_text(self, answer)
        return _grade_choices(self, answer)


def read(source: QuizSource, prefix: str) -> tuple[Question, ...]:
    """Questions from a JSON file or from the same thing as Python lists and dicts.

    Args:
        source: A path, or the list of questions.
        prefix: Start of the ids: "4.2.q" gives "4.2.q1", "4.2.q2" ...
    Raises: WorkbenchError naming the question and what is wrong with it.
    """
    if isinstance(source, (str, Path)):
        try:
            source = json.loads(Path(source).read_text(encoding="utf-8"))
        except (OSError, ValueError) as problem:
            raise WorkbenchError(
                f"The quiz {source} could not be read: {problem}. Check its path and its JSON."
            ) from None
    if not isinstance(source, list | tuple):
        raise WorkbenchError("A quiz must be a list of questions. Put [ and ] around them.")
    return tuple(_question(entry, f"{prefix}{position}") for position, entry in enumerate(source, 1))


def unusable(answer: Answer, *, numeric: bool) -> str:
    """Why an answer is none: nothing chosen, nothing typed, not a number. "" if it is one."""
    if isinstance(answer, str) and numeric and parse_number(answer) is None:
        return "This is not a number. Write it like 0.25, 1/4 or 2.5e-1."
    if not answer or isinstance(answer, str) and not answer.strip():
        return "Choose or write an answer first."
    return ""


def parse_number(typed: str) -> float | None:
    """A number as people type it: 0.25, 0,25, 1,000, 1/4 or 25e-2; None if it is not one, or not finite."""
    plain = _THOUSANDS.sub(lambda found: found.group().replace(",", ""), typed.replace("\N{MINUS SIGN}", "-"))
    above, slash, below = plain.replace(",", ".").partition("/")
    try:
        number = float(above) / float(below) if slash else float(above)
    except (ValueError, ZeroDivisionError):
        return None
    return number if math.isfinite(number) else None


def _question(entry: dict[str, Any], identity: str) -> Question:
    try:
        question = Question(
            identity, entry["question"], entry["type"], entry["answers"], entry.get("code", ""), entry.get("precision")
        )
    except (KeyError, TypeError) as problem:
        raise WorkbenchError(
            f"Question {identity} must have `question`, `type` and `answers`; got {entry!r}. Add what is missing."
        ) from problem
    _refuse(question.type not in TYPES, identity, f"`type` must be one of {', '.join(TYPES)}; got {question.type!r}")
    dicts = isinstance(question.answers, list | tuple) and all(isinstance(answer, dict) for answer in question.answers)
    example = "{'answer': 'two', 'correct': True}"
    _refuse(not dicts, identity, f"`answers` must be a list of dicts, such as [{example}]; got {question.answers!r}")
    right = sum(bool(answer.get("correct")) for answer in question.answers)
    _refuse(right == 0, identity, "one answer at least must have `correct: true`; none has")
    _refuse(question.type == "multiple_choice" and right > 1, identity, "several answers are correct: use many_choice")
    key = {"numeric": ("value", "range"), "string": ("answer",)}.get(question.type, ("answer", "code"))
    for answer in question.answers:
        default = answer.get("type") == "default" and question.type not in CHOICES
        known = default or any(part in answer for part in key)
        _refuse(not known, identity, f"each answer must have `{'` or `'.join(key)}`; got {answer!r}")
    return question


def _refuse(wrong: bool, identity: str, rule: str) -> None:
    if wrong:
        raise WorkbenchError(f"Question {identity}: {rule}. Correct it and load the quiz again.")


def _grade_choices(question: Question, chosen: Sequence[int]) -> Grade:
    right = {position for position, answer in enumerate(question.answers) if answer.get("correct")}
    lines = [
        f"{option}: {answer.get('feedback') or ('Right.' if answer.get('correct') else 'Wrong.')}"
        for position, (option, answer) in enumerate(zip(question.options, question.answers, strict=True))
        if position in chosen
    ]
    if set(chosen) < right:
        lines.append("There is more to choose.")
    return Grade(set(chosen) == right, lines)


def _grade_number(question: Question, typed: str) -> Grade:
    number = _rounded(parse_number(typed), question.precision)
    for answer in question.answers:
        low, high = answer.get("range", (math.inf, -math.inf))
        if low <= number < high or number == _rounded(answer.get("value"), question.precision):
            return _matched(answer)
    return _unmatched(question)


def _rounded(number: float | None, digits: int | None) -> float:
    """Rounded to significant digits; NaN, which equals nothing, where there is no number."""
    if number is None:
        return math.nan
    return float(f"{number:.{digits}g}") if digits else number


def _grade_text(question: Question, typed: str) -> Grade:
    for answer in question.answers:
        pair = (typed.strip(), answer.get("answer", ""))
        given, expected = pair if answer.get("match_case") else (part.lower() for part in pair)
        threshold = answer.get("fuzzy_threshold") or 1.0
        if "answer" in answer and SequenceMatcher(None, given, expected).ratio() >= threshold:
            return _matched(answer)
    return _unmatched(question)


def _matched(answer: dict[str, Any]) -> Grade:
    correct = bool(answer.get("correct"))
    return Grade(correct, [answer.get("feedback") or ("Right." if correct else "Wrong.")])


def _unmatched(question: Question) -> Grade:
    default = (answer["feedback"] for answer in question.answers if answer.get("type") == "default")
    return Grade(False, [next(default, "That is not it. Try again.")])

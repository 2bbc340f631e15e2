"""Questions and how they are graded. `quiz_file.py` says how a question is written."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from random import Random
from typing import Any, NamedTuple

CHOICES = ("multiple_choice", "many_choice")
TYPES = (*CHOICES, "numeric", "string")
LONGEST = 1000  # characters; comparing texts takes time that grows with the square of their length
NOTHING = "Choose or write an answer first."
NO_NUMBER = "This is not a number. Write it like 0.25, 1/4 or 2.5e-1."

Answer = list[int] | str  # positions of the chosen options, or what was typed

# Commas that separate thousands, as in 1,000; in 0,125 and 3,1416 the comma is the decimal point.
_THOUSANDS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(,\d{3})+(?![\d,])")


class Grade(NamedTuple):
    """Whether an answer is right, and what to say about it, line by line."""

    correct: bool
    feedback: list[str]


class Range(NamedTuple):
    """Which numbers can be an answer at all.

    Attributes:
        least: The lowest, or None.
        most: The highest, or None.
        whole: Whether it must be a whole number.
    """

    least: float | None = None
    most: float | None = None
    whole: bool = False

    def problem(self, number: float) -> str:
        """Why a number cannot be the answer, or ""."""
        kind = "a whole number" if self.whole else "a number"
        if self.least is not None and self.most is not None:
            kind += f" from {self.least:g} to {self.most:g}"
        elif self.least is not None or self.most is not None:
            kind += f" of {self.least:g} or more" if self.least is not None else f" of {self.most:g} or less"
        low = self.least is not None and number < self.least
        high = self.most is not None and number > self.most
        broken = self.whole and number != int(number)
        return f"This must be {kind}; got {number:g}. Check the unit and answer again." if low or high or broken else ""


ANY_NUMBER = Range()


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
        within: Which numbers can be typed.
        name: Under which answers are kept, such as "overfitting/best_of_200". It never changes; the number may.
    """

    id: str
    text: str
    type: str
    answers: Sequence[dict[str, Any]]
    code: str = ""
    precision: int | None = None
    within: Range = ANY_NUMBER
    name: str = ""

    def __post_init__(self) -> None:
        """Without a name of its own, it is kept under its number."""
        object.__setattr__(self, "name", self.name or self.id)

    @property
    def options(self) -> list[str]:
        """The words of each option; code stands between backticks. Empty if the answer is typed."""
        if self.type not in CHOICES:
            return []
        return [" ".join(filter(None, [a.get("answer", ""), a.get("code") and f"`{a['code']}`"])) for a in self.answers]

    def problem(self, answer: Answer) -> str:
        """Why an answer cannot be graded at all, or ""."""
        count, many = len(self.options), self.type == "many_choice"
        return unusable(answer, numeric=self.type == "numeric", options=count, many=many, within=self.within)

    def order(self, seed: str) -> list[int]:
        """The positions of the options in the order in which they are shown: another one for another seed."""
        positions = list(range(len(self.options)))
        Random(f"{seed} {self.name} {self.text}".encode(errors="replace")).shuffle(positions)
        return positions

    def grade(self, answer: Answer) -> Grade:
        """Grade the positions of chosen options, or what was typed."""
        if isinstance(answer, str):
            return _grade_number(self, answer) if self.type == "numeric" else _grade_text(self, answer)
        return _grade_choices(self, answer)


def unusable(
    answer: Answer, *, numeric: bool, options: int | None = None, many: bool = True, within: Range = ANY_NUMBER
) -> str:
    """Why an answer cannot be used: nothing is chosen or typed, or it is not a possible number. "" if it can be.

    Args:
        answer: What the page sent or the log holds, which may be anything.
        numeric: Whether a number is asked for.
        options: How many there are to choose from, 0 if the answer is typed, None if it does not matter.
        many: Whether several options may be chosen.
        within: Which numbers are possible.
    """
    if not answer or isinstance(answer, str) and not (answer.strip() or numeric):
        return NO_NUMBER if numeric else NOTHING
    if not isinstance(answer, str):
        chosen = isinstance(answer, list) and all(type(n) is int and (options is None or n < options) for n in answer)
        fits = chosen and min(answer) >= 0 and (many or len(answer) == 1) and not numeric
        return "" if fits else NOTHING
    if options:
        return NOTHING
    if len(answer) > LONGEST:
        return f"This is too long for an answer: {len(answer):,} characters. Write less than {LONGEST:,}."
    number = parse_number(answer) if numeric else 0.0
    return NO_NUMBER if number is None else within.problem(number)


def recalled(answer: Answer | None, chosen: Sequence[str] | None, options: Sequence[str]) -> Answer | None:
    """A stored answer as positions in the options of today; None if it does not fit them any more.

    Args:
        answer: What was typed. Stored positions are not used: options may have changed places since.
        chosen: The words of the options that were chosen.
        options: The words of all options; empty if the answer is typed.
    """
    if not options:
        return answer if isinstance(answer, str) else None
    positions = [options.index(words) for words in chosen or () if words in options]
    return positions if chosen and len(positions) == len(chosen) else None


def parse_number(typed: str) -> float | None:
    """A number as people type it: 0.25, 0,25, 1,000, 1/4 or 25e-2; None if it is not one, or not finite."""
    plain = _THOUSANDS.sub(lambda found: found.group().replace(",", ""), typed.replace("\N{MINUS SIGN}", "-"))
    above, slash, below = plain.replace(",", ".").partition("/")
    try:
        number = float(above) / float(below) if slash else float(above)
    except (ValueError, ZeroDivisionError):
        return None
    return number if math.isfinite(number) else None


def _grade_choices(question: Question, chosen: Sequence[int]) -> Grade:
    right = {position for position, answer in enumerate(question.answers) if answer.get("correct")}
    lines = [
        f"{option.removesuffix('.')}: {answer.get('feedback') or ('Right.' if answer.get('correct') else 'Wrong.')}"
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

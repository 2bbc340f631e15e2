"""A test suite in a file: one case a line, as JSON (JSONL), and what is wrong with a file in plain sentences.

A line looks like this; `why` says what would be lost without the case:

    {"id": "late-1", "group": "easy", "input": "Where is my parcel?", "expect": {"contains": ["Desk: delivery."]},
     "why": "The commonest question."}
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from workbench.cases.store import FOLDER
from workbench.errors import DataError

Scalar = str | bool | int | float
SHIPPED = {
    "tickets": "tickets/suite",
    "twins": "tickets/suite_twins",
    "income": "income/suite",
    "bikes": "bikes/suite",
    "goals": "tickets/goals",
    "goals_reworded": "tickets/goals_reworded",
}
MOST_SAID = 5  # mistakes of a file that are named at once


class Expected(BaseModel):
    """What a right answer is. All rules that are given must hold.

    Attributes:
        is_: The answer is this value; in the file it is called `is`.
        one_of: The answer is one of these.
        between: The answer is a number from the first to the second, both included.
        contains: The answer is a text with all of these in it; capitals do not matter.
        without: The answer is a text with none of these in it.
        same_as: The answer is the same as that to an earlier case, by its id.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    is_: Scalar | None = Field(None, alias="is")
    one_of: list[Scalar] | None = Field(None, min_length=1)
    between: list[float] | None = Field(None, min_length=2, max_length=2)
    contains: list[str] | None = Field(None, min_length=1)
    without: list[str] | None = Field(None, min_length=1)
    same_as: str | None = None

    @model_validator(mode="after")
    def _some_rule(self) -> Expected:
        if not self.rules:
            raise ValueError("must have a rule: is, one_of, between, contains, without or same_as")
        if self.between is not None and not self.between[0] <= self.between[1]:
            raise ValueError(f"must have the smaller number first in between; got {self.between}")
        return self

    @field_validator("contains", "without")
    @classmethod
    def _some_text(cls, texts: list[str] | None) -> list[str] | None:
        if texts and not all(text.strip() for text in texts):
            raise ValueError("must have no empty text in it")
        return texts

    @property
    def rules(self) -> dict[str, Any]:
        """The rules that are given, by the names they have in the file."""
        return self.model_dump(by_alias=True, exclude_none=True)


class SuiteCase(BaseModel):
    """One case of a suite.

    Attributes:
        id: A name of its own, by which people speak of it.
        group: Such as "easy": a suite is judged group by group.
        input: What the system is asked: a text, or the values of a row by column.
        expect: What a right answer is.
        why: Why the case is here.
        source: Where it comes from, such as "report of a user, May"; may be left out.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    id: str = Field(min_length=1)
    group: str = Field(min_length=1)
    input: str | dict[str, Scalar | None]
    expect: Expected
    why: str = Field(min_length=10)
    source: str = ""


@dataclass(frozen=True, eq=False, repr=False)
class Suite:
    """Cases to judge a system by.

    Attributes:
        name: A short name.
        cases: In the order of the file.
    """

    name: str
    cases: tuple[SuiteCase, ...]

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups, in the order in which they first appear."""
        return tuple(dict.fromkeys(case.group for case in self.cases))

    def only(self, *groups: str) -> Suite:
        """The cases of these groups alone.

        Raises: DataError if there is no such group, or a case of it asks for the same answer as a case of another.
        """
        if unknown := [group for group in groups if group not in self.groups]:
            raise DataError(
                f"`groups` must be groups of the suite; got {unknown[0]!r}. It has {', '.join(self.groups)}."
            )
        kept = tuple(case for case in self.cases if case.group in groups)
        ids = {case.id for case in kept}
        if lost := [case for case in kept if case.expect.same_as is not None and case.expect.same_as not in ids]:
            needed = next(case.group for case in self.cases if case.id == lost[0].expect.same_as)
            raise DataError(
                f"`groups` must hold the cases that others are compared with; {lost[0].id} needs "
                f"{lost[0].expect.same_as}. Take the group {needed} too."
            )
        return Suite(self.name, kept)

    def __repr__(self) -> str:
        """One line: how many cases each group has."""
        counts = (f"{sum(case.group == group for case in self.cases)} {group}" for group in self.groups)
        return f"<Suite {self.name}: {len(self.cases)} cases ({', '.join(counts)})>"


def load_suite(path: str | Path) -> Suite:
    """Read a suite and check every line of it.

    Args:
        path: A file, or the name of one of the project's suites, see `SHIPPED`, such as "tickets" or "goals".
    Raises: DataError with one sentence for each mistake: the line, the field, what to do.
    """
    file = FOLDER / f"{SHIPPED[str(path)]}.jsonl" if str(path) in SHIPPED else Path(path)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError:
        raise DataError(
            f"`path` must be a file, or one of {', '.join(SHIPPED)}; there is no file {file}. Look at its name."
        ) from None
    except UnicodeDecodeError:
        raise DataError(f"{file.name} must be a text in UTF-8; it is not. Save it again with that encoding.") from None
    return Suite(str(path) if str(path) in SHIPPED else file.stem, parse(text.split("\n"), file.name))


def parse(lines: Iterable[str], name: str = "the suite") -> tuple[SuiteCase, ...]:
    """The cases of these lines; empty lines are passed over.

    Raises: DataError as `load_suite` does.
    """
    cases: dict[int, SuiteCase] = {}
    mistakes: list[str] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            cases[number] = SuiteCase.model_validate(_read(line))
        except ValidationError as problem:
            mistakes += [f"Line {number}: {_sentence(error)}" for error in problem.errors()]
        except ValueError as problem:
            mistakes.append(f"Line {number}: {problem}")
    mistakes += _between_lines(cases)
    if not cases and not mistakes:
        mistakes = ["It has no case. Write one a line."]
    if mistakes:
        mistakes = list(dict.fromkeys(mistakes))
        more = f" And {len(mistakes) - MOST_SAID} more." if len(mistakes) > MOST_SAID else ""
        raise DataError(f"{name} cannot be used. {' '.join(mistakes[:MOST_SAID])}{more}")
    return tuple(cases.values())


def write_suite(cases: Iterable[SuiteCase], path: str | Path) -> Path:
    """Write cases into a file, one a line, and read it back.

    Raises: DataError as `load_suite` does, for cases that do not go together; nothing is written then.
    """
    lines = [case.model_dump_json(by_alias=True, exclude_defaults=True) for case in cases]
    parse(lines, Path(path).name)
    Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Path(path)


def _read(line: str) -> Any:
    try:
        return json.loads(line, object_pairs_hook=_once, parse_constant=_no_number)
    except json.JSONDecodeError as problem:
        raise ValueError(
            f"it is no JSON ({problem.msg}, at character {problem.pos + 1}). A case stands in one line, in braces, "
            "with double quotes around names and texts."
        ) from None


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no number of JSON. Write null where a value is missing.")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"`{max(names, key=names.count)}` stands there twice. Keep one.")
    return made


ADVICE = {
    "id": "Give each case a name of its own.",
    "group": 'Write a group, such as "easy".',
    "input": "Write a text, or the values of a row in braces.",
    "expect": 'Write a rule in braces, such as {"is": 1}.',
    "why": "Say in a few words why the case is here.",
    "source": "Write a text, or leave it out.",
}

WANTED = {
    "between": "two numbers",
    "one_of": "a list of values",
    "contains": "a list of texts",
    "without": "a list of texts",
    "is": "a text, a number or true/false",
    "same_as": "the id of a case",
    "expect": "rules in braces",
    "input": "a text or values by column",
}


def _sentence(error: Mapping[str, Any]) -> str:
    """One of pydantic's errors in plain words."""
    place = [str(part) for part in error["loc"]]
    name = ".".join(place[:2] if place[:1] == ["expect"] else place[:1])
    advice = ADVICE.get(place[0], "") if place else 'Write {"id": ..., "group": ..., ...}.'
    kind, got = error["type"], _short(error["input"])
    if kind == "missing":
        return f"`{name}` is missing. {advice}"
    if kind == "extra_forbidden":
        known = Expected.model_json_schema() if place[0] == "expect" else SuiteCase.model_json_schema()
        near = get_close_matches(place[-1], known["properties"], 1)
        hint = f"Did you mean `{near[0]}`?" if near else f"There are {', '.join(known['properties'])}."
        return f"there is no field `{name}`. {hint}"
    if kind == "value_error":
        return f"`{name}` {error['ctx']['error']}."
    if kind in ("too_short", "too_long", "string_too_short"):
        length = {"between": "two numbers", "why": "10 characters or more"}.get(place[-1], "something in it")
        return f"`{name}` must have {length}; got {got}. {advice}"
    if not place:
        return f"a case must be an object in braces; got {got}. {advice}"
    wanted = WANTED.get(name.rpartition(".")[2], "a text")
    return f"`{name}` must be {wanted}; got {got}. {advice}"


def _short(value: Any) -> str:
    words = json.dumps(value, ensure_ascii=False, default=str)
    return words if len(words) <= 60 else f"{words[:57]}..."


def _between_lines(cases: Mapping[int, SuiteCase]) -> list[str]:
    """Cases that are there twice, and those that name an earlier one which is not there."""
    mistakes, ids, inputs = [], dict[str, int](), dict[str, int]()
    for number, case in cases.items():
        if case.id in ids:
            mistakes.append(f"Line {number}: `id` {case.id!r} stands in line {ids[case.id]} too. {ADVICE['id']}")
        asked = json.dumps(case.input, sort_keys=True)
        if asked in inputs:
            mistakes.append(
                f"Line {number}: `input` is the same as in line {inputs[asked]}. Leave one out, or change its words."
            )
        if case.expect.same_as is not None and case.expect.same_as not in ids:
            mistakes.append(
                f"Line {number}: `expect.same_as` must be the id of an earlier case; got {case.expect.same_as!r}. "
                "Put that case before this one."
            )
        ids.setdefault(case.id, number)
        inputs.setdefault(asked, number)
    return mistakes

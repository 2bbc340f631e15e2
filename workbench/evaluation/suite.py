"""A system on a test suite: each answer against its rules, shares by group with intervals, ship or not."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from workbench.errors import DataError
from workbench.evaluation.groups import share_interval
from workbench.evaluation.suite_file import Suite, SuiteCase

System = Callable[[Any], Any]


@dataclass(frozen=True)
class Answered:
    """One case, asked.

    Attributes:
        case: The case.
        answer: What the system said; None if it broke down.
        wrong: What is wrong with it, in words; "" if it is right.
        seconds: How long it took.
    """

    case: SuiteCase
    answer: Any
    wrong: str
    seconds: float

    @property
    def passed(self) -> bool:
        """Whether the answer is right."""
        return not self.wrong


def run_suite(suite: Suite, system: System) -> Iterator[Answered]:
    """Ask a system one case after the other. If it raises an error, the case has failed, and the next one is asked.

    Args:
        suite: The cases.
        system: A function from an input to an answer.
    Yields: Each case as soon as it is answered.
    """
    answers: dict[str, Any] = {}
    for case in suite.cases:
        given = dict(case.input) if isinstance(case.input, dict) else case.input
        start = time.perf_counter()
        try:
            answer = system(given)
            wrong = mistake(case, answer, answers)
        except Exception as problem:  # noqa: BLE001 - a system of somebody else may raise anything
            answer, wrong = None, f"it broke down: {type(problem).__name__}: {problem}"
        answers[case.id] = answer
        yield Answered(case, answer, wrong, time.perf_counter() - start)


def mistake(case: SuiteCase, answer: Any, answers: Mapping[str, Any]) -> str:
    """What is wrong with an answer; "" if it keeps all rules.

    Args:
        case: What was asked.
        answer: What the system said.
        answers: Its answers to earlier cases, by id, for the rule `same_as`.
    """
    if hasattr(answer, "item") and getattr(answer, "size", 1) == 1:
        answer = answer.item()  # NumPy's numbers
    rules, text = case.expect, answer.casefold() if isinstance(answer, str) else None
    if rules.is_ is not None and not _equal(answer, rules.is_):
        return f"it should be {rules.is_!r}, and is {answer!r}"
    if rules.one_of is not None and not any(_equal(answer, value) for value in rules.one_of):
        return f"it should be one of {rules.one_of}, and is {answer!r}"
    if rules.between is not None:
        low, high = rules.between
        if isinstance(answer, bool) or not isinstance(answer, int | float) or not low <= answer <= high:
            return f"it should be from {low:g} to {high:g}, and is {answer!r}"
    if (rules.contains or rules.without) and text is None:
        return f"it should be a text, and is {answer!r}"
    if lacking := [part for part in rules.contains or () if part.casefold() not in (text or "")]:
        return f"{lacking[0]!r} is not in it"
    if leaked := [part for part in rules.without or () if part.casefold() in (text or "")]:
        return f"{leaked[0]!r} must not be in it"
    if rules.same_as is not None and not _equal(answer, answers.get(rules.same_as)):
        return f"it should be as for {rules.same_as}, {answers.get(rules.same_as)!r}, and is {answer!r}"
    return ""


def _equal(one: Any, other: Any) -> bool:
    """Equal, and true is not 1."""
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other) and one is not None


def by_group(answered: Iterable[Answered], confidence: float = 0.95) -> pl.DataFrame:
    """The share of right answers in each group.

    Args:
        answered: What `run_suite` yields.
        confidence: Of the intervals.
    Returns: A row a group, in order of appearance: `group`, `cases`, `passed`, `share`, and its Wilson interval from
        `low` to `high`.
    """
    counts: dict[str, list[int]] = {}
    for one in answered:
        count = counts.setdefault(one.case.group, [0, 0])
        count[0] += 1
        count[1] += one.passed
    rows = [
        (group, cases, passed, passed / cases, *share_interval(passed, cases, confidence))
        for group, (cases, passed) in counts.items()
    ]
    names = {"group": pl.String, "cases": pl.Int64, "passed": pl.Int64}
    return pl.DataFrame(rows, {**names, "share": pl.Float64, "low": pl.Float64, "high": pl.Float64}, orient="row")


@dataclass(frozen=True)
class Decision:
    """Whether a version may go out.

    Attributes:
        ship: Whether every group reaches its bar.
        stopped_by: The groups that do not, and those for which there is no case.
        words: The same in a sentence.
    """

    ship: bool
    stopped_by: tuple[str, ...]
    words: str


def decide(table: pl.DataFrame, bars: Mapping[str, float], by: Literal["share", "low"] = "share") -> Decision:
    """Ship only if every group is good enough. No group can be outweighed by another.

    Args:
        table: What `by_group` returns.
        bars: For each group the share that it needs, in [0, 1]. A group without a bar is not asked about.
        by: What must reach the bar: the "share" itself, or the "low" end of its interval, which asks for proof.
    Raises: DataError if there are no bars, or one is no share.
    """
    if not bars or not all(0 <= bar <= 1 for bar in bars.values()):
        raise DataError(f'`bars` must hold a share from 0 to 1 for each group; got {dict(bars)}. Try {{"easy": 0.9}}.')
    if by not in ("share", "low"):
        raise DataError(f'`by` must be "share" or "low"; got {by!r}. Choose one of them.')
    found = dict(table.select("group", by).iter_rows())
    stopped = tuple(group for group, bar in bars.items() if group not in found or found[group] < bar)
    if not stopped:
        return Decision(True, (), "Ship: every group reaches its bar.")
    reasons = (
        f"{group} has {found[group]:.0%} and needs {bars[group]:.0%}" if group in found else f"{group} has no case"
        for group in stopped
    )
    return Decision(False, stopped, f"Do not ship: {'; '.join(reasons)}.")

"""What an exercise is, and how an answer is checked. No widgets, no files, nothing heavy."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from workbench.course.gaps import bound_names, open_gaps
from workbench.course.page import Panel, panel
from workbench.course.trouble import in_plain_words

if TYPE_CHECKING:
    from numpy.random import Generator

Status = Literal["passed", "failed", "error", "unattempted"]
WORDS: Mapping[Status, str] = {
    "passed": "Passed",
    "failed": "Not yet",
    "error": "Error",
    "unattempted": "Not attempted",
}


@dataclass(frozen=True)
class Result:
    """What a check found.

    Attributes:
        status: passed, failed, error (the learner's code raised) or unattempted (a gap is still open).
        message: One or two sentences: what is right, or what is wrong.
        next_step: What to do now; may carry numbers of this one check.
        show: Displays it with what belongs below it; None displays its panel alone.
    """

    status: Status
    message: str
    next_step: str = ""
    show: Callable[[Result], None] | None = field(default=None, compare=False, repr=False)

    def panel(self) -> Panel:
        """The result as text and as HTML; the state stands in words and in colour."""
        return panel(WORDS[self.status], self.message, self.next_step, tone=self.status)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return self.panel().bundle

    def _ipython_display_(self) -> None:
        if self.show is None:
            raise NotImplementedError  # so IPython takes the bundle
        self.show(self)


class Failed(Exception):
    """Raised inside a check: the answer is not right, and this is what to say about it."""

    def __init__(self, message: str, next_step: str = "") -> None:
        """What is wrong, and what to do about it."""
        super().__init__(message)
        self.message = message
        self.next_step = next_step


class Wrong(NamedTuple):
    """A mistake that people make: the learner's whole cell, and the message it must get."""

    code: str
    message: str


@dataclass(frozen=True)
class Exercise:
    """One task with everything that belongs to it.

    Attributes:
        id: Number of the notebook and of the exercise, such as "4.2.1".
        title: A few words.
        prompt: The task, in Markdown.
        starter: The cell the learner completes; each gap is a `...`. It runs as it is.
        hints: From a nudge to nearly the answer; two at least.
        solution: The completed cell.
        wrong: Named mistakes, two at least.
        examine: Gets the learner's names (copies) and a random generator for fresh data. Returns what was
            achieved, in a sentence; raises Failed otherwise. It loads no data that the learner has to have.
        name: Under which progress is kept, such as "overfitting/best_epoch". It never changes; the number may.
    """

    id: str
    title: str
    prompt: str
    starter: str
    hints: tuple[str, ...]
    solution: str
    wrong: Mapping[str, Wrong]
    examine: Callable[[Mapping[str, Any], Generator], str]
    name: str = ""

    def __post_init__(self) -> None:
        """Without a name of its own, it is kept under its number."""
        object.__setattr__(self, "name", self.name or self.id)

    def check(self, namespace: Mapping[str, Any], seed: int | None = None) -> Result:
        """Check an answer. Nothing in the namespace is changed.

        Args:
            namespace: The names the learner's code made, such as `get_ipython().user_ns`.
            seed: Of the data the check makes up; None takes fresh data each time.
        """
        from numpy.random import default_rng

        names = bound_names(self.starter)
        missing = [name for name in names if name not in namespace]
        if missing:
            return Result(
                "unattempted",
                f"`{missing[0]}` does not exist yet.",
                "Run the cell with the starter code, fill in each gap `...`, run it again, then check.",
            )
        answer = {name: _copy(namespace[name]) for name in names}
        try:
            result = Result("passed", self.examine(answer, default_rng(seed)))
        except Failed as failed:
            result = Result("failed", failed.message, failed.next_step)
        except KeyboardInterrupt:
            result = Result(
                "error",
                "The check was stopped before your code came to an end.",
                "Look for a loop that never ends: what has to change so that it stops?",
            )
        except (Exception, SystemExit) as problem:  # whatever the learner's code raises
            result = Result("error", *in_plain_words(problem, answer))
        gaps = open_gaps(self.starter, namespace)
        if result.status != "passed" and gaps:
            return Result(
                "unattempted",
                f"There is still a gap `...` in `{gaps[0]}`.",
                "Replace each `...` with your code, run the cell, then check. `hint()` helps.",
            )
        return result


def _copy(value: Any) -> Any:
    """A deep copy where that is possible, so that a check cannot change what the learner made."""
    try:
        return copy.deepcopy(value)
    except Exception:  # generators, locks and open files cannot be copied
        return value

"""A guess before the run. What really happens is computed, never written down in advance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from workbench.course.quiz import ANY_NUMBER, Answer, Range, parse_number, recalled, unusable

if TYPE_CHECKING:
    from workbench.course.record import Record


class Outcome(NamedTuple):
    """What happened: the position of the right option or a number, and one or two sentences on it."""

    value: float
    words: str


@dataclass(frozen=True)
class Prediction:
    """A question whose answer the learner commits to before running anything.

    Attributes:
        name: Under which it is kept. Within a notebook such as "more_points"; loaded, "overfitting/more_points".
        question: What to predict, with everything one needs to know.
        outcome: Finds out, in a few seconds. For options it gives the position of the right one.
        options: What to choose from; empty if a number is asked for.
        near: A guessed number this far from the outcome still counts as close.
        within: Which numbers are possible at all.
        id: Its number, such as "4.2.p1", which follows from its place in the notebook.
    """

    name: str
    question: str
    outcome: Callable[[], Outcome]
    options: tuple[str, ...] = ()
    near: float = 0.0
    within: Range = ANY_NUMBER
    id: str = ""

    def __post_init__(self) -> None:
        """Outside a notebook it has no number, so its name stands in."""
        object.__setattr__(self, "id", self.id or self.name)

    def problem(self, answer: Answer) -> str:
        """Why an answer cannot be recorded at all, or ""."""
        count = len(self.options)
        return unusable(answer, numeric=not self.options, options=count, many=False, within=self.within)

    def recalled(self, made: Record) -> Answer | None:
        """The answer that was made before, if it belongs to this question and these options."""
        if not made.done or made.question != self.question:
            return None
        answer = recalled(made.answer, made.chosen, self.options) if made.chosen else made.answer
        return None if answer is None or self.problem(answer) else answer

    def words(self, answer: Answer) -> str:
        """The answer as the learner gave it."""
        return answer if isinstance(answer, str) else self.options[answer[0]]

    def verdict(self, answer: Answer, outcome: Outcome) -> tuple[bool, str]:
        """Whether the guess was right, or close, and the sentences that set it beside the outcome."""
        if isinstance(answer, str):
            gap = abs((parse_number(answer) or 0.0) - outcome.value)
            right = gap <= self.near
            happened = f"{outcome.value:.3g}"
        else:
            right = answer[0] == outcome.value
            happened = self.options[int(outcome.value)]
        return right, f"You predicted: {self.words(answer)}\nIt happened: {happened}\n{outcome.words}"

"""A form for people who review answers: tone, accuracy, safety and usefulness, each from 1 to 5.

mine = review_form({"T1": (message, answer)})    # on the last line of a cell
mine.scores                                       # a table, as far as it is filled in
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from workbench.course.page import inline
from workbench.course.quiz import Answer
from workbench.course.view import Field, Form
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    import polars as pl

ASPECTS = ("tone", "accuracy", "safety", "usefulness")
LOWEST, HIGHEST = 1, 5
MOST = 20  # answers of a form: nobody reviews more with care in one go


class ReviewForm(Form):
    """A form of one box an answer; its scores are kept as long as the kernel lives."""

    def __init__(self, answers: Mapping[str, tuple[str, str]]) -> None:
        self._given: dict[str, tuple[int, ...]] = {}
        super().__init__(
            [
                Field(
                    name,
                    f"{inline(name)}: “{_plain(message)}”<br>Answer: “{_plain(answer)}”",
                    "Save my scores",
                    _problem,
                    self._keep,
                )
                for name, (message, answer) in answers.items()
            ]
        )

    def _keep(self, one: Field, answer: Answer) -> None:
        self._given[one.id] = _numbers(str(answer))
        words = ", ".join(f"{aspect} {score}" for aspect, score in zip(ASPECTS, self._given[one.id], strict=True))
        one.tone, one.lines = "note", [f"Saved: {words}."]

    @property
    def scores(self) -> pl.DataFrame:
        """One row a reviewed answer: `case`, and a column of whole numbers for each aspect."""
        import polars as pl

        rows = [(name, *given) for name, given in self._given.items()]
        return pl.DataFrame(rows, {"case": pl.String, **dict.fromkeys(ASPECTS, pl.Int64)}, orient="row")


def review_form(answers: Mapping[str, tuple[str, str]]) -> ReviewForm:
    """A form to score answers by hand: four numbers from 1 to 5, in the order of `ASPECTS`.

    Args:
        answers: For each answer a name of its own, the message, and what the system wrote.
    Raises: WorkbenchError if there are none, or more than `MOST`.
    """
    if not 1 <= len(answers) <= MOST:
        raise WorkbenchError(f"`answers` must hold 1 to {MOST} answers; got {len(answers)}. Draw a sample.")
    return ReviewForm(answers)


def _plain(text: str) -> str:
    """A text of somebody else, without marks that a page would read."""
    return inline(re.sub(r"([`*_$\[\]])", " ", text))


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.split(r"[\s,;]+", text.strip()) if part.isdecimal())


def _problem(answer: Answer) -> str:
    given = str(answer) if isinstance(answer, str) else ""
    parts = [part for part in re.split(r"[\s,;]+", given.strip()) if part]
    numbers = _numbers(given)
    if len(parts) == len(numbers) == len(ASPECTS) and all(LOWEST <= number <= HIGHEST for number in numbers):
        return ""
    return (
        f"Scores must be {len(ASPECTS)} whole numbers from {LOWEST} to {HIGHEST}, for {', '.join(ASPECTS)}; got "
        f"{given[:40]!r}. Write, for example, 4 5 5 3."
    )

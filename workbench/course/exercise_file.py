"""An exercise as it is written: one Python file, read and checked. An error names what is wrong with it.

    docstring      the title, then the task in Markdown
    CELL           the learner's cell as it should be, its gaps between ‹ and ›: `best = ‹epoch›`
    HINTS          from a nudge to nearly the answer
    NAME = Mistake(message, advice, changes)     once for each mistake that people make
    examine        gets the learner's names and a random generator; says what was achieved, or raises Failed

The starter is the cell with `...` in each gap, the solution is the cell without the marks. Progress is kept under the
names of folder and file: a file that is renamed begins anew for everybody.
"""

from __future__ import annotations

import re
from types import ModuleType

from workbench.course.checks import Mistake
from workbench.course.exercise import Exercise, Wrong

GAP = re.compile("‹([^‹›]+)›")


def read(identity: str, file: ModuleType) -> Exercise:
    """The exercise that a file holds.

    Raises: ValueError if the cell has no gap or a mark without its partner, or a mistake changes nothing in it.
    """
    title, _, task = (file.__doc__ or "").partition("\n")
    starter, solution = GAP.sub("...", file.CELL), GAP.sub(r"\1", file.CELL)
    if starter == file.CELL or set("‹›") & set(solution):
        raise ValueError(f"{file.__name__}: `CELL` must have a gap, and each ‹ its ›. Put both around the gap.")
    wrong = {
        name.lower().replace("_", " "): Wrong(_changed(solution, mistake, f"{file.__name__}.{name}"), mistake.message)
        for name, mistake in vars(file).items()
        if isinstance(mistake, Mistake)
    }
    name = "/".join(file.__name__.split(".")[-2:])
    return Exercise(identity, title.removesuffix("."), task, starter, file.HINTS, solution, wrong, file.examine, name)


def _changed(code: str, mistake: Mistake, place: str) -> str:
    for old, new in mistake.changes.items():
        if old not in code or old == new:
            raise ValueError(f"{place}: {old!r} must stand in the solution, and become something else; got {new!r}.")
        code = code.replace(old, new)
    return code


def exercises(notebook: str, *files: ModuleType) -> tuple[Exercise, ...]:
    """The exercises that these files hold, numbered in this order."""
    return tuple(read(f"{notebook}.{place}", file) for place, file in enumerate(files, 1))

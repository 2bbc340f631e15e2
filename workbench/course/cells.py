"""The learner's cell as the kernel saw it: its code, and where its last run stopped. Without IPython nothing is known.

A check finds names in memory. After a SyntaxError these are the names of an older run, so the check asks here first.
The kernels that our JupyterLab starts load this file as an extension, which also says what a NameError after a
restart means.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import count
from traceback import walk_tb
from typing import Any

from IPython.core.getipython import get_ipython
from IPython.display import display

from workbench.course.gaps import names_of
from workbench.course.page import panel

# In a cell that Python cannot read: a line that begins `def name(`, `dfe name(` or `name =`.
_DEFINES = (
    r"^(?:async +)?(?!(?:if|elif|while|assert|not|await|raise|with|return)\b)\w+ +{name} *[(:]"
    r"|^{name} *(?::.*)?=(?!=)"
)
_HANDLE = re.compile(r"nb|course|ex\d*")  # what notebooks call the course, a notebook and its exercises


@dataclass(eq=False)
class Run:
    """One run of a cell.

    Attributes:
        code: The cell as it was written.
        number: Runs are counted.
        info: What IPython calls this run, or None.
        problem: What it stopped with, or None.
        line: The line where it stopped, or None.
    """

    code: str
    number: int
    info: object = None
    problem: BaseException | None = None
    line: int | None = None


_newest: dict[str, Run | None] = {}  # for each name that an exercise asks for, the newest run of a cell that makes it
_numbers = count()


def watch(names: Iterable[str]) -> None:
    """From now on, remember the newest run of a cell that makes one of these names; older cells are looked up."""
    new = {name for name in names if name not in _newest}
    _newest.update(dict.fromkeys(new))
    shell = get_ipython()
    if shell is None:
        return
    _listen(shell)
    history = shell.history_manager
    for cell in history.input_hist_raw if new and history is not None else ():
        _remember(Run(cell, next(_numbers)), new)


def code(names: Iterable[str]) -> str:
    """The newest cells that make these names, in the order in which they ran; "" if none ran."""
    return "\n\n".join(run.code for run in _runs(names))


def stopped(names: Iterable[str]) -> Run | None:
    """The newest run of a cell that was to make these names, if it stopped before it had made them."""
    return next((run for run in reversed(_runs(names)) if run.problem is not None), None)


def load_ipython_extension(shell: Any) -> None:
    """What `nbconfig/kernels` asks each kernel to do when it starts."""
    _listen(shell)


def _listen(shell: Any) -> None:
    for event, hear in (("pre_run_cell", _begin), ("post_run_cell", _end)):
        shell.events.register(event, hear)  # a second time changes nothing


def _begin(info: Any) -> None:
    _remember(Run(info.raw_cell, next(_numbers), info), _newest.keys())


def _end(result: Any) -> None:
    problem = result and (result.error_before_exec or result.error_in_exec)
    if problem is None:
        return
    line = problem.lineno if isinstance(problem, SyntaxError) else _line(problem)
    for name in _made(result.info.raw_cell, line or 0):
        run = _newest.get(name)
        if run is not None and run.info is result.info:
            run.problem, run.line = problem, line
    if isinstance(problem, NameError) and _HANDLE.fullmatch(problem.name or ""):
        display(
            panel(
                f"`{problem.name}` does not exist in this kernel",
                "The cell that makes it has not run since the kernel started. A restart forgets all names.",
                "Choose Run > Run All Above Selected Cell, then run this cell again.",
            )
        )


def _remember(run: Run, names: Collection[str]) -> None:
    for name in _made(run.code):
        if name in names:
            _newest[name] = run


def _runs(names: Iterable[str]) -> list[Run]:
    runs = {run.number: run for name in names if (run := _newest.get(name))}
    return [runs[number] for number in sorted(runs)]


def _made(cell: str, line: int = 0) -> list[str]:
    """The watched names that a cell makes, or would make, in this line or after it."""
    if not any(name in cell for name in _newest):
        return []
    try:
        statements = [one for one in ast.parse(cell).body if (one.end_lineno or one.lineno) >= line]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return [name for name in _newest if re.search(_DEFINES.format(name=name), cell, re.MULTILINE)]
    return [name for statement in statements for name in names_of(statement) if name in _newest]


def _line(problem: BaseException) -> int | None:
    """The line of the cell itself in which an exception came up."""
    names = getattr(get_ipython(), "user_ns", None)
    return next((line for frame, line in walk_tb(problem.__traceback__) if frame.f_globals is names), None)

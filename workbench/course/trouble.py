"""An error of the learner's code, in plain words: what happened, in which line, and what to look at."""

from __future__ import annotations

import linecache
from collections.abc import Mapping
from inspect import isclass, isfunction
from traceback import walk_tb
from typing import Any

# The first entry that fits counts, so subclasses stand before their parents.
MEANINGS: tuple[tuple[type[BaseException], str, str], ...] = (
    (ModuleNotFoundError, "Python cannot find a package", "Is the name in the `import` spelled correctly?"),
    (UnboundLocalError, "a name is used before it has a value", "Give it a value first, inside the function."),
    (NameError, "a name is used that does not exist", "Is it spelled correctly? Was the cell that makes it run?"),
    (AttributeError, "a value does not have the part after the dot", "Check its spelling and the type of the value."),
    (KeyError, "this key or column does not exist", "Compare it with the keys or columns that do exist."),
    (IndexError, "a position lies outside the list or array", "Counting starts at 0; the last is `len(...) - 1`."),
    (ZeroDivisionError, "something is divided by zero", "Which value is zero there, and should it be?"),
    (RecursionError, "a function calls itself without end", "It needs a case in which it returns without a call."),
    (TypeError, "a value has the wrong type, or a call has the wrong arguments", "Print the values in this line."),
    (ValueError, "a value has the right type but cannot be used", "Print the values and their shapes in this line."),
    (MemoryError, "the computer ran out of memory", "Which array is far too large?"),
    (SystemExit, "the code asked Python to quit", "Remove the call of `exit` or `quit`."),
)


def in_plain_words(problem: BaseException, answer: Mapping[str, Any]) -> tuple[str, str]:
    """What happened and what to look at.

    Args:
        problem: What was raised.
        answer: What the learner's cell made; the last line of its functions that ran is the line shown.
    """
    fits = (entry for entry in MEANINGS if isinstance(problem, entry[0]))
    _, meaning, advice = next(fits, (None, "the code raised an error", "Read the last words of the error first."))
    error = ": ".join(filter(None, [type(problem).__name__, str(problem).strip().partition("\n")[0]]))
    place = _place(problem, answer)
    if place is None:
        return (
            f"The check cannot use what your code gives (`{error}`).",
            "Does it return what the task asks for? Call it yourself and print the result.",
        )
    return f"Your code stopped: {meaning} (`{error}`).", f"{place} {advice}"


def _place(problem: BaseException, answer: Mapping[str, Any]) -> str | None:
    """The learner's line that ran last, or None if none did."""
    parts = [part for value in answer.values() for part in (vars(value).values() if isclass(value) else [value])]
    worlds = [part.__globals__ for part in parts if isfunction(part)]
    lines = [
        (frame.f_code.co_filename, number)
        for frame, number in walk_tb(problem.__traceback__)
        if any(frame.f_globals is world for world in worlds)
    ]
    if not lines:
        return None
    filename, number = lines[-1]
    source = linecache.getline(filename, number).strip()
    return f"Look at line {number} of your cell: `{source}`." if source else f"Look at line {number} of your cell."

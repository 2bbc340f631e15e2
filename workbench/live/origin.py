"""The line of code that makes a lab on somebody's own data again, in the names that the caller uses."""

from __future__ import annotations

import re
from inspect import isroutine
from keyword import iskeyword
from types import FrameType
from typing import Any

from workbench.live.spec import Origin

MEANINGS = {
    "subject": "your fitted model",
    "X": "rows as it learned them",
    "y": "the right answers of these rows",
    "background": "rows to compare with",
    "units": "the unit of each column",
}


def told(subject: Any, X: Any, y: Any, background: Any, units: Any, group: Any, caller: FrameType) -> Origin:
    """How the call `on(...)` is written down, and what must exist before it.

    Args:
        subject: As for `Lab.on`, like the five after it.
        X: See there.
        y: See there.
        background: See there.
        units: See there.
        group: See there.
        caller: Where it was called: what has a name there is called by it.
    """
    names = {**caller.f_globals, **caller.f_locals}
    called = {id(value): name for name, value in names.items() if not name.startswith("_")}
    is_case = X is None and hasattr(subject, "card")
    meanings = {**MEANINGS, "subject": _case(subject)} if is_case else MEANINGS
    if hasattr(subject, "cases") and hasattr(subject, "groups"):
        meanings = {**MEANINGS, "subject": "your test suite", "X": "your systems by name"}
    otherwise = {"subject": _identifier(subject.name) if is_case else "model"}
    if isroutine(subject):
        meanings, otherwise = {**MEANINGS, "subject": "your own function"}, {"subject": "function"}
    words, needs = [], []
    for argument, value in (("subject", subject), ("X", X), ("y", y), ("background", background), ("units", units)):
        if value is None:
            continue
        name = called.get(id(value)) or otherwise.get(argument, argument)
        words.append(name if argument in ("subject", "X", "y") else f"{argument}={name}")
        needs.append(f"# `{name}`: {meanings[argument]}\n")
    if group is not None:
        words.append(f"group={group!r}")
    name = subject.name if is_case else called.get(id(X), "")
    return Origin(f"on({', '.join(words)})", "".join(needs), name, subject.frame if is_case else X)


def _case(case: Any) -> str:
    return f'your case, such as cases.from_csv("{case.name}.csv", target={case.target!r})'.replace("\n", " ")


def _identifier(text: str) -> str:
    name = re.sub(r"\W+", "_", text).strip("_").lower()
    return name if name.isidentifier() and not iskeyword(name) else "mine"

"""Which parts of a starter the learner still has to fill in. A gap is written `...`."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Mapping
from types import CodeType
from typing import Any


def bound_names(starter: str) -> list[str]:
    """The names that a cell makes at its top level, without imports, in order."""
    return list(dict.fromkeys(name for statement in ast.parse(starter).body for name in names_of(statement)))


def open_gaps(starter: str, namespace: Mapping[str, Any]) -> list[str]:
    """The names whose gap in the starter is still open in the namespace.

    Python keeps `..., 1` as one constant, a tuple: in `x[..., 1]` it is an index and no gap. It counts only where the
    starter has such a tuple, as in `return ..., ...`.
    """
    bodies = [part for part in compile(starter, "starter", "exec").co_consts if isinstance(part, CodeType)]
    tuples = any(isinstance(part, tuple) and ... in part for body in bodies for part in _constants(body))
    names = [
        name
        for statement in ast.parse(starter).body
        if any(isinstance(node, ast.Constant) and node.value is ... for node in ast.walk(statement))
        for name in names_of(statement)
    ]
    return [name for name in dict.fromkeys(names) if name in namespace and _is_open(namespace[name], tuples)]


def names_of(statement: ast.stmt) -> Iterator[str]:
    """The names that one statement makes, without imports."""
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        yield statement.name
    elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        for target in targets:
            yield from (node.id for node in ast.walk(target) if isinstance(node, ast.Name))


def _is_open(value: Any, tuples: bool) -> bool:
    if isinstance(value, (list, tuple)):
        return any(_is_open(part, tuples) for part in value)
    if isinstance(value, dict):
        return any(_is_open(part, tuples) for part in value.values())
    if inspect.isclass(value):
        return any(_is_open(part, tuples) for part in vars(value).values())
    if inspect.isfunction(value):
        return any(part is ... or (tuples and _is_open(part, tuples)) for part in _constants(value.__code__))
    return value is ...


def _constants(code: CodeType) -> Iterator[Any]:
    """What stands in a function and in those inside it.

    Python drops `...` where it can have no effect: as a line of its own and as a condition (`if ...:`).
    """
    for part in code.co_consts:
        yield from _constants(part) if isinstance(part, CodeType) else [part]

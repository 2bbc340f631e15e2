"""Small changes to a program, one at a time: what a learner who misunderstood something could have written.

A change is named by the line that it makes, so that a list of harmless ones stays readable.
"""

from __future__ import annotations

import ast
import copy
import signal
from collections.abc import Iterator
from contextlib import contextmanager

FLIPPED = {
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.Mod: (ast.FloorDiv,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
}
METHODS = {"mean": "sum", "sum": "mean", "min": "max", "max": "min", "std": "var"}
LOOPS = (ast.For, ast.While, ast.If, ast.With, ast.FunctionDef)


def mutants(solution: str, constants: tuple[object, ...] = (0, 1)) -> dict[str, str]:
    """Every change of a solution: its name, and the changed cell.

    Args:
        solution: A cell with functions; what stands outside of them stays.
        constants: What an argument that is ignored is replaced by, such as the numbers of the task.
    """
    tree = ast.parse(solution)
    found: dict[str, str] = {}
    for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
        for name, changed in [*_ignored(function, constants), *_changed(function)]:
            before = copy.copy(function.body)
            function.body = changed
            code = ast.unparse(tree)
            function.body = before
            if code != ast.unparse(tree):
                found.setdefault(name, code)
    return found


def _ignored(function: ast.FunctionDef, constants: tuple[object, ...]) -> Iterator[tuple[str, list[ast.stmt]]]:
    """An argument that is overwritten by a constant before it is used."""
    for argument in function.args.args:
        for value in constants:
            line = ast.parse(f"{argument.arg} = {value!r}").body
            yield ast.unparse(line[0]), [*line, *function.body]


def _changed(function: ast.FunctionDef) -> Iterator[tuple[str, list[ast.stmt]]]:
    """One part of one line changed."""
    names = sorted(
        {argument.arg for argument in function.args.args}
        | {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    )
    lines = [node for node in ast.walk(function) if isinstance(node, ast.stmt) and node is not function]
    for place, line in enumerate(lines):
        if isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant):
            continue  # a docstring
        for number, new_part in _new_parts(line, names):
            body = copy.deepcopy(function)
            target = [node for node in ast.walk(body) if isinstance(node, ast.stmt) and node is not body][place]
            new = _replaced(target, list(_own_parts(target))[number], copy.deepcopy(new_part))
            yield _header(new), body.body
        if not isinstance(line, (ast.Return, *LOOPS)):
            body = copy.deepcopy(function)
            target = [node for node in ast.walk(body) if isinstance(node, ast.stmt) and node is not body][place]
            _replaced_in(body, target, ast.Pass())
            yield f"without {_header(line)}", body.body


def _own_parts(line: ast.stmt) -> Iterator[ast.AST]:
    """The expressions of a line itself, without the lines inside it."""
    waiting: list[ast.AST] = [node for node in ast.iter_child_nodes(line) if not isinstance(node, ast.stmt)]
    while waiting:
        node = waiting.pop(0)
        yield node
        waiting += [child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.stmt)]


def _new_parts(line: ast.stmt, names: list[str]) -> Iterator[tuple[int, ast.AST]]:
    """Number of a part, and what could stand there instead."""
    for number, node in enumerate(_own_parts(line)):
        for new in _alternatives(node, names):
            yield number, new


def _alternatives(node: ast.AST, names: list[str]) -> Iterator[ast.AST]:
    match node:
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value) | float(value)):
            yield from (ast.Constant(other) for other in dict.fromkeys((0, 1, value + 1, value - 1)) if other != value)
        case ast.Constant(value=str(value)):
            yield ast.Constant(value + "x")
        case ast.Name(id=name, ctx=ast.Load()) if name in names:
            yield from (ast.Name(other, ast.Load()) for other in names if other != name)
        case ast.Compare(left=left, ops=[operation], comparators=comparators):
            yield from (ast.Compare(left, [new()], comparators) for new in FLIPPED.get(type(operation), ()))
        case ast.BinOp(left=left, op=operation, right=right):
            yield from (ast.BinOp(left, new(), right) for new in FLIPPED.get(type(operation), ()))
            yield from (left, right)
        case ast.BoolOp(op=operation, values=values):
            yield from (ast.BoolOp(new(), values) for new in FLIPPED.get(type(operation), ()))
            yield from values
        case ast.UnaryOp(operand=operand):
            yield operand
        case ast.IfExp(body=body, orelse=orelse):
            yield from (body, orelse)
        case ast.Tuple(elts=[first, second, *rest], ctx=ast.Load()):
            yield ast.Tuple([second, first, *rest], ast.Load())
        case ast.Slice(lower=lower, upper=upper, step=step):
            yield ast.Slice(None, upper, step)
            yield ast.Slice(lower, None, step)
        case ast.Call():
            yield from _other_calls(node)


def _other_calls(call: ast.Call) -> Iterator[ast.expr]:
    """Arguments exchanged or dropped, the call itself dropped, or its sister called."""
    for place in range(len(call.args) - 1):
        arguments = list(call.args)
        arguments[place : place + 2] = reversed(arguments[place : place + 2])
        yield ast.Call(call.func, arguments, call.keywords)
    for keyword in call.keywords:
        yield ast.Call(call.func, call.args, [other for other in call.keywords if other is not keyword])
    if len(call.args) == 1:
        yield call.args[0].value if isinstance(call.args[0], ast.Starred) else call.args[0]
    if isinstance(call.func, ast.Attribute):
        yield call.func.value
        if call.func.attr in METHODS:
            yield ast.Call(ast.Attribute(call.func.value, METHODS[call.func.attr], ast.Load()), call.args, [])
    elif isinstance(call.func, ast.Name) and call.func.id in METHODS:
        yield ast.Call(ast.Name(METHODS[call.func.id], ast.Load()), call.args, call.keywords)


def _replaced(line: ast.stmt, old: ast.AST, new: ast.AST) -> ast.stmt:
    _replaced_in(line, old, new)
    return line


def _replaced_in(tree: ast.AST, old: ast.AST, new: ast.AST) -> None:
    """Put the new part where the old one was."""
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, field, new)
            elif isinstance(value, list):
                setattr(parent, field, [new if part is old else part for part in value])


def _header(line: ast.stmt) -> str:
    """A line without those inside it."""
    return ast.unparse(line).partition("\n")[0]


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Stop as the stop button of Jupyter does."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

"""The minutes on a card are those that its notebook takes, and what is called extra is not needed."""

from __future__ import annotations

import ast

import pytest

from tests.notebooks.books import NUMBERS, read
from tests.notebooks.minutes import EXTRA, cells, count
from workbench.course.content import load

pytestmark = pytest.mark.parametrize("number", NUMBERS)
CORE = 45  # minutes at most, for what the next notebook builds on


def test_the_card_says_what_is_counted(number):
    counted, card = count(number), load(number).minutes
    for part, minutes in counted._asdict().items():
        told = getattr(card, part)
        assert told % 5 == 0 and abs(told - minutes) <= 3, (part, minutes)


def test_the_core_takes_one_sitting(number):
    counted, card = count(number), load(number).minutes
    assert max(counted.reading + counted.exercises, card.reading + card.exercises) <= CORE


def test_the_core_holds_what_is_needed(number):
    core = {cell.id.partition("-")[2].partition("-")[2] for cell, is_extra in cells(read(number)) if not is_extra}
    assert {"concept", "predict", "lab", "experiment-1", "break", "quiz", "recap", "evidence"} <= core
    assert sum(name.startswith("exercise-") and name.endswith("-check") for name in core) == 2


def test_extra_sections_are_folded_and_nothing_else_is(number):
    sections = [cell for cell in read(number).cells if cell.cell_type == "markdown" and EXTRA.match(cell.source)]
    folded = [cell for cell in read(number).cells if cell.metadata.get("jp-MarkdownHeadingCollapsed")]
    assert sections and folded == sections


def test_the_core_does_without_the_extra(number):
    """No code of the core uses a name that only an extra section makes."""
    core, extra = set(), set()
    for cell, is_extra in cells(read(number)):
        if cell.cell_type != "code":
            continue
        used, made = names(cell.source)
        if is_extra:
            extra |= made
        else:
            assert not (used - made - core) & extra, (cell.id, (used - made - core) & extra)
            core |= made


def names(code: str) -> tuple[set[str], set[str]]:
    """The names that some code uses, and those that it makes, wherever in it."""
    used, made = set(), set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Name):
            (used if isinstance(node.ctx, ast.Load) else made).add(node.id)
        elif isinstance(node, ast.arg):
            made.add(node.arg)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            made.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            made |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
    return used, made

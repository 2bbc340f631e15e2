"""Lint, format and types, as `CONTRIBUTING.md` describes them; and one meaning a name."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    "command",
    [["ruff", "check"], ["ruff", "format", "--check"], ["mypy", "workbench"]],
    ids=" ".join,
)
def test_the_code_keeps_the_style(command: list[str]) -> None:
    answer = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_a_class_or_type_has_a_name_of_its_own() -> None:
    """What every lab must call the same, and a type that is handed on under its own name, are no second meaning."""
    places = defaultdict(list)
    for path in sorted((ROOT / "workbench").rglob("*.py")):
        if path.parent.parent.name != "labs":
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                for name in _types_of(node):
                    places[name].append(path.relative_to(ROOT).as_posix())
    assert {name: files for name, files in places.items() if len(files) > 1} == {}


def _types_of(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.ClassDef):
        return [node.name]
    made = isinstance(node, ast.Assign) and not isinstance(node.value, ast.Attribute)
    names = [target.id for target in node.targets if isinstance(target, ast.Name)] if made else []
    return [name for name in names if name[0].isupper() and not name.isupper() and not _is_type_variable(node)]


def _is_type_variable(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("TypeVar(")

"""`pyproject.toml`, `constraints.txt`, `environment.yml` and what the code imports agree with each other."""

from __future__ import annotations

import importlib.metadata
import re
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tests.test_imports import imports, modules, source

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
GROUPS = {"": PROJECT["dependencies"], **PROJECT["optional-dependencies"]}
REQUIREMENTS = [Requirement(text) for group in GROUPS.values() for text in group]
PIN = re.compile(r"([A-Za-z0-9._-]+)==([A-Za-z0-9.!]+)")
LINES = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if line and not line.startswith("#")]
PINS = {canonicalize_name(line.partition("==")[0]): line.partition("==")[2] for line in LINES}


@pytest.mark.parametrize("line", LINES)
def test_each_pin_names_one_public_version(line: str) -> None:
    assert PIN.fullmatch(line), f"{line} must be NAME==VERSION without a local part such as +cpu"


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=str)
def test_each_package_asked_for_is_pinned_within_its_range(requirement: Requirement) -> None:
    assert requirement.specifier.contains(PINS[canonicalize_name(requirement.name)])


@pytest.mark.skipif(sys.platform != "linux", reason="other systems need a few packages that Linux does not")
def test_all_that_is_needed_is_pinned_and_nothing_else() -> None:
    reached: set[str] = set()
    waiting = [requirement for requirement in REQUIREMENTS if not requirement.marker or requirement.marker.evaluate()]
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        for extra in requirement.extras or {""}:
            if f"{name}[{extra}]" in reached:
                continue
            reached.add(f"{name}[{extra}]")
            try:
                found = importlib.metadata.requires(name) or []
            except importlib.metadata.PackageNotFoundError:
                continue  # of an extra that is not installed here; its own name is still compared below
            for text in found:
                inner = Requirement(text)
                if not inner.marker or inner.marker.evaluate({"extra": extra}):
                    waiting.append(inner)
    names = {name.partition("[")[0] for name in reached}
    other_platforms = {canonicalize_name(r.name) for r in REQUIREMENTS if r.marker and not r.marker.evaluate()}
    assert names - PINS.keys() == set()
    here = {canonicalize_name(distribution.name) for distribution in importlib.metadata.distributions()}
    assert (PINS.keys() & here) - names - other_platforms == set()


def test_conda_gets_the_same_by_reference() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    *conda, pip = environment["dependencies"]
    assert pip == {"pip": ["--constraint constraints.txt", "--editable ."]}
    python = next(text for text in conda if text.startswith("python=")).removeprefix("python=")
    assert SpecifierSet(PROJECT["requires-python"]).contains(python)


def test_all_that_the_code_imports_is_asked_for_by_name() -> None:
    providers = importlib.metadata.packages_distributions()
    asked = {canonicalize_name(requirement.name) for requirement in map(Requirement, GROUPS[""])}
    missing = set()
    for module in modules():
        for top in {name.partition(".")[0] for name in imports(source(module))}:
            if top != "workbench" and top not in sys.stdlib_module_names:
                owners = {canonicalize_name(owner) for owner in providers.get(top, [top])}
                if not owners & asked:
                    missing.add((module, top))
    assert missing == set()

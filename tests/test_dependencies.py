"""`pyproject.toml`, `constraints.txt`, `requirements/`, `environment.yml` and what the code imports agree."""

from __future__ import annotations

import importlib.metadata
import re
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tests.test_imports import imports, modules, source
from workbench.setup import advisories

ROOT = Path(__file__).parents[1]
CONFIGURATION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = CONFIGURATION["project"]
BUILD = CONFIGURATION["build-system"]["requires"]
ALONE = CONFIGURATION["dependency-groups"]["alone"]  # installed without what they ask for
EXTRAS = PROJECT["optional-dependencies"]
CLUSTER = EXTRAS.pop("cluster")  # no set-up installs it: whoever has a cluster does, by hand
GROUPS = {"": PROJECT["dependencies"], "build": BUILD, **EXTRAS, "alone": ALONE}
REQUIREMENTS = [Requirement(text) for group in GROUPS.values() for text in group]
PIN = re.compile(r"([A-Za-z0-9._-]+)==([A-Za-z0-9.!]+)")
LINES = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if line and not line.startswith("#")]
PINS = {canonicalize_name(line.partition("==")[0]): line.partition("==")[2] for line in LINES}
LISTS = {
    name: (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    for name in ("start", "alone", "test", "dev", "gpu")
}
LISTED = re.compile(r"^([\w.-]+)==([\w.]+)( ; [^\\\n]+)?((?: \\\n    --hash=sha256:[0-9a-f]{64})+)$", re.MULTILINE)
PLATFORMS = [
    {"sys_platform": system, "platform_system": name, "platform_machine": machine, "os_name": os_name}
    for system, name, machine, os_name in (
        ("linux", "Linux", "x86_64", "posix"),
        ("linux", "Linux", "aarch64", "posix"),
        ("win32", "Windows", "AMD64", "nt"),
        ("darwin", "Darwin", "arm64", "posix"),
    )
]
PYTHONS = ["3.11", "3.12", "3.13", "3.14"]


def listed(*names: str, **environment: str) -> dict[str, str]:
    """The version of each package that these lists hold for a platform."""
    rows = (match for name in names for match in LISTED.finditer(LISTS[name]))
    here = (match for match in rows if not match[3] or Marker(match[3].removeprefix(" ; ")).evaluate(environment))
    return {canonicalize_name(match[1]): match[2] for match in here}


@pytest.mark.parametrize("line", LINES)
def test_each_pin_names_one_public_version(line: str) -> None:
    assert PIN.fullmatch(line), f"{line} must be NAME==VERSION without a local part such as +cpu"


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=str)
def test_each_package_asked_for_is_pinned_within_its_range(requirement: Requirement) -> None:
    assert requirement.specifier.contains(PINS[canonicalize_name(requirement.name)])


def test_what_is_installed_by_hand_names_one_version() -> None:
    assert CLUSTER and all(PIN.fullmatch(text) for text in CLUSTER)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems need a few packages that Linux does not")
def test_all_that_is_needed_is_pinned_and_nothing_else() -> None:
    reached: set[str] = set()
    waiting = [requirement for requirement in REQUIREMENTS if not requirement.marker or requirement.marker.evaluate()]
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if str(requirement) in map(str, map(Requirement, ALONE)):
            reached.add(name)
            continue
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


def test_every_line_of_the_lists_is_a_version_with_hashes() -> None:
    for name, text in LISTS.items():
        head, _, body = text.partition("\n\n")
        assert head.splitlines()[1] == "--only-binary :all:", name  # what is built runs code that nothing has checked
        assert LISTED.sub("", body).strip() == "", name


@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda p: f"{p['sys_platform']}-{p['platform_machine']}")
@pytest.mark.parametrize("python", PYTHONS)
def test_each_platform_gets_all_that_is_asked_for_in_the_tested_versions(platform: dict, python: str) -> None:
    environment = {**platform, "python_version": python, "python_full_version": f"{python}.2"}
    found = listed("start", "alone", "test", "dev", **environment)
    for lists, groups in {("start",): ("", "build"), ("alone",): ("alone",), tuple(LISTS)[:4]: GROUPS}.items():
        asked = [requirement for group in groups for requirement in map(Requirement, GROUPS[group])]
        here = [
            requirement for requirement in asked if not requirement.marker or requirement.marker.evaluate(environment)
        ]
        assert {canonicalize_name(requirement.name) for requirement in here} <= listed(*lists, **environment).keys()
    assert [name for name, version in found.items() if PINS.get(name, version) != version] == []


@pytest.mark.skipif(sys.platform != "linux", reason="the pins are those of Linux")
def test_on_linux_the_lists_are_the_pins() -> None:
    environment = {**PLATFORMS[0], "python_version": "3.11", "python_full_version": "3.11.2"}
    assert listed("start", "alone", "test", "dev", **environment) == {k: v for k, v in PINS.items() if k != "xgboost"}


def test_what_comes_alone_stands_apart_from_all_that_brings_more() -> None:
    names = {canonicalize_name(Requirement(text).name) for text in ALONE}
    assert listed("alone", **PLATFORMS[0], python_version="3.11", python_full_version="3.11.2").keys() == names
    others = {
        canonicalize_name(match[1]) for name in ("start", "test", "dev") for match in LISTED.finditer(LISTS[name])
    }
    assert not others & (names | {"plotly", "graphviz", "llama-cpp-python", "sentence-transformers"})


def test_hashes_of_torchs_cpu_builds_are_among_those_of_torch() -> None:
    torch = next(match for match in LISTED.finditer(LISTS["start"]) if match[1] == "torch")
    builds = [line.split() for line in (ROOT / "requirements" / "torch_cpu.sha256").read_text().splitlines()]
    assert builds
    for sha, file in builds:
        assert file.startswith(f"torch-{PINS['torch']}+cpu-")
        assert f"--hash=sha256:{sha}" in torch[4]


def test_torchs_libraries_for_graphics_cards_stand_apart_and_are_for_linux_alone() -> None:
    assert len(LISTED.findall(LISTS["gpu"])) > 10
    for platform in PLATFORMS[2:]:
        assert listed("gpu", **platform, python_version="3.12", python_full_version="3.12.0") == {}


def test_conda_gets_the_same_by_reference() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    *conda, pip = environment["dependencies"]
    assert pip == {"pip": ["--requirement requirements/start.txt", "--requirement requirements/gpu.txt"]}
    python = next(text for text in conda if text.startswith("python=")).removeprefix("python=")
    assert SpecifierSet(PROJECT["requires-python"]).contains(python)


def test_all_that_the_code_imports_is_asked_for_by_name() -> None:
    providers = importlib.metadata.packages_distributions()
    asked = {canonicalize_name(requirement.name) for requirement in map(Requirement, [*GROUPS[""], *ALONE, *CLUSTER])}
    missing = set()
    for module in modules():
        for top in {name.partition(".")[0] for name in imports(source(module))}:
            if top != "workbench" and top not in sys.stdlib_module_names:
                owners = {canonicalize_name(owner) for owner in providers.get(top, [top])}
                if not owners & asked:
                    missing.add((module, top))
    assert missing == set()


@pytest.mark.parametrize("row", advisories.listed(), ids=lambda row: f"{row.package}-{row.record}")
def test_each_advisory_is_about_older_versions_of_a_pinned_package(row: advisories.Advisory) -> None:
    assert not row.concerns(PINS[row.package]), "renew the pin, or say in the list why it stays"
    affected = SpecifierSet(row.affected)
    bounds = [bound.version for bound in affected]
    for version in [*bounds, *(f"{bound}.1" for bound in bounds), "0.1", "9999", f"{bounds[0]}+cpu"]:
        assert row.concerns(version) == affected.contains(version.partition("+")[0]), version
    assert re.fullmatch(r"(CVE|PYSEC)-20\d\d-\d+", row.record)

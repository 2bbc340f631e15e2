"""Names, versions, markers: what is needed against what is there."""

from __future__ import annotations

import importlib.metadata
import sys
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.utils import canonicalize_name

from workbench.errors import WorkbenchError
from workbench.setup import packages


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    (tmp_path / "constraints.txt").write_text("# tested\nAlpha_One==1.2\nbeta==3\n")
    (tmp_path / "pyproject.toml").write_text(
        '[project]\ndependencies = ["alpha-one>=1,<2"]\n[project.optional-dependencies]\ntest = ["beta", "gamma>1"]\n'
    )
    return tmp_path


@pytest.mark.parametrize("name", ["Jupyter_Core", "ruamel.yaml", "a--b__c", "polars"])
def test_names_have_one_spelling(name: str) -> None:
    assert packages.canonical(name) == canonicalize_name(name)


def test_pins_and_needs_are_read(clone: Path) -> None:
    assert packages.pins(clone) == {"alpha-one": "1.2", "beta": "3"}
    assert packages.needed(root=clone) == ["alpha-one"]
    assert packages.needed(["test"], clone) == ["alpha-one", "beta", "gamma"]
    assert packages.alone(clone) == []
    with (clone / "pyproject.toml").open("a") as file:
        file.write('[dependency-groups]\nalone = ["Weights==1"]\n')
    assert (packages.alone(clone), packages.needed(root=clone)) == (["weights"], ["alpha-one"])


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
@pytest.mark.parametrize("marker", ["sys_platform == 'darwin'", "sys_platform != 'darwin'"])
def test_a_package_for_another_platform_is_not_needed(
    clone: Path, monkeypatch: pytest.MonkeyPatch, platform: str, marker: str
) -> None:
    (clone / "pyproject.toml").write_text(
        f'[project]\ndependencies = ["alpha>1; {marker}"]\n[project.optional-dependencies]\n'
    )
    monkeypatch.setattr(sys, "platform", platform)
    expected = Marker(marker).evaluate({"sys_platform": platform})
    assert packages.needed(root=clone) == (["alpha"] if expected else [])


def test_outside_a_clone_it_says_where_to_go(tmp_path: Path) -> None:
    with pytest.raises(WorkbenchError) as error:
        packages.pins(tmp_path)
    assert str(error.value) == (
        f"`constraints.txt` must stand beside the folder `workbench`; there is none in {tmp_path}. "
        "Run this command from a clone of the repository."
    )


def test_installed_sees_what_importlib_sees() -> None:
    found = packages.installed(sys.executable)
    assert found["pytest"] == importlib.metadata.version("pytest")
    assert found.keys() == {packages.canonical(d.name) for d in importlib.metadata.distributions() if d.name}


def test_an_interpreter_that_does_not_run_has_nothing(tmp_path: Path) -> None:
    assert packages.installed(tmp_path / "python") == {}


def test_differences_are_told_in_words() -> None:
    found = {"alpha": "1.2", "beta": "2", "torch": "2.13.0+cpu"}
    tested = {"alpha": "1.2", "beta": "3", "torch": "2.13.0", "gamma": "1"}
    assert packages.differences(found, ["alpha", "beta", "gamma", "torch"], tested) == [
        "beta is 2 and 3 was tested",
        "gamma is missing",
    ]


def test_import_errors_are_found() -> None:
    assert packages.import_error(sys.executable, ["json"]) == ""
    assert packages.import_error(sys.executable, ["json", "no-such"]) == (
        "ModuleNotFoundError: No module named 'no_such'"
    )


def test_every_package_needed_can_be_imported_under_the_name_assumed() -> None:
    providers = importlib.metadata.packages_distributions()
    for name in packages.needed():
        module = packages.IMPORT_NAMES.get(name, name.replace("-", "_"))
        assert name in {packages.canonical(owner) for owner in providers[module.partition(".")[0]]}

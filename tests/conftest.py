"""What any test may ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.setup import browser


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run what takes too long for every day, and more rounds")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests marked `long` run with `--long` alone."""
    if config.getoption("--long"):
        return
    late = [item for item in items if item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=late)
    items[:] = [item for item in items if item not in late]


@pytest.fixture(scope="session")
def long(request: pytest.FixtureRequest) -> bool:
    """Whether `--long` was given: a test of many rounds then runs all of them."""
    return bool(request.config.getoption("--long"))


@pytest.fixture(scope="session")
def browser_program() -> Path:
    """The Chromium, Chrome or Edge to drive. Without one a test fails; it is never skipped."""
    found = browser.find()
    assert found, browser.HOW_TO
    return found

"""What any test may ask for."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from workbench.setup import browser


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run what takes too long for every day, and more rounds")
    parser.addoption("--container", action="store_true", help="build the container of a service and run it, no more")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests marked `long` run with `--long` alone, those marked `container` with `--container`, and no others then."""
    boxed = config.getoption("--container")
    late = [item for item in items if (item.get_closest_marker("container") is not None) != boxed]
    if not config.getoption("--long"):
        late += [item for item in items if item.get_closest_marker("long") and item not in late]
    config.hook.pytest_deselected(items=late)
    unwanted = set(late)
    items[:] = [item for item in items if item not in unwanted]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With `--dist loadfile`: files that load the same networks go to one process, and each notebook by itself."""
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            if file == "tests/notebooks/test_execution.py":
                return nodeid
            return "tests/labs" if Path(file).parent == Path("tests/labs") else file

    return Together(config, log)


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


@pytest.fixture(scope="session")
def desk() -> SimpleNamespace:
    """The tickets, the truth behind them, and the tables of their database."""
    import polars as pl

    from workbench import cases

    with closing(sqlite3.connect(cases.database())) as database:
        offices, rules, labels = (
            pl.read_database(f"SELECT * FROM {table}", database) for table in ("offices", "rules", "labels")
        )
    tickets, key = cases.load("tickets").frame, cases.answer_key("tickets")
    return SimpleNamespace(tickets=tickets, key=key, offices=offices, rules=rules, labels=labels)

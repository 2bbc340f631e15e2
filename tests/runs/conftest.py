"""Every test has a home of its own."""

import sqlite3
from contextlib import closing

import pytest


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def raw(home):
    """The rows of the file, as `sqlite3` reads them."""
    with closing(sqlite3.connect(home / "runs.sqlite")) as file:
        file.row_factory = sqlite3.Row
        return [dict(row) for row in file.execute("SELECT * FROM runs ORDER BY id")]

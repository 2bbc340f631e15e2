"""The tickets, the truth behind them, and the tables of their database."""

import sqlite3
from contextlib import closing
from types import SimpleNamespace

import polars as pl
import pytest

from workbench import cases


@pytest.fixture(scope="session")
def desk():
    with closing(sqlite3.connect(cases.database())) as database:
        offices, rules, labels = (
            pl.read_database(f"SELECT * FROM {table}", database) for table in ("offices", "rules", "labels")
        )
    tickets, key = cases.load("tickets").frame, cases.answer_key("tickets")
    return SimpleNamespace(tickets=tickets, key=key, offices=offices, rules=rules, labels=labels)

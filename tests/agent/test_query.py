"""The database of the agent: what is read is right, and nothing else can be done."""

import hashlib
import json
import sqlite3
import time

import polars as pl
import pytest

from workbench.agent.desk import COLUMNS
from workbench.agent.query import ROWS, NotAllowed, query
from workbench.cases import load
from workbench.errors import DataError
from workbench.security.mask import find


def test_it_reads_what_the_table_holds(desk):
    frame = load("tickets").frame
    row = json.loads(query(desk.database, "SELECT * FROM tickets WHERE ticket = 'T00500'"))
    (true,) = frame.filter(pl.col("ticket") == "T00500").iter_rows(named=True)
    assert set(row) == set(COLUMNS) and all(
        row[name] == true[name] for name in ("office", "product", "status", "topic")
    )
    for status, count in frame["status"].value_counts().iter_rows():
        assert json.loads(query(desk.database, f"SELECT count(*) AS n FROM tickets WHERE status = '{status}'")) == {
            "n": count
        }


def test_private_data_that_is_found_is_masked_and_there_are_no_customers(desk):
    with sqlite3.connect(desk.database) as connection:
        names = [row[1] for row in connection.execute("PRAGMA table_info(tickets)")]
        texts = [text for (text,) in connection.execute("SELECT text FROM tickets")]
    assert "customer" not in names
    kinds = {span.kind for text in texts for span in find(text)}
    assert not kinds & {"email", "phone", "card"}
    assert sum("[EMAIL]" in text for text in texts) > 100


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM tickets",
        "INSERT INTO rules VALUES ('a', 'b', 'c', 'd')",
        "UPDATE tickets SET text = ''",
        "DROP TABLE tickets",
        "CREATE TABLE x (a)",
        "CREATE TEMP TABLE x (a)",
        "ALTER TABLE tickets ADD COLUMN x",
        "ATTACH DATABASE 'x.db' AS x",
        "PRAGMA table_info(tickets)",
        "PRAGMA writable_schema = 1",
        "SELECT * FROM pragma_table_info('tickets')",
        "SELECT * FROM sqlite_master",
        "SELECT load_extension('x')",
        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT max(x) FROM c",
        "VACUUM",
        "VACUUM INTO 'copy.db'",
        "BEGIN",
        "SAVEPOINT a",
        "REINDEX",
        "ANALYZE",
        "SELECT 1; DELETE FROM tickets",
        "",
        "-- nothing",
    ],
)
def test_it_does_nothing_but_read(desk, sql, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = hashlib.sha256(desk.database.read_bytes()).digest()
    with pytest.raises(NotAllowed, match="SELECT"):
        query(desk.database, sql)
    assert hashlib.sha256(desk.database.read_bytes()).digest() == before
    assert (
        not list(tmp_path.rglob("*.db")) and [p.name for p in desk.database.parent.iterdir() if "-wal" in p.name] == []
    )


def test_the_mode_of_the_file_alone_keeps_it_as_it_is(desk):
    connection = sqlite3.connect(f"{desk.database.as_uri()}?mode=ro", uri=True)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("DELETE FROM tickets")
    connection.close()


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT count(*) FROM tickets a, tickets b, tickets c",
        "SELECT max(hex(zeroblob(400000)) || a.text) FROM tickets a, tickets b",
        "SELECT count(*) FROM tickets a, tickets b WHERE a.text || b.text LIKE '%a%b%c%d%e%f%g%h%'",
    ],
)
def test_a_query_that_would_run_for_ever_is_stopped(desk, sql):
    start = time.monotonic()
    with pytest.raises(DataError, match="must end within 0.5 s"):
        query(desk.database, sql, seconds=0.5)
    assert time.monotonic() - start < 10


@pytest.mark.parametrize(
    "sql", ["SELECT zeroblob(1e9)", "SELECT hex(zeroblob(900000))", "hello", "SELECT '\ud800'", "SELECT '\0'"]
)
def test_what_cannot_be_run_says_why_and_what_there_is(desk, sql):
    with pytest.raises(DataError, match="tickets has ticket, opened"):
        query(desk.database, sql)


def test_a_wrong_name_is_answered_with_the_right_ones(desk):
    with pytest.raises(DataError, match="no such column: subject: tickets has ticket, opened, office"):
        query(desk.database, "SELECT subject FROM tickets")
    with pytest.raises(DataError, match="no such table: people"):
        query(desk.database, "SELECT * FROM people")


def test_many_rows_are_cut_and_it_is_said(desk):
    lines = query(desk.database, "SELECT ticket FROM tickets ORDER BY ticket").splitlines()
    assert len(lines) == ROWS + 1 and "more than" in lines[-1]
    assert len(query(desk.database, f"SELECT ticket FROM tickets LIMIT {ROWS}").splitlines()) == ROWS
    assert query(desk.database, "SELECT ticket FROM tickets WHERE 0") == "no rows"


def test_strange_values_are_told_as_json(desk):
    assert json.loads(query(desk.database, "SELECT x'00ff' AS a, 1e999 AS b, NULL AS c")) == {
        "a": "2 bytes",
        "b": "inf",
        "c": None,
    }

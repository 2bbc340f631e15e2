"""One SELECT on a database that cannot be changed: by the file's mode, by an authorizer, and with a limit of time."""

from __future__ import annotations

import json
import math
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from workbench.errors import DataError

ROWS = 20  # that are given at most
SECONDS = 2.0  # that a query may take
EVERY = 200  # steps of SQLite's machine between two looks at the clock
LENGTH = 1_000_000  # bytes of one value
_NO_FUNCTIONS = {"load_extension", "writefile", "readfile", "edit", "fts3_tokenizer"}


class NotAllowed(DataError):
    """A query wants more than to read the tables that it may read."""


def query(database: Path, sql: str, tables: Sequence[str] = ("tickets", "rules"), seconds: float = SECONDS) -> str:
    """The rows that one SELECT finds, one JSON object a line; a last line says when there are more.

    Args:
        database: A SQLite file. It is opened for reading only.
        sql: One SELECT statement.
        tables: The tables that may be read; no other, and not the list of tables.
        seconds: How long it may take.
    Raises: NotAllowed if it wants anything but to read these tables; DataError if it is no SQL, names what is not
        there, or takes too long.
    """
    connection = sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)
    try:
        columns = {table: [row[1] for row in connection.execute(f"PRAGMA table_info({table})")] for table in tables}
        refused: list[str] = []
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LENGTH)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 200)
        connection.set_authorizer(_reader(columns, refused))
        end = time.monotonic() + seconds
        connection.set_progress_handler(lambda: time.monotonic() > end, EVERY)
        try:
            cursor = connection.execute(sql)
            rows = cursor.fetchmany(ROWS + 1)
        except (sqlite3.Error, sqlite3.Warning, ValueError, OverflowError) as problem:
            raise _told(problem, refused, columns, seconds) from problem
        if cursor.description is None:
            raise NotAllowed(f"`sql` must be one SELECT; got {_short(sql)}. Ask for rows of {', '.join(tables)}.")
        names = [column[0] for column in cursor.description]
        lines = [json.dumps(dict(zip(names, map(_plain, row), strict=True)), ensure_ascii=False) for row in rows[:ROWS]]
        if len(rows) > ROWS:
            lines.append(f"… more than {ROWS} rows: ask for fewer, or count them.")
        return "\n".join(lines) or "no rows"
    finally:
        connection.close()


def _reader(columns: dict[str, list[str]], refused: list[str]) -> Any:
    """SQLite asks this for everything that a statement wants to do."""

    def may(action: int, one: str | None, two: str | None, *_: Any) -> int:
        if action == sqlite3.SQLITE_SELECT:
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_READ and (one in columns or not one):
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_FUNCTION and (two or "").lower() not in _NO_FUNCTIONS:
            return sqlite3.SQLITE_OK
        refused.append(_NAMES.get(action, "this"))
        return sqlite3.SQLITE_DENY

    return may


_NAMES = {
    value: name.removeprefix("SQLITE_").replace("_", " ").lower()
    for name, value in vars(sqlite3).items()
    if name.startswith(("SQLITE_CREATE_", "SQLITE_DROP_", "SQLITE_ALTER_"))
    or name in ("SQLITE_INSERT", "SQLITE_UPDATE", "SQLITE_DELETE", "SQLITE_PRAGMA", "SQLITE_ATTACH", "SQLITE_DETACH",
                "SQLITE_TRANSACTION", "SQLITE_READ", "SQLITE_FUNCTION", "SQLITE_RECURSIVE", "SQLITE_REINDEX",
                "SQLITE_ANALYZE", "SQLITE_SAVEPOINT")
}  # fmt: skip


def _told(problem: Exception, refused: Sequence[str], columns: dict[str, list[str]], seconds: float) -> DataError:
    """An error of SQLite in words that help to ask better."""
    said = str(problem)
    tables = "; ".join(f"{table} has {', '.join(names)}" for table, names in columns.items())
    if refused or "not authorized" in said or "readonly" in said:
        what = refused[0] if refused else said
        return NotAllowed(f"`sql` must only read {' and '.join(columns)}; {what} is refused. Write one SELECT.")
    if "interrupted" in said:
        return DataError(f"A query must end within {seconds:g} s; this one was stopped. Ask for less.")
    if "no such column" in said or "no such table" in said:
        return DataError(f"{said}: {tables}.")
    if "one statement" in said:
        return NotAllowed("`sql` must be one statement; got more. Write one SELECT.")
    return DataError(f"`sql` must be a SELECT that SQLite can run; {said}. Mend the statement: {tables}.")


def _plain(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)  # JSON has no such number
    return f"{len(value)} bytes" if isinstance(value, bytes) else value


def _short(text: str, most: int = 60) -> str:
    return repr(text if len(text) <= most else f"{text[:most]}…")

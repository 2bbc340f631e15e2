"""The file of runs: SQLite, beside the learner's progress. A run counts as saved when `insert` returns."""

from __future__ import annotations

import sqlite3
import warnings
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from workbench.errors import WorkbenchError
from workbench.home import home

VERSION = 1
COLUMNS = ("name", "started", "state", "seconds", "peak_mb", "settings", "scores", "data", "checksum", "versions",
           "notebook", "note")  # fmt: skip
BROKEN = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)


def path() -> Path:
    """The file of runs. It need not exist yet."""
    return home() / "runs.sqlite"


def insert(values: Mapping[str, Any]) -> int:
    """Save one run and give its number.

    Raises: WorkbenchError if it could not be saved.
    """
    marks = ", ".join("?" * len(COLUMNS))
    with _open() as file:
        row = file.execute(f"INSERT INTO runs ({', '.join(COLUMNS)}) VALUES ({marks})", [values[c] for c in COLUMNS])
        return int(row.lastrowid or 0)


def rows() -> list[dict[str, Any]]:
    """Every saved run, oldest first.

    Raises: WorkbenchError if the file cannot be read.
    """
    with _open() as file:
        found = file.execute(f"SELECT id, {', '.join(COLUMNS)} FROM runs ORDER BY id").fetchall()
    return [dict(zip(("id", *COLUMNS), row, strict=True)) for row in found]


def note(id: int, text: str) -> None:
    """Write a note beside a run, in place of the one before.

    Raises: WorkbenchError if there is no such run.
    """
    _change("UPDATE runs SET note = ? WHERE id = ?", (str(text), id))


def delete(id: int) -> None:
    """Delete one run for good. Its number is not used again.

    Raises: WorkbenchError if there is no such run.
    """
    _change("DELETE FROM runs WHERE id = ?", (id,))


def no_such(id: object) -> WorkbenchError:
    """The error for a number that no run has."""
    return WorkbenchError(f"`id` must be the number of a saved run; got {id!r}. `runs.table()` shows them all.")


def _change(order: str, values: tuple[Any, ...]) -> None:
    if type(values[-1]) is not int:
        raise no_such(values[-1])
    with _open() as file:
        if not file.execute(order, values).rowcount:
            raise no_such(values[-1])


@contextmanager
def _open() -> Iterator[sqlite3.Connection]:
    """The file, made where it is missing; what is done with it is kept as a whole, or not at all."""
    try:
        path().parent.mkdir(parents=True, exist_ok=True)
        try:
            file = _connect()
        except sqlite3.DatabaseError as problem:
            if problem.sqlite_errorcode not in BROKEN:
                raise
            _set_aside()
            file = _connect()
        with closing(file), file:
            yield file
    except (OSError, sqlite3.Error) as problem:
        raise WorkbenchError(
            f"The file of runs, {path()}, could not be used ({problem}). "
            "Free some disk space or set WORKBENCH_HOME to a folder you may write to."
        ) from problem


def _connect() -> sqlite3.Connection:
    file = sqlite3.connect(path(), timeout=10)
    try:
        version = file.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise WorkbenchError(
                f"The file of runs must be of version {VERSION} or older; {path()} is of version {version}. "
                "Update workbench, or set WORKBENCH_HOME to another folder. Nothing in the file was changed."
            )
        file.execute("PRAGMA synchronous = FULL")
        if version < VERSION:
            file.execute("PRAGMA journal_mode = WAL")
            with file:
                file.execute("BEGIN IMMEDIATE")
                file.execute(
                    f"CREATE TABLE IF NOT EXISTS runs (id INTEGER PRIMARY KEY AUTOINCREMENT, {', '.join(COLUMNS)})"
                )
                file.execute(f"PRAGMA user_version = {VERSION}")
    except BaseException:
        file.close()
        raise
    return file


def _set_aside() -> None:
    """Give a broken file another name, and say so; whoever comes second finds the new one."""
    from filelock import FileLock

    with FileLock(path().with_suffix(".lock"), timeout=10):
        try:
            _connect().close()
        except sqlite3.DatabaseError as problem:
            if problem.sqlite_errorcode not in BROKEN:
                raise
            aside = path().with_name(f"runs-broken-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.sqlite")
            for end in ("-wal", "-shm", ""):
                part = path().with_name(path().name + end)
                if part.exists():
                    part.replace(aside.with_name(aside.name + end))
            warnings.warn(
                f"The file of runs could not be read; it is kept as {aside}. New runs go into a new file.", stacklevel=2
            )

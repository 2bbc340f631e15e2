"""The file of runs: SQLite, beside the learner's progress. A run counts as saved when `put` returns.

SQLite's older journal, not WAL: it is one file, also on a network drive, and no slower where each run opens it anew.
Standard library alone, apart from the lock for a broken file: `doctor` reads it too.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from workbench.errors import WorkbenchError
from workbench.home import home

VERSION = 1
COLUMNS = ("uid", "kind", "what", "started", "state", "error", "seconds", "peak_mb", "settings", "scores", "data",
           "checksum", "versions", "notebook")  # fmt: skip
PATIENCE = 20  # seconds to wait while other notebooks write
BROKEN = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
ADVICE = {
    sqlite3.SQLITE_FULL: "Free some disk space.",
    sqlite3.SQLITE_BUSY: "Another program holds it; close that program, or try again in a minute.",
}
Result = TypeVar("Result")


def path() -> Path:
    """The file of runs. It need not exist yet."""
    return home() / "runs.sqlite"


def put(values: Mapping[str, Any]) -> int:
    """Save one run, in place of what was saved under its `uid`, and give its number. Its note stays.

    Raises: WorkbenchError if it could not be saved.
    """
    names, marks = ", ".join(COLUMNS), ", ".join("?" * len(COLUMNS))
    row = [_sendable(values[name]) for name in COLUMNS]

    def work(file: sqlite3.Connection) -> int:
        file.execute("BEGIN IMMEDIATE")
        if not file.execute(f"UPDATE runs SET ({names}) = ({marks}) WHERE uid = ?", [*row, values["uid"]]).rowcount:
            file.execute(f"INSERT INTO runs ({names}) VALUES ({marks})", row)
        return int(file.execute("SELECT id FROM runs WHERE uid = ?", [values["uid"]]).fetchone()[0])

    return _use(work)


def rows() -> list[dict[str, Any]]:
    """Every saved run, oldest first.

    Raises: WorkbenchError if the file cannot be read.
    """
    names = ("id", *COLUMNS, "note")

    def work(file: sqlite3.Connection) -> list[dict[str, Any]]:
        found = file.execute(f"SELECT {', '.join(names)} FROM runs ORDER BY id").fetchall()
        return [dict(zip(names, row, strict=True)) for row in found]

    return _use(work) if path().exists() else []


def note(id: int, text: str) -> None:
    """Write a note beside a run, in place of the one before.

    Raises: WorkbenchError if there is no such run.
    """
    _change("UPDATE runs SET note = ? WHERE id = ?", (_sendable(str(text)), id))


def delete(id: int) -> None:
    """Delete one run for good. Its number is not used again.

    Raises: WorkbenchError if there is no such run.
    """
    _change("DELETE FROM runs WHERE id = ?", (id,))


def put_away() -> str:
    """Give the file of runs another name, so that a new one begins, and say so.

    Raises: WorkbenchError if it cannot be renamed.
    """
    if not path().exists():
        return "No runs are saved yet."
    try:
        aside = _rename("runs")
    except OSError as problem:
        raise _trouble(problem) from problem
    return (
        f"Your runs are kept as {aside}; new runs go into a new file. To have them back, name it {path().name} again."
    )


def condition() -> str:
    """How many runs the file holds; it is not changed.

    Raises: WorkbenchError if it is damaged, of a newer version, or cannot be read.
    """
    if not path().exists():
        return "none yet"
    try:
        if _sound():
            return f"{_once(lambda file: file.execute('SELECT COUNT(*) FROM runs').fetchone()[0]):,} saved"
    except (OSError, sqlite3.Error) as problem:
        raise _trouble(problem) from problem
    raise WorkbenchError(f"The file of runs, {path()}, is damaged. `python3 -m workbench reset --runs` renames it.")


def no_such(id: object) -> WorkbenchError:
    """The error for a number that no run has."""
    return WorkbenchError(f"`id` must be the number of a saved run; got {id!r}. `runs.table()` shows them all.")


def _change(order: str, values: tuple[Any, ...]) -> None:
    id = values[-1]
    if type(id) is not int or not path().exists() or not _use(lambda file: file.execute(order, values).rowcount):
        raise no_such(id)


def _use(work: Callable[[sqlite3.Connection], Result]) -> Result:
    """What `work` makes of the file, which is made where it is missing. Its changes are kept as a whole or not at all.

    A broken file gets another name, and a new one is begun.
    """
    try:
        try:
            return _once(work)
        except sqlite3.DatabaseError as problem:
            if _code(problem) not in BROKEN:
                raise
            _set_aside()
            return _once(work)
    except (OSError, sqlite3.Error) as problem:
        raise _trouble(problem) from problem


def _trouble(problem: Exception) -> WorkbenchError:
    advice = ADVICE.get(_code(problem), "Make its folder one you may write to, or set WORKBENCH_HOME to another.")
    return WorkbenchError(f"The file of runs, {path()}, could not be used ({problem}). {advice}")


def _once(work: Callable[[sqlite3.Connection], Result]) -> Result:
    path().parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path(), timeout=PATIENCE)) as file, file:
        version = file.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise WorkbenchError(
                f"The file of runs must be of version {VERSION} or older; {path()} is of version {version}. "
                "Update workbench, or set WORKBENCH_HOME to another folder. Nothing in the file was changed."
            )
        if version < VERSION:
            file.execute("BEGIN IMMEDIATE")  # a second process waits here, then finds everything made
            columns = ", ".join(f"{name} {'UNIQUE' if name == 'uid' else ''}" for name in COLUMNS)
            file.execute(
                f"CREATE TABLE IF NOT EXISTS runs (id INTEGER PRIMARY KEY AUTOINCREMENT, {columns}, note DEFAULT '')"
            )
            file.execute(f"PRAGMA user_version = {VERSION}")
            file.commit()
        return work(file)


def _set_aside() -> None:
    """Give a broken file another name, and say so; whoever comes second finds the new one."""
    from filelock import FileLock

    with FileLock(path().with_suffix(".lock"), timeout=PATIENCE):
        if _sound():
            return
        aside = _rename("runs-broken")
    print(f"The file of runs was damaged. It is kept as {aside}; new runs go into a new file.", file=sys.stderr)


def _rename(name: str) -> Path:
    aside = path().with_name(f"{name}-{datetime.now():%Y%m%d-%H%M%S-%f}.sqlite")
    for end in ("-journal", ""):  # the journal first: a new file must not be mended with an old journal
        part = path().with_name(path().name + end)
        if part.exists():
            part.replace(aside.with_name(aside.name + end))
    return aside


def _sound() -> bool:
    try:
        with closing(sqlite3.connect(path(), timeout=PATIENCE)) as file:
            return bool(file.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except sqlite3.DatabaseError as problem:
        if _code(problem) not in BROKEN:
            raise
        return False


def _code(problem: Exception) -> int:
    """SQLite's number of what went wrong, without its finer part; 0 if it is not SQLite's."""
    return int(getattr(problem, "sqlite_errorcode", 0)) & 0xFF


def _sendable(value: Any) -> Any:
    """Half an emoji cannot be written."""
    return value.encode(errors="replace").decode() if isinstance(value, str) else value

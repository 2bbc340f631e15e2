"""The learner's file: one event a line, appended to, and never sent anywhere.

Several notebooks may write at once, so a lock guards each append. An event counts as saved when `append` returns:
it is then on the disk, whatever happens to the kernel. A kill in the middle of a write can leave one damaged line;
it stays in the file, is passed over when the file is read, and the next event starts on a line of its own.
Older lines speak of numbers, such as 4.2.3, where newer ones have names; they are translated when they are read.
A file that has grown long is summed up by `archive.py`: its old lines then stand, unchanged, in archives beside it.
"""

from __future__ import annotations

import gzip
import json
import os
import secrets
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from workbench.course.old_numbers import name_of
from workbench.errors import WorkbenchError
from workbench.home import home

if TYPE_CHECKING:
    from filelock import BaseFileLock

Event = dict[str, Any]

Check = Callable[[object], bool]


def _is(kind: type) -> Check:
    return lambda value: isinstance(value, kind)


def _is_answer(value: object) -> bool:
    """Whether it is what was typed, or the positions of the chosen options."""
    return isinstance(value, str) or (isinstance(value, list) and value != [] and all(type(n) is int for n in value))


def _is_chosen(value: object) -> bool:
    """Whether it is the words of the chosen options; older logs do not have them."""
    return value is None or (isinstance(value, list) and all(isinstance(words, str) for words in value))


# What an event must hold to be read. A kind that is not listed, such as one of a later version, may hold anything.
EVERY: Mapping[str, Check] = {"time": _is(str), "kind": _is(str), "item": _is(str)}
FIELDS: Mapping[str, Mapping[str, Check]] = {
    "check": {"status": _is(str)},
    "hint": {"number": _is(int)},
    "answer": {"answer": _is_answer, "chosen": _is_chosen, "question": _is(str), "correct": _is(bool)},
    "prediction": {"answer": _is_answer, "chosen": _is_chosen, "question": _is(str)},
    "evidence": {"text": _is(str)},
    "words": {"text": _is(str)},
    "archive": {"damaged": _is(int)},
    "sum": {
        **dict.fromkeys(("attempts", "hints"), _is(int)),
        **dict.fromkeys(("done", "solution", "compared"), _is(bool)),
        "answer": lambda value: value is None or _is_answer(value),
        "chosen": _is_chosen,
        "question": _is(str),
    },
}


class Log(NamedTuple):
    """What the file holds: the events in the order of writing, and how many lines could not be read.

    What was archived stands in it as one event of kind "sum" an item, and the newest text of each notebook.
    """

    events: list[Event]
    damaged: int


def path() -> Path:
    """The learner's file. It need not exist yet."""
    return home() / "progress.jsonl"


def append(kind: str, item: str, **details: Any) -> None:
    """Save one event, such as a check of exercise "overfitting/best_epoch".

    Raises: WorkbenchError if the event could not be saved.
    """
    from filelock import Timeout

    event = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "kind": kind, "item": item, **details}
    progress = path()
    try:
        progress.parent.mkdir(parents=True, exist_ok=True)
        with lock(), progress.open("ab+") as file:
            file.write(line_of(event) if _ends_clean(progress) else b"\n" + line_of(event))
            file.flush()
            os.fsync(file.fileno())
    except (OSError, Timeout) as problem:
        raise WorkbenchError(
            f"Your progress could not be saved in {progress.parent} ({problem}). "
            "Free some disk space or set WORKBENCH_HOME to a folder you may write to."
        ) from problem


def read() -> Log:
    """What was done so far, in short; `history` has every event.

    Raises: WorkbenchError if the file is there but cannot be read.
    """
    events, damaged = [], 0
    for event in _events(path()):
        if event is None:
            damaged += 1
        elif event["kind"] == "archive":
            damaged += event["damaged"]
        else:
            events.append(event)
    return Log(events, damaged)


def history() -> Iterator[Event]:
    """Every event that was ever saved, in the order of writing.

    Raises: WorkbenchError if the file or one of its archives is there but cannot be read.
    """
    events = [event for event in _events(path()) if event is not None]
    for event in events:
        if event["kind"] == "archive":
            yield from filter(None, _events(home() / event["item"]))
    yield from (event for event in events if not is_summary(event))


def is_summary(event: Event) -> bool:
    """Whether an event stands for others that are in an archive."""
    return event["kind"] in ("archive", "sum") or "archived" in event


def line_of(event: Event) -> bytes:
    """An event as a line of the file."""
    return json.dumps(event, ensure_ascii=False).encode(errors="replace") + b"\n"  # half an emoji cannot be encoded


def parse(lines: Iterable[bytes]) -> Iterator[Event | None]:
    """The event of each line, or None for a damaged one; empty lines are passed over."""
    return (_event(line) for line in lines if line.strip())


def lock() -> BaseFileLock:
    """The lock that a writer holds."""
    from filelock import FileLock

    return FileLock(path().with_suffix(".lock"), timeout=10)


def seed() -> str:
    """A random word that belongs to this learner and stays the same; "" where none can be kept."""
    from filelock import Timeout

    place = home() / "seed"
    try:
        if not _seed_at(place):
            place.parent.mkdir(parents=True, exist_ok=True)
            with lock():
                if not _seed_at(place):  # nobody else was first; the whole word appears at once
                    half = place.with_suffix(".half")
                    half.write_text(secrets.token_hex(8), encoding="utf-8")
                    half.replace(place)
        return _seed_at(place)
    except (OSError, Timeout):
        return ""


def _seed_at(place: Path) -> str:
    try:
        return place.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return ""


def _events(file: Path) -> Iterator[Event | None]:
    try:
        with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as lines:
            yield from parse(lines)
    except (FileNotFoundError, NotADirectoryError) as problem:
        if file != path():  # else nothing was saved yet
            raise _unreadable(problem) from problem
    except (OSError, EOFError, zlib.error) as problem:
        raise _unreadable(problem) from problem


def _unreadable(problem: Exception) -> WorkbenchError:
    return WorkbenchError(
        f"Your progress could not be read ({problem}). "
        "Make it a file that you may read, or set WORKBENCH_HOME to another folder."
    )


def _ends_clean(path: Path) -> bool:
    if not path.stat().st_size:
        return True
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _event(line: bytes) -> Event | None:
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        return None
    whole = isinstance(event, dict) and _holds(event, EVERY) and _holds(event, FIELDS.get(event["kind"], {}))
    return {**event, "item": name_of(event["item"])} if whole else None


def _holds(event: Event, fields: Mapping[str, Check]) -> bool:
    return all(fits(event.get(name)) for name, fits in fields.items())

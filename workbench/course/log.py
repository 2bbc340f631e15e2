"""The learner's file: one event a line, only ever appended to, and never sent anywhere.

Several notebooks may write at once, so a lock guards each append. An event counts as saved when `append` returns:
it is then on the disk, whatever happens to the kernel. A kill in the middle of a write can leave one damaged line;
it stays in the file, is passed over when the file is read, and the next event starts on a line of its own.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from workbench.errors import WorkbenchError

Event = dict[str, Any]

Check = Callable[[object], bool]


def _is(kind: type) -> Check:
    return lambda value: isinstance(value, kind)


def _is_answer(value: object) -> bool:
    """Whether it is what was typed, or the positions of the chosen options."""
    return isinstance(value, str) or (isinstance(value, list) and value != [] and all(type(n) is int for n in value))


# What an event must hold to be read. A kind that is not listed, such as one of a later version, may hold anything.
EVERY: Mapping[str, Check] = {"time": _is(str), "kind": _is(str), "item": _is(str)}
FIELDS: Mapping[str, Mapping[str, Check]] = {
    "check": {"status": _is(str)},
    "hint": {"number": _is(int)},
    "answer": {"answer": _is_answer, "question": _is(str), "correct": _is(bool)},
    "prediction": {"answer": _is_answer, "question": _is(str)},
    "evidence": {"text": _is(str)},
    "words": {"text": _is(str)},
}


class Log(NamedTuple):
    """What the file holds: the events in the order of writing, and how many lines could not be read."""

    events: list[Event]
    damaged: int


def home() -> Path:
    """The folder of the learner's data: `WORKBENCH_HOME`, or the place the operating system has for it.

    Raises: WorkbenchError if `WORKBENCH_HOME` begins with the home of somebody who does not exist.
    """
    from platformdirs import user_data_dir

    folder = os.environ.get("WORKBENCH_HOME") or user_data_dir("workbench", appauthor=False)
    try:
        return Path(folder).expanduser()
    except RuntimeError as problem:
        raise WorkbenchError(
            f"`WORKBENCH_HOME` must be a folder on this machine; got {folder}. Write its whole path, without `~`."
        ) from problem


def append(kind: str, item: str, **details: Any) -> None:
    """Save one event, such as a check of exercise "4.2.1".

    Raises: WorkbenchError if the event could not be saved.
    """
    from filelock import FileLock, Timeout

    event = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "kind": kind, "item": item, **details}
    line = json.dumps(event, ensure_ascii=False).encode(errors="replace") + b"\n"  # half an emoji has no bytes
    path = home() / "progress.jsonl"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_suffix(".lock"), timeout=10), path.open("ab+") as file:
            file.write(line if _ends_clean(path) else b"\n" + line)
            file.flush()
            os.fsync(file.fileno())
    except (OSError, Timeout) as problem:
        raise WorkbenchError(
            f"Your progress could not be saved in {path.parent} ({problem}). "
            "Free some disk space or set WORKBENCH_HOME to a folder you may write to."
        ) from problem


def read() -> Log:
    """All events so far.

    Raises: WorkbenchError if the file is there but cannot be read.
    """
    path = home() / "progress.jsonl"
    try:
        lines = path.read_bytes().split(b"\n")
    except (FileNotFoundError, NotADirectoryError):  # nothing was saved yet
        lines = []
    except OSError as problem:
        raise WorkbenchError(
            f"Your progress could not be read ({problem}). "
            "Make it a file that you may read, or set WORKBENCH_HOME to another folder."
        ) from problem
    events = [_event(line) for line in lines if line.strip()]
    return Log([event for event in events if event is not None], events.count(None))


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
    return event if whole else None


def _holds(event: Event, fields: Mapping[str, Check]) -> bool:
    return all(fits(event.get(name)) for name, fits in fields.items())

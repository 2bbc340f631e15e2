"""A log that has grown long is summed up. Its old lines go, as they are, into a compressed file beside it.

What stays says the same to `record.records` and `record.model_card`: one event of kind "sum" an item, and the newest
text of each notebook. `log.history` reads the archives too, so nothing is lost.

A kill at any moment loses nothing: an archive counts only once the log names it, and the log is replaced in one step.
The long work is done without the lock, so that other notebooks can go on writing; what they add meanwhile is kept.
"""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from workbench.course import log, record

LONG = 4_000_000  # bytes; reading that much takes a few hundredths of a second


def shorten(long: int = LONG) -> None:
    """Sum up the log if it is longer than this many bytes. Where that cannot be done, it stays as it is."""
    from filelock import Timeout

    try:
        if log.path().stat().st_size > long:
            _shorten(log.path())
    except (OSError, Timeout):
        pass  # a long log is slower, but just as correct


def _shorten(path: Path) -> None:
    mark = f"{os.getpid()}-{datetime.now().timestamp()}"
    old, short = path.with_suffix(f".{mark}.gz"), path.with_suffix(f".{mark}.part")
    try:
        with path.open("rb") as file:
            summary = _Summary()
            with old.open("wb") as raw, gzip.open(raw, "wb", compresslevel=1) as archived:
                end = summary.take(file, archived)
            _to_disk(old)
            with log.lock():
                unchanged = os.path.samestat(os.fstat(file.fileno()), path.stat())  # nobody else has shortened it
                file.seek(end)
                rest = file.read()
                file.close()
                if unchanged:
                    archive = path.with_name(f"progress-{len(summary.archives) + 1}.jsonl.gz")
                    old.replace(archive)
                    short.write_bytes(b"".join(map(log.line_of, summary.events(archive.name))) + rest)
                    _to_disk(short)
                    _to_disk(path.parent)  # the archive must have its name before the log speaks of it
                    short.replace(path)
                    for left in path.parent.glob("progress.*-*.*"):  # by a run that was killed
                        left.unlink(missing_ok=True)
    finally:
        old.unlink(missing_ok=True)
        short.unlink(missing_ok=True)


class _Summary:
    """The sum of many events."""

    def __init__(self) -> None:
        self.archives: list[log.Event] = []
        self.damaged = 0
        self._texts: dict[tuple[str, str], log.Event] = {}
        self._records: Any = {}

    def take(self, file: BinaryIO, archive: Any) -> int:
        """Sum up all whole lines of the log, put the new ones into the archive, and return where they end."""
        end = 0

        def events() -> Iterator[log.Event]:
            nonlocal end
            for line in file:
                if not line.endswith(b"\n"):
                    return
                end += len(line)
                event = next(log.parse([line]), None)
                if event is None or not log.is_summary(event):
                    archive.write(line)
                self.damaged += event is None and bool(line.strip())
                if event is not None:
                    self._note(event)
                    yield event

        self._records = record.records(events())
        return end

    def events(self, archive: str) -> Iterator[log.Event]:
        """What the shortened log begins with."""
        time = {"time": datetime.now(UTC).isoformat(timespec="milliseconds")}
        yield from self.archives
        yield {**time, "kind": "archive", "item": archive, "damaged": self.damaged}
        yield from (
            {**time, "kind": "sum", "item": item, **asdict(one)}
            for item, one in self._records.items()
            if one != record.Record()
        )
        yield from ({**event, "archived": True} for event in self._texts.values())

    def _note(self, event: log.Event) -> None:
        if event["kind"] == "archive":
            self.archives.append(event)
        elif event["kind"] in ("words", "evidence"):
            self._texts[event["kind"], event["item"]] = event


def _to_disk(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    if os.name == "nt" and path.is_dir():  # Windows saves names by itself, and has no call for it
        return
    handle = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

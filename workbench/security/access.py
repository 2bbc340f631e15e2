"""Who read what: a log that cannot be changed without leaving a trace.

Each line holds the hash of the line before it, a fingerprint of all its letters. Whoever changes, drops or inserts a
line breaks the chain from there on. Whoever cuts off the last lines, or computes all later hashes anew, leaves a
whole chain: only a hash that was noted elsewhere (`head`) gives that away.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from workbench.errors import DataError

START = "0" * 64
PATIENCE = 10  # s to wait for another writer


@dataclass(frozen=True)
class Entry:
    """One line of the log.

    Attributes:
        number: From 1.
        time: When, in UTC, as ISO 8601 text.
        who: The person or program that read.
        what: The table and the columns, in a few words.
        rows: How many rows.
        why: The purpose.
        before: Hash of the line before it.
    """

    number: int
    time: str
    who: str
    what: str
    rows: int
    why: str
    before: str

    @property
    def hash(self) -> str:
        """SHA-256 of everything in this line, in hexadecimal."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


class AccessLog:
    """A file of entries, one JSON object a line; made when the first entry is written.

    Several programs may write at once: a lock, a second file beside it, lets them in one after the other.

    Args:
        file: Where it is.
    """

    def __init__(self, file: Path | str) -> None:
        self.file = Path(file)

    def add(self, who: str, what: str, rows: int, why: str) -> Entry:
        """Write one more line.

        Raises: DataError if the log was tampered with, no purpose is given, or another program keeps it locked.
        """
        from filelock import FileLock, Timeout

        if not why.strip():
            raise DataError("`why` must say what the data is read for; got nothing. Write the purpose in a few words.")
        try:
            with FileLock(f"{self.file}.lock", timeout=PATIENCE):
                return self._append(who, what, rows, why)
        except Timeout:
            raise DataError(
                f"Only one program at a time may write into the log; another has held it for {PATIENCE} s. "
                "Wait until it is done, or end it, and write again."
            ) from None

    def _append(self, who: str, what: str, rows: int, why: str) -> Entry:
        entries = self.verify()
        before = entries[-1].hash if entries else START
        time = datetime.now(UTC).isoformat(timespec="seconds")
        entry = Entry(len(entries) + 1, time, who, what, rows, why, before)
        with self.file.open("a", encoding="utf-8", newline="\n") as stream:
            stream.write(json.dumps({**asdict(entry), "hash": entry.hash}) + "\n")
        return entry

    @property
    def head(self) -> str:
        """The hash of the last line. Keep it where nobody who can change the log can change it."""
        entries = self.verify()
        return entries[-1].hash if entries else START

    def verify(self, head: str = "") -> list[Entry]:
        """All entries, after a check that the chain is whole.

        Args:
            head: The hash of the last line as noted before; lines written since may follow it.
        Raises: DataError that names the first line that was changed, or says that lines are missing.
        """
        entries: list[Entry] = []
        lines = self.file.read_text(encoding="utf-8").splitlines() if self.file.exists() else []
        for number, line in enumerate(lines, 1):
            try:
                fields = json.loads(line)
                recorded = fields.pop("hash")
                entry = Entry(**fields)
            except (ValueError, KeyError, TypeError, AttributeError):
                raise _broken(number, "is not an entry") from None
            if entry.hash != recorded:
                raise _broken(number, "was changed")
            if entry.before != (entries[-1].hash if entries else START):
                raise _broken(number, "does not follow the line before it: lines were taken out, put in or swapped")
            entries.append(entry)
        if head and head not in (START, *(entry.hash for entry in entries)):
            raise DataError(
                "The log must still contain the line whose hash was noted; it does not. "
                "Lines at its end were cut off or written anew: compare it with a copy."
            )
        return entries


def _broken(number: int, how: str) -> DataError:
    return DataError(
        f"Each line of the log must follow from the one before it; line {number} {how}. Compare it with a copy."
    )

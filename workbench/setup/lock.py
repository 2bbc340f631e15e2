"""One set-up at a time in a clone: a lock of the operating system, which ends with the last program that holds it.

The open file is given to pip as its standard input, so that everything pip starts holds the lock too: where a set-up
was killed and its pip lives on, the next set-up waits for that pip. On Windows a lock ends with its first holder; there
the files that a living pip holds open cannot be renamed, and the next set-up says so.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TextIO

from workbench.setup.console import Progress

NAME = ".venv.lock"
INTERVAL = 0.5  # s between two tries


@contextmanager
def held(root: Path, progress: Progress) -> Iterator[TextIO]:
    """Hold the lock of a clone, after waiting for whoever holds it now. Gives the file, for `stdin` of children.

    Raises: OSError if the file cannot be written.
    """
    path = root / NAME
    with path.open("a+", encoding="utf-8") as file:
        _wait(file, path, progress)
        path.touch()  # its time says since when the lock is held
        yield file


def _wait(file: TextIO, path: Path, progress: Progress) -> None:
    told = False
    begun = time.monotonic()
    while not _taken(file, progress):
        if not told:
            since = datetime.fromtimestamp(path.stat().st_mtime)
            progress.keep(
                f"Another set-up is running, since {since:%H:%M}. This one waits until it has ended; Ctrl-C stops it."
            )
            told = True
        progress.show(f"Waiting for the other set-up, {time.monotonic() - begun:.0f} s so far.")
        time.sleep(INTERVAL)


def _taken(file: TextIO, progress: Progress) -> bool:
    """Take the lock if it is free."""
    if sys.platform == "win32":
        import msvcrt

        try:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        progress.keep("This disk has no locks. Take care that only one set-up runs in this folder at a time.")
    return True

"""What is made once and kept outside of the project: converted weights, computed features.

An entry is a folder with files. It is written under another name, saved to the disk and renamed when it is whole: a
kill at any moment leaves all of it or nothing. A lock of the operating system, which ends with the program that holds
it, lets one program make an entry while the others wait for it. Standard library alone until an entry is made.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

from workbench.errors import WorkbenchError
from workbench.home import named

Maker = Callable[[Path], Iterator[float]]  # writes files into a folder, and says which share of the work is done

CONTENTS = "contents.json"  # in each entry: its files and their sizes
PART = ".part-"  # an entry that is being made; a random ending follows
WAIT = 0.2  # seconds between two looks whether another program has finished


def folder() -> Path:
    """Where entries lie: `WORKBENCH_CACHE`, or the place the operating system has for what can be made again.

    Raises: WorkbenchError if `WORKBENCH_CACHE` begins with the home of somebody who does not exist.
    """
    from platformdirs import user_cache_dir

    return named("WORKBENCH_CACHE", user_cache_dir("workbench", appauthor=False))


def prepared(name: str, make: Maker, what: str) -> Path:
    """The folder of an entry, which is made first where it is not there; then a line says how far that is.

    Args:
        name: Of the entry, with the version of what it is made from: another version is another entry.
        make: Writes the entry's files into the folder it is given, and yields the share done, in [0, 1].
        what: What to call it in the line, such as "the weights of MiniLM".
    Raises: WorkbenchError if the entry cannot be written.
    """
    told = False
    steps = preparing(name, make)
    while True:
        try:
            share = next(steps)
        except StopIteration as end:
            if told:
                print(f"\rPreparing {what}, once: done. ")
            return Path(end.value)
        print(f"\rPreparing {what}, once: {share:4.0%}", end="", flush=True)
        told = True


def preparing(name: str, make: Maker) -> Generator[float, None, Path]:
    """As `prepared`, step by step: yields the share done and returns the folder. Closing it leaves no half entry."""
    from filelock import FileLock, Timeout

    entry = folder() / name
    if is_whole(entry):
        return entry
    lock = FileLock(entry.with_name(f"{name}.lock"), thread_local=False)
    try:
        entry.parent.mkdir(parents=True, exist_ok=True)
        while not lock.is_locked:
            try:
                lock.acquire(timeout=0)
            except Timeout:
                yield 0.0
                time.sleep(WAIT)
        if not is_whole(entry):
            yield from _make(entry, make)
    except OSError as problem:
        raise WorkbenchError(
            f"The folder {entry.parent} must be one that you may write to, with room for {name}; {problem}. "
            "Free some disk space, or set WORKBENCH_CACHE to another folder, then try again."
        ) from problem
    finally:
        lock.release(force=True)
    return entry


def entries() -> dict[str, int]:
    """The name of each entry and the bytes its files take, by name; other folders of a person's are none."""
    place = folder()
    names = sorted(path.name for path in place.iterdir() if _is_entry(path)) if place.is_dir() else []
    return {name: sum(file.stat().st_size for file in _files(place / name)) for name in names}


def clear() -> dict[str, int]:
    """Remove all entries, and say which; they are made again when they are needed.

    Raises: WorkbenchError if one cannot be removed.
    """
    removed = entries()
    try:
        for name in removed:
            shutil.rmtree(folder() / name)
    except OSError as problem:
        raise WorkbenchError(
            f"The folder {folder()} must be free to be emptied; {problem}. "
            "Close notebooks that use it, then run the same command again."
        ) from problem
    return removed


def _is_entry(path: Path) -> bool:
    """Whether this module has made a folder, or has begun to: the place that a person names may hold others."""
    made = (path / CONTENTS).is_file() or re.search(rf"{re.escape(PART)}[0-9a-f]{{8}}$", path.name) is not None
    return made and path.is_dir() and not path.is_symlink()


def is_whole(entry: Path) -> bool:
    """Whether all files of an entry are there, each of its recorded size."""
    try:
        recorded = json.loads((entry / CONTENTS).read_text(encoding="utf-8"))
        return bool({name: (entry / name).stat().st_size for name in recorded} == recorded)
    except (OSError, ValueError, TypeError, RecursionError):
        return False


def _make(entry: Path, make: Maker) -> Iterator[float]:
    """Make an entry under another name, and give it its own when it is on the disk."""
    for left in entry.parent.glob(f"{entry.name}{PART}*"):  # by a program that was killed
        shutil.rmtree(left)
    part = entry.with_name(f"{entry.name}{PART}{secrets.token_hex(4)}")
    part.mkdir()
    try:
        yield 0.0
        yield from make(part)
        sizes = {file.relative_to(part).as_posix(): file.stat().st_size for file in _files(part)}
        (part / CONTENTS).write_text(json.dumps(sizes), encoding="utf-8")
        for path in (*_files(part), part):
            _to_disk(path)
        if entry.exists():  # damaged
            shutil.rmtree(entry)
        part.rename(entry)
        _to_disk(entry.parent)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _files(place: Path) -> list[Path]:
    return [path for path in sorted(place.rglob("*")) if path.is_file()]


def _to_disk(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    if os.name == "nt" and path.is_dir():  # Windows saves names by itself, and has no call for it
        return
    handle = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

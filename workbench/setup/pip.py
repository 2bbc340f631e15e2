"""Run pip, and say in one line how far it is instead of printing all it says."""

from __future__ import annotations

import queue
import re
import subprocess
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from workbench.errors import WorkbenchError
from workbench.setup.console import Progress
from workbench.setup.packages import canonical
from workbench.setup.process import start, variables

REMEMBERED, SHOWN = 60, 12  # last lines of pip: searched for a reason, and shown, when it fails

DISK_FULL = "The disk is full. Free about 5 GB, then run the same command again."
# What pip says, and what a person can do about it. The first that fits is told.
ADVICE = (
    (
        r"No space left on device|\[Errno 28\]|WinError 112|Disk quota exceeded",
        DISK_FULL,
    ),
    (
        r"IncompleteRead|Connection broken|ChunkedEncodingError"
        r"|NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|Temporary failure|timed out|ProxyError"
        r"|SSLError",
        "The package index could not be reached. Check the network, then run the same command again.",
    ),
    (
        r"DO NOT MATCH THE HASHES",
        "One file is not the one that was tested, and nothing of it was installed: it was damaged or changed on its "
        "way, or pip's settings name an index with other files. Run the same command again; if it fails again, try "
        "another network, and pip without settings of your own.",
    ),
    (
        r"No matching distribution found|Could not find a version|requires a different Python",
        "One package has no version for this Python or this machine. "
        "Try another Python version (3.11 is the one tested), then run the same command again.",
    ),
    (r"Permission denied|Access is denied", "Close programs that use this folder, then run the same command again."),
)
KILLED = (
    "pip was ended by another program, perhaps because memory ran out. Close other programs, then run the same "
    "command again: the folder .venv will be built anew."
)
OTHERWISE = "The lines above are pip's own. Run the same command again; if it fails again, delete the folder `.venv`."

_NAMED = re.compile(r"\s*(?:Collecting|Requirement already satisfied:) ([\w.-]+)")
_FILE = re.compile(r"\s*(?:Processing|Downloading|Using cached) (\S+)\.(?:whl|tar\.gz)(?: \(([\d.]+ \w?B)\))?")
_INSTALLING = re.compile(r"Installing collected packages: (.+)")


ELSEWHERE = {"target", "prefix", "root", "python"}  # settings that would send packages out of the environment


class PipKilled(WorkbenchError):
    """pip was ended from outside: nobody knows in which state it left the environment."""


@dataclass
class PipOutput:
    """Reads pip's lines, one by one, and knows how far pip is."""

    found: set[str] = field(default_factory=set)
    installing: list[str] = field(default_factory=list)
    last: deque[str] = field(default_factory=lambda: deque(maxlen=REMEMBERED))

    def read(self, line: str) -> str:
        """Take one line of pip's; return what to show for it, or "" for nothing new."""
        self.last.append(line.rstrip())
        if match := _NAMED.match(line):
            self.found.add(canonical(match[1]))
            return self._finding(match[1])
        if match := _FILE.match(line):
            name = re.split(r"[/\\]", match[1])[-1].split("-")[0]
            self.found.add(canonical(name))
            return self._finding(f"{name}, {match[2]}" if match[2] else name)
        if match := _INSTALLING.match(line):
            self.installing = match[1].split(", ")
            return self.unpacking(0)
        return ""

    def unpacking(self, done: int) -> str:
        """What to show once `done` packages are unpacked; pip itself says nothing then. "" before that phase."""
        if not self.installing:
            return ""
        current = min(done, len(self.installing) - 1)
        return f"Installing package {current + 1} of {len(self.installing)}: {self.installing[current]}"

    def _finding(self, current: str) -> str:
        return f"Finding packages, {len(self.found)} so far: {current}"


def install(
    python: Path,
    arguments: Sequence[str],
    folder: Path,
    site: Path,
    progress: Progress,
    stdin: TextIO | int = subprocess.DEVNULL,
) -> None:
    """Run `pip install` in an environment, with progress.

    Args:
        python: The environment's interpreter.
        arguments: What follows `pip install`.
        folder: Where pip runs; relative paths in `arguments` start here.
        site: The environment's `site-packages`; the folders that appear there say how far pip is.
        progress: Where to show it.
        stdin: What pip, and all that it starts, keeps open while it runs.

    Raises: WorkbenchError if pip fails, after its last lines were shown; PipKilled if a signal has ended it.
    """
    _refuse_elsewhere(python)
    started, before, output = time.monotonic(), _unpacked(site), PipOutput()
    with _start(python, arguments, folder, stdin) as process:
        try:
            for line in _lines(process):
                text = output.read(line) if line else output.unpacking(len(_unpacked(site) - before))
                if text:
                    progress.show(text)
        except BaseException:  # Ctrl-C above all: pip must not go on alone
            process.terminate()
            raise
    if process.returncode < 0:
        raise PipKilled(KILLED)
    if process.returncode:
        progress.keep("pip could not finish. Its last lines:")
        for line in list(output.last)[-SHOWN:]:
            progress.keep(f"    {line}")
        raise WorkbenchError(advice(list(output.last)))
    progress.keep(f"Installed {len(output.installing)} packages in {time.monotonic() - started:.0f} s.")


def advice(lines: Sequence[str], otherwise: str = OTHERWISE) -> str:
    """The next step that fits the last lines of pip, or of another program, and `otherwise` where none is known."""
    text = "\n".join(lines)
    return next((sentence for pattern, sentence in ADVICE if re.search(pattern, text)), otherwise)


def _refuse_elsewhere(python: Path) -> None:
    """Refuse settings in pip's own files that name another place to install to; variables of that kind are dropped."""
    listed = subprocess.run(
        [str(python), "-m", "pip", "config", "list"],
        env=variables(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    for setting in (line.partition("=")[0] for line in listed.stdout.splitlines()):
        section, _, name = setting.partition(".")
        if section in ("global", "install") and name in ELSEWHERE:
            raise WorkbenchError(
                f"pip's settings must not name another place to install to; they hold `{setting}`. "
                f"Run `pip config unset {setting}`, then the same command again."
            )


def _start(python: Path, arguments: Sequence[str], folder: Path, stdin: TextIO | int) -> subprocess.Popen[str]:
    quiet = ["--no-input", "--no-color", "--disable-pip-version-check", "--progress-bar=off"]
    return start(
        [str(python), "-m", "pip", "install", *quiet, *arguments],
        cwd=folder,
        env=variables() | {"PYTHONUNBUFFERED": "1"},
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )


def _lines(process: subprocess.Popen[str]) -> Iterator[str]:
    """The lines of a process as they come, and "" for each half second without one."""
    lines: queue.Queue[str | None] = queue.Queue()

    def read() -> None:
        for line in process.stdout or ():
            lines.put(line)
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    while True:
        try:
            line = lines.get(timeout=0.5)
        except queue.Empty:
            yield ""
            continue
        if line is None:
            return
        yield line


def _unpacked(site: Path) -> set[str]:
    """The packages that stand in `site-packages`, each with its version."""
    return {path.name for path in site.glob("*.dist-info")}

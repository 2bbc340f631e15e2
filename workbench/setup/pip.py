"""Run pip, and say in one line how far it is instead of printing all it says."""

from __future__ import annotations

import os
import queue
import re
import subprocess
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from workbench.errors import WorkbenchError
from workbench.setup.console import Progress
from workbench.setup.packages import canonical

REMEMBERED, SHOWN = 60, 12  # last lines of pip: searched for a reason, and shown, when it fails

# What pip says, and what a person can do about it. The first that fits is told.
ADVICE = (
    (r"No space left on device", "The disk is full. Free about 4 GB, then run the same command again."),
    (
        r"NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|Temporary failure|timed out|ProxyError"
        r"|SSLError",
        "The package index could not be reached. Check the network, then run the same command again.",
    ),
    (
        r"No matching distribution found|Could not find a version",
        "One package has no version for this Python or this machine. "
        "Try another Python version (3.11 is the one tested), then run the same command again.",
    ),
    (r"Permission denied|Access is denied", "Close programs that use this folder, then run the same command again."),
)
OTHERWISE = "The lines above are pip's own. Run the same command again; if it fails again, delete the folder `.venv`."


@dataclass
class PipOutput:
    """Reads pip's lines, one by one, and knows how far pip is."""

    found: set[str] = field(default_factory=set)
    installing: list[str] = field(default_factory=list)
    finished: bool = False

    def read(self, line: str) -> str:
        """Take one line of pip's; return what to show for it, or "" for nothing new."""
        if match := re.match(r"\s*(?:Collecting|Requirement already satisfied:) ([\w.-]+)", line):
            self.found.add(canonical(match[1]))
            return self._finding(match[1])
        if match := re.match(r"\s*(?:Processing|Downloading|Using cached) (\S+)\.(?:whl|tar\.gz)(?: \((.+)\))?", line):
            name = re.split(r"[/\\]", match[1])[-1].split("-")[0]
            self.found.add(canonical(name))
            return self._finding(f"{name}, {match[2]}" if match[2] else name)
        if match := re.match(r"Installing collected packages: (.+)", line):
            self.installing = [name.strip() for name in match[1].split(",")]
            return self.progress(0)
        if line.startswith("Successfully installed"):
            self.finished = True
        return ""

    def progress(self, done: int) -> str:
        """What to show after `done` packages were unpacked; pip itself is silent then."""
        total = len(self.installing)
        current = self.installing[min(done, total - 1)]
        return f"Installing package {min(done + 1, total)} of {total}: {current}"

    def _finding(self, current: str) -> str:
        return f"Finding packages, {len(self.found)} so far: {current}"


def install(python: Path, arguments: Sequence[str], folder: Path, site: Path, progress: Progress) -> None:
    """Run `pip install` in an environment, with progress.

    Args:
        python: The environment's interpreter.
        arguments: What follows `pip install`.
        folder: Where pip runs; relative paths in `arguments` start here.
        site: The environment's `site-packages`; the folders that appear there say how far pip is.
        progress: Where to show it.

    Raises: WorkbenchError if pip fails, after its last lines were shown.
    """
    command = [str(python), "-m", "pip", "install", "--no-input", "--no-color", "--disable-pip-version-check"]
    process = subprocess.Popen(
        [*command, "--progress-bar=off", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    started, before = time.monotonic(), _unpacked(site)
    output, last = PipOutput(), deque[str](maxlen=REMEMBERED)
    try:
        for line in _lines(process):
            if line:
                last.append(line.rstrip())
                phase = bool(output.installing)
                text = output.read(line)
                if output.installing and not phase:
                    progress.keep(f"Found {len(output.found)} packages in {time.monotonic() - started:.0f} s.")
            else:
                text = output.progress(len(_unpacked(site) - before)) if output.installing else ""
            if text:
                progress.show(text)
        code = process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
    if code:
        progress.keep("pip could not finish. Its last lines:")
        for line in list(last)[-SHOWN:]:
            progress.keep(f"    {line}")
        raise WorkbenchError(advice(list(last)))
    progress.keep(f"Installed {len(output.installing)} packages in {time.monotonic() - started:.0f} s.")


def advice(lines: Sequence[str]) -> str:
    """The next step that fits pip's last lines."""
    text = "\n".join(lines)
    return next((sentence for pattern, sentence in ADVICE if re.search(pattern, text)), OTHERWISE)


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

"""Find a Chromium, Chrome or Edge that is installed; the browser tests drive it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from workbench.errors import WorkbenchError
from workbench.setup.console import Progress

VARIABLE = "WORKBENCH_BROWSER"

COMMANDS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
)
MAC_APPS = (
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Chromium.app/Contents/MacOS/Chromium",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
WINDOWS_PROGRAMS = (
    r"Google\Chrome\Application\chrome.exe",
    r"Chromium\Application\chrome.exe",
    r"Microsoft\Edge\Application\msedge.exe",
)
WINDOWS_FOLDERS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")

HOW_TO = (
    "The browser tests need Chromium, Chrome or Edge; none was found. Install one, or set the variable "
    f"{VARIABLE} to the path of its program, then run the same command again. "
    "(`--fast` leaves the browser and the notebooks out.)"
)


def find(variables: Mapping[str, str] = os.environ) -> Path | None:
    """The program of an installed browser, or None.

    Raises: WorkbenchError if the variable WORKBENCH_BROWSER names a file that is not there.
    """
    chosen = variables.get(VARIABLE)
    if chosen:
        if not Path(chosen).is_file():
            raise WorkbenchError(
                f"`{VARIABLE}` must be the path of a browser's program; got {chosen}. Correct or unset it."
            )
        return Path(chosen)
    return next((path for path in _usual_places(variables) if path.is_file()), None)


def find_or_install(progress: Progress) -> Path:
    """The program of an installed browser; on Debian and its relatives, as root, install one where there is none.

    Raises: WorkbenchError that says how to get one.
    """
    browser = find()
    if not browser and shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        progress.keep("No browser was found. Installing Debian's chromium with apt-get.")
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for arguments in (["update"], ["install", "--yes", "chromium"]):
            subprocess.run(["apt-get", "--quiet", *arguments], env=environment, stdout=subprocess.DEVNULL)
        browser = find()
    if not browser:
        raise WorkbenchError(HOW_TO)
    return browser


def _usual_places(variables: Mapping[str, str]) -> Iterator[Path]:
    for command in COMMANDS:
        path = shutil.which(command, path=variables.get("PATH"))
        if path:
            yield Path(path)
    if sys.platform == "darwin":
        for folder in (Path("/Applications"), Path.home() / "Applications"):
            yield from (folder / app for app in MAC_APPS)
    if sys.platform == "win32":
        for folder in filter(None, map(variables.get, WINDOWS_FOLDERS)):
            yield from (Path(folder) / program for program in WINDOWS_PROGRAMS)

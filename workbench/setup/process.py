"""How other programs are started: they end with this one, and pip heeds no settings that were made for other Pythons.

On Linux the kernel itself sends SIGTERM to a child whose parent is gone, even after `kill -9`. macOS and Windows have
nothing as simple: there, a JupyterLab whose `start` was killed by force goes on until it is stopped by hand.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

BASE: str = getattr(sys, "_base_executable", None) or sys.executable  # not in `.venv`, which may be removed

# Runs first in the child and becomes the program: asks for the signal, and looks whether the parent is gone already.
_END_WITH_PARENT = """
import ctypes, os, signal, sys
PR_SET_PDEATHSIG = 1
ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
if os.getppid() == int(sys.argv[1]):
    os.execvp(sys.argv[2], sys.argv[2:])
"""

# What a person's settings may tell pip: where packages come from, and how to get there. Not what to do with them.
_PIP_SOURCES = {
    f"PIP_{name}"
    for name in (
        *("CONFIG_FILE", "INDEX_URL", "EXTRA_INDEX_URL", "FIND_LINKS", "NO_INDEX", "CACHE_DIR", "NO_CACHE_DIR"),
        *("CERT", "CLIENT_CERT", "TRUSTED_HOST", "PROXY", "KEYRING_PROVIDER", "DEFAULT_TIMEOUT", "TIMEOUT", "RETRIES"),
    )
}


def start(command: Sequence[str], **options: Any) -> subprocess.Popen[Any]:
    """Start a program as `subprocess.Popen` does; on Linux it ends when this one does, however that comes about."""
    if sys.platform == "linux":
        command = [BASE, "-I", "-S", "-c", _END_WITH_PARENT, str(os.getpid()), *command]
    return subprocess.Popen(command, **options)


def stop(process: subprocess.Popen[Any], patience: float = 10) -> None:
    """Ask a program to end, and end it after so many seconds if it does not.

    JupyterLab closes its kernels and then, if the page asked for something just before, may wait for ever.
    """
    process.terminate()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def run(command: Sequence[str], **options: Any) -> int:
    """Run a program as `start` does, and return its exit code."""
    with start(command, **options) as process:
        return int(process.wait())


def variables(inherited: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Environment variables of pip and venv: nothing leads them out of the environment they work on."""
    kept = {
        name: value
        for name, value in inherited.items()
        if name in _PIP_SOURCES or not name.startswith(("PIP_", "PYTHON", "VIRTUAL_ENV", "__PYVENV"))
    }
    return kept | {
        "PIP_REQUIRE_VIRTUALENV": "1",
        "PIP_USER": "0",
        "PYTHONNOUSERSITE": "1",
        "PYTHONSAFEPATH": "1",  # a file `random.py` in the folder is not the standard library's
        "PYTHONUTF8": "1",
    }

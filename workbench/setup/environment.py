"""Find an environment that holds what is needed; otherwise make `.venv` in the clone, or mend it.

`.venv` carries a stamp. It says "unfinished" from before the first file is written until everything was checked, and
then what it was made from. So a set-up that was killed is known as such, and is built anew; one made from older pins is
brought up to date; one that fits is used at once, without a network.

pip writes only where `pyvenv.cfg` stands and the interpreter calls the folder its own, and only one set-up at a time.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from workbench.errors import WorkbenchError
from workbench.setup import lock, packages, pip, requirements
from workbench.setup.console import Progress
from workbench.setup.packages import ROOT
from workbench.setup.process import BASE, start, variables

STAMP = "workbench-setup.txt"
UNFINISHED = "unfinished"
OLD = ".venv.old-"  # an environment on its way to be deleted; a random ending follows
ROOM = 50_000_000  # bytes that an empty environment needs
NO_VENV = (
    "This Python could not make a virtual environment. On Debian or Ubuntu run "
    "`apt-get install python3-venv`; elsewhere install Python anew. Then run the same command again."
)


def ready(progress: Progress, extras: Sequence[str] = (), root: Path = ROOT) -> Path:
    """An interpreter whose environment holds the tested packages, set up first where need be.

    Args:
        progress: Where to show what is done.
        extras: Names of groups in `pyproject.toml` that are needed too, such as "test".
        root: The clone.

    Raises: WorkbenchError with the next step if the set-up fails.
    """
    if os.pathsep in str(root):
        raise WorkbenchError(
            f"The path of this folder must not hold the sign `{os.pathsep}`, which parts paths; it is {root}. "
            "Rename the folder, then run the same command again."
        )
    existing = find(extras, root)
    if existing:
        return existing
    try:
        with lock.held(root, progress) as held:
            return find(extras, root) or _set_up(progress, extras, root, held)
    except OSError as error:
        raise WorkbenchError(_advice(error, root)) from None


def _set_up(progress: Progress, extras: Sequence[str], root: Path, held: TextIO) -> Path:
    """Make `.venv` or mend it; whoever writes into it keeps `held`, the file of the lock, open."""
    venv, python = root / ".venv", venv_python(root / ".venv")
    stamp, before = venv / STAMP, read_stamp(venv)
    _delete_old(root)
    if before == UNFINISHED or not is_own(venv) or "pip" not in packages.installed(python):
        _make(venv, progress, held)
        before = ""
    else:
        progress.keep("The folder .venv does not match what this version was tested with. It is brought up to date.")
    stamp.write_text(UNFINISHED, encoding="utf-8")
    try:
        for arguments in requirements.steps(python, extras, root, progress):
            pip.install(python, arguments, root, site_packages(venv), progress, held)
    except pip.PipKilled:
        raise
    except WorkbenchError:
        stamp.write_text(before, encoding="utf-8")  # pip undoes what it could not finish: what worked still works
        raise
    _check(python, extras, root, progress)
    stamp.write_text(fingerprint(root), encoding="utf-8")
    return python


def find(extras: Sequence[str] = (), root: Path = ROOT) -> Path | None:
    """An interpreter that needs no set-up: the one running now, or that of a finished `.venv`."""
    venv = root / ".venv"
    names, tested = [*packages.needed(extras, root), *packages.alone(root)], packages.pins(root)
    here = Path(sys.executable)
    if Path(sys.prefix).resolve() != venv and not packages.differences(packages.installed(here), names, tested):
        return here
    python = venv_python(venv)
    if read_stamp(venv) != fingerprint(root) or packages.differences(packages.installed(python), names, tested):
        return None
    return python


def fingerprint(root: Path = ROOT) -> str:
    """A hash of all that `.venv` is made from: the pins, the packages asked for, and where the clone is."""
    source = [packages.pins(root), packages.requirements(root), str(root)]
    return hashlib.sha256(json.dumps(source, sort_keys=True).encode()).hexdigest()


def read_stamp(venv: Path) -> str:
    """What the stamp of an environment says; "" where there is none."""
    stamp = venv / STAMP
    return stamp.read_text(encoding="utf-8") if stamp.is_file() else ""


def venv_python(venv: Path) -> Path:
    """Where a virtual environment keeps its interpreter."""
    return venv / "Scripts" / "python.exe" if sys.platform == "win32" else venv / "bin" / "python"


def site_packages(venv: Path) -> Path:
    """Where a virtual environment keeps its packages."""
    return next(venv.glob("lib/python*/site-packages"), venv / "Lib" / "site-packages")


def is_own(venv: Path) -> bool:
    """Whether its interpreter keeps packages in this folder. In half a folder it is the person's own Python."""
    command = [str(venv_python(venv)), "-I", "-X", "utf8", "-c", "import sys; print(sys.prefix)"]
    try:
        answer = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")
        return (venv / "pyvenv.cfg").is_file() and os.path.samefile(answer.stdout.rstrip("\n"), venv)
    except (OSError, subprocess.CalledProcessError, ValueError):
        return False


def _make(venv: Path, progress: Progress, held: TextIO) -> None:
    """Make an empty environment, in place of one that is broken or unfinished."""
    progress.keep(
        "The folder .venv is broken or unfinished. It is made anew."
        if os.path.lexists(venv)
        else "Setting up, once: packages go into the folder .venv, some 3.3 GB. This takes a few minutes."
    )
    if os.path.lexists(venv):  # renamed first: half a folder would have the name `.venv` and the person's own Python
        venv.rename(venv.with_name(f"{OLD}{secrets.token_hex(4)}"))
        _delete_old(venv.parent)
    venv.mkdir()
    (venv / STAMP).write_text(UNFINISHED, encoding="utf-8")
    with start(
        [BASE, "-P", "-m", "venv", str(venv)],
        env=variables(),
        stdin=held,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        said = process.communicate()[0].strip()
    if process.returncode or not is_own(venv):
        progress.keep(said)
        full = shutil.disk_usage(venv).free < ROOM  # venv does not pass on what its own pip says
        raise WorkbenchError(pip.DISK_FULL if full else pip.advice([said], NO_VENV))


def _delete_old(root: Path) -> None:
    """Delete what this set-up or an interrupted one has renamed aside; what is in use stays for the next time."""
    for old in root.glob(f"{OLD}*"):
        if old.is_symlink():
            old.unlink()
        else:
            shutil.rmtree(old, ignore_errors=True)


def _advice(error: OSError, root: Path) -> str:
    """The next step that fits what the operating system has refused."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return pip.DISK_FULL
    if not os.access(root, os.W_OK):
        return (
            f"The folder {root} must be one that you may write to; it is not. "
            "Copy it into your home folder, then run the same command in the copy."
        )
    return (
        f"The folder .venv must be free to be replaced; {error.strerror}: {error.filename}. "
        "Close programs that use it, delete it by hand, then run the same command again."
    )


def _check(python: Path, extras: Sequence[str], root: Path, progress: Progress) -> None:
    """Prove that what was installed is what was tested, and that it can be imported."""
    progress.show("Checking what was installed.")
    found, tested = packages.installed(python), packages.pins(root)
    names = [*packages.needed(extras, root), *packages.alone(root), *(name for name in tested if name in found)]
    faults = packages.differences(found, dict.fromkeys(names), tested)
    if not faults:
        error = packages.import_error(python, packages.needed((), root))
        faults = [error] if error else []
    if faults:
        raise WorkbenchError(
            f"The packages were installed but do not work: {'; '.join(faults)}. Run the same command again: "
            "the folder .venv will be built anew."
        )
    progress.keep("All packages are there and can be imported.")

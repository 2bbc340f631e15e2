"""Find an environment that holds what is needed; otherwise make `.venv` in the clone, or mend it.

`.venv` carries a stamp. It says "unfinished" from before the first file is written until everything was checked, and
then what it was made from. So a set-up that was killed is known as such, and is built anew; one made from older pins is
brought up to date; one that fits is used at once, without a network.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from workbench.errors import WorkbenchError
from workbench.setup import packages, pip, requirements
from workbench.setup.console import Progress
from workbench.setup.packages import ROOT

STAMP = "workbench-setup.txt"
UNFINISHED = "unfinished"


def ready(progress: Progress, extras: Sequence[str] = (), root: Path = ROOT) -> Path:
    """An interpreter whose environment holds the tested packages, set up first where need be.

    Args:
        progress: Where to show what is done.
        extras: Names of groups in `pyproject.toml` that are needed too, such as "test".
        root: The clone.

    Raises: WorkbenchError with the next step if the set-up fails.
    """
    existing = find(extras, root)
    if existing:
        return existing
    venv, python = root / ".venv", venv_python(root / ".venv")
    stamp, before = venv / STAMP, read_stamp(venv)
    if before == UNFINISHED or "pip" not in packages.installed(python):
        _make(venv, progress)
        before = ""
    else:
        progress.keep("The folder .venv does not match what this version was tested with. It is brought up to date.")
    stamp.write_text(UNFINISHED, encoding="utf-8")
    try:
        for arguments in requirements.steps(python, extras, root, progress):
            pip.install(python, arguments, root, site_packages(venv), progress)
    except WorkbenchError:
        stamp.write_text(before, encoding="utf-8")  # pip undoes what it could not finish: what worked still works
        raise
    _check(python, extras, root, progress)
    stamp.write_text(fingerprint(root), encoding="utf-8")
    return python


def find(extras: Sequence[str] = (), root: Path = ROOT) -> Path | None:
    """An interpreter that needs no set-up: the one running now, or that of a finished `.venv`."""
    venv = root / ".venv"
    names, tested = packages.needed(extras, root), packages.pins(root)
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


def _make(venv: Path, progress: Progress) -> None:
    """Make an empty environment, in place of one that is broken or unfinished."""
    progress.keep(
        "The folder .venv is broken or unfinished. It is made anew."
        if venv.exists()
        else "Setting up, once: packages go into the folder .venv, some 2.5 GB. This takes a few minutes."
    )
    try:
        if venv.exists():
            shutil.rmtree(venv)
        venv.mkdir()
    except OSError as error:
        raise WorkbenchError(
            f"The folder .venv must be free to be replaced; {error.strerror}: {error.filename}. "
            "Close programs that use it, delete it by hand, then run the same command again."
        ) from None
    (venv / STAMP).write_text(UNFINISHED, encoding="utf-8")
    base = getattr(sys, "_base_executable", None) or sys.executable  # not the interpreter of the folder just removed
    made = subprocess.run([base, "-m", "venv", str(venv)], capture_output=True, text=True)
    if made.returncode:
        progress.keep((made.stdout + made.stderr).strip())
        raise WorkbenchError(
            "This Python could not make a virtual environment. On Debian or Ubuntu run "
            "`apt-get install python3-venv`; elsewhere install Python anew. Then run the same command again."
        )


def _check(python: Path, extras: Sequence[str], root: Path, progress: Progress) -> None:
    """Prove that what was installed is what was tested, and that it can be imported."""
    progress.show("Checking what was installed.")
    found, tested = packages.installed(python), packages.pins(root)
    names = [*packages.needed(extras, root), *(name for name in tested if name in found)]
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

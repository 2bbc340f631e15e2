"""A fresh copy of a notebook in its place, with the old one kept beside it. Standard library alone.

The fresh copy comes from git. A course that was downloaded without git has none, so set-up calls `keep_originals`
once, before anybody has changed a notebook.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path, PurePosixPath

from workbench.errors import WorkbenchError

ROOT = Path(__file__).resolve().parents[2]


def restore(identity: str, root: Path = ROOT) -> str:
    """Put the original notebook back in its place, and say what was done and what to do next.

    Args:
        identity: Number of the notebook, such as "4.2".
        root: The folder that holds `notebooks/`.
    Raises: WorkbenchError if there is no such notebook, no original of it, or no place for the fresh copy.
    """
    name = _find(identity, _names(root))
    path = root / name
    try:
        kept = _replace(path, _original(root, name))
    except OSError as problem:
        raise WorkbenchError(
            f"{path.name} could not be restored ({problem}). "
            f"Make {path.parent} a folder you may write to, or free some disk space, then try again."
        ) from problem
    return f"{path.name} is fresh again.{kept} If it is open, choose File > Reload Notebook from Disk."


def keep_originals(root: Path = ROOT) -> None:
    """Where there is no git to ask, keep a copy of every notebook. Does nothing the second time."""
    if not _committed(root) and not _kept(root).exists():
        part = _kept(root).with_suffix(".part")  # renamed when whole: what Ctrl+C cuts off must not count as kept
        shutil.copytree(root / "notebooks", part / "notebooks", dirs_exist_ok=True)
        part.rename(_kept(root))


def _replace(path: Path, original: bytes) -> str:
    """Put the original in its place, and say under which name the old one is kept."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".fresh")
    if fresh.is_symlink():
        raise WorkbenchError(
            f"{fresh.name} must not be a link: what it leads to would be overwritten. "
            f"Delete the link in {path.parent}, then try again."
        )
    fresh.unlink(missing_ok=True)  # left by a run that was cut off
    with fresh.open("xb") as file:  # written beside it first, so that a full disk harms nothing
        file.write(original)
    kept = ""
    if path.exists():
        old = path.with_name(f"{path.stem}.old-{datetime.now():%Y%m%d-%H%M%S-%f}{path.suffix}")
        path.rename(old)
        kept = f" Your old one is kept as {old.name}."
    fresh.replace(path)
    return kept


def _names(root: Path) -> list[str]:
    kept = _kept(root)
    return _committed(root) or [path.relative_to(kept).as_posix() for path in kept.rglob("*.ipynb")]


def _find(identity: str, names: Sequence[str]) -> str:
    if not names:
        raise WorkbenchError(
            "The original notebooks are not here: this folder is not a git clone, and set-up kept no copies. "
            "Download the course again into another folder, and copy the notebook from there."
        )
    found = {match.group(): name for name in names if (match := re.match(r"\d+\.\d+", PurePosixPath(name).name))}
    if identity not in found:
        raise WorkbenchError(f"There is no notebook {identity!r}. Choose one of {', '.join(sorted(found))}.")
    return found[identity]


def _original(root: Path, name: str) -> bytes:
    content = _git(root, "show", f"HEAD:{name}")
    return (_kept(root) / name).read_bytes() if content is None else content


def _committed(root: Path) -> list[str]:
    listed = _git(root, "ls-tree", "-r", "-z", "--name-only", "HEAD", "notebooks") or b""
    return [name for name in listed.decode().split("\0") if name.endswith(".ipynb")]


def _git(root: Path, *arguments: str) -> bytes | None:
    """What git prints, or None where it is not installed or `root` is not a clone."""
    if not (root / ".git").exists():  # a clone of something else in a folder above must not answer
        return None
    try:
        return subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None


def _kept(root: Path) -> Path:
    return root / ".originals"

"""`python3 -m workbench reset 4.2`: a fresh copy of a notebook. `reset --cache`: remove what was made once and kept."""

from __future__ import annotations

import argparse

from workbench.course.reset import restore
from workbench.errors import WorkbenchError
from workbench.setup import environment, kept


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's options."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("notebook", nargs="?", help="its number, such as 4.2")
    what.add_argument("--cache", action="store_true", help="remove converted weights and computed features")


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Restore one notebook, or empty the cache, and say so."""
    print(empty() if options.cache else restore(options.notebook))
    return 0


def empty() -> str:
    """Remove what was made once, and say what it was.

    Raises: WorkbenchError if nothing is set up yet, or something cannot be removed.
    """
    python = environment.find()
    if python is None:
        raise WorkbenchError("The packages are not installed. Run `python3 -m workbench start` first.")
    removed = kept.clear(python)
    if not removed:
        return "Nothing was kept."
    return f"Removed {', '.join(removed)}: {sum(removed.values()) / 1e6:.0f} MB. It is made again when it is needed."

"""`python3 -m workbench reset 4.2`: a fresh copy of a notebook.

`reset --cache` removes what was made once and kept. `reset --runs` puts the log of runs away and begins a new one.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from workbench.course.reset import restore
from workbench.errors import WorkbenchError
from workbench.setup import environment, kept


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's options."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("notebook", nargs="?", help="its number, such as 4.2")
    what.add_argument("--cache", action="store_true", help="remove converted weights and computed features")
    what.add_argument("--runs", action="store_true", help="begin a new log of runs; the old one is kept")


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Restore one notebook, empty the cache or put the runs away, and say so."""
    if options.runs:
        print(kept.put_runs_away(_python()))
    else:
        print(empty() if options.cache else restore(options.notebook))
    return 0


def empty() -> str:
    """Remove what was made once, and say what it was.

    Raises: WorkbenchError if nothing is set up yet, or something cannot be removed.
    """
    removed = kept.clear(_python())
    if not removed:
        return "Nothing was kept."
    return f"Removed {', '.join(removed)}: {sum(removed.values()) / 1e6:.0f} MB. It is made again when it is needed."


def _python() -> Path:
    python = environment.find()
    if python is None:
        raise WorkbenchError("The packages are not installed. Run `python3 -m workbench start` first.")
    return python

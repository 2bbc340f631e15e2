"""What is kept outside of the project: what was made once, as `workbench.cache` knows it, and the log of runs.

That needs libraries, which the Python of a command may not have: so they are asked in the environment.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from workbench.errors import WorkbenchError
from workbench.setup import jupyter
from workbench.setup.packages import ROOT

_CODE = """
import json, sys
from workbench.{0} import {1}
from workbench.errors import WorkbenchError
try:
    print(json.dumps({1}()))
except WorkbenchError as error:
    sys.exit(str(error))
"""


def entries(python: Path, root: Path = ROOT) -> dict[str, int]:
    """The name of each entry and its size in bytes.

    Raises: WorkbenchError if the folder cannot be looked at.
    """
    found: dict[str, int] = _ask(python, "cache", "entries", root)
    return found


def clear(python: Path, root: Path = ROOT) -> dict[str, int]:
    """Remove all entries, and say which.

    Raises: WorkbenchError if one cannot be removed.
    """
    removed: dict[str, int] = _ask(python, "cache", "clear", root)
    return removed


def runs(python: Path, root: Path = ROOT) -> str:
    """How many runs are saved, in words.

    Raises: WorkbenchError if their file is damaged, of a newer version, or cannot be read.
    """
    return str(_ask(python, "runs.store", "condition", root))


def put_runs_away(python: Path, root: Path = ROOT) -> str:
    """Give the file of runs another name, and say which.

    Raises: WorkbenchError if it cannot be renamed.
    """
    return str(_ask(python, "runs.store", "put_away", root))


def _ask(python: Path, module: str, function: str, root: Path) -> Any:
    answer = subprocess.run(
        [str(python), "-P", "-c", _CODE.format(module, function)],
        env=jupyter.variables(python, root),
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    if answer.returncode:
        raise WorkbenchError(answer.stderr.strip().splitlines()[-1])
    return json.loads(answer.stdout)

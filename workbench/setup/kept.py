"""What was made once and is kept outside of the project, as `workbench.cache` knows it.

That needs libraries, which the Python of a command may not have: so it is asked in the environment.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from workbench.errors import WorkbenchError
from workbench.setup import jupyter
from workbench.setup.packages import ROOT

_CODE = """
import json, sys
from workbench import cache
from workbench.errors import WorkbenchError
try:
    print(json.dumps(cache.{}()))
except WorkbenchError as error:
    sys.exit(str(error))
"""


def entries(python: Path, root: Path = ROOT) -> dict[str, int]:
    """The name of each entry and its size in bytes.

    Raises: WorkbenchError if the folder cannot be looked at.
    """
    return _ask(python, "entries", root)


def clear(python: Path, root: Path = ROOT) -> dict[str, int]:
    """Remove all entries, and say which.

    Raises: WorkbenchError if one cannot be removed.
    """
    return _ask(python, "clear", root)


def _ask(python: Path, function: str, root: Path) -> dict[str, int]:
    answer = subprocess.run(
        [str(python), "-P", "-c", _CODE.format(function)],
        env=jupyter.variables(python, root),
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    if answer.returncode:
        raise WorkbenchError(answer.stderr.strip().splitlines()[-1])
    found: dict[str, int] = json.loads(answer.stdout)
    return found

"""Where the learner's own data lie."""

from __future__ import annotations

import os
from pathlib import Path

from workbench.errors import WorkbenchError


def home() -> Path:
    """The folder of the learner's data: `WORKBENCH_HOME`, or the place the operating system has for it.

    Raises: WorkbenchError if `WORKBENCH_HOME` begins with the home of somebody who does not exist.
    """
    from platformdirs import user_data_dir

    folder = os.environ.get("WORKBENCH_HOME") or user_data_dir("workbench", appauthor=False)
    try:
        return Path(folder).expanduser()
    except RuntimeError as problem:
        raise WorkbenchError(
            f"`WORKBENCH_HOME` must be a folder on this machine; got {folder}. Write its whole path, without `~`."
        ) from problem

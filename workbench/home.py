"""Where the learner's own data lie, and how another place is named."""

from __future__ import annotations

import os
from pathlib import Path

from workbench.errors import WorkbenchError


def home() -> Path:
    """The folder of the learner's data: `WORKBENCH_HOME`, or the place the operating system has for it.

    Raises: WorkbenchError if `WORKBENCH_HOME` begins with the home of somebody who does not exist.
    """
    from platformdirs import user_data_dir

    return named("WORKBENCH_HOME", user_data_dir("workbench", appauthor=False))


def named(variable: str, otherwise: str) -> Path:
    """The folder that an environment variable names, or another one where it is not set.

    Raises: WorkbenchError if it begins with the home of somebody who does not exist.
    """
    folder = os.environ.get(variable) or otherwise
    try:
        return Path(folder).expanduser()
    except RuntimeError as problem:
        raise WorkbenchError(
            f"`{variable}` must be a folder on this machine; got {folder}. Write its whole path, without `~`."
        ) from problem

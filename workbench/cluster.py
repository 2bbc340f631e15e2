"""Ray, started in one way for all who send work to a cluster."""

from __future__ import annotations

import os
from typing import Any

from workbench.errors import WorkbenchError

# What Ray reads before it is imported.
SETTINGS = {
    "RAY_USAGE_STATS_ENABLED": "0",  # nothing is sent to anybody
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",  # as Ray itself advises, at each start
    "RAY_raylet_start_wait_time_s": "120",  # s; a busy machine needs more than its 30
}


def start_ray() -> Any:
    """Ray itself, ready for work: on the cluster that `RAY_ADDRESS` names or this machine belongs to, else here.

    Raises: WorkbenchError if it is not installed, or does not start.
    """
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    try:
        import ray
    except ImportError:
        raise WorkbenchError(
            "`ray=True` needs Ray, which is not installed here. "
            "Run `python -m pip install '.[cluster]'` in the project's folder, or leave `ray` out."
        ) from None
    if not ray.is_initialized():
        try:
            ray.init(log_to_driver=False, include_dashboard=False)
        except Exception as problem:  # of many kinds: no cluster there, or one that does not start
            raise WorkbenchError(f"Ray did not start: {problem} Try again, or leave `ray` out.") from problem
    return ray

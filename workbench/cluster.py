"""Ray, started in one way for all who send work to a cluster."""

from __future__ import annotations

import os
from typing import Any

from workbench.errors import WorkbenchError

VERSION = "2.55.1"  # as in pyproject.toml, extra `cluster`
# What Ray reads before it is imported.
SETTINGS = {
    "RAY_USAGE_STATS_ENABLED": "0",  # nothing is sent to anybody
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",  # as Ray itself advises, at each start
    "RAY_raylet_start_wait_time_s": "60",  # s; a busy machine needs more than its 30
}
# Ray's core gives up when its helpers in Python have not come after 15 s, which nobody can change. The more packages
# are installed, the longer they take, at the first time most of all: what was read once is quicker to read again.
TRIES = 3


def start_ray(**options: Any) -> Any:
    """Ray itself, ready for work: on the cluster that `RAY_ADDRESS` names or this machine belongs to, else here.

    Args:
        options: More for `ray.init`, such as `num_cpus=2`.
    Raises: WorkbenchError if it is not installed, or does not start.
    """
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    try:
        import ray
    except ImportError:
        raise WorkbenchError(
            "`ray=True` needs Ray, which is not installed here. "
            f"Run `%pip install ray=={VERSION}` in a cell and restart the kernel, or leave `ray` out."
        ) from None
    for number in range(TRIES if not ray.is_initialized() else 0):
        try:
            ray.init(log_to_driver=False, include_dashboard=False, **options)
            break
        except Exception as problem:  # of many kinds: no cluster there, or one that does not start
            ray.shutdown()
            if number + 1 == TRIES:
                raise WorkbenchError(
                    f"Ray did not start in {TRIES} tries: {problem} Close other programs and try again, or leave `ray` "
                    "out."
                ) from problem
    return ray

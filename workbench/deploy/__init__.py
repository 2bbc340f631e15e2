"""From a model to a service that refuses nonsense, is watched, ages, and is made anew.

export.py          a model as a folder that runs without workbench (template/); schema.py what it takes, convert.py ONNX
drift.py           new rows against a reference, column by column
drift_measures.py  PSI, Kolmogorov-Smirnov, Wasserstein and total variation of one column
service.py         a folder served from a process of its own, gone with the kernel
load.py            a bounded load on it, from another process
versions.py        two versions behind one address: canary, shadow, roll-back
runner.py, sender.py, router.py  what these processes run, called by their paths
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.deploy.drift import DriftReport, measure_drift
    from workbench.deploy.export import Exported, export
    from workbench.deploy.load import Load, under_load
    from workbench.deploy.service import Service, ServiceError, serve
    from workbench.deploy.versions import side_by_side

__all__ = [
    "DriftReport",
    "Exported",
    "Load",
    "Service",
    "ServiceError",
    "export",
    "measure_drift",
    "serve",
    "side_by_side",
    "under_load",
]

_PLACES = {  # each name and the file that makes it, loaded when it is first asked for
    "DriftReport": "drift",
    "Exported": "export",
    "export": "export",
    "measure_drift": "drift",
    "Load": "load",
    "Service": "service",
    "ServiceError": "service",
    "serve": "service",
    "side_by_side": "versions",
    "under_load": "load",
}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(_PLACES)}")
    value = getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
    globals()[name] = value  # the function, not the file of the same name
    return value


def __dir__() -> list[str]:
    return list(_PLACES)

"""From a model to a service that refuses nonsense, is watched, ages, and is made anew.

exporting.py       a model as a folder that runs without workbench (template/); schema.py what it takes, convert.py
                   and networks.py ONNX
drift.py           new rows against a reference, column by column
drift_measures.py  PSI, Kolmogorov-Smirnov, Wasserstein and total variation of one column
checking.py        new rows looked at by the clock; report.py writes the page, folder.py reads a service, reference.py
                   what it remembers of training
feedback.py        corrections of users, reviewed before a model learns from them
gating.py          a suite that says whether a new version may go out
service.py         a folder served from a process of its own, gone with the kernel
load.py            a bounded load on it, from another process
versions.py        two versions behind one address: canary, shadow, roll-back
quantising.py      weights with 1 to 8 bits; prune.py the smallest weights removed; weights.py which layers that are
runner.py, sender.py, router.py  what these processes run, called by their paths
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.deploy.checking import ServiceCheck, check
    from workbench.deploy.drift import DriftReport, measure_drift
    from workbench.deploy.exporting import Exported, export
    from workbench.deploy.feedback import accepted, as_rows, read_feedback, suspicious
    from workbench.deploy.folder import ServiceFolder
    from workbench.deploy.gating import Verdict, gate
    from workbench.deploy.load import Load, under_load
    from workbench.deploy.prune import PrunedNetwork, prune_by_size, prune_in_steps
    from workbench.deploy.quantising import QuantisedNetwork, quantise
    from workbench.deploy.service import Service, ServiceError, serve
    from workbench.deploy.versions import side_by_side

__all__ = [
    "DriftReport",
    "Exported",
    "Load",
    "PrunedNetwork",
    "QuantisedNetwork",
    "Service",
    "ServiceCheck",
    "ServiceError",
    "ServiceFolder",
    "Verdict",
    "accepted",
    "as_rows",
    "check",
    "export",
    "gate",
    "measure_drift",
    "prune_by_size",
    "prune_in_steps",
    "quantise",
    "read_feedback",
    "serve",
    "side_by_side",
    "suspicious",
    "under_load",
]

_PLACES = {  # each name and the file that makes it, loaded when it is first asked for
    "DriftReport": "drift",
    "Exported": "exporting",
    "Load": "load",
    "PrunedNetwork": "prune",
    "QuantisedNetwork": "quantising",
    "Service": "service",
    "ServiceCheck": "checking",
    "ServiceError": "service",
    "ServiceFolder": "folder",
    "Verdict": "gating",
    "accepted": "feedback",
    "as_rows": "feedback",
    "check": "checking",
    "export": "exporting",
    "gate": "gating",
    "measure_drift": "drift",
    "prune_by_size": "prune",
    "prune_in_steps": "prune",
    "quantise": "quantising",
    "read_feedback": "feedback",
    "serve": "service",
    "side_by_side": "versions",
    "suspicious": "feedback",
    "under_load": "load",
}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(_PLACES)}")
    value = getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(_PLACES)

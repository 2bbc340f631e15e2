"""From a model to a service that refuses nonsense, is watched, ages, and is made anew.

drift.py           new rows against a reference, column by column
drift_measures.py  PSI, Kolmogorov-Smirnov, Wasserstein and total variation of one column
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.deploy.drift import DriftReport, measure_drift

__all__ = ["DriftReport", "measure_drift"]

_PLACES = {  # each name and the file that makes it, loaded when it is first asked for
    "DriftReport": "drift",
    "measure_drift": "drift",
}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(_PLACES)}")
    value = getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(_PLACES)

"""The labs, by name. Each module named here holds one: `Settings`, `compute`, `Picture`, `describe`, `LAB`.

The others, such as `shap_pictures`, are shared by several labs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

from workbench.live.spec import Lab

NAMES = (
    "threshold",
    "forecast_error",
    "clusters",
    "how_many_rows",
    "leakage",
    "overfitting",
    "training",
    "optimisers",
    "capacity",
    "what_if",
    "what_if_bikes",
    "global_shap",
    "convergence",
    "correlated",
    "poison",
    "cleaning",
    "synthetic",
)


class _Labs(Mapping[str, Lab]):
    """Loads a lab when it is first asked for."""

    def __getitem__(self, name: str) -> Lab:
        if name not in NAMES:
            raise KeyError(f"there is no lab {name!r}; there are {', '.join(NAMES)}")
        lab: Lab = import_module(f"{__name__}.{name}").LAB
        return lab

    def __iter__(self) -> Iterator[str]:
        return iter(NAMES)

    def __len__(self) -> int:
        return len(NAMES)


LABS: Mapping[str, Lab] = _Labs()

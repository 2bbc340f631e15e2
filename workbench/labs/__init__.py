"""The labs: `from workbench.labs import overfitting`, then `overfitting.show()`, `.run()`, `.picture(frame)`.

One file a lab, in the folder of its phase: `Settings`, `compute`, `Picture`, `describe`, `LAB`. What several labs share
stands beside them in a file whose name begins with `_`. `gallery()` shows them all, `open(text)` one that
somebody shares.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from workbench.errors import SettingsError
from workbench.live.kept import checksums, keepers
from workbench.live.spec import Origin

if TYPE_CHECKING:
    from workbench.live.lab import Lab
    from workbench.live.view import LabView

PHASES: Mapping[str, tuple[str, ...]] = {
    "p1_problem": ("threshold", "forecast_error", "clusters", "how_many_rows"),
    "p2_data": ("cleaning", "synthetic", "poison", "leakage"),
    "p3_architecture": ("boundaries", "zoo", "convolution", "draw", "transfer", "meaning", "next_token", "attention"),
    "p4_training": (
        *("optimisers", "training", "overfitting", "capacity", "search"),
        *("pretraining", "fine_tuning", "distillation", "reward", "suite", "worth_it"),
    ),
    "p5_deployment": ("service", "drift", "retraining"),
    "p6_agents": ("agent", "injection"),
    "p7_edge": ("bits", "prune"),
    "p8_ethics": ("what_if", "what_if_bikes", "global_shap", "convergence", "correlated"),
}


class _Labs(Mapping[str, "Lab"]):
    """All labs by name, phase by phase; each is loaded when it is first asked for."""

    def __getitem__(self, name: str) -> Lab:
        for phase, names in PHASES.items():
            if name in names:
                lab: Lab = import_module(f"{__name__}.{phase}.{name}").LAB
                return lab
        raise KeyError(f"there is no lab {name!r}; there are {', '.join(self)}")

    def __iter__(self) -> Iterator[str]:
        return (name for names in PHASES.values() for name in names)

    def __len__(self) -> int:
        return sum(map(len, PHASES.values()))


LABS: Mapping[str, Lab] = _Labs()


_checksums: WeakKeyDictionary[Origin, str] = WeakKeyDictionary()


def _save(
    what: str,
    settings: Mapping[str, Any],
    scores: Mapping[str, float],
    seconds: float,
    *,
    kind: str,
    origin: Origin | None,
) -> int:
    from workbench.runs import save

    data, number = ("", "") if origin is None else (origin.name or "a table of your own", _checksum(origin))
    return save(what, settings, scores, seconds, kind=kind, data=data, checksum=number)


def _checksum(origin: Origin) -> str:
    """Of somebody's own table; a large one is looked through once."""
    if origin not in _checksums:
        import polars as pl

        from workbench.explain.rows import rows_of
        from workbench.runs.checksum import checksum

        columns = rows_of(origin.table).columns
        frame = pl.DataFrame([column.alias(f"{i} {column.name}") for i, column in enumerate(columns)])
        _checksums[origin] = checksum(origin.table if isinstance(origin.table, pl.DataFrame) else frame)
    return _checksums[origin]


checksums[:] = [_checksum]
keepers[:] = [_save]  # pins and sweeps of the labs go into the log of runs


def gallery() -> Any:
    """All labs as small pictures, phase by phase, each with the line that opens it."""
    from workbench.labs._gallery import Gallery

    return Gallery()


def open(text: str) -> LabView:
    """The live lab of a text that More, Share has copied, such as "overfitting@0.1?degree=9".

    Raises: SettingsError if it is no such text, of an unknown lab, of another version, or a value is out of range.
    """
    from workbench.live.share import opened, values

    name, written = opened(text)
    if name not in LABS:
        raise SettingsError(
            f"There is no lab {name!r} here; there are {', '.join(LABS)}. Ask for a text of one of these."
        )
    return LABS[name].show(**values(LABS[name], written))


def __getattr__(name: str) -> Lab:
    """A lab by its name."""
    if name not in LABS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; `labs.gallery()` shows all labs")
    return LABS[name]


def __dir__() -> list[str]:
    """The names to offer when a learner presses Tab."""
    return [*LABS, "gallery", "open"]

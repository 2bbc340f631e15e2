"""One run, from its first line to its place in the file."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from io import BytesIO
from math import isfinite
from typing import Any

from workbench.cases import Case
from workbench.errors import WorkbenchError
from workbench.runs import store

LIBRARIES = {"numpy": "numpy", "polars": "polars", "pandas": "pandas", "scipy": "scipy", "sklearn": "scikit-learn",
             "torch": "torch", "xgboost": "xgboost", "shap": "shap"}  # fmt: skip


class Run:
    """A run that goes on. `id` is its number once it is saved, None before."""

    def __init__(self, name: str) -> None:
        """A run of this name, without scores."""
        self.name = name
        self.scores: dict[str, float] = {}
        self.id: int | None = None

    def log(self, **scores: float) -> None:
        """Note scores, such as `f1=0.71`; a newer one takes the place of an older one.

        Raises: WorkbenchError if a score is not a finite number.
        """
        numbers: dict[str, float] = {}
        for name, score in scores.items():
            try:
                numbers[name] = float(score)
            except (TypeError, ValueError):
                numbers[name] = float("nan")
            if not isfinite(numbers[name]):
                raise WorkbenchError(f"A score must be a finite number; got {name}={score!r}. Log it once it is one.")
        self.scores |= numbers


@contextmanager
def record(name: str, case: Case | None = None, settings: Mapping[str, Any] | None = None) -> Iterator[Run]:
    """Record what happens in a `with` block; it is saved when the block ends, as failed if it ends with an error.

    Args:
        name: What it is, in a few words.
        case: The data it works on; its checksum is saved, the data are not.
        settings: What may differ from run to run.
    Raises: WorkbenchError if the name is empty or the run cannot be saved.
    """
    if not isinstance(name, str) or not name.strip():
        raise WorkbenchError(f"`name` must be a few words; got {name!r}. Say what this run tries.")
    texts = json.dumps(dict(settings or {}), default=str, ensure_ascii=False)
    checksum = _checksum(case) if case else None
    run, started, begin = Run(name), datetime.now(UTC).isoformat(timespec="milliseconds"), time.perf_counter()

    def save(state: str) -> None:
        run.id = store.insert({
            "name": name, "started": started, "state": state, "seconds": time.perf_counter() - begin,
            "peak_mb": _peak_mb(), "settings": texts, "scores": json.dumps(run.scores), "data": case and case.name,
            "checksum": checksum, "versions": json.dumps(_versions()), "notebook": os.environ.get("JPY_SESSION_NAME"),
            "note": "",
        })  # fmt: skip

    try:
        yield run
    except BaseException as problem:
        try:
            save(f"failed: {type(problem).__name__}")
        except WorkbenchError as unsaved:
            problem.add_note(str(unsaved))
        raise
    save("done")


def _checksum(case: Case) -> str:
    written = BytesIO()
    case.frame.rechunk().write_ipc(written)
    return hashlib.sha256(written.getbuffer()).hexdigest()


def _peak_mb() -> float | None:
    """The most memory that this process ever held, or None where the system does not say."""
    try:
        import resource
    except ImportError:
        return None
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def _versions() -> dict[str, str]:
    """The versions of the libraries that are loaded."""
    found = {"python": sys.version.split()[0]}
    for module, package in LIBRARIES.items():
        if module in sys.modules:
            try:
                found[package] = version(package)
            except PackageNotFoundError:
                continue
    return found

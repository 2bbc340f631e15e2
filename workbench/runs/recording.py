"""One run, from its first line to its place in the file."""

from __future__ import annotations

import json
import os
import secrets
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from workbench.cases import Case
from workbench.errors import WorkbenchError
from workbench.runs import store
from workbench.runs.checksum import checksum
from workbench.runs.memory import Peak

LIBRARIES = ("numpy", "polars", "pandas", "scipy", "sklearn", "torch", "xgboost", "shap")
AGAIN = 1.0  # seconds after which `log` saves what is known so far: a kernel that is killed then leaves it behind


class Recording:
    """A run. `id` is its number in the file, None as long as nothing of it was saved."""

    def __init__(self, what: str, settings: Mapping[str, Any], kind: str, case: Case | None = None) -> None:
        """A run that begins now, without scores."""
        if not isinstance(what, str) or not what.strip():
            raise WorkbenchError(f"`what` must be a few words; got {what!r}. Say what this run tries.")
        self.id: int | None = None
        self.scores: dict[str, float] = {}
        self._values: dict[str, Any] = {
            "uid": secrets.token_hex(8),
            "kind": kind,
            "what": what,
            "started": datetime.now().astimezone().isoformat(" ", "seconds"),
            "state": "unfinished",
            "error": "",
            "seconds": None,
            "peak_mb": None,
            "settings": _json(_plain(settings)),
            "data": case.name if case else "",
            "checksum": checksum(case.frame) if case else "",
            "notebook": Path(os.environ.get("JPY_SESSION_NAME", "")).name,
        }
        self._begin = self._saved = time.perf_counter()

    def log(self, **scores: float) -> None:
        """Note scores, such as `f1=0.71`; a newer one takes the place of an older one.

        Raises: WorkbenchError if a score is not a number.
        """
        for name, score in scores.items():
            try:
                self.scores[name] = float(score)
            except (TypeError, ValueError) as problem:
                raise WorkbenchError(
                    f"A score must be a number; got {name}={score!r}. Log a number, and put words into the settings."
                ) from problem
        if self._values["state"] == "unfinished" and time.perf_counter() - self._saved > AGAIN:
            with suppress(WorkbenchError):  # the end of the run will say it
                self.save()

    def save(self, **values: Any) -> int:
        """Save the run as it is now, and give its number. After an error, mend what it names and call this again.

        Raises: WorkbenchError if it cannot be saved; the run stays as it is.
        """
        self._values |= {"versions": _json(_versions()), "scores": _json(self.scores), **values}
        if self._values["state"] == "unfinished":
            self._values["seconds"] = time.perf_counter() - self._begin
        self.id = store.put(self._values)
        self._saved = time.perf_counter()
        return self.id


@contextmanager
def record(what: str, case: Case | None = None, settings: Mapping[str, Any] | None = None) -> Iterator[Recording]:
    """Record what happens in a `with` block.

    The run is in the file from the first line on, as "unfinished", and at the end as "done", "stopped" (by hand) or
    "failed" (with the error's sentence). One whose kernel was killed stays "unfinished".

    Args:
        what: What is tried, in a few words.
        case: The data it works on; their checksum is saved, the data are not.
        settings: What may differ from run to run, by name.
    Raises: WorkbenchError before the block begins, if the run cannot be saved.
    """
    run = Recording(what, settings or {}, "training", case)
    run.save()
    run._begin, peak = time.perf_counter(), Peak()

    def end(state: str, error: str = "") -> None:
        seconds = time.perf_counter() - run._begin
        try:
            run.save(state=state, error=error, seconds=seconds, peak_mb=peak.look())
        except WorkbenchError as problem:
            raise WorkbenchError(f"{problem} The run is not lost: then call `save()` of the run.") from problem

    try:
        with peak:
            yield run
    except BaseException as problem:
        try:
            end("failed" if isinstance(problem, Exception) else "stopped", _sentence(problem))
        except WorkbenchError as unsaved:
            problem.add_note(str(unsaved))
        raise
    end("done")


def save(
    what: str,
    settings: Mapping[str, Any],
    scores: Mapping[str, float],
    seconds: float,
    *,
    kind: str = "training",
    case: Case | None = None,
    data: str = "",
    checksum: str = "",
) -> int:
    """Save a run that is over, such as a pin or one run of a sweep, and give its number.

    Args:
        what: What was tried, such as the title of a lab.
        settings: What may differ from run to run, by name.
        scores: What came of it, by name.
        seconds: How long it took.
        kind: "pin", "sweep", "search" or "training".
        case: The data it worked on, if they are the learner's own.
        data: Without a case, what these data are called,
        checksum: and their checksum; see `workbench.runs.checksum`.
    Raises: WorkbenchError if it cannot be saved.
    """
    run = Recording(what, settings, kind, case)
    run.log(**scores)
    told = {} if case else {"data": data, "checksum": checksum}
    return run.save(state="done", seconds=float(seconds), **told)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _plain(value: Any) -> Any:
    """A setting as JSON can hold it: numbers stay numbers, also those of NumPy; anything else becomes its text."""
    if isinstance(value, str | int | float | None):
        return value
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Mapping):
        return {str(name): _plain(part) for name, part in value.items()}
    return value.item() if getattr(value, "shape", None) == () else str(value)


def _sentence(problem: BaseException) -> str:
    """What the error says, in one line."""
    words = " ".join(str(problem).split())[:500]
    return words if isinstance(problem, WorkbenchError) else f"{type(problem).__name__}: {words}".removesuffix(": ")


def _versions() -> dict[str, str]:
    """The versions of the libraries that are loaded."""
    loaded = {name: sys.modules[name].__version__ for name in LIBRARIES if name in sys.modules}
    return {"python": sys.version.split()[0]} | loaded

"""The table that a benchmark prints."""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from tests.benchmarks.stage import Stage, stage


@dataclass(frozen=True)
class Row:
    """One measure.

    Attributes:
        measure: What was measured.
        ours: The lab's figure.
        peer: The other's, measured in the same run.
        ratio: Ours divided by the peer's.
        target: What was promised; empty where nothing was.
        met: Whether the promise is kept; None where there is none.
    """

    measure: str
    ours: str
    peer: str = ""
    ratio: float | None = None
    target: str = ""
    met: bool | None = None


def at_most(measure: str, ours: float, limit: float, unit: str) -> Row:
    """A row without a peer: a figure that must stay under a limit."""
    return Row(measure, f"{ours:.3g} {unit}", target=f"< {limit:g} {unit}", met=ours < limit)


def median(values: Sequence[float]) -> float:
    return float(np.median(values))


def p95(values: Sequence[float]) -> float:
    return float(np.percentile(values, 95))


def run(*benchmarks: Callable[[Stage], list[Row]]) -> None:
    """Measure, print, and leave with status 1 if a target was missed."""
    begun = time.perf_counter()
    rows: list[Row] = []
    with stage() as here:
        print(machine(here), flush=True)
        for measure in benchmarks:
            print(f"\n{measure.__module__.rpartition('.')[2]} ...", file=sys.stderr, flush=True)
            found = measure(here)
            print(table(found), flush=True)
            rows += found
    missed = [row.measure for row in rows if row.met is False]
    print(f"\n{time.perf_counter() - begun:.0f} s; missed: {'; '.join(missed) or 'none'}")
    sys.exit(bool(missed))


def machine(here: Stage) -> str:
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return (
        f"{os.cpu_count()} cores{load}, {platform.system()}, Python {platform.python_version()}, "
        f"Chromium {here.browser.version}"
    )


def table(rows: Sequence[Row]) -> str:
    verdict = {True: "met", False: "MISSED", None: ""}
    cells = [("measure", "ours", "peer", "ratio", "target", "")]
    cells += [(r.measure, r.ours, r.peer, _spell(r.ratio), r.target, verdict[r.met]) for r in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join("  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)).rstrip() for line in cells)


def _spell(ratio: float | None) -> str:
    if ratio is None:
        return ""
    return f"{ratio:.2f}" if 0.8 < ratio < 2 else f"{ratio:.1f}" if ratio > 1 else f"1/{1 / ratio:.1f}"

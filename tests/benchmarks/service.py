"""An exported service under load against the same server with an app that does nothing: what the guards and model cost.

Without a page. The peer is FastAPI that answers a fixed text. Rounds of both take turns.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from pathlib import Path

import numpy as np

from tests.benchmarks.report import Row, median, table
from workbench.deploy import serve, under_load
from workbench.deploy.load import Traffic
from workbench.experiments.serving import shipped_subject, stop_all

ROUNDS, SECONDS = 3, 3.0
RATE, FLOOD = 200.0, 4000.0  # requests a second
PEER = """
from fastapi import FastAPI, Request

app = FastAPI()


@app.post("/predict")
async def predict(request: Request):
    await request.body()
    return {"predictions": [1.0], "version": "1"}


@app.get("/health")
def health():
    return {"ready": True}
"""


def measure() -> list[Row]:
    """Lost answers and times at 200 requests a second, and how many answers a second come in a flood."""
    subject = shipped_subject("boosted")
    rows = subject.rows()
    made: dict[tuple[str, float, int], list[Traffic]] = {}
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / "app.py").write_text(PEER)
        for workers in (1, 2):
            with (
                serve(subject.folder(), workers=workers, rate=0) as ours,
                serve(place, workers=workers, rate=0) as peer,
            ):
                for _ in range(ROUNDS):
                    for name, service in (("ours", ours), ("peer", peer)):
                        for rate in (RATE, FLOOD):
                            key = (name, rate, workers)
                            made.setdefault(key, []).append(under_load(service, rows, rate=rate, seconds=SECONDS))
    stop_all()
    found = []
    for workers in (1, 2):
        ours, peer = (made[name, RATE, workers] for name in ("ours", "peer"))
        lost = [sum(one.lost for one in side) for side in (ours, peer)]
        told = f"{workers} worker{'s' * (workers > 1)}"
        asked = sum(one.asked for one in ours)
        found.append(Row(f"{told}: lost of {asked:,}", str(lost[0]), str(lost[1]), target="0", met=lost[0] == 0))
        for share in (50, 99):
            a, b = (
                float(np.percentile(np.concatenate([one.latencies for one in side]), share)) for side in (ours, peer)
            )
            found.append(Row(f"{told}: p{share} at {RATE:g}/s", f"{a:.1f} ms", f"{b:.1f} ms", a / b))
        a, b = (median([one.throughput for one in made[name, FLOOD, workers]]) for name in ("ours", "peer"))
        found.append(Row(f"{told}: answers a second in a flood", f"{a:,.0f}", f"{b:,.0f}", a / b))
    return found


if __name__ == "__main__":
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {platform.system()}, {platform.python_version()}")
    rows = measure()
    print(table(rows))
    sys.exit(any(row.met is False for row in rows))

"""What-if on a table of somebody's own: 100,000 rows, 50 columns, XGBoost of 300 trees; compute and draw, no page.

Run from the repository: `python -m tests.benchmarks.own_what_if`. Goals: first picture below 5 s, a change below
120 ms. `--rows 1000000` takes another table; `--beside PYTHON` also measures explainerdashboard, until its first tab
shows something, with the Python of an environment that has it (`other_dashboard.py`).
"""

from __future__ import annotations

import argparse
import resource
import socket
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

ROWS, COLUMNS, TREES, CHANGES = 100_000, 50, 300, 30


def table(rows: int = ROWS) -> tuple[pl.DataFrame, np.ndarray]:
    """Numbers, some with gaps, and a yes-or-no answer that some of them decide."""
    random = np.random.default_rng(0)
    X = random.normal(size=(rows, COLUMNS)).astype(np.float32)
    X[random.random(X.shape) < 0.02] = np.nan
    score = np.nansum(X[:, :8], axis=1) + np.nan_to_num(X[:, 0] * X[:, 1])
    frame = pl.DataFrame(X, schema=[f"column {i}" for i in range(COLUMNS)]).fill_nan(None)
    return frame, (score + random.normal(size=rows) > 0.5).astype(int)


def measure(rows: int = ROWS, beside: str = "") -> None:
    """Print the seconds to the first picture, and the milliseconds of each change after."""
    from xgboost import XGBClassifier

    from workbench.labs import what_if
    from workbench.live.picture import Canvas
    from workbench.live.style import Look

    X, y = table(rows)
    model = XGBClassifier(n_estimators=TREES, max_depth=6, n_jobs=2).fit(X[:ROWS], y[:ROWS])
    for with_answers in (False, True):
        begin, busy, memory = time.perf_counter(), time.process_time(), resident()
        lab = what_if.on(model, X, y if with_answers else None)
        canvas = Canvas(lab, Look())
        canvas.patch(lab.run(), None)
        first, busy, memory = time.perf_counter() - begin, time.process_time() - busy, resident() - memory
        name = next(name for name, control in lab.controls.items() if control.kind == "slider" and not control.more)
        control, spent = lab.controls[name], []
        for share in np.linspace(0.1, 0.9, CHANGES):
            begin = time.perf_counter()
            value = control.low + share * (control.high - control.low)
            canvas.patch(lab.run(**{name: value}), None)
            spent.append(1000 * (time.perf_counter() - begin))
        middle, late = np.percentile(spent, (50, 95))
        answers = "with" if with_answers else "without"
        print(
            f"{rows:,} rows, {answers} y: first picture {first:.2f} s, {busy:.1f} s of it computing, {memory:.0f} MB;"
        )
        print(f"    a change {middle:.0f} ms at the median, {late:.0f} ms at p95", flush=True)
    if beside:
        whole, busy = other(beside, X, y, model)
        print(f"explainerdashboard: first tab {whole:.1f} s, {busy:.1f} s of it computing")


def resident() -> float:
    """MB of memory that this process takes on Linux."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


def other(program: str, X: pl.DataFrame, y: np.ndarray, model: Any) -> tuple[float, float]:
    """Seconds from the start of explainerdashboard to the bars of its first tab, and seconds of computing."""
    from tests.browser.jupyter import chromium

    with tempfile.TemporaryDirectory() as name, socket.socket() as probe, chromium() as browser:
        folder = Path(name)
        np.save(folder / "X.npy", X.fill_null(float("nan")).to_numpy())
        np.save(folder / "y.npy", y)
        model.save_model(folder / "model.json")
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        begin = time.perf_counter()
        script = str(Path(__file__).with_name("other_dashboard.py"))
        log = folder / "log"
        process = subprocess.Popen([program, script, name, str(port)], stdout=log.open("w"), stderr=subprocess.STDOUT)
        try:
            while not serves(f"http://127.0.0.1:{port}"):
                if process.poll() is not None:
                    raise RuntimeError(log.read_text())
                time.sleep(0.1)
            page = browser.new_page()
            page.goto(f"http://127.0.0.1:{port}")
            page.wait_for_selector(".js-plotly-plot .point", state="attached", timeout=600_000)
            return time.perf_counter() - begin, computed(process.pid)
        finally:
            process.terminate()
            process.wait()


def serves(url: str) -> bool:
    """Whether somebody serves there."""
    try:
        urllib.request.urlopen(url, timeout=60).close()
    except OSError:
        return False
    return True


def computed(process: int) -> float:
    """Seconds that a process has computed, on Linux."""
    user, system = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / 100


if __name__ == "__main__":
    wanted = argparse.ArgumentParser()
    wanted.add_argument("--rows", type=int, default=ROWS)
    wanted.add_argument("--beside", default="", metavar="PYTHON")
    measure(**vars(wanted.parse_args()))

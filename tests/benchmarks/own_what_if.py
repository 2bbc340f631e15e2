"""What-if on a table of somebody's own: 100,000 rows, 50 columns, XGBoost of 300 trees; compute and draw, no page.

Run from the repository: `python -m tests.benchmarks.own_what_if`. Goals: first picture below 5 s, a change below
120 ms.
"""

from __future__ import annotations

import time

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


def measure() -> None:
    """Print the seconds to the first picture, and the milliseconds of each change after."""
    from xgboost import XGBClassifier

    from workbench.labs import what_if
    from workbench.live.picture import Canvas
    from workbench.live.style import Look

    X, y = table()
    model = XGBClassifier(n_estimators=TREES, max_depth=6, n_jobs=2).fit(X, y)
    for with_answers in (False, True):
        begin = time.perf_counter()
        lab = what_if.on(model, X, y if with_answers else None)
        canvas = Canvas(lab, Look())
        canvas.patch(lab.run(), None)
        first = time.perf_counter() - begin
        name = next(name for name, control in lab.controls.items() if control.kind == "slider" and not control.more)
        control, spent = lab.controls[name], []
        for share in np.linspace(0.1, 0.9, CHANGES):
            begin = time.perf_counter()
            value = control.low + share * (control.high - control.low)
            canvas.patch(lab.run(**{name: value}), None)
            spent.append(1000 * (time.perf_counter() - begin))
        middle, late = np.percentile(spent, (50, 95))
        answers = "with" if with_answers else "without"
        print(f"{answers} y: first picture {first:.2f} s; a change {middle:.0f} ms at the median, {late:.0f} ms at p95")


if __name__ == "__main__":
    measure()

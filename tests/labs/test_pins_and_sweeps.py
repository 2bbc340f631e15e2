"""Every lab can be pinned and swept: results without gaps, a curve that stands in its panel, code that repeats it."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest

from workbench.labs import LABS
from workbench.live.picture import Canvas, curve_of
from workbench.live.pins import Pins
from workbench.live.spec import Curve
from workbench.live.style import Look
from workbench.live.sweep import KINDS

# What makes a run short.
QUICK = {
    "training": {"epochs": 5, "rows": 100},
    "capacity": {"rows": 200},
    "pretraining": {"steps": 40, "names": 100},
    "fine_tuning": {"steps": 0},
    "search": {"rows": 200, "trials": 5},
    "worth_it": {"data": "income"},
    "distillation": {"teacher": 200, "seeds": 1, "unlabelled": 0},
    "reward": {"steps": 10, "imitation": 8},
    "how_many_rows": {"rows": 200, "repeats": 2},
    "leakage": {"rows": 100, "repeats": 2},
    "convergence": {"budget": 100},
    "synthetic": {"rows": 200},
    "poison": {"hunt": "none"},
    "correlated": {"days": 100},
    "global_shap": {"people": 50},
    "transfer": {"labels": 20, "draws": 1, "tuned": False, "look": "frozen"},
    "service": {"seconds": 2},
}
MEASURED = {"service", "agent"}  # another run measures other numbers
WITHOUT_A_CURVE = {
    "agent",
    "injection",
    "suite",
    "leakage",
    "convolution",
    "draw",
    "transfer",
    "meaning",
    "next_token",
    "attention",
    "what_if",
    "what_if_bikes",
    "global_shap",
    "correlated",
}


def two_values(lab, settings):
    """The first control, and two values of it."""
    name, control = next((name, c) for name, c in lab.controls.items() if c.kind in KINDS and name not in settings)
    if control.kind == "toggle":
        return name, [False, True]
    if control.kind == "choice":
        return name, [option for option, _ in control.options[:2]]
    return name, [
        control.low,
        getattr(lab.settings(), name) if control.low < getattr(lab.settings(), name) else control.high,
    ]


@pytest.mark.parametrize("name", LABS)
def test_a_lab_is_swept_and_its_runs_are_pinned(name):
    lab, quick = LABS[name], QUICK.get(name, {})
    control, values = two_values(lab, quick)
    table = lab.sweep(control, values, also=quick)
    assert table[control].to_list() == values and "error" not in table.columns
    pins = Pins(lab)
    frames = [lab.run(**quick, **{control: value}) for value in values]
    for value, frame, row in zip(values, frames, table.iter_rows(named=True), strict=True):
        found = lab.measures(frame)
        assert found and found.keys() <= row.keys()
        assert name in MEASURED or all(math.isnan(v) or row[k] == pytest.approx(v) for k, v in found.items())
        pins.add(lab.settings(**quick, **{control: value}), found, 0.1, curve_of(lab, frame))
    assert lab.controls[control].label in pins.table()["columns"][0]
    canvas = Canvas(lab, Look(width=760))
    bare = canvas.draw(frames[1], None).copy()
    canvas.pin(pins.curves)
    drawn = canvas.draw(frames[1], None)
    curve = curve_of(lab, frames[1])
    assert (curve is None) == (name in WITHOUT_A_CURVE)
    if isinstance(curve, Curve):
        assert len(curve.x) == len(curve.y) and np.isfinite(np.asarray(curve.y, float)).any()
        assert not np.array_equal(bare, drawn)
        rows, columns = np.nonzero((bare != drawn).any(-1))
        box = canvas.figure.axes[curve.panel].bbox.padded(12)
        assert columns.min() >= box.x0 and columns.max() <= box.x1
        assert rows.min() >= len(bare) - box.y1 and rows.max() <= len(bare) - box.y0
    else:
        assert np.array_equal(bare, drawn)


@pytest.mark.parametrize("name", ["overfitting", "threshold", "optimisers", "clusters"])
def test_the_code_of_pins_repeats_them(name):
    lab = LABS[name]
    control, values = two_values(lab, {})
    pins = Pins(lab)
    for value in values:
        frame = lab.run(**{control: value})
        pins.add(lab.settings(**{control: value}), lab.measures(frame), 0.1, None)
    names: dict[str, object] = {}
    exec(pins.code(), names)
    table = names["table"]
    assert isinstance(table, pl.DataFrame)
    assert table[control].to_list() == values
    for column, value in lab.measures(frame).items():
        assert table[column][-1] == pytest.approx(value, nan_ok=True)

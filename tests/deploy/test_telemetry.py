"""ONNX Runtime keeps a number of this machine, and reports to its maker, unless it is told not to; here it is told."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression

from workbench import deploy

FOLDER = "from workbench.deploy import ServiceFolder; import polars as pl; "
FOLDER += "print(ServiceFolder('.').predict(pl.DataFrame({'Feature 0': [1.0], 'Feature 1': [2.0]})))"
SERVICE = "import model, fields; print(model.predict([{'Feature 0': 1.0, 'Feature 1': 2.0}], fields.SCHEMA))"


@pytest.mark.parametrize("code", [FOLDER, SERVICE])
def test_nothing_is_kept_for_a_report(code, tmp_path):
    table = np.random.default_rng(0).normal(size=(50, 2))
    deploy.export(LinearRegression().fit(table, table[:, 0]), table, tmp_path / "service")
    home = tmp_path / "home"
    home.mkdir()
    # CI and the variable itself would keep it quiet anyway.
    environment = {name: value for name, value in os.environ.items() if name not in ("CI", "ORT_DISABLE_TELEMETRY")}
    environment |= {"HOME": str(home), "XDG_CACHE_HOME": str(home / ".cache"), "PYTHONPATH": os.getcwd()}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path / "service", env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert not list(home.rglob("*onnxruntime*")), list(home.rglob("*"))

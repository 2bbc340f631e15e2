"""What the engine offers to keep reaches the log of runs, which it does not know."""

import re

import numpy as np
import pandas as pd
import polars as pl
import pytest

from workbench import runs
from workbench.errors import WorkbenchError
from workbench.labs import LABS
from workbench.live import kept
from workbench.live.spec import Origin


def test_a_pin_of_a_lab_stands_in_the_log_of_runs(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path))
    assert len(LABS) > 0
    kept.keep("Overfitting", {"degree": 3, "noise": 0.5}, {"error": 0.25}, 1.5, kind="pin")
    (row,) = runs.table().iter_rows(named=True)
    assert (row["what"], row["kind"], row["error"], row["seconds"]) == ("Overfitting", "pin", "", 1.5)
    assert (row["score error"], row["settings"]) == (0.25, '{"degree": 3, "noise": 0.5}')


@pytest.mark.parametrize("library", ["polars", "pandas", "numpy"])
def test_a_run_on_data_of_one_s_own_carries_their_checksum_and_other_data_are_told(tmp_path, monkeypatch, library):
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path))
    assert len(LABS) > 0
    rows = np.random.default_rng(0).normal(size=(40, 2))
    other = rows.copy()
    other[7, 1] += 1e-9
    make = {"polars": pl.DataFrame, "pandas": pd.DataFrame, "numpy": np.array}[library]
    for table in (rows, rows.copy(), other):
        kept.keep(
            "What if?", {"x": 1}, {"chance": 0.5}, 1.0, kind="pin", origin=Origin("on(model, X)", "", "X", make(table))
        )
    kept.keep("What if?", {"x": 1}, {"chance": 0.5}, 1.0, kind="pin")
    first, same, changed, ours = runs.table()["checksum"]
    assert first == same != changed and len(first) == 64 and ours == ""
    assert runs.compare(1, 2).is_empty()
    told = ("changed", "data", f"X ({first[:8]})", f"X ({changed[:8]})", None)
    assert told in runs.compare(1, 3).rows()
    assert ("changed", "data", f"X ({first[:8]})", "", None) in runs.compare(1, 4).rows()


def test_what_cannot_be_kept_is_told(monkeypatch):
    monkeypatch.setenv("WORKBENCH_HOME", "/dev/null/home")
    with pytest.raises(WorkbenchError, match=re.escape("The file of runs, /dev/null/home/runs.sqlite, could not be")):
        kept.keep("Overfitting", {}, {}, 1.5, kind="pin")

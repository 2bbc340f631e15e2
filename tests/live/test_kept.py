"""What the engine offers to keep reaches the log of runs, which it does not know."""

import re

import pytest

from workbench import runs
from workbench.errors import WorkbenchError
from workbench.labs import LABS
from workbench.live import kept


def test_a_pin_of_a_lab_stands_in_the_log_of_runs(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path))
    assert len(LABS) > 0
    kept.keep("Overfitting", {"degree": 3, "noise": 0.5}, {"error": 0.25}, 1.5, kind="pin")
    (row,) = runs.table().iter_rows(named=True)
    assert (row["what"], row["kind"], row["error"], row["seconds"]) == ("Overfitting", "pin", "", 1.5)
    assert (row["score error"], row["settings"]) == (0.25, '{"degree": 3, "noise": 0.5}')


def test_what_cannot_be_kept_is_told(monkeypatch):
    monkeypatch.setenv("WORKBENCH_HOME", "/dev/null/home")
    with pytest.raises(WorkbenchError, match=re.escape("The file of runs, /dev/null/home/runs.sqlite, could not be")):
        kept.keep("Overfitting", {}, {}, 1.5, kind="pin")

"""MLflow gets the same runs once. The stand-in keeps what its client is told; a real server was tried by hand."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from workbench import runs
from workbench.errors import WorkbenchError
from workbench.runs.elsewhere import NEEDED


class Client:
    """The calls of MLflow's client that are used, with pages of two runs."""

    kept: list[dict] = []

    def __init__(self, tracking_uri):
        assert tracking_uri == "http://127.0.0.1:5000"

    def get_experiment_by_name(self, name):
        return SimpleNamespace(experiment_id="7") if self.kept else None

    def create_experiment(self, name):
        assert name == "workbench"
        return "7"

    def search_runs(self, ids, page_token=None):
        start = int(page_token or 0)

        class Page(list):
            token = str(start + 2) if start + 2 < len(self.kept) else None

        return Page(SimpleNamespace(data=SimpleNamespace(tags=run["tags"])) for run in self.kept[start : start + 2])

    def create_run(self, place, start_time, run_name):
        self.kept.append({"name": run_name, "start": start_time, "scores": {}, "settings": {}, "tags": {}})
        return SimpleNamespace(info=SimpleNamespace(run_id=len(self.kept) - 1))

    def log_batch(self, run, metrics, params):
        assert len(metrics) <= 1000 and len(params) <= 100  # MLflow's limits
        self.kept[run]["scores"] |= dict(metrics)
        self.kept[run]["settings"] |= dict(params)

    def set_tag(self, run, name, value):
        self.kept[run]["tags"][name] = value

    def set_terminated(self, run, status, end):
        self.kept[run] |= {"status": status, "end": end}


@pytest.fixture
def mlflow(monkeypatch):
    entities = SimpleNamespace(
        Metric=lambda name, value, time, step: (name, value), Param=lambda name, value: (name, value)
    )
    module = SimpleNamespace(MlflowClient=Client, entities=entities, MlflowException=ConnectionError)
    monkeypatch.setitem(sys.modules, "mlflow", module)
    monkeypatch.setattr(Client, "kept", [])
    monkeypatch.delenv("MLFLOW_DISABLE_TELEMETRY", raising=False)
    return Client


def send():
    return runs.to_mlflow("http://127.0.0.1:5000")


def test_every_run_that_is_over_is_written_once(mlflow):
    for i in range(3):
        runs.save(f"pin {i}", {f"setting {j}": j for j in range(150)}, {"f1 (%)": i}, 2.0, kind="pin")
    with pytest.raises(ValueError), runs.record("breaks"):
        raise ValueError("no")
    with runs.record("goes on"):
        assert (send(), send()) == (4, 0)
    assert (send(), send()) == (1, 0)
    assert [run["name"] for run in mlflow.kept] == ["pin 0", "pin 1", "pin 2", "breaks", "goes on"]
    assert [run["status"] for run in mlflow.kept] == ["FINISHED"] * 3 + ["FAILED", "FINISHED"]
    assert mlflow.kept[2]["scores"] == {"f1 ___": 2.0, "seconds": 2.0}
    assert mlflow.kept[2]["settings"] == {f"setting {j}": str(j) for j in range(150)}
    assert mlflow.kept[2]["end"] - mlflow.kept[2]["start"] == 2000
    assert mlflow.kept[3]["tags"]["workbench.error"] == "ValueError: no"


def test_one_that_was_cut_off_is_written_again(mlflow, monkeypatch):
    runs.save("pin", {}, {}, 1.0)

    def cut(*_):
        raise ConnectionError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(mlflow, "set_terminated", cut)
        with pytest.raises(WorkbenchError, match=r"^MLflow at .* did not take the runs \(gone\)\. See that it runs"):
            send()
    assert (send(), send()) == (1, 0)


def test_its_telemetry_is_off_before_it_is_loaded(mlflow, monkeypatch):
    import os

    send()
    assert os.environ["MLFLOW_DISABLE_TELEMETRY"] == "true"


def test_without_mlflow_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "mlflow", None)
    with pytest.raises(WorkbenchError) as caught:
        send()
    assert str(caught.value) == NEEDED

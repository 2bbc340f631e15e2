"""The same runs in MLflow, for whoever outgrows one file."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import datetime
from importlib import import_module
from typing import Any

from workbench.errors import WorkbenchError
from workbench.runs import store

STATUS = {"done": "FINISHED", "failed": "FAILED", "stopped": "KILLED"}
TAGS = ("kind", "data", "checksum", "notebook", "error", "note", "versions", "peak_mb")
UID = "workbench.uid"
MOST = 100  # parameters or scores in one message
NEEDED = (
    "`to_mlflow` needs MLflow's own client, which is no part of the workbench. "
    "Install the package `mlflow-skinny` in this environment, then restart the kernel."
)


def to_mlflow(uri: str, experiment: str = "workbench") -> int:
    """Write the runs that are over, and not yet there, to MLflow with its own client; give how many were written.

    Settings become parameters, scores and seconds metrics, the rest tags. This sends them to the address you name, and
    nothing anywhere else: MLflow's telemetry is switched off first.

    Args:
        uri: Address of an MLflow server, such as "http://127.0.0.1:5000", or "sqlite:///mlflow.db".
        experiment: The name under which MLflow shows them.
    Raises: WorkbenchError if MLflow is not installed or cannot be reached.
    """
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
    try:
        mlflow = import_module("mlflow")
    except ImportError as problem:
        raise WorkbenchError(NEEDED) from problem
    try:
        client = mlflow.MlflowClient(tracking_uri=uri)
        found = client.get_experiment_by_name(experiment)
        place = found.experiment_id if found else client.create_experiment(experiment)
        there = set(_uids(client, place))
        new = [row for row in store.rows() if row["state"] in STATUS and row["uid"] not in there]
        for row in new:
            _write(client, mlflow.entities, place, row)
    except mlflow.MlflowException as problem:
        raise WorkbenchError(
            f"MLflow at {uri} did not take the runs ({problem}). See that it runs there, then call this again: "
            "what was written is not written twice."
        ) from problem
    return len(new)


def _uids(client: Any, place: str) -> Iterator[str | None]:
    token = None
    while True:
        page = client.search_runs([place], page_token=token)
        yield from (run.data.tags.get(UID) for run in page)
        token = page.token
        if not token:
            return


def _write(client: Any, entities: Any, place: str, row: dict[str, Any]) -> None:
    start = int(datetime.fromisoformat(row["started"]).timestamp() * 1000)
    end = start + int(row["seconds"] * 1000)
    run = client.create_run(place, start_time=start, run_name=row["what"]).info.run_id
    scores = json.loads(row["scores"]) | {"seconds": row["seconds"]}
    metrics = [entities.Metric(_name(name), score, end, 0) for name, score in scores.items()]
    params = [entities.Param(_name(name), str(value)[:6000]) for name, value in json.loads(row["settings"]).items()]
    for first in range(0, max(len(metrics), len(params)), MOST):
        client.log_batch(run, metrics[first : first + MOST], params[first : first + MOST])
    for name in TAGS:
        client.set_tag(run, f"workbench.{name}", str(row[name] or ""))
    client.set_terminated(run, STATUS[row["state"]], end)
    client.set_tag(run, UID, row["uid"])  # the last: a run without it was cut off, and is written again


def _name(name: str) -> str:
    """A name as MLflow allows it."""
    return re.sub(r"[^\w.\-/ :]", "_", name)

"""The service itself, in a process of its own: what it answers, what it refuses, what it keeps."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time

import httpx
import pytest

from workbench import cases, deploy
from workbench.models.families import make

TOKEN = "a-long-secret"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    case = cases.load("income")
    table, target = case.frame[case.features][:3000], case.frame[case.target].to_numpy()[:3000]
    model = make("xgboost", table, "classification").fit(table, target)
    return deploy.export(model, case, tmp_path_factory.mktemp("deploy") / "service").folder


def started(folder, **settings):
    """A service and its address, once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "app:app", "--host", "127.0.0.1", "--port", str(port)]
    environment = {**os.environ, "SERVICE_TOKEN": TOKEN, **settings}
    process = subprocess.Popen([*command, "--log-level", "warning"], cwd=folder, env=environment)
    for _ in range(200):
        try:
            httpx.get(f"http://127.0.0.1:{port}/health", timeout=1)
            return process, f"http://127.0.0.1:{port}"
        except httpx.TransportError:
            assert process.poll() is None
            time.sleep(0.1)
    raise TimeoutError


@pytest.fixture(scope="module")
def client(folder):
    process, url = started(folder, SERVICE_RATE="0")
    with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=60) as made:
        yield made
    process.terminate()
    process.wait(20)


@pytest.fixture(scope="module")
def rows():
    case = cases.load("income")
    return case.frame[case.features].head(10_000).to_dicts()


def test_ten_thousand_rows_are_answered_at_once(client, rows):
    answer = client.post("/predict", json={"rows": rows}).json()
    assert len(answer["predictions"]) == len(answer["probabilities"]) == 10_000
    assert set(answer["predictions"]) == {0, 1} and answer["classes"] == [0, 1] and answer["version"] == "1"
    assert client.post("/predict", json={"rows": [*rows, rows[0]]}).status_code == 422


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"age": 300}, "age"),
        ({"age": -1}, "age"),
        ({"age": "forty"}, "age"),
        ({"age": None}, "age"),
        ({"age": True}, "age"),
        ({"age": 3.5}, "age"),
        ({"age": 10**400}, "age"),
        ({"workclass": "Martian"}, "workclass"),
        ({"workclass": 3}, "workclass"),
        ({"shoe size": 44}, "shoe size"),
    ],
)
def test_a_wrong_value_is_refused_and_its_field_named(client, rows, change, field):
    answer = client.post("/predict", json={"rows": [rows[0], {**rows[1], **change}]})
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["field"] == f"rows.1.{field}"
    missing = {name: value for name, value in rows[0].items() if name != "age"}
    assert client.post("/predict", json={"rows": [missing]}).json()["detail"][0] == {
        "field": "rows.0.age",
        "problem": "Field required",
    }


def test_what_training_never_saw_is_answered_with_a_warning(client, rows):
    answer = client.post("/predict", json={"rows": [{**rows[0], "age": 95}]}).json()
    assert answer["warnings"] == [{"row": 0, "field": "age", "warning": "training saw 17 to 90 only"}]
    assert client.post("/predict", json={"rows": [{**rows[0], "workclass": None}]}).status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 422),
        (b"\xff\xfe", 422),
        (b"[" * 100_000, 400),
        (b"null", 422),
        (b'{"rows": NaN}', 422),
        (b'{"rows": []}', 422),
        (b'{"rows": [null]}', 422),
        (b'{"rows": [{"age": NaN}]}', 422),
        (b'{"rows": [{"age": 1e999}]}', 422),
        (b'{"rows": [{"age": ' + b"9" * 5000 + b"}]}", 400),
        (b'{"rows": "' + b"x" * 10_000_000 + b'"}', 413),
    ],
)
def test_no_body_breaks_it(client, body, status):
    answer = client.post("/predict", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status and answer.json()["detail"]
    assert client.get("/health").json() == {"ready": True, "version": "1"}


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic YTpi"}])
def test_without_the_token_nobody_asks(client, rows, header):
    url = str(client.base_url)
    for path in ("/predict", "/feedback"):
        assert httpx.post(url + path, json={"rows": rows[:1]}, headers=header).status_code == 401
    assert httpx.get(url + "/metrics", headers=header).status_code == 401


def test_it_does_not_start_without_a_token(folder):
    command = [sys.executable, "-c", "import app"]
    environment = {name: value for name, value in os.environ.items() if name != "SERVICE_TOKEN"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 1 and done.stderr.startswith("SERVICE_TOKEN must be set")


def test_feedback_is_kept_with_its_row_and_nothing_else_is(client, rows, folder):
    told = {"row": rows[3], "right": 1, "source": "desk 4", "note": "asked by telephone"}
    assert client.post("/feedback", json=told).status_code == 201
    assert client.post("/feedback", json={**told, "right": "rich"}).status_code == 422
    (line,) = map(json.loads, (folder / "feedback.jsonl").read_text().splitlines())
    assert line["features"] == rows[3] and line["right"] == 1 and line["source"] == "desk 4" and line["version"] == "1"
    assert line["predicted"] == client.post("/predict", json={"rows": [rows[3]]}).json()["predictions"][0]
    log = [json.loads(line) for line in (folder / "requests.jsonl").read_text().splitlines()]
    assert {frozenset(line) for line in log} == {frozenset({"time", "path", "status", "ms", "version"})}
    assert {"/predict", "/feedback", "/health"} <= {line["path"] for line in log}


def test_metrics_count_what_was_answered(client, rows):
    def counted():
        lines = client.get("/metrics").text.splitlines()
        return next(float(line.split()[1]) for line in lines if line.startswith("service_rows_total"))

    before = counted()
    client.post("/predict", json={"rows": rows[:7]})
    assert counted() == before + 7


def test_who_asks_too_often_waits(folder, rows, tmp_path):
    process, url = started(folder, SERVICE_RATE="5", SERVICE_LOG=str(tmp_path))
    try:
        with httpx.Client(base_url=url) as client:
            answers = [client.get("/health") for _ in range(20)]
            late = [answer for answer in answers if answer.status_code == 429]
            assert late and late[0].headers["retry-after"] == "1" and "5 requests a second" in late[0].json()["detail"]
            time.sleep(1.1)
            assert client.get("/health").status_code == 200
    finally:
        process.terminate()
        process.wait(20)

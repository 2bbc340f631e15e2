"""The service under schemathesis: what its OpenAPI description allows, and what it forbids; never an error of ours."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.deploy.test_app import TOKEN, folder, started  # noqa: F401 - a fixture


@pytest.mark.parametrize("mode", ["positive", "negative"])
def test_no_request_makes_it_fail(mode, folder, tmp_path):  # noqa: F811
    process, url = started(folder, SERVICE_RATE="0", SERVICE_LOG=str(tmp_path))
    try:
        command = [
            *(sys.executable, "-m", "schemathesis.cli", "run", f"{url}/openapi.json", "--mode", mode),
            *("-H", f"Authorization: Bearer {TOKEN}", "--checks", "not_a_server_error,response_schema_conformance"),
            *("--phases", "fuzzing,coverage", "--max-examples", "40", "--seed", "1", "--no-color"),
        ]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=110)
        assert done.returncode == 0, done.stdout + done.stderr
        assert process.poll() is None
        log = [json.loads(line) for line in (tmp_path / "requests.jsonl").read_text().splitlines()]
        answered = {(line["path"], line["status"]) for line in log}
        assert (
            {("/predict", 200), ("/feedback", 201)} <= answered if mode == "positive" else ("/predict", 422) in answered
        )
    finally:
        process.terminate()
        process.wait(20)

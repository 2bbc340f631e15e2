"""The Dockerfile of a service, built and run without Docker: buildah, on a base that debootstrap has made.

Needs Debian, root, a network for the base and the wheels, and `apt-get install buildah debootstrap`. The daily run
leaves it out; `python3 -m workbench test --container` runs it, and prints what it sees.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time

import httpx
import numpy as np
import pytest

from workbench import cases, deploy
from workbench.models.families import make

pytestmark = pytest.mark.container
TOKEN = "a-long-secret"


def run(*command, **more):
    print("$", *command, flush=True)
    return subprocess.run([*map(str, command)], check=True, text=True, **more)


def buildah(store, *words, **more):
    return run(
        "buildah", "--root", store / "root", "--runroot", store / "run", "--storage-driver", "vfs", *words, **more
    )


def test_the_image_is_built_and_answers_as_nobody(tmp_path):
    for tool in ("buildah", "debootstrap"):
        assert shutil.which(tool), f"{tool} is missing: apt-get install buildah debootstrap"
    case = cases.load("bikes")
    features = case.frame[case.features]
    model = make("xgboost", features, "regression").fit(features, case.frame["bikers"])
    folder = deploy.export(model, case, tmp_path / "service").folder
    run(
        *(sys.executable, "-m", "pip", "download", "--quiet", "--only-binary", ":all:"),
        *("--dest", folder / "wheels", "-r", folder / "requirements.txt"),
    )
    base = tmp_path / "base"
    run(
        "debootstrap", "--variant=minbase", "--include=python3,python3-pip", "bookworm", base, stdout=subprocess.DEVNULL
    )

    store, quiet = tmp_path / "store", {"stdout": subprocess.PIPE}
    empty = buildah(store, "from", "scratch", **quiet).stdout.strip()
    buildah(store, "add", "--quiet", empty, base, "/", **quiet)
    buildah(store, "commit", "--quiet", empty, "base", **quiet)
    shutil.rmtree(base)
    offline = "PIP_OPTIONS=--no-index --find-links wheels"
    buildah(
        store, "build", "--isolation", "chroot", "--pull-never", "--build-arg", "BASE=localhost/base",
        "--build-arg", offline, "--tag", "service", folder,
    )  # fmt: skip

    image = json.loads(buildah(store, "inspect", "--type", "image", "service", **quiet).stdout)
    config = image["Docker"]["config"]
    assert config["User"] == "10001:10001" and "SERVICE_TOKEN" not in json.dumps(config)
    box = buildah(store, "from", "--pull-never", "localhost/service", **quiet).stdout.strip()
    inside = ("run", "--isolation", "chroot", "--env", f"SERVICE_TOKEN={TOKEN}", box, "--")
    who = buildah(store, *inside, "id", "-u", **quiet).stdout.strip()
    assert who == "10001"
    assert "wheels" not in buildah(store, *inside, "ls", **quiet).stdout
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    command = [port if word == "8000" else "127.0.0.1" if word == "0.0.0.0" else word for word in config["Cmd"]]
    words = [
        "buildah",
        "--root",
        store / "root",
        "--runroot",
        store / "run",
        "--storage-driver",
        "vfs",
        *inside,
        *command,
    ]
    print("$", *map(str, words), flush=True)
    process = subprocess.Popen([*map(str, words)], start_new_session=True)
    try:
        url = f"http://127.0.0.1:{port}"
        for _ in range(300):
            try:
                httpx.get(f"{url}/health", timeout=1)
                break
            except httpx.TransportError:
                assert process.poll() is None
                time.sleep(0.2)
        rows = features.head(100)
        answer = httpx.post(
            f"{url}/predict", json={"rows": rows.to_dicts()}, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=60
        )
        print(answer.status_code, answer.text[:160])
        np.testing.assert_allclose(answer.json()["predictions"], model.predict(rows), atol=0.01)
        check = re.search(r"HEALTHCHECK.*?CMD (\[.*?\])", (folder / "Dockerfile").read_text(), re.DOTALL)
        healthy = [word.replace(":8000", f":{port}") for word in json.loads(check[1])]
        assert buildah(store, *inside, *healthy).returncode == 0
    finally:
        os.killpg(process.pid, 15)
        process.wait(30)
        buildah(store, "rm", box, **quiet)

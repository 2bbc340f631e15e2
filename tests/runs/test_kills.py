"""Kernels killed at any moment, several at once: what was shown as saved is there, and as it was shown."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

from tests.runs.conftest import raw

ROOT = Path(__file__).parents[2]
CODE = """
from workbench import runs
while True:
    with runs.record("killed") as run:
        run.log(score=run.id * 3)
    print(run.id, flush=True)
"""


def test_kills_lose_nothing_that_was_shown_as_saved(home, long):
    shown: list[int] = []
    for _ in range(50 if long else 3):  # two kernels each time
        pair = [subprocess.Popen([sys.executable, "-c", CODE], cwd=ROOT, stdout=subprocess.PIPE) for _ in range(2)]
        lines = [one.stdout.readline() for one in pair]  # each has saved something
        time.sleep(random.uniform(0, 0.2))
        for one in pair:
            one.kill()
        lines += [line for one in pair for line in one.communicate()[0].splitlines(keepends=True)]
        shown += [int(line) for line in lines if line.endswith(b"\n")]
        rows = {row["id"]: row for row in raw(home)}
        for id in shown:
            assert (rows[id]["state"], json.loads(rows[id]["scores"])) == ("done", {"score": id * 3})
        assert {row["state"] for row in rows.values()} <= {"done", "unfinished"}
    assert len(shown) == len(set(shown)) >= 6
    assert not list(home.glob("runs-broken*"))

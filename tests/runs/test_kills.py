"""Kernels killed at any moment, several at once: what was shown as saved is there."""

import random
import subprocess
import sys
import time
from pathlib import Path

from workbench import runs

CODE = """
from workbench import runs
print("ready", flush=True)
while True:
    with runs.record("killed") as run:
        run.log(f1=0.5)
    print(run.id, flush=True)
"""


def test_kills_lose_nothing_that_was_shown_as_saved(long):
    shown: list[int] = []
    for _ in range(100 if long else 3):
        start = [sys.executable, "-c", CODE]
        root = Path(__file__).parents[2]
        pair = [subprocess.Popen(start, cwd=root, stdout=subprocess.PIPE, text=True) for _ in range(2)]
        for one in pair:
            assert one.stdout.readline() == "ready\n"
        time.sleep(random.uniform(0, 0.3))
        for one in pair:
            one.kill()
            shown += [int(line) for line in one.communicate()[0].splitlines(keepends=True) if line.endswith("\n")]
        assert set(shown) <= set(runs.table()["id"])
    assert len(shown) == len(set(shown))

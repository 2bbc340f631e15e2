"""Which files set-up may install: those whose hash stands in the folder `requirements/`.

start.txt  what the notebooks need, and what builds the project itself
alone.txt  what comes without what it asks for: weights, photographs, CatBoost without its libraries for plots
test.txt   what the checks need besides
dev.txt    what benchmarks and hooks need besides
gpu.txt    what torch's usual build for Linux loads: GPU libraries, of several GB, that nothing here uses

`python -m workbench.setup.renew` writes them.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from workbench.setup.console import Progress
from workbench.setup.packages import ALONE, installed, pins
from workbench.setup.process import variables

FOLDER = "requirements"
HASHED = ["--no-deps", "--require-hashes"]
UNLISTED = (
    "torch {} comes from an index that pip's settings name. It is a CPU build, and its hash is not listed here: "
    "that index alone vouches for this file."
)
NO_HASHES = f"There is no folder {FOLDER} here: versions are compared, but files are not checked against hashes."


def steps(python: Path, extras: Sequence[str], root: Path, progress: Progress) -> Iterator[list[str]]:
    """What follows `pip install`, one call after the other; each is made once the one before has run.

    Args:
        python: The environment's interpreter.
        extras: Names of groups in `pyproject.toml` that are needed too.
        root: The clone, in which pip runs.
        progress: Where to say what cannot be checked.
    """
    if not (root / FOLDER).is_dir():
        progress.keep(NO_HASHES)
        yield ["-c", "constraints.txt", "-e", f".[{','.join(extras)}]" if extras else "."]
        return
    if build := _cpu_build(python, root, progress):
        # First and by its own name: of two builds whose hashes are listed, pip may prefer the one for GPUs.
        if build.listed:
            alone = python.parents[1] / "torch.txt"
            alone.write_text(f"torch=={build.version} --hash=sha256:{build.sha256}\n", encoding="utf-8")
            yield [*HASHED, "-r", str(alone)]
        else:
            progress.keep(UNLISTED.format(build.version))
            yield ["--no-deps", f"torch=={build.version}"]
    yield [*HASHED, *(word for name in ("start", ALONE, *extras) for word in ("-r", f"{FOLDER}/{name}.txt"))]
    if sys.platform == "linux" and "+" not in installed(python).get("torch", "+"):
        yield [*HASHED, "-r", f"{FOLDER}/gpu.txt"]
    yield ["--no-deps", "--no-build-isolation", "-e", "."]  # a folder has no hash


class CpuBuild(NamedTuple):
    """A build of torch without GPU libraries: its version, its hash, and whether this is listed."""

    version: str
    sha256: str
    listed: bool


def _cpu_build(python: Path, root: Path, progress: Progress) -> CpuBuild | None:
    """The CPU build of torch that pip finds, or None.

    The usual index takes no version with a local part such as `+cpu`: only an index or a folder that the person has
    named in pip's settings can offer one. Elsewhere than on Linux the usual build is one for CPUs.
    """
    if sys.platform != "linux" or "torch" not in pins(root):
        return None
    progress.show("Looking for a CPU build of torch.")
    version = f"{pins(root)['torch']}+cpu"
    question = ["install", "--dry-run", "--no-deps", "--ignore-installed", "--quiet", "--report", "-"]
    command = [str(python), "-P", "-m", "pip", *question, f"torch=={version}"]
    answer = subprocess.run(command, env=variables(), capture_output=True, encoding="utf-8", errors="replace")
    if answer.returncode:  # there is none; or no network, which the next step tells better
        return None
    (found,) = json.loads(answer.stdout)["install"]
    sha256 = found["download_info"]["archive_info"]["hashes"]["sha256"]
    return CpuBuild(version, sha256, sha256 in (root / FOLDER / "start.txt").read_text(encoding="utf-8"))

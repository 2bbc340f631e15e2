"""`.ci/run` where the running environment already fits, so that there is no `.venv`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.setup import packages

PROJECT = """
[project]
dependencies = ["pytest"]
optional-dependencies = { test = ["pytest-xdist"] }
"""


@pytest.mark.skipif(sys.platform == "win32", reason="it is written for Debian")
def test_it_runs_all_its_steps_with_the_environment_that_fits(tmp_path: Path) -> None:
    for folder in ("workbench", ".ci"):
        shutil.copytree(packages.ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    found = packages.installed()
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    (tmp_path / "constraints.txt").write_text(f"pytest=={found['pytest']}\n")
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets" / "assets.txt").write_text("# none\n")
    (tmp_path / "tests" / "cases").mkdir(parents=True)
    (tmp_path / "tests" / "cases" / "test_rebuild.py").write_text("def test_it():\n    pass\n")
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "chromium").write_text("#!/bin/sh\n")
    (programs / "chromium").chmod(0o755)
    (programs / "python3").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (programs / "python3").chmod(0o755)
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "WORKBENCH"))}
    answer = subprocess.run(
        [tmp_path / ".ci" / "run"],
        env=variables | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert answer.stdout.count("1 passed") == 2
    assert not (tmp_path / ".venv").exists()

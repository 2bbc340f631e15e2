"""`python3 -m workbench test`: set up what is missing, the test tools too, then run every check with pytest."""

from __future__ import annotations

import argparse
import os

from workbench.setup import browser, jupyter, process
from workbench.setup.console import Progress
from workbench.setup.environment import ready
from workbench.setup.packages import ROOT


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's options."""
    parser.add_argument("-k", metavar="EXPRESSION", help="run only tests whose names match, as pytest's -k")
    parser.add_argument("--fast", action="store_true", help="leave out the browser and the notebooks")
    parser.add_argument("--container", action="store_true", help="build a service as a container, as root; no more")
    parser.add_argument("--long", action="store_true", help="run also what takes too long for every day")


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Run pytest and return its exit code; what is in `rest` is passed on to it."""
    progress = Progress()
    python = ready(progress, ["test"])
    environment = jupyter.variables(python)
    if not (options.fast or options.container):
        environment[browser.VARIABLE] = str(browser.find_or_install(progress))
    closed = [] if os.access(ROOT, os.W_OK) else ["-p", "no:cacheprovider"]  # pytest keeps notes in the folder
    command = [str(python), "-m", "pytest", *closed, *selection(options), *rest]
    return process.run(command, cwd=ROOT, env=environment)


def selection(options: argparse.Namespace) -> list[str]:
    """The options of pytest that choose the tests, and share the whole lot between two processes."""
    if options.container:
        return ["--container", "-s", "tests/deploy/test_container.py"]
    chosen = ["-m", "not browser and not notebooks"] if options.fast else []
    if options.long:
        chosen.append("--long")
    if options.k:
        return [*chosen, "-k", options.k]
    return chosen if options.fast else ["-n", "2", "--dist", "loadfile"]

"""A fresh kernel, offline, that runs whole notebooks."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from traitlets.config import Config

from tests.notebooks.books import FOLDER

LIMIT = 120  # seconds on two cores, on a machine where what is made once stands ready in the cache
ONCE = """
from workbench.models.loaded import language_model
from workbench.experiments.shipped import shipped
from workbench.experiments.ticket_texts import whole
from workbench.labs.p3_architecture.transfer import preparing

language_model()
whole(shipped("tickets"))
list(preparing())
"""


def make_once() -> None:
    """Networks converted, photographs and messages read by them: that takes a minute or two, the first time only."""
    subprocess.run([sys.executable, "-c", ONCE], cwd=FOLDER.parent, check=True)


def run(folder: Path, home: Path, *books: nbformat.NotebookNode) -> list[float]:
    """Execute all cells of these books one after the other in a new kernel without network and progress.

    Returns: The seconds that each book took.
    """
    refused = home / "refused"
    refused.touch()
    path = [str(Path(__file__).with_name("offline")), str(FOLDER.parent), os.environ.get("PYTHONPATH", "")]
    environment = {
        **os.environ,
        "OMP_NUM_THREADS": "1",  # two notebooks run at once on two cores: more threads would wait for each other
        "PYTHONPATH": os.pathsep.join(filter(None, path)),
        "WORKBENCH_REFUSED": str(refused),
        "WORKBENCH_HOME": str(home / "workbench"),
        "IPYTHONDIR": str(home / "ipython"),
        "MPLCONFIGDIR": str(home / "matplotlib"),
        "MATPLOTLIBRC": str(FOLDER.parent / "nbconfig" / "workbench.mplstyle"),
    }
    client = NotebookClient(
        books[0],
        timeout=LIMIT,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        config=Config({"KernelManager": {"transport_encryption": "auto"}}),
    )
    seconds = []
    with client.setup_kernel(env=environment):
        for book in books:
            client.nb, start = book, time.monotonic()
            for place, cell in enumerate(book.cells):
                client.execute_cell(cell, place)
            seconds.append(time.monotonic() - start)
    assert refused.read_text() == ""
    return seconds


def printed(cell: nbformat.NotebookNode) -> str:
    """Everything a cell shows, as plain text."""
    return "\n".join(output.get("text") or output.get("data", {}).get("text/plain", "") for output in cell.outputs)


def check_is_quiet_and_quick(book: nbformat.NotebookNode, seconds: float) -> None:
    assert seconds < LIMIT
    for cell in book.cells:
        for output in cell.get("outputs", ()):
            assert output.get("name") != "stderr", f"{cell.id}: {output.text}"

"""Every notebook runs from top to bottom in a fresh kernel: offline, in two minutes, as given and solved."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from traitlets.config import Config

from tests.notebooks.books import FOLDER, NUMBERS, PATHS, read
from workbench.course.content import load

pytestmark = pytest.mark.notebooks
LIMIT = 120  # seconds on two cores, on a machine where what is made once stands ready in the cache
ONCE = """
from workbench.experiments.networks import language_model
from workbench.experiments.shipped import shipped
from workbench.experiments.ticket_texts import whole
from workbench.labs.p3_architecture.transfer import preparing

language_model()
whole(shipped("tickets"))
list(preparing())
"""


@pytest.fixture(scope="module", autouse=True)
def made_once():
    """Networks converted, photographs and messages read by them: that takes a minute or two, the first time only."""
    subprocess.run([sys.executable, "-c", ONCE], cwd=FOLDER.parent, check=True)


def run(book: nbformat.NotebookNode, folder: Path, home: Path) -> None:
    """Execute all cells in a new kernel that has no network and nobody's progress."""
    refused = home / "refused"
    refused.touch()
    path = [str(Path(__file__).with_name("offline")), str(FOLDER.parent), os.environ.get("PYTHONPATH", "")]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, path)),
        "WORKBENCH_REFUSED": str(refused),
        "WORKBENCH_HOME": str(home / "workbench"),
        "IPYTHONDIR": str(home / "ipython"),
        "MPLCONFIGDIR": str(home / "matplotlib"),
        "MATPLOTLIBRC": str(FOLDER.parent / "nbconfig" / "workbench.mplstyle"),
    }
    client = NotebookClient(
        book,
        timeout=LIMIT,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        config=Config({"KernelManager": {"transport_encryption": "auto"}}),
    )
    client.execute(env=environment)
    assert refused.read_text() == ""


def printed(cell: nbformat.NotebookNode) -> str:
    """Everything a cell shows, as plain text."""
    return "\n".join(output.get("text") or output.get("data", {}).get("text/plain", "") for output in cell.outputs)


def check_is_quiet_and_quick(book: nbformat.NotebookNode, seconds: float) -> None:
    assert seconds < LIMIT * (2 if "3-2-card" in [cell.id for cell in book.cells] else 1)  # 3.2 trains a dozen networks
    for cell in book.cells:
        for output in cell.get("outputs", ()):
            assert output.get("name") != "stderr", f"{cell.id}: {output.text}"


@pytest.mark.parametrize("number", NUMBERS)
def test_it_runs_as_a_learner_gets_it(number, tmp_path):
    book = read(number)
    start = time.monotonic()
    run(book, PATHS[number].parent, tmp_path)
    check_is_quiet_and_quick(book, time.monotonic() - start)
    shown = {cell.id: printed(cell) for cell in book.cells if cell.cell_type == "code"}
    checks = [text for identity, text in shown.items() if identity.endswith("-check")]
    assert len(checks) == len(load(number).exercises)
    assert all(text.startswith("Not attempted.") for text in checks)
    assert shown[f"{number.replace('.', '-')}-evidence"].strip().startswith(f"{number} ")


@pytest.mark.parametrize("number", NUMBERS)
def test_it_runs_with_everything_solved(number, tmp_path):
    book, content = read(number), load(number)
    prefix = number.replace(".", "-")
    cells = {cell.id: cell for cell in book.cells}
    for position, exercise in enumerate(content.exercises, 1):
        cells[f"{prefix}-exercise-{position}-answer"].source = exercise.solution
    for prediction in content.predictions:
        cell = cells[f"{prefix}-predict-{prediction.id.rpartition('.')[2]}"]
        answer = [0] if prediction.options else "1"
        cell.source = f"form = {cell.source}\nform.answer({prediction.id!r}, {answer!r})\nform"
    start = time.monotonic()
    run(book, PATHS[number].parent, tmp_path)
    check_is_quiet_and_quick(book, time.monotonic() - start)
    for position in range(1, len(content.exercises) + 1):
        assert printed(cells[f"{prefix}-exercise-{position}-check"]).startswith("Passed.")
    for prediction in content.predictions:
        compared = printed(cells[f"{prefix}-compare-{prediction.id.rpartition('.')[2]}"])
        assert "You predicted: " in compared and "It happened: " in compared
    counts = f"{len(content.predictions)} of {len(content.predictions)} predictions, "
    counts += f"{len(content.exercises)} of {len(content.exercises)} exercises"
    assert counts in printed(cells[f"{prefix}-progress"])


def book_of(*code: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in code])


@pytest.mark.parametrize("call", ["urlopen('http://203.0.113.1/data.csv')", "urlopen('https://example.org')"])
def test_a_download_would_not_go_unseen(call, tmp_path):
    with pytest.raises(CellExecutionError, match="Notebooks run without a network"):
        run(book_of(f"from urllib.request import urlopen\n{call}"), tmp_path, tmp_path)
    swallowed = f"from urllib.request import urlopen\ntry:\n    {call}\nexcept OSError:\n    pass"
    with pytest.raises(AssertionError):
        run(book_of(swallowed), tmp_path, tmp_path)


WAYS_OUT = {
    "203.0.113.1": "import socket\nsocket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('203.0.113.1', 53))",
    "203.0.113.2": "import socket\nsocket.socket(type=socket.SOCK_DGRAM).sendmsg([b'x'], [], 0, ('203.0.113.2', 53))",
    "example.org": "import socket\nsocket.gethostbyname('example.org')",
    "203.0.113.3": "import socket\nsocket.gethostbyaddr('203.0.113.3')",
    "203.0.113.4": "import socket\nsocket.getnameinfo(('203.0.113.4', 80), 0)",
    "curl example.org": "import subprocess\nsubprocess.run(['curl', 'example.org'])",
    "wget example.org": "import os\nos.system('wget example.org')",
    "-I -c": "import subprocess, sys\nsubprocess.run([sys.executable, '-I', '-c', 'pass'])",
    "-c pass": "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'pass'], env={})",
    "example.com": "import subprocess, sys\n"
    "code = 'import socket; socket.create_connection((\"example.com\", 80))'\n"
    "subprocess.run([sys.executable, '-c', code], check=True)",
}


def test_no_way_out_goes_unseen(tmp_path):
    """Each is tried and its error swallowed, as libraries do; each must stand in the log."""
    cells = [
        f"try:\n    {code.replace(chr(10), chr(10) + '    ')}\nexcept Exception:\n    pass"
        for code in WAYS_OUT.values()
    ]
    with pytest.raises(AssertionError):
        run(book_of(*cells), tmp_path, tmp_path)
    refused = (tmp_path / "refused").read_text().splitlines()
    assert len(refused) == len(WAYS_OUT), refused
    for wanted, line in zip(WAYS_OUT, refused, strict=True):
        assert wanted in line


def test_what_asks_this_machine_about_itself_may_run(tmp_path):
    code = "import platform, subprocess, sys\nplatform.processor()\n"
    run(book_of(code + "subprocess.run([sys.executable, '-c', 'pass'], check=True)"), tmp_path, tmp_path)


def test_a_server_on_this_machine_can_be_reached(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        run(book_of(f"import socket\nsocket.create_connection(('localhost', {port})).close()"), tmp_path, tmp_path)

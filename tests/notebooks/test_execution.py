"""Every notebook runs in a fresh kernel, offline, in two minutes: as a learner gets it, then again with all solved."""

from __future__ import annotations

import socket

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError

from tests.notebooks.books import NUMBERS, PATHS, read
from tests.notebooks.kernel import check_is_quiet_and_quick, make_once, printed, run
from workbench.course.content import load

pytestmark = pytest.mark.notebooks


@pytest.fixture(scope="module", autouse=True)
def made_once():
    make_once()


def solved(number: str) -> nbformat.NotebookNode:
    """The notebook with each exercise solved and each prediction made."""
    book, content, prefix = read(number), load(number), number.replace(".", "-")
    cells = {cell.id: cell for cell in book.cells}
    for position, exercise in enumerate(content.exercises, 1):
        cells[f"{prefix}-exercise-{position}-answer"].source = exercise.solution
    for prediction in content.predictions:
        cell = cells[f"{prefix}-predict-{prediction.id.rpartition('.')[2]}"]
        answer = [0] if prediction.options else "1"
        cell.source = f"form = {cell.source}\nform.answer({prediction.id!r}, {answer!r})\nform"
    return book


@pytest.mark.parametrize("number", NUMBERS)
def test_it_runs_as_given_and_again_with_everything_solved(number, tmp_path):
    content, prefix = load(number), number.replace(".", "-")
    given, again = read(number), solved(number)
    for book, seconds in zip((given, again), run(PATHS[number].parent, tmp_path, given, again), strict=True):
        check_is_quiet_and_quick(book, seconds)

    shown = {cell.id: printed(cell) for cell in given.cells if cell.cell_type == "code"}
    checks = [text for identity, text in shown.items() if identity.endswith("-check")]
    assert len(checks) == len(content.exercises)
    assert all(text.startswith("Not attempted.") for text in checks)
    assert shown[f"{prefix}-evidence"].strip().startswith(f"{number} ")

    shown = {cell.id: printed(cell) for cell in again.cells if cell.cell_type == "code"}
    for position in range(1, len(content.exercises) + 1):
        assert shown[f"{prefix}-exercise-{position}-check"].startswith("Passed.")
    for prediction in content.predictions:
        compared = shown[f"{prefix}-compare-{prediction.id.rpartition('.')[2]}"]
        assert "You predicted: " in compared and "It happened: " in compared
    counts = f"{len(content.predictions)} of {len(content.predictions)} predictions, "
    counts += f"{len(content.exercises)} of {len(content.exercises)} exercises"
    assert counts in shown[f"{prefix}-progress"]


def book_of(*code: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in code])


@pytest.mark.parametrize("call", ["urlopen('http://203.0.113.1/data.csv')", "urlopen('https://example.org')"])
def test_a_download_would_not_go_unseen(call, tmp_path):
    with pytest.raises(CellExecutionError, match="Notebooks run without a network"):
        run(tmp_path, tmp_path, book_of(f"from urllib.request import urlopen\n{call}"))
    swallowed = f"from urllib.request import urlopen\ntry:\n    {call}\nexcept OSError:\n    pass"
    with pytest.raises(AssertionError):
        run(tmp_path, tmp_path, book_of(swallowed))


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
        run(tmp_path, tmp_path, book_of(*cells))
    refused = (tmp_path / "refused").read_text().splitlines()
    assert len(refused) == len(WAYS_OUT), refused
    for wanted, line in zip(WAYS_OUT, refused, strict=True):
        assert wanted in line


def test_what_asks_this_machine_about_itself_may_run(tmp_path):
    code = "import platform, subprocess, sys\nplatform.processor()\n"
    run(tmp_path, tmp_path, book_of(code + "subprocess.run([sys.executable, '-c', 'pass'], check=True)"))


def test_a_server_on_this_machine_can_be_reached(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        run(tmp_path, tmp_path, book_of(f"import socket\nsocket.create_connection(('localhost', {port})).close()"))

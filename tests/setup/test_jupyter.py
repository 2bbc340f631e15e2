"""How JupyterLab is called: port, page, variables."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.errors import WorkbenchError
from workbench.setup import jupyter


@pytest.fixture
def taken() -> socket.socket:
    with socket.socket() as listener:
        listener.bind((jupyter.HOST, 0))
        listener.listen()
        yield listener


def test_a_free_port_is_used_as_asked(taken: socket.socket) -> None:
    with socket.socket() as other:
        other.bind((jupyter.HOST, 0))
        free = other.getsockname()[1]
    assert jupyter.free_port(free) == free


def test_a_taken_port_is_passed_over(taken: socket.socket) -> None:
    port = taken.getsockname()[1]
    found = jupyter.free_port(port)
    assert found > port
    with socket.socket() as listener:
        listener.bind((jupyter.HOST, found))


def test_when_no_port_is_free_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jupyter, "_is_free", lambda port: False)
    with pytest.raises(WorkbenchError) as error:
        jupyter.free_port(9)
    assert str(error.value) == (
        "`--port` must be a free port; 9 and those after it are taken. Choose another, such as --port 9000."
    )


def test_the_first_page_is_notebook_0_1(tmp_path: Path) -> None:
    assert jupyter.first_page(tmp_path) == "/lab"
    folder = tmp_path / "notebooks" / "0_start here"
    folder.mkdir(parents=True)
    (folder / "0.1_what.ipynb").touch()
    (folder / "0.2_more.ipynb").touch()
    assert jupyter.first_page(tmp_path) == "/lab/tree/0_start%20here/0.1_what.ipynb"


def test_the_persons_own_settings_come_after_ours(tmp_path: Path) -> None:
    python = Path("env") / "bin" / "python"
    inherited = {"JUPYTER_CONFIG_PATH": "mine", "PYTHONPATH": "code", "HOME": "home"}
    variables = jupyter.variables(python, tmp_path, inherited)
    assert variables["JUPYTER_CONFIG_PATH"].split(os.pathsep) == [str(tmp_path / "nbconfig"), "mine"]
    assert variables["JUPYTER_PATH"] == str(tmp_path / "nbconfig")
    assert variables["PYTHONPATH"].split(os.pathsep) == [str(tmp_path), "code"]
    assert variables["PATH"] == str(python.parent)
    assert variables["HOME"] == "home"


def test_only_this_machine_can_reach_the_server() -> None:
    line = jupyter.command(Path("python"), 8888, browser=True)
    assert "--ServerApp.ip=127.0.0.1" in line
    assert "--no-browser" not in line
    assert "--no-browser" in jupyter.command(Path("python"), 8888, browser=False)


def test_a_server_that_stops_at_once_is_told(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process, pytest.raises(WorkbenchError) as error:
        process.wait()
        jupyter.wait_until_open(process, tmp_path)
    assert str(error.value) == (
        "JupyterLab did not start. Read the lines above, then run `python3 -m workbench doctor` to see what is wrong."
    )


def test_the_servers_own_words_are_waited_for_and_old_ones_are_not_believed(tmp_path: Path) -> None:
    code = (
        "import json, os, pathlib, sys, time; time.sleep(1)\n"
        "pathlib.Path(sys.argv[1], f'jpserver-{os.getpid()}.json').write_text(json.dumps({'port': 9}))\n"
        "time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)]) as process:
        (tmp_path / f"jpserver-{process.pid}.json").write_text('{"port": 1}')
        assert jupyter.wait_until_open(process, tmp_path) == {"port": 9}
        process.terminate()


@pytest.mark.parametrize(
    ("token", "password", "end"),
    [("a b", False, "?token=a%20b"), ("", True, ""), ("abc", True, "?token=abc")],
)
def test_the_address_is_the_one_that_the_server_has(token: str, password: bool, end: str, tmp_path: Path) -> None:
    said = {"url": "https://127.0.0.1:7000/mine/", "token": token, "password": password}
    assert jupyter.address(said, tmp_path) == f"https://127.0.0.1:7000/mine/lab{end}"


def test_a_server_that_lets_everybody_in_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkbenchError) as error:
        jupyter.address({"url": "http://127.0.0.1:8888/", "token": "", "password": False}, tmp_path)
    assert str(error.value) == (
        "JupyterLab must ask for a token or a password; your own Jupyter settings switch both off, so that every "
        "user of this machine could run code as you. Remove `token` from jupyter_server_config.py or "
        "jupyter_server_config.json in the folder .jupyter of your home, then run the same command again."
    )

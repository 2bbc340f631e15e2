"""How JupyterLab is called: which port, which page, which environment variables."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from workbench.errors import WorkbenchError
from workbench.setup.packages import ROOT

HOST = "127.0.0.1"  # this machine alone: nobody on the network can reach the server
PORT = 8888
PATIENCE = 90  # seconds a slow disk may need to start JupyterLab


def free_port(wanted: int = PORT) -> int:
    """The first port from `wanted` upwards that no program listens on.

    Raises: WorkbenchError if there is none among the next hundred.
    """
    for port in range(wanted, min(wanted + 100, 65536)):
        if _is_free(port):
            return port
    raise WorkbenchError(
        f"`--port` must be a free port; {wanted} and those after it are taken. Choose another, such as --port 9000."
    )


def first_page(root: Path = ROOT) -> str:
    """The path of the page to open: notebook 0.1, or JupyterLab's own first page if there is none yet."""
    notebook = next((root / "notebooks").glob("0_*/0.1*.ipynb"), None)
    return f"/lab/tree/{quote(notebook.relative_to(root / 'notebooks').as_posix())}" if notebook else "/lab"


def command(python: Path, port: int, browser: bool, root: Path = ROOT) -> list[str]:
    """The command line that starts JupyterLab. What does not change stands in `nbconfig/`."""
    line = [
        str(python),
        "-P",  # a learner's file `random.py` among the notebooks must not run in the server
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={root / 'notebooks'}",
        f"--ServerApp.ip={HOST}",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=50",  # two that start at once may both have found the port free
        f"--LabApp.default_url={first_page(root)}",
    ]
    return line if browser else [*line, "--no-browser"]


def variables(python: Path, root: Path = ROOT, inherited: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Environment variables of the server, which its kernels and terminals inherit.

    `nbconfig` comes before the person's own settings and does not replace them, and its kernel knows the course;
    `workbench` can be imported from any notebook; and `python` is this environment's, whatever else is installed.
    """

    def before(name: str, path: Path) -> str:
        return os.pathsep.join([str(path), *filter(None, [inherited.get(name)])])

    return {
        **inherited,
        "JUPYTER_CONFIG_PATH": before("JUPYTER_CONFIG_PATH", root / "nbconfig"),
        "JUPYTER_PATH": before("JUPYTER_PATH", root / "nbconfig"),
        "JUPYTER_PREFER_ENV_PATH": "1",
        "MATPLOTLIBRC": str(root / "nbconfig" / "workbench.mplstyle"),
        "ORT_DISABLE_TELEMETRY": "1",  # ONNX Runtime reports to its maker otherwise
        "PATH": before("PATH", python.parent),
        "PYTHONPATH": before("PYTHONPATH", root),
        "PYTHONUTF8": "1",
    }


def runtime_folder(python: Path, environment: Mapping[str, str]) -> Path:
    """Where servers of this environment say on which port they listen."""
    code = "from jupyter_core.paths import jupyter_runtime_dir as folder; print(folder())"
    answer = subprocess.run([str(python), "-P", "-c", code], env=environment, capture_output=True, encoding="utf-8")
    return Path(answer.stdout.rstrip("\n"))


def wait_until_open(server: subprocess.Popen[bytes], runtime: Path) -> dict[str, Any]:
    """Return what the server says about itself, once it takes connections: its port, URL, token and more.

    It is asked because a person's own Jupyter settings may have changed what we wanted.

    Raises: WorkbenchError if it stops instead, or takes too long.
    """
    # On Windows the interpreter of `.venv` starts another one, whose number nobody here knows.
    own = "*" if sys.platform == "win32" else str(server.pid)
    before = {path: path.stat().st_mtime_ns for path in runtime.glob(f"jpserver-{own}.json")}
    deadline = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < deadline:
        for path in runtime.glob(f"jpserver-{own}.json"):
            with suppress(OSError, ValueError):  # it may be half written
                if path.stat().st_mtime_ns != before.get(path):
                    return dict(json.loads(path.read_text(encoding="utf-8")))
        time.sleep(0.1)
    raise WorkbenchError(
        "JupyterLab did not start. Read the lines above, then run `python3 -m workbench doctor` to see what is wrong."
    )


def address(server: Mapping[str, Any], root: Path = ROOT) -> str:
    """What to type into a browser.

    Raises: WorkbenchError if the server would let in everybody on this machine.
    """
    if not server["token"] and not server["password"]:
        raise WorkbenchError(
            "JupyterLab must ask for a token or a password; your own Jupyter settings switch both off, so that every "
            "user of this machine could run code as you. Remove `token` from jupyter_server_config.py or "
            "jupyter_server_config.json in the folder .jupyter of your home, then run the same command again."
        )
    page = server["url"].rstrip("/") + first_page(root)
    return f"{page}?token={quote(server['token'])}" if server["token"] else page


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        if sys.platform != "win32":  # a port whose last server has just stopped may be used again
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True

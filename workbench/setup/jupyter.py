"""How JupyterLab is called: which port, which page, which environment variables."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
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
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={root / 'notebooks'}",
        f"--ServerApp.ip={HOST}",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
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
        "PATH": before("PATH", python.parent),
        "PYTHONPATH": before("PYTHONPATH", root),
    }


def wait_until_open(server: subprocess.Popen[bytes], port: int) -> None:
    """Return when the server takes connections.

    Raises: WorkbenchError if it stops instead, or takes too long.
    """
    deadline = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise WorkbenchError(
        "JupyterLab did not start. Read the lines above, then run `python3 -m workbench doctor` to see what is wrong."
    )


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        if sys.platform != "win32":  # a port whose last server has just stopped may be used again
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True

"""`python3 -m workbench start`: set up what is missing, then open JupyterLab on notebook 0.1."""

from __future__ import annotations

import argparse
import secrets
import signal
import subprocess
from contextlib import suppress

from workbench.course.reset import keep_originals
from workbench.setup import jupyter
from workbench.setup.console import Progress
from workbench.setup.environment import ready
from workbench.setup.packages import ROOT


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's options."""
    parser.add_argument("--no-browser", action="store_true", help="print the address and open no browser")
    parser.add_argument(
        "--port", type=_port, default=jupyter.PORT, help="where JupyterLab listens (default: %(default)s)"
    )


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Start JupyterLab and stay until it stops."""
    progress = Progress()
    python = ready(progress)
    keep_originals(ROOT)
    port = jupyter.free_port(options.port)
    if port != options.port:
        progress.keep(f"Port {options.port} is taken by another program; {port} is used instead.")
    progress.show("Starting JupyterLab.")
    token = secrets.token_hex(24)
    server = subprocess.Popen(
        jupyter.command(python, port, not options.no_browser),
        cwd=ROOT / "notebooks",
        env=jupyter.variables(python) | {"JUPYTER_TOKEN": token},
    )
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    try:
        jupyter.wait_until_open(server, port)
        progress.keep("JupyterLab is open at the address below. To stop it, press Ctrl-C here.")
        progress.keep(f"  http://{jupyter.HOST}:{port}{jupyter.first_page()}?token={token}")
        return server.wait()
    except KeyboardInterrupt:  # a terminal sends Ctrl-C to the server too, which then closes its kernels and stops
        with suppress(subprocess.TimeoutExpired):
            server.wait(timeout=10)
        return 0
    finally:
        server.terminate()
        server.wait()


def _port(text: str) -> int:
    """A port number, as argparse wants it."""
    if text.isdecimal() and 1 <= int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError(f"must be a whole number from 1 to 65535; got {text}. Try 8889")

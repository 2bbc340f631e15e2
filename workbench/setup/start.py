"""`python3 -m workbench start`: set up what is missing, then open JupyterLab on notebook 0.1."""

from __future__ import annotations

import argparse
import os
import secrets
import signal
import subprocess
from contextlib import suppress

from workbench.course.reset import keep_originals
from workbench.errors import WorkbenchError
from workbench.setup import doctor, jupyter, lock, process
from workbench.setup.console import Progress
from workbench.setup.environment import ready
from workbench.setup.packages import ROOT

_DOCTOR = " `python3 -m workbench doctor` looks at all of them."


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
    _keep_notebooks(progress)
    environment = jupyter.variables(python) | {"JUPYTER_TOKEN": secrets.token_hex(24)}
    runtime = jupyter.runtime_folder(python, environment)
    if not doctor.may_write(runtime):
        raise WorkbenchError(doctor.folder_problem("running notebooks", runtime, "JUPYTER_RUNTIME_DIR") + _DOCTOR)
    progress.show("Starting JupyterLab.")
    command = jupyter.command(python, jupyter.free_port(options.port), not options.no_browser)
    server = process.start(command, cwd=ROOT / "notebooks", env=environment)
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    try:
        said = jupyter.wait_until_open(server, runtime)
        if said["port"] != options.port:
            progress.keep(f"Port {options.port} is taken by another program; {said['port']} is used instead.")
        address = jupyter.address(said)
        progress.keep("JupyterLab is open at the address below. To stop it, press Ctrl-C here.")
        progress.keep(f"  {address}")
        if not said["token"]:
            progress.keep("It asks for the password of your own Jupyter settings.")
        return int(server.wait())
    except KeyboardInterrupt:  # a terminal sends Ctrl-C to the server too, which then closes its kernels and stops
        with suppress(subprocess.TimeoutExpired):
            server.wait(timeout=10)
        return 0
    finally:
        process.stop(server)


def _keep_notebooks(progress: Progress) -> None:
    """Keep a copy of the notebooks where git has none, or say that nothing can be changed here."""
    if not os.access(ROOT / "notebooks", os.W_OK):
        progress.keep(
            f"The folder {ROOT / 'notebooks'} cannot be written to: what you change in a notebook is not saved. "
            "To keep your work, copy the whole folder into your home folder and start it there."
        )
        return
    try:
        with lock.held(ROOT, progress):
            keep_originals(ROOT)
    except OSError as error:
        progress.keep(f"No copy of the fresh notebooks could be kept ({error}). `reset` may not find one later.")


def _port(text: str) -> int:
    """A port number, as argparse wants it."""
    if text.isdecimal() and 1 <= int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError(f"must be a whole number from 1 to 65535; got {text}. Try 8889")

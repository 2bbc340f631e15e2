"""A small clone with packages made for the tests, so that the real set-up runs in seconds and without a network."""

from __future__ import annotations

import os
import shutil
import sys
import zipfile
from pathlib import Path

from workbench.setup.packages import ROOT

# Builds the small project: what pip calls for `pip install -e .`, from the standard library alone.
BACKEND = """
import tomllib, zipfile
def build_editable(folder, config_settings=None, metadata_directory=None):
    project = tomllib.load(open("pyproject.toml", "rb"))["project"]
    lines = ["Metadata-Version: 2.1", "Name: project", "Version: 1"]
    lines += [f"Requires-Dist: {name}" for name in project["dependencies"]]
    for extra, names in project["optional-dependencies"].items():
        lines += [f"Provides-Extra: {extra}", *(f"Requires-Dist: {name}; extra == '{extra}'" for name in names)]
    info = "project-1.dist-info"
    with zipfile.ZipFile(f"{folder}/project-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{info}/METADATA", "\\n".join(lines) + "\\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(f"{info}/RECORD", "")
    return "project-1-py3-none-any.whl"
"""
PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "project"
version = "1"
dependencies = {names}
[project.optional-dependencies]
test = ["beta"]
"""
# Listens where it is told to, and says so as a Jupyter server does.
SERVER = """
import json, os, pathlib, random, socket, sys, time
assert random.__file__.startswith(os.path.dirname(os.__file__)), random.__file__
port = int(next(word for word in sys.argv if word.startswith("--ServerApp.port=")).partition("=")[2])
listener = socket.socket()
while True:
    try:
        listener.bind(("127.0.0.1", port))
        break
    except OSError:
        port += 1
listener.listen()
folder = pathlib.Path(os.environ["JUPYTER_RUNTIME_DIR"])
folder.mkdir(parents=True, exist_ok=True)
said = {"url": f"http://127.0.0.1:{port}/", "port": port, "token": os.environ["JUPYTER_TOKEN"], "password": False}
(folder / f"jpserver-{os.getpid()}.json").write_text(json.dumps(said))
time.sleep(600)
"""
CORE = "import os\ndef jupyter_runtime_dir():\n    return os.environ['JUPYTER_RUNTIME_DIR']\n"


def make_wheel(folder: Path, name: str, version: str, needs: str = "", **modules: str) -> None:
    """A wheel with these modules: their names and their code. `needs` is a package it asks for."""
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        for module, code in {"__init__": "", **modules}.items():
            wheel.writestr(f"{name}/{module}.py", code)
        asks = f"Requires-Dist: {needs}\n" if needs else ""
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{asks}")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")


def make_index(folder: Path) -> Path:
    """A folder that serves as package index."""
    for version in ("1", "2"):
        make_wheel(folder, "alpha", version)
        make_wheel(folder, "beta", version)
    make_wheel(folder, "alpha", "3", __init__="raise OSError('a library is missing')")
    make_wheel(folder, "jupyterlab", "1", __main__=SERVER)
    make_wheel(folder, "jupyter_core", "1", paths=CORE)
    return folder


def make_project(root: Path, *names: str) -> Path:
    """A project in this folder that needs these packages."""
    (root / "backend.py").write_text(BACKEND)
    (root / "pyproject.toml").write_text(PROJECT.format(names=list(names)))
    (root / "constraints.txt").write_text(pins())
    return root


def pins(alpha: int = 1) -> str:
    """What stands in `constraints.txt`."""
    return f"alpha=={alpha}\nbeta==1\njupyterlab==1\njupyter-core==1\n"


def make_course(root: Path) -> Path:
    """A course in this folder that `python3 -m workbench start` works in, with our own code and no git."""
    make_project(root, "alpha", "jupyterlab", "jupyter-core")
    shutil.copytree(ROOT / "workbench", root / "workbench", ignore=shutil.ignore_patterns("__pycache__"))
    (root / "notebooks" / "0_start").mkdir(parents=True)
    (root / "notebooks" / "0_start" / "0.1_what.ipynb").write_text("{}")
    return root


def index_variables(index: Path) -> dict[str, str]:
    """Variables that make pip take packages from this folder alone."""
    nothing = "nul" if sys.platform == "win32" else "/dev/null"
    return {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(index), "PIP_CONFIG_FILE": nothing}


def as_anybody(*command: str) -> list[str]:
    """A command for which read-only folders are read-only, even where the tests run as root."""
    if sys.platform == "linux" and os.geteuid() == 0:
        return ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *command]
    return list(command)

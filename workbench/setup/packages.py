"""What is needed (`pyproject.toml`), what was tested (`constraints.txt`), and what an environment holds."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from workbench.errors import WorkbenchError

ROOT = Path(__file__).resolve().parents[2]  # the clone

ALONE = "alone"  # the group of packages that are installed without what they ask for

# Where the name to import is not the name to install.
IMPORT_NAMES = {
    "ipython": "IPython",
    "pillow": "PIL",
    "python-stdnum": "stdnum",
    "langgraph-checkpoint-sqlite": "langgraph.checkpoint.sqlite",
    "scikit-learn": "sklearn",
    "xgboost-cpu": "xgboost",
}

_LIST_INSTALLED = (
    "import json, importlib.metadata as m\n"
    "print(json.dumps([[d.name, d.version] for d in m.distributions() if d.name]))"
)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_MARKER = re.compile(r"""sys_platform\s*(==|!=)\s*["'](\w+)["']""")


def canonical(name: str) -> str:
    """A package's name in its one spelling: `Jupyter_Core` and `jupyter.core` are `jupyter-core`."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(root: Path = ROOT) -> dict[str, str]:
    """The tested version of each package, by canonical name.

    Raises: WorkbenchError if this is not a clone of the repository.
    """
    lines = _read(root / "constraints.txt").splitlines()
    return {canonical(name): version for name, _, version in (line.partition("==") for line in lines) if version}


def needed(extras: Iterable[str] = (), root: Path = ROOT) -> list[str]:
    """Canonical names of the packages the project itself asks for on this platform, with these extras."""
    asked = requirements(root)
    return _names(text for group in ("", *extras) for text in asked[group])


def alone(root: Path = ROOT) -> list[str]:
    """Canonical names of the packages that come without what they ask for: weights, photographs, CatBoost."""
    return _names(requirements(root)[ALONE])


def requirements(root: Path = ROOT) -> dict[str, list[str]]:
    """What `pyproject.toml` asks for, as written there: under "" what is always needed, then each extra and `ALONE`."""
    read = tomllib.loads(_read(root / "pyproject.toml"))
    project, groups = read["project"], read.get("dependency-groups", {})
    return {"": project["dependencies"], **project["optional-dependencies"], ALONE: groups.get(ALONE, [])}


def installed(python: str | Path = sys.executable) -> dict[str, str]:
    """Version of each package that this interpreter sees, by canonical name; empty if it does not run."""
    try:
        answer = subprocess.run([str(python), "-P", "-c", _LIST_INSTALLED], capture_output=True, check=True, text=True)
        return {canonical(name): version for name, version in json.loads(answer.stdout)}
    except (OSError, subprocess.CalledProcessError, ValueError):
        return {}


def differences(found: Mapping[str, str], names: Iterable[str], tested: Mapping[str, str]) -> list[str]:
    """One phrase for each of these packages that is missing or not the tested version.

    A local part such as `+cpu` does not count: it names a build of the same version.
    """
    phrases = []
    for name in names:
        if name not in found:
            phrases.append(f"{name} is missing")
        elif name in tested and found[name].partition("+")[0] != tested[name]:
            phrases.append(f"{name} is {found[name]} and {tested[name]} was tested")
    return phrases


def import_error(python: str | Path, names: Iterable[str]) -> str:
    """Import these packages in a fresh interpreter; the last line of the first error, or "" if all is well."""
    modules = [IMPORT_NAMES.get(name, name.replace("-", "_")) for name in names]
    code = "".join(f"import {module}\n" for module in modules)
    answer = subprocess.run([str(python), "-P", "-W", "ignore", "-c", code], capture_output=True, text=True)
    return answer.stderr.strip().splitlines()[-1] if answer.returncode else ""


def _names(texts: Iterable[str]) -> list[str]:
    return [canonical(match[0]) for text in texts if _applies(text) and (match := _NAME.match(text))]


def _applies(requirement: str) -> bool:
    """Whether a requirement is for this platform. The only marker this project uses is `sys_platform`."""
    _, _, marker = requirement.partition(";")
    match = _MARKER.search(marker)
    return not match or (sys.platform == match[2]) == (match[1] == "==")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise WorkbenchError(
            f"`{path.name}` must stand beside the folder `workbench`; there is none in {path.parent}. "
            "Run this command from a clone of the repository."
        ) from None

"""`python3 -m workbench doctor`: what is here against what was tested, and one sentence for each problem."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workbench.cases import store
from workbench.errors import WorkbenchError
from workbench.setup import advisories, browser, environment, jupyter, kept, packages
from workbench.setup.console import table
from workbench.setup.packages import ROOT

GIGABYTE = 1e9
MEMORY = 3.5  # GB of memory below which the larger labs have no room
DISK = 1.0  # GB of free disk below which saving notebooks and models becomes a risk
# What is written outside of the clone: what for, the variable that names another place, and how to ask for the place.
FOLDERS = (
    ("your progress", "WORKBENCH_HOME", "from workbench.home import home as folder"),
    ("what is made once", "WORKBENCH_CACHE", "from workbench.cache import folder"),
    ("running notebooks", "JUPYTER_RUNTIME_DIR", "from jupyter_core.paths import jupyter_runtime_dir as folder"),
    ("JupyterLab's settings", "JUPYTER_CONFIG_DIR", "from jupyter_core.paths import jupyter_config_dir as folder"),
    ("matplotlib's fonts", "MPLCONFIGDIR", "from matplotlib import get_cachedir as folder"),
)
START = "Run `python3 -m workbench start` to mend this."


@dataclass(frozen=True)
class Finding:
    """One row of the table; `problem` is the sentence for what must be mended, or "" where all is well."""

    what: str
    here: str
    tested: str
    problem: str = ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command has no options."""


def run(options: argparse.Namespace, rest: list[str]) -> int:
    """Print the table and the problems; return 1 if there is a problem, else 0."""
    findings = list(examine())
    marks = {True: "!", False: ""}
    rows = [(f.what, f.here, f.tested, marks[bool(f.problem)]) for f in findings]
    print(table([("", "here", "tested with", ""), *rows]))
    problems = [finding.problem for finding in findings if finding.problem]
    print("\n" + ("\n".join(problems) if problems else "All is well."))
    return 1 if problems else 0


def examine(root: Path = ROOT) -> Iterator[Finding]:
    """Look at everything the workbench leans on, row by row."""
    yield Finding("Python", platform.python_version(), "3.11")
    python = environment.find(root=root) or environment.venv_python(root / ".venv")
    yield from examine_packages(python, root)
    if not packages.differences(packages.installed(python), packages.needed(root=root), {}):
        yield from examine_folders(python, root)
        yield from examine_cache(python, root)
        yield examine_runs(python, root)
    yield examine_notebooks(root)
    yield from examine_names(root)
    yield from examine_advisories(packages.installed(python), root)
    yield from examine_data()
    yield from examine_assets(packages.installed(python), root)
    yield from examine_machine()


def examine_packages(python: Path, root: Path = ROOT) -> Iterator[Finding]:
    """The packages the project asks for by name, in the environment that `start` would use."""
    found, tested = packages.installed(python), packages.pins(root)
    venv = root / ".venv"
    unfinished = python == environment.venv_python(venv) and environment.read_stamp(venv) == environment.UNFINISHED
    if unfinished or not found:
        here = "partly installed" if unfinished else "not installed"
        yield Finding("packages", here, f"{len(tested)} packages", f"The packages are {here}. {START}")
        return
    yield Finding("environment", str(python), ".venv")
    for name in (*packages.needed(root=root), *packages.alone(root)):
        faults = packages.differences(found, [name], tested)
        problem = f"Package {faults[0]}. {START}" if faults else ""
        yield Finding(name, found.get(name, "missing"), tested.get(name, ""), problem)
    for name in packages.needed(["test"], root)[len(packages.needed(root=root)) :]:
        yield Finding(f"{name} (for tests)", found.get(name, "not installed"), tested.get(name, ""))
    error = packages.import_error(python, [name for name in packages.needed(root=root) if name in found])
    problem = f"A package cannot be imported: {error}. Delete the folder .venv, then run `start`." if error else ""
    yield Finding("imports", "fail" if error else "work", "work", problem)


def examine_folders(python: Path, root: Path = ROOT) -> Iterator[Finding]:
    """The folders in the person's home that the course, Jupyter and matplotlib write to; none is made here."""
    for use, variable, code in FOLDERS:
        command = [str(python), "-P", "-c", f"{code}; print(folder())"]
        environment = jupyter.variables(python, root)
        answer = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", errors="replace")
        folder = Path(answer.stdout.rstrip("\n") or "unknown")
        temporary = folder.name.startswith("matplotlib-")  # what matplotlib makes where its own place is closed
        problem = folder_problem(use, "it" if temporary else folder, variable)
        open_ = answer.returncode == 0 and not temporary and may_write(folder)
        yield Finding(f"folder for {use}", str(folder), "can be written", "" if open_ else problem)


def folder_problem(use: str, folder: Path | str, variable: str) -> str:
    """The sentence about a folder that cannot be written to."""
    return (
        f"The folder for {use} must be one that you may write to; {folder} is not. "
        f"Make it yours again, or set {variable} to another folder."
    )


def examine_notebooks(root: Path = ROOT) -> Finding:
    """The folder of notebooks, in which a learner saves their work."""
    folder = root / "notebooks"
    problem = (
        f"The folder of notebooks must be one that you may write to; {folder} is not, so that nothing you change in it "
        "is saved. Copy the whole course into your home folder, and start it there."
    )
    return Finding("folder of notebooks", str(folder), "can be written", "" if may_write(folder) else problem)


def examine_cache(python: Path, root: Path = ROOT) -> Iterator[Finding]:
    """What was made once and is kept: converted weights, computed features."""
    try:
        for name, size in kept.entries(python, root).items():
            yield Finding(f"made once: {name}", f"{size / 1e6:.1f} MB", "`reset --cache` removes it")
    except WorkbenchError as error:
        yield Finding("made once", "unknown", "", str(error))


def examine_runs(python: Path, root: Path = ROOT) -> Finding:
    """The learner's log of runs."""
    try:
        return Finding("your runs", kept.runs(python, root), "`reset --runs` puts them away")
    except WorkbenchError as error:
        return Finding("your runs", "cannot be used", "", str(error))


def examine_names(root: Path = ROOT) -> Iterator[Finding]:
    """Files of the learner that Python may take for a package or for a part of itself."""
    asked = (packages.IMPORT_NAMES.get(name, name.replace("-", "_")) for name in packages.needed(root=root))
    names = {*sys.stdlib_module_names, *asked}
    for path in sorted([*root.glob("*.py"), *(root / "notebooks").rglob("*.py")]):
        if path.stem in names:
            where = path.relative_to(root).as_posix()
            yield Finding(
                "file name",
                where,
                "",
                f"The file {where} must not bear the name of a package or of a part of Python, which may import "
                "it instead. Rename it.",
            )


def may_write(folder: Path) -> bool:
    """Whether files can be made in a folder, or the folder itself where it is not there yet."""
    there = next((path for path in (folder, *folder.parents) if path.exists()), Path("."))
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


def examine_advisories(found: dict[str, str], root: Path = ROOT) -> Iterator[Finding]:
    """Publicly known weaknesses of the versions that are installed, as far as the release's own list knows them."""
    day, rows = f"list of {advisories.date()}", list(advisories.known(found))
    if found and not rows:
        yield Finding("known weaknesses", "none", day)
    for row in rows:
        here, tested = f"{row.package} {found[row.package]}", packages.pins(root)[row.package]
        step = f"Run `python -m pip install {row.package}=={tested}` in this environment."
        problem = f"{here} has a known weakness, {row.record}: {row.weakness}. {step}"
        yield Finding("known weakness", f"{here}, {row.record}", day, problem)


def examine_data() -> Iterator[Finding]:
    """The data sets in `datasets/`, against their checksums."""
    for name in store.FILES:
        try:
            size = store.verify(name).stat().st_size
            yield Finding(f"data set {name}", f"{size / 1e6:.1f} MB, as recorded", "checksum")
        except (WorkbenchError, OSError) as error:
            yield Finding(f"data set {name}", "missing or damaged", "checksum", str(error))


def examine_assets(found: dict[str, str], root: Path = ROOT) -> Iterator[Finding]:
    """Packages that carry weights or originals of data. They are optional, so that their absence is no problem."""
    for line in (root / "datasets" / "assets.txt").read_text(encoding="utf-8").splitlines():
        name, equals, rest = line.partition("==")
        if equals and not line.startswith("#"):
            here = found.get(packages.canonical(name), "not installed, optional")
            yield Finding(f"package {name}", here, rest.split()[0])


def examine_machine() -> Iterator[Finding]:
    """Browser, memory, disk and port."""
    try:
        yield Finding("browser for tests", str(browser.find() or "none: `test` needs one"), "Chromium")
    except WorkbenchError as error:
        yield Finding("browser for tests", "not found", "Chromium", str(error))
    memory = memory_size() / GIGABYTE
    low = f"Memory should be {MEMORY:g} GB or more; there is {memory:.1f} GB. Close other programs before large labs."
    yield Finding("memory", f"{memory:.1f} GB", f"{MEMORY:g} GB", low if memory < MEMORY else "")
    free = shutil.disk_usage(ROOT).free / GIGABYTE
    full = f"Free disk should be {DISK:g} GB or more; there is {free:.1f} GB. Delete files you no longer need."
    yield Finding("free disk", f"{free:.1f} GB", f"{DISK:g} GB", full if free < DISK else "")
    try:
        port = jupyter.free_port()
        here = "free" if port == jupyter.PORT else f"taken, `start` will use {port}"
        yield Finding(f"port {jupyter.PORT}", here, "free")
    except WorkbenchError as error:
        yield Finding(f"port {jupyter.PORT}", "taken", "free", str(error))


def memory_size() -> int:
    """Bytes of memory in this machine."""
    if sys.platform != "win32":
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    import ctypes

    kilobytes = ctypes.c_ulonglong()
    ctypes.windll.kernel32.GetPhysicallyInstalledSystemMemory(ctypes.byref(kilobytes))
    return kilobytes.value * 1024

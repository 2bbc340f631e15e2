"""The real command on a small clone: killed at any moment, and started twice at once. Nothing may land elsewhere."""

from __future__ import annotations

import os
import random
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.setup.stand_ins import index_variables, make_course, make_index, pins
from workbench.setup import environment, lock, packages, process

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no `kill -9`")

PATIENCE = 120  # s for one command on a busy machine
SET_UP = 6.0  # s that a set-up takes on an idle one: a kill falls within


def base(code: str) -> str:
    """What the Python that makes environments prints."""
    return subprocess.run([process.BASE, "-I", "-c", code], capture_output=True, check=True, text=True).stdout.strip()


def outside(root: Path) -> list[str]:
    """All that stands where a misled pip would install: the person's own Python, their home, and the named folders."""
    own = Path(base("import sysconfig; print(sysconfig.get_path('purelib'))"))
    scripts = Path(base("import sysconfig; print(sysconfig.get_path('scripts'))"))
    elsewhere = (path for name in ("home", "target", "prefix") for path in (root.parent / name).rglob("alpha*"))
    return sorted(str(path) for path in (*own.iterdir(), *scripts.iterdir(), *elsewhere))


class Course:
    """A small clone, and the processes that were started in it."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "Übung 1"
        self.root.mkdir()
        (folder / "index").mkdir()
        (folder / "home").mkdir()
        make_course(self.root)
        # A learner's files with names of the standard library.
        (self.root / "notebooks" / "random.py").write_text("raise SystemExit('notebooks/random.py was imported')")
        (self.root / "secrets.py").write_text("raise SystemExit('secrets.py was imported')")
        foreign = folder / "foreign"
        (foreign / "alpha-9.dist-info").mkdir(parents=True)
        (foreign / "alpha-9.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: alpha\nVersion: 9\n")
        self.variables = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))},
            **index_variables(make_index(folder / "index")),
            "HOME": str(folder / "home"),
            "JUPYTER_RUNTIME_DIR": str(folder / "run"),
            "LC_ALL": "C",
            "PIP_PREFIX": str(folder / "prefix"),
            "PIP_TARGET": str(folder / "target"),
            "PIP_USER": "1",
            "PYTHONPATH": str(foreign),
        }
        self.started: list[subprocess.Popen[bytes]] = []

    def start(self) -> subprocess.Popen[bytes]:
        with (self.root.parent / f"shown-{len(self.started)}").open("wb") as shown:
            command = [process.BASE, "-m", "workbench", "start", "--no-browser"]
            self.started.append(
                subprocess.Popen(command, cwd=self.root, env=self.variables, stdout=shown, stderr=subprocess.STDOUT)
            )
        return self.started[-1]

    def shown(self, started: subprocess.Popen[bytes]) -> str:
        return (self.root.parent / f"shown-{self.started.index(started)}").read_text("utf-8")

    def address(self, started: subprocess.Popen[bytes]) -> tuple[str, int]:
        """Where the server listens that this command has started, once it does."""
        deadline = time.monotonic() + PATIENCE
        while not (match := re.search(r"http://(127\.0\.0\.1):(\d+)/lab/tree/\S*\?token=\w+", self.shown(started))):
            assert started.poll() is None and time.monotonic() < deadline, self.shown(started)
            time.sleep(0.1)
        return match[1], int(match[2])


@pytest.fixture
def course(tmp_path: Path) -> Iterator[Course]:
    course = Course(tmp_path)
    yield course
    for started in course.started:
        started.terminate()
        started.wait(PATIENCE)


def listens(address: tuple[str, int]) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(address) == 0


def wait_until(true: object, *arguments: object) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true(*arguments):
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a killed `start` leaves its children behind")
def test_killed_at_any_moment_and_started_twice_the_next_start_mends(course: Course, long: bool) -> None:
    before, dice = outside(course.root), random.Random()
    for round_ in range(50 if long else 3):
        (course.root / "constraints.txt").write_text(pins(alpha=1 + round_ % 2))
        after = dice.uniform(0, SET_UP)
        killed = course.start()
        time.sleep(after)
        killed.kill()
        pair = [course.start(), course.start()]
        told = f"round {round_}, killed after {after:.2f} s"
        addresses = [course.address(started) for started in pair]
        assert len(set(addresses)) == 2, told
        found = packages.installed(environment.venv_python(course.root / ".venv"))
        assert found["alpha"] == str(1 + round_ % 2), told
        assert outside(course.root) == before, told
        assert not list(course.root.glob(f"{environment.OLD}*")), told
        for started in pair:
            started.kill()
        for address in addresses:
            wait_until(lambda address=address: not listens(address))
    assert (course.root / ".originals" / "notebooks" / "0_start" / "0.1_what.ipynb").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere children do not end with a parent that was killed")
def test_pip_ends_with_its_set_up_and_what_it_has_started_keeps_the_lock(tmp_path: Path) -> None:
    """The parent is killed, so its child ends. A grandchild that nobody tells holds the lock until it has ended too."""
    code = (
        "import subprocess, sys, time; from pathlib import Path\n"
        "from workbench.setup import lock, process; from workbench.setup.console import Progress\n"
        "with lock.held(Path(sys.argv[1]), Progress()) as held:\n"
        "    code = 'import os, sys, time\\nwhile not os.path.exists(sys.argv[1]): time.sleep(0.05)'\n"
        "    wait = [sys.executable, '-c', code, sys.argv[1] + '/asked']\n"
        "    inner = f'import subprocess, time; p = subprocess.Popen({wait!r}); print(p.pid, flush=True); p.wait()'\n"
        "    child = process.start([sys.executable, '-c', inner], stdin=held)\n"
        "    print(child.pid, flush=True)\n"
        "    child.wait()\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=packages.ROOT
    )
    child, grandchild = sorted(int(parent.stdout.readline()) for _ in range(2))
    parent.kill()
    parent.wait()
    parent.stdout.close()  # not read to its end: the grandchild holds the other side
    wait_until(lambda: not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE)
    shown = Shown(tmp_path / "asked")
    with lock.held(tmp_path, shown):
        alive = psutil.pid_exists(grandchild) and psutil.Process(grandchild).status() != psutil.STATUS_ZOMBIE
        assert not alive
    told = r"Another set-up is running, since \d\d:\d\d\. This one waits until it has ended; Ctrl-C stops it\."
    assert re.fullmatch(told, shown.kept[0])


class Shown:
    """A display that remembers what stays, and makes a file when the first line comes."""

    def __init__(self, asked: Path) -> None:
        self.asked = asked
        self.kept: list[str] = []

    def show(self, text: str) -> None:
        pass

    def keep(self, text: str) -> None:
        self.kept.append(text)
        self.asked.touch()


def test_half_a_folder_is_not_taken_for_an_environment(course: Course) -> None:
    """`pyvenv.cfg` is gone and the interpreter still there: it is the person's own Python, and it has pip."""
    before = outside(course.root)
    python = environment.venv_python(course.root / ".venv")
    python.parent.mkdir(parents=True)
    python.symlink_to(process.BASE)
    (course.root / ".venv" / environment.STAMP).write_text("an older set-up")
    assert "pip" in packages.installed(python)
    assert not environment.is_own(course.root / ".venv")
    started = course.start()
    address = course.address(started)
    assert "The folder .venv is broken or unfinished. It is made anew." in course.shown(started)
    assert environment.is_own(course.root / ".venv")
    assert outside(course.root) == before
    assert listens(address)
    started.terminate()
    wait_until(lambda: not listens(address))

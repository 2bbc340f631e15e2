"""A download that breaks off or is killed in the middle: nothing half is kept, and the next set-up brings it."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.setup.stand_ins import make_wheel
from workbench.errors import WorkbenchError
from workbench.setup import environment, packages, pip
from workbench.setup.console import Progress

WHEEL = "weights-1-py3-none-any.whl"


class Index:
    """A package index on this machine with one large file; `trouble` says how its download fails."""

    def __init__(self, folder: Path) -> None:
        make_wheel(folder, "weights", "1", data="# " + "x" * 3_000_000)
        self.content = (folder / WHEEL).read_bytes()
        self.sha256 = hashlib.sha256(self.content).hexdigest()
        self.trouble, self.asked = "", 0
        index = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                """Say nothing."""

            def do_GET(self) -> None:
                page = f'<a href="/files/{WHEEL}">{WHEEL}</a>'.encode()
                content = index.content if self.path.endswith(".whl") else page
                self.send_response(200)
                self.send_header("Content-Type", "text/html" if content is page else "application/octet-stream")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                if content is page or not index.trouble:
                    self.wfile.write(content)
                    return
                index.asked += 1
                self.wfile.write(content[: len(content) // 2])
                self.wfile.flush()
                while index.trouble == "slow":
                    time.sleep(0.05)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}/simple/"


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    (tmp_path / "files").mkdir()
    index = Index(tmp_path / "files")
    for name, value in {
        "CONFIG_FILE": "nul" if sys.platform == "win32" else "/dev/null",
        "INDEX_URL": index.address,
        "CACHE_DIR": str(tmp_path / "pip-cache"),
        "RETRIES": "0",
    }.items():
        monkeypatch.setenv(f"PIP_{name}", value)
    for name in ("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL", "PIP_NO_INDEX"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "alone.txt").write_text(f"weights==1 --hash=sha256:{index.sha256}\n")
    yield index
    index.trouble = ""
    index.server.shutdown()
    index.server.server_close()


@pytest.fixture
def python(tmp_path: Path) -> Path:
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / ".venv")], check=True)
    return environment.venv_python(tmp_path / ".venv")


def install(python: Path) -> None:
    folder = python.parents[2]
    arguments = ["--no-deps", "--require-hashes", "-r", "alone.txt"]
    pip.install(python, arguments, folder, environment.site_packages(folder / ".venv"), Progress())


def test_a_download_that_breaks_off_is_told_and_the_next_one_brings_it(index: Index, python: Path) -> None:
    index.trouble = "broken"
    with pytest.raises(WorkbenchError, match=r"Run the same command again|then run the same command again"):
        install(python)
    assert index.asked and "weights" not in packages.installed(python)
    index.trouble = ""
    install(python)
    assert packages.installed(python)["weights"] == "1"


def test_a_set_up_killed_in_a_slow_download_leaves_nothing_and_the_next_one_brings_it(
    index: Index, python: Path
) -> None:
    index.trouble = "slow"
    code = "from tests.setup.test_download import Path, install, sys; install(Path(sys.argv[1]))"
    killed = subprocess.Popen([sys.executable, "-c", code, str(python)], cwd=packages.ROOT)
    deadline = time.monotonic() + 60
    while not index.asked:
        assert time.monotonic() < deadline and killed.poll() is None
        time.sleep(0.05)
    killed.kill()
    killed.wait()
    assert "weights" not in packages.installed(python)
    index.trouble = ""
    install(python)
    assert packages.installed(python)["weights"] == "1"

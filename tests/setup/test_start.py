"""The real command, the real JupyterLab: it opens, asks for its token, holds our settings, and stops."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.setup.stand_ins import as_anybody
from workbench.setup import jupyter
from workbench.setup.packages import ROOT

SETTINGS = json.loads((ROOT / "nbconfig" / "labconfig" / "default_setting_overrides.json").read_text())


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, str]]:
    """The server's address and token, and all that was shown; the port first asked for is taken."""
    home = tmp_path_factory.mktemp("home")
    # A learner's own settings in their home: the address that is shown must be the true one all the same.
    settings = {"ServerApp": {"base_url": "/mine/", "port": 1}, "IdentityProvider": {"token": "mysecret"}}
    (home / "config").mkdir()
    (home / "config" / "jupyter_server_config.json").write_text(json.dumps(settings))
    (home / "config" / "jupyter_lab_config.py").write_text("c.ServerApp.port = 2")
    own = {"JUPYTER_CONFIG_DIR": home / "config", "JUPYTER_RUNTIME_DIR": home / "run", "IPYTHONDIR": home / "ipython"}
    with socket.socket() as listener:
        listener.bind((jupyter.HOST, 0))
        listener.listen()
        port = listener.getsockname()[1]
        process = subprocess.Popen(
            [sys.executable, "-m", "workbench", "start", "--no-browser", "--port", str(port)],
            cwd=ROOT,
            env=jupyter.variables(Path(sys.executable)) | {name: str(path) for name, path in own.items()},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            shown, page = "", re.escape(jupyter.first_page())
            while not (match := re.search(rf"(http://127\.0\.0\.1:\d+\S*){page}\?token=(\w+)", shown)):
                line = process.stdout.readline()
                assert line, shown
                shown += line
            yield match[1], match[2], shown
        finally:
            process.terminate()
            process.communicate(timeout=30)
        assert process.returncode == 0


def fetch(address: tuple[str, str, str], path: str) -> Any:
    url, token, _ = address
    with urllib.request.urlopen(f"{url}{path}?token={token}", timeout=30) as answer:
        return json.load(answer)


def test_it_says_that_another_port_is_used(address: tuple[str, str, str]) -> None:
    url, _, shown = address
    assert re.search(r"Port \d+ is taken by another program; \d+ is used instead\.", shown)
    assert f"{url}{jupyter.first_page()}?token=" in shown


def test_a_persons_own_settings_hold_and_are_shown(address: tuple[str, str, str]) -> None:
    url, token, _ = address
    assert url.endswith("/mine")
    assert token == "mysecret"


def test_it_answers_with_its_token_alone(address: tuple[str, str, str]) -> None:
    assert fetch(address, "/api/status")["kernels"] == 0
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(f"{address[0]}/api/contents", timeout=30)
    assert refusal.value.code == 403
    refusal.value.close()


def test_it_shows_the_folder_of_notebooks(address: tuple[str, str, str]) -> None:
    names = {entry["name"] for entry in fetch(address, "/api/contents")["content"]}
    assert names == {path.name for path in (ROOT / "notebooks").iterdir() if not path.name.startswith(".")}


@pytest.mark.parametrize("plugin", SETTINGS)
def test_jupyterlab_takes_our_settings(address: tuple[str, str, str], plugin: str) -> None:
    properties = fetch(address, f"/lab/api/settings/{plugin}")["schema"]["properties"]
    for name, value in SETTINGS[plugin].items():
        assert properties[name]["default"] == value


def test_no_news_and_no_extensions_are_asked_for(address: tuple[str, str, str]) -> None:
    assert fetch(address, "/lab/api/news") == {"news": []}
    assert fetch(address, "/lab/api/update") == {"notification": None}
    url, token, _ = address
    with urllib.request.urlopen(f"{url}/lab?token={token}", timeout=30) as answer:
        page = json.loads(re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', answer.read().decode(), re.S)[1])
    assert page["extensionManager"]["name"] == "read-only"
    assert "@jupyterlab/extensionmanager-extension" in page["disabledExtensions"]


def test_a_copy_that_cannot_be_written_and_has_no_git_says_so_and_opens(tmp_path: Path) -> None:
    (tmp_path / "notebooks").mkdir()
    for folder in (tmp_path / "notebooks", tmp_path):
        folder.chmod(0o555)
    code = (
        "import sys; from pathlib import Path; from workbench.setup import start\n"
        "start.ROOT = Path(sys.argv[1]); start._keep_notebooks(start.Progress())"
    )
    command = as_anybody(sys.executable, "-c", code, str(tmp_path))
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    tmp_path.chmod(0o755)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout == (
        f"The folder {tmp_path / 'notebooks'} cannot be written to: what you change in a notebook is not saved. "
        "To keep your work, copy the whole folder into your home folder and start it there.\n"
    )


def test_a_folder_that_jupyter_cannot_write_is_told_before_it_starts(tmp_path: Path) -> None:
    closed = tmp_path / "home"
    closed.mkdir()
    closed.chmod(0o555)
    command = as_anybody(sys.executable, "-m", "workbench", "start", "--no-browser")
    environment = jupyter.variables(Path(sys.executable)) | {"JUPYTER_RUNTIME_DIR": str(closed / "run")}
    answer = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert answer.returncode == 1
    assert answer.stderr == (
        f"\nThe folder for running notebooks must be one that you may write to; {closed / 'run'} is not. Make it yours "
        "again, or set JUPYTER_RUNTIME_DIR to another folder. `python3 -m workbench doctor` looks at all of them.\n"
    )

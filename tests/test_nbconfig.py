"""What `nbconfig/` says is understood by the programs that read it."""

from __future__ import annotations

import json
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import matplotlib as mpl
import pytest
from jupyter_server.base.websocket import WebSocketMixin
from jupyterlab.labapp import LabApp
from matplotlib.colors import to_hex
from tornado.websocket import WebSocketProtocol13, _WebSocketParams
from traitlets.config import Config, PyFileConfigLoader

from workbench.live.spec import Colour

NBCONFIG = Path(__file__).parents[1] / "nbconfig"
NOTEBOOKS = NBCONFIG.parent / "notebooks"
SCHEMAS = Path(sys.prefix) / "share" / "jupyter"


def schema(plugin: str) -> dict:
    package, _, name = plugin.partition(":")
    places = f"lab/schemas/{package}/{name}.json", f"labextensions/**/{package}/{name}.json"
    (file,) = (file for place in places for file in SCHEMAS.glob(place))
    return json.loads(file.read_text(encoding="utf-8"))


def test_every_setting_is_one_that_jupyterlab_has() -> None:
    for plugin, settings in json.loads((NBCONFIG / "labconfig" / "default_setting_overrides.json").read_text()).items():
        assert settings.keys() <= schema(plugin)["properties"].keys(), plugin


def test_every_extension_that_is_switched_off_exists() -> None:
    known = {path.parent.name for path in (SCHEMAS / "lab" / "schemas" / "@jupyterlab").glob("*/package.json.orig")}
    for extension in json.loads((NBCONFIG / "labconfig" / "page_config.json").read_text())["disabledExtensions"]:
        assert extension.partition("/")[2].partition(":")[0] in known


def test_every_server_setting_is_a_trait_of_its_class() -> None:
    config = PyFileConfigLoader("jupyter_server_config.py", path=str(NBCONFIG)).load_config()
    classes = {known.__name__: known for cls in [LabApp, *LabApp.serverapp_class.classes] for known in cls.__mro__}
    classes |= {known.__name__: known for known in LabApp.serverapp_class.__mro__}
    for name, settings in config.items():
        assert settings.keys() <= set(classes[name].class_trait_names()), name


def test_matplotlib_takes_the_style_and_its_colours_are_those_of_the_labs() -> None:
    code = "import matplotlib, json; print(json.dumps(matplotlib.rcParams['axes.prop_cycle'].by_key()['color']))"
    environment = os.environ | {"MATPLOTLIBRC": str(NBCONFIG / "workbench.mplstyle")}
    command = [sys.executable, "-W", "error", "-c", code]
    answer = subprocess.run(command, env=environment, capture_output=True, check=True, text=True)
    assert answer.stderr == ""
    palette = [colour for name, colour in vars(Colour).items() if name.isupper()]
    assert [to_hex(colour) for colour in json.loads(answer.stdout)] == palette


def test_the_style_names_only_settings_that_matplotlib_has() -> None:
    read = mpl.rc_params_from_file(NBCONFIG / "workbench.mplstyle", fail_on_error=True, use_default_template=False)
    lines = (NBCONFIG / "workbench.mplstyle").read_text().splitlines()
    assert len(read) == sum(bool(line) and not line.startswith("#") for line in lines)


def test_each_learner_of_a_class_gets_the_notebooks_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setenv("WORKBENCH_PASSWORD", "a password")
    config = Config()
    runpy.run_path(str(NBCONFIG / "jupyterhub_config.py"), init_globals={"get_config": lambda: config})
    ada = SimpleNamespace(user=SimpleNamespace(name="ada"))
    config.Spawner.pre_spawn_hook(ada)
    home = Path(config.SimpleLocalProcessSpawner.home_dir_template.format(username="ada"))
    copied = {file.relative_to(home) for file in home.rglob("*.ipynb")}
    assert copied == {file.relative_to(NOTEBOOKS) for file in NOTEBOOKS.rglob("*.ipynb")}
    assert copied
    (home / "mine.txt").write_text("my work")
    config.Spawner.pre_spawn_hook(ada)
    assert (home / "mine.txt").read_text() == "my work"
    pattern = re.compile(config.Authenticator.username_pattern)  # the hub asks it with `match`, which ends anywhere
    assert pattern.match("ada_1") and pattern.match("a" * 32)
    assert not any(map(pattern.match, ["../ada", "ada/../../etc", "ada\n", "ada ..", "a" * 33, "", "Ada"]))


def test_the_server_does_not_hang_up_on_a_page_that_answers() -> None:
    config = PyFileConfigLoader("jupyter_server_config.py", path=str(NBCONFIG)).load_config()
    handler = WebSocketMixin()
    handler.settings = dict(config.ServerApp.tornado_settings)
    params = _WebSocketParams(ping_interval=handler.ping_interval, ping_timeout=handler.ping_timeout)
    connection = WebSocketProtocol13(SimpleNamespace(), False, params)
    assert connection.ping_timeout == handler.ping_timeout or not handler.ping_interval, "tornado would warn"
    # The page answers a ping at once, and the server looks whether it did when it sends the next.
    assert not handler.ping_interval or handler.ping_timeout > 1.5 * handler.ping_interval

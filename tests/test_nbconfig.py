"""What `nbconfig/` says is understood by the programs that read it."""

from __future__ import annotations

import asyncio
import json
import os
import re
import runpy
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import matplotlib as mpl
import nbformat
import pytest
from jupyter_server.base.websocket import WebSocketMixin
from jupyterlab.labapp import LabApp
from matplotlib.colors import to_hex
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from tornado.websocket import WebSocketProtocol13, _WebSocketParams
from traitlets.config import Config, PyFileConfigLoader

from workbench.live.spec import Colour

NBCONFIG = Path(__file__).parents[1] / "nbconfig"
NOTEBOOKS = NBCONFIG.parent / "notebooks"
SCHEMAS = Path(sys.prefix) / "share" / "jupyter"


# A browser of another test may run a loop in the tests' own thread; and a store of signatures stays in its thread.
THREAD = ThreadPoolExecutor(1)


def run(work):
    """The result of a coroutine."""
    return THREAD.submit(asyncio.run, work).result()


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


VIEW = "application/vnd.jupyter.widget-view+json"
STATE = {"application/vnd.jupyter.widget-state+json": {"state": {}, "version_major": 2, "version_minor": 0}}


@pytest.fixture
def contents(tmp_path):
    """The contents manager that the server gets, on an empty folder and with an empty store of signatures."""
    config = PyFileConfigLoader("jupyter_server_config.py", path=str(NBCONFIG)).load_config()
    (tmp_path / "data").mkdir()
    config.NotebookNotary.data_dir = str(tmp_path / "data")
    (tmp_path / "root").mkdir()
    return config.ServerApp.contents_manager_class(root_dir=str(tmp_path / "root"), config=config)


def from_elsewhere(contents, name="a.ipynb", cells=None) -> Path:
    """A file in the manager's folder that the manager has not written; its cell says that it is trusted."""
    shown = new_output("display_data", {VIEW: {"model_id": "m"}, "text/plain": "Widget()"})
    still = new_output("display_data", {"text/html": "<img src='data:,'>", "text/plain": "a picture"})
    cells = [new_code_cell("1", outputs=[shown, still], metadata={"trusted": True})] if cells is None else cells
    path = Path(contents.root_dir) / name
    path.write_text(json.dumps(new_notebook(cells=cells, metadata={"widgets": STATE})))
    return path


def opened(contents, path):
    """What the page gets; with a type, as it asks for files that it does not know by their name."""
    return run(contents.get(path, type="notebook"))["content"]


def test_a_notebook_from_elsewhere_is_handed_over_without_widgets_and_says_so(contents) -> None:
    path = from_elsewhere(contents)
    before = path.read_bytes()
    book = opened(contents, path.name)
    assert "widgets" not in book.metadata
    live, still = book.cells[0].outputs
    assert VIEW not in live.data
    assert live.data["text/plain"].startswith("A live part was left out: ")
    assert live.data["text/plain"] in live.data["text/html"]
    assert still.data == {"text/html": "<img src='data:,'>", "text/plain": "a picture"}
    assert book.cells[0].metadata.trusted is False
    assert path.read_bytes() == before


def test_neither_copy_nor_name_nor_checkpoint_brings_the_widgets_back(contents) -> None:
    from_elsewhere(contents, cells=[new_code_cell("1")])  # no outputs: its cells need no trust
    copied = run(contents.copy("a.ipynb"))["path"]
    assert "widgets" not in opened(contents, copied).metadata
    checkpoint = run(contents.create_checkpoint("a.ipynb"))
    book = opened(contents, "a.ipynb")
    run(contents.save({"type": "notebook", "format": "json", "content": book}, "a.ipynb"))  # now it is signed
    run(contents.restore_checkpoint(checkpoint["id"], "a.ipynb"))
    assert "widgets" not in opened(contents, "a.ipynb").metadata
    run(contents.rename("a.ipynb", "a.json"))
    assert "widgets" not in opened(contents, "a.json").metadata


@pytest.mark.parametrize("cells", [[], [new_markdown_cell("text")], [new_markdown_cell("text"), new_code_cell("1")]])
def test_a_notebook_that_shows_no_widget_loses_them_too(contents, cells) -> None:
    from_elsewhere(contents, cells=cells)
    book = opened(contents, "a.ipynb")
    assert "widgets" not in book.metadata
    notes = [output.data["text/plain"] for cell in book.cells for output in cell.get("outputs", ())]
    assert len(notes) == any(cell.cell_type == "code" for cell in cells)


def test_an_older_format_is_no_way_round(contents) -> None:
    sheet = {"cells": [{"cell_type": "code", "input": "1", "language": "python", "outputs": [], "metadata": {}}]}
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"widgets": STATE}, "worksheets": [sheet]}
    (Path(contents.root_dir) / "old.ipynb").write_text(json.dumps(old))
    assert "widgets" not in opened(contents, "old.ipynb").metadata


def test_what_was_run_and_saved_here_comes_back_whole_and_without_a_note(contents) -> None:
    from_elsewhere(contents)
    book = nbformat.read(Path(contents.root_dir) / "a.ipynb", 4)
    book.cells[0].metadata.trusted = True  # as in a page where the cell was run
    run(contents.save({"type": "notebook", "format": "json", "content": book}, "mine.ipynb"))
    again = opened(contents, "mine.ipynb")
    assert again.metadata.widgets == STATE
    assert VIEW in again.cells[0].outputs[0].data
    assert again.cells[0].metadata.trusted is True


def test_notebooks_of_the_course_are_opened_as_they_are(contents) -> None:
    for path in NOTEBOOKS.glob("[0-9]_*/[0-9].*.ipynb"):
        shutil.copy(path, contents.root_dir)
        as_opened = opened(contents, path.name)
        for cell in as_opened.cells:
            cell.metadata.pop("trusted", None)
        assert as_opened == nbformat.read(path, 4)

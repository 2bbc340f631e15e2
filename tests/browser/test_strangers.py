"""A notebook that somebody else has prepared runs nothing when it is opened; one's own keeps its pictures."""

from __future__ import annotations

import html
import json
import time
import urllib.request
from urllib.parse import parse_qs, quote, urlsplit

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests.browser.jupyter import Notebook

pytestmark = pytest.mark.browser

VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"
NOTE = "A live part was left out"
PATIENCE = 3000  # ms; without protection the marks come within one second

# What a script does if it may run: leave a mark on the page, a line in the console, a file and a kernel.
PAYLOAD = """
window.stranger = 1; console.log('stranger');
const say = (method, path, body) => fetch(path, {method, body: JSON.stringify(body), headers: {
  'X-XSRFToken': (document.cookie.match(/_xsrf=([^;]+)/) || [])[1], 'Content-Type': 'application/json'}});
say('PUT', '/api/contents/stranger.txt', {type: 'file', format: 'text', content: ''}); say('POST', '/api/kernels', {});
""".replace("\n", " ")
SCRIPT = f"<script>{PAYLOAD}</script>"
HTML = (
    f'<p>shown</p><img src="data:," onerror="{PAYLOAD}">{SCRIPT}<svg onload="{PAYLOAD}"></svg>'
    f'<iframe srcdoc="{html.escape(SCRIPT)}"></iframe><details open ontoggle="{PAYLOAD}"></details>'
    '<button data-commandlinker-command="notebook:run-all-cells">press</button>'
)
# As our own quizzes and answer cards look, with a script in it.
CARD = f'<div class="workbench-answers"><p>Saved: 7.</p><img src="data:," onerror="{PAYLOAD}"></div>'
SVG = f"<svg xmlns='http://www.w3.org/2000/svg' onload='{html.escape(PAYLOAD)}'>{SCRIPT}</svg>"


def saved_widget() -> dict:
    """The state of an anywidget that runs the payload as soon as its model, or its view, is made."""
    code = f"const run = () => {{ {PAYLOAD} }}; run(); export default {{ initialize: run, render: run }};"
    version = {"model_module_version": "~0.11.*"}
    state = {"_model_module": "anywidget", "_model_name": "AnyModel", "_model_module_version": "~0.11.*",
             "_view_module": "anywidget", "_view_name": "AnyView", "_view_module_version": "~0.11.*",
             "_esm": code, "_css": "", "_anywidget_id": "stranger", "layout": "IPY_MODEL_layout"}  # fmt: skip
    layout = {"model_name": "LayoutModel", "model_module": "@jupyter-widgets/base", "model_module_version": "2.0.0"}
    models = {
        "model": {"model_name": "AnyModel", "model_module": "anywidget", "state": state, **version},
        "layout": layout | {"state": {}},
    }
    return {STATE: {"state": models, "version_major": 2, "version_minor": 0}}


def cell(data: dict[str, str]) -> nbformat.NotebookNode:
    """A cell that claims to be trusted already."""
    return new_code_cell("1 + 1", outputs=[new_output("display_data", data)], metadata={"trusted": True})


def view(model: str) -> dict:
    return {VIEW: {"model_id": model, "version_major": 2, "version_minor": 0}, "text/plain": "Widget()"}


EVERYTHING = [
    new_markdown_cell(HTML),
    cell({"text/html": HTML}),
    cell({"text/html": CARD}),
    cell({"text/markdown": HTML}),
    cell({"image/svg+xml": SVG}),
    cell({"application/javascript": PAYLOAD}),
    cell(view("model")),
    cell(view("a model that no kernel has")),
]


def write(path, cells, **metadata) -> bytes:
    """Save a notebook as a file from elsewhere, with all that JupyterLab itself would not write."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path.write_text(json.dumps(new_notebook(cells=cells, metadata={"kernelspec": kernel, **metadata})))
    return path.read_bytes()


def ask(server: str, path: str):
    """What the server answers a page of its own."""
    parts = urlsplit(server)
    headers = {"Authorization": f"token {parse_qs(parts.query)['token'][0]}"}
    return urllib.request.urlopen(urllib.request.Request(f"{parts.scheme}://{parts.netloc}{path}", headers=headers))


def count(server: str, what: str) -> int:
    return len(json.load(ask(server, f"/api/{what}")))


@pytest.mark.parametrize(
    ("cells", "place"), [([new_code_cell("1 + 1")], "/doc/tree/"), (EVERYTHING, "/lab/tree/")], ids=["empty", "full"]
)
def test_opening_it_runs_nothing(folder, server, browser, cells, place):
    path = folder / "from a stranger.ipynb"
    before = write(path, cells, widgets=saved_widget())
    notebook = Notebook(browser, server.replace("/lab/tree/", place), path.name)
    try:
        notebook.page.get_by_text(NOTE).first.wait_for()
        notebook.page.wait_for_timeout(PATIENCE)
        for button in notebook.page.get_by_text("press", exact=True).all():
            button.click()
        assert notebook.page.evaluate("window.stranger") is None
        assert not any("stranger" in error for error in notebook.errors), notebook.errors
        assert not (folder / "stranger.txt").exists()
        assert count(server, "kernels") == count(server, "sessions")  # each kernel belongs to a notebook that is open
        assert path.read_bytes() == before
        prompts = notebook.page.locator(".jp-CodeCell .jp-InputPrompt").all_inner_texts()
        assert all(prompt.strip() == "[ ]:" for prompt in prompts)
        if cells is EVERYTHING:  # what harms nobody is shown
            text = notebook.page.locator(".jp-Notebook").inner_text()
            assert text.count("shown") == 3 and "Saved: 7." in text and text.count(NOTE) == 2
    finally:
        (folder / "stranger.txt").unlink(missing_ok=True)
        notebook.close()


def test_ones_own_notebook_keeps_its_pictures_and_a_strangers_copy_the_still_ones(open_notebook, folder):
    notebook = open_notebook("from workbench.labs import overfitting\noverfitting.show()")
    notebook.run_all()
    notebook.lab().settle()
    sentence = notebook.lab().text
    notebook.page.wait_for_timeout(2500)  # the picture is left in the notebook a second after the last change
    notebook.save()
    notebook.page.evaluate("jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    notebook.page.wait_for_timeout(500)
    notebook.close()
    path = next(folder.glob("test_ones_own*.ipynb"))
    book = json.loads(path.read_text())
    for own in (True, False):
        if not own:
            book["metadata"]["author"] = "somebody else"  # so that the signature does not fit
            path.write_text(json.dumps(book))
        again = open_notebook(again=True)
        if own:
            again.page.wait_for_selector(".workbench-lab", state="attached")  # the live part, asleep
        again.page.wait_for_selector(".workbench-still img", state="visible")
        assert again.page.locator(".workbench-still img").first.evaluate("image => image.naturalWidth > 100")
        text = again.page.locator(".jp-Notebook").inner_text()
        assert sentence in text
        assert (NOTE in text) != own
        assert again.page.locator(".workbench-lab").count() == own
        assert "not found" not in text
        again.close()


@pytest.mark.parametrize("place", ["/files/", "/nbconvert/html/"])
def test_files_are_served_without_the_rights_of_the_page(folder, server, browser, place):
    """A script in an HTML file, or in a notebook turned into one, may run, but cannot speak to the server."""
    name = "stranger.html" if place == "/files/" else "stranger.ipynb"
    (folder / name).write_text(SCRIPT) if place == "/files/" else write(folder / name, EVERYTHING)
    policy = ask(server, place + name).headers["Content-Security-Policy"]
    assert "sandbox" in policy and "allow-same-origin" not in policy
    token = parse_qs(urlsplit(server).query)["token"][0]
    page = browser.new_page()
    page.goto(f"{server.partition('/lab/')[0]}{place}{quote(name)}?token={token}")
    time.sleep(1)
    page.close()
    assert not (folder / "stranger.txt").exists()
    assert count(server, "kernels") == count(server, "sessions")

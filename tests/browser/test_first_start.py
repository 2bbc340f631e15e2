"""What JupyterLab looks like at the very first start, and that a learner's own choice is kept."""

from __future__ import annotations

import pytest

from tests.browser.jupyter import lab_server, write_notebook

pytestmark = pytest.mark.browser

BARS = "[jupyterapp.shell.leftCollapsed, jupyterapp.shell.rightCollapsed]"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_first_start_leaves_the_room_to_the_notebook_and_follows_the_system(tmp_path, browser, scheme):
    write_notebook(tmp_path / "a.ipynb", ["1"])
    with lab_server(tmp_path) as url:
        context = browser.new_context(viewport={"width": 1366, "height": 768}, color_scheme=scheme)
        page = context.new_page()
        page.goto(url.format("a.ipynb").removesuffix("&reset"))
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
        page.wait_for_selector(f"body[data-jp-theme-light={str(scheme == 'light').lower()}]", state="attached")
        page.wait_for_timeout(1500)
        assert page.evaluate(BARS) == [True, True]
        page.evaluate("jupyterapp.shell.expandLeft()")
        page.wait_for_selector(".jp-FileBrowser", state="visible")
        page.wait_for_timeout(2000)  # JupyterLab keeps its layout a moment later
        page.reload()
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
        page.wait_for_selector(".jp-FileBrowser", state="visible")
        context.close()

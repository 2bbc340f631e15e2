"""One JupyterLab and one browser for all tests here."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.browser.jupyter import Notebook, chromium, end_kernels, lab_server, write_notebook


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("notebooks")


@pytest.fixture(scope="session")
def server(folder):
    with lab_server(folder) as url:
        yield url


@pytest.fixture(scope="session")
def browser(browser_program: Path):
    os.environ["WORKBENCH_BROWSER"] = str(browser_program)
    with chromium() as driver:
        yield driver


@pytest.fixture(scope="module")
def pages():
    """The JupyterLab that the tests of a file share; none before the first, and after one that failed."""
    kept: list[Notebook] = []
    yield kept
    for notebook in kept:
        notebook.close()


@pytest.fixture
def turn_to_notebook(request, folder, server, browser, pages):
    """As `open_notebook`, one notebook of the usual size, in a page that the tests of the file share."""
    failed = request.session.testsfailed
    used = []

    def open_(*cells):
        name = f"{request.node.name.translate(str.maketrans('[]', '__'))}.ipynb"
        write_notebook(folder / name, cells)
        if pages:
            used.append(pages.pop())
            used[-1].page.set_viewport_size({"width": 1280, "height": 900})
            used[-1].theme("Light")
            used[-1].turn_to(name)
        else:
            used.append(Notebook(browser, server, name))
        return used[-1]

    yield open_
    for notebook in used:
        errors = list(notebook.errors)
        try:
            if errors or request.session.testsfailed > failed:
                notebook.close()
            else:
                notebook.leave()
                pages.append(notebook)
        finally:
            end_kernels(server)
        assert not errors, errors


@pytest.fixture
def open_notebook(request, folder, server, browser):
    """Write a notebook of these cells, open it, at the end close its kernel, and hold that the console stayed clean."""
    opened = []

    def open_(*cells, expect_errors=False, again=False, **look):
        name = f"{request.node.name.translate(str.maketrans('[]', '__'))}.ipynb"
        if not again:
            write_notebook(folder / name, cells)
        notebook = Notebook(browser, server, name, **look)
        opened.append((notebook, expect_errors))
        return notebook

    yield open_
    for notebook, expect_errors in opened:
        errors = list(notebook.errors)
        notebook.close()
        end_kernels(server)
        assert expect_errors or not errors, errors

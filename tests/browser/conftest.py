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

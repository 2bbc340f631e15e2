"""A real JupyterLab and a real Chromium, for tests and benchmarks."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import nbformat
from playwright.sync_api import Browser, Locator, Page, TimeoutError, sync_playwright

from workbench import cache
from workbench.setup.process import stop

ROOT = Path(__file__).parents[2]
SETTLED = ".workbench-lab[data-state=settled]"
# Messages of JupyterLab itself, at every start and without any of our notebooks.
JUPYTERLABS_OWN = ("favicon", "ResizeObserver loop", "/lsp", "listings", "service-worker.js")


@contextmanager
def lab_server(folder: Path) -> Iterator[str]:
    """JupyterLab on a folder, with the project's own settings and nobody else's; yields its URL without token."""
    home = Path(tempfile.mkdtemp(prefix="workbench-jupyter-"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = secrets.token_hex(16)
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_CONFIG_PATH": str(ROOT / "nbconfig"),
        "JUPYTER_PATH": str(ROOT / "nbconfig"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "IPYTHONDIR": str(home / "ipython"),
        "WORKBENCH_HOME": str(home / "workbench"),
        "WORKBENCH_CACHE": str(cache.folder()),  # made once, not for every server
    }
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", f"--port={port}", "--ServerApp.port_retries=0",
        "--expose-app-in-browser",
        f"--ServerApp.root_dir={folder}", f"--IdentityProvider.token={token}",
    ]  # fmt: skip
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    log = (home / "log").open("w")
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        url = f"http://127.0.0.1:{port}"
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{url}/api?token={token}", timeout=1)
                break
            except OSError:
                if process.poll() is not None:
                    raise RuntimeError((home / "log").read_text()) from None
                time.sleep(0.2)
        else:
            raise TimeoutError((home / "log").read_text())
        yield f"{url}/lab/tree/{{}}?token={token}&reset"
    finally:
        stop(process)
        log.close()
        shutil.rmtree(home, ignore_errors=True)


def end_kernels(url: str) -> None:
    """End every kernel of a server: each holds half a gigabyte or more, and closing a page leaves it alive."""
    kernels, _, token = url.replace("lab/tree/{}", "api/kernels{}").partition("?")
    token = token.partition("&")[0]
    with urllib.request.urlopen(f"{kernels.format('')}?{token}", timeout=60) as answer:
        running = json.load(answer)
    for kernel in running:
        end = urllib.request.Request(f"{kernels.format('/' + kernel['id'])}?{token}", method="DELETE")
        urllib.request.urlopen(end, timeout=60).close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser that `python -m workbench test` has found."""
    path = os.environ.get("WORKBENCH_BROWSER") or shutil.which("chromium")
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--hide-scrollbars"]  # fmt: skip
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=quiet)
        yield browser
        browser.close()


def write_notebook(path: Path, cells: Sequence[str]) -> None:
    """A notebook of code cells."""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(book, path)


class Notebook:
    """One notebook open in JupyterLab, as a person sees it."""

    def __init__(self, browser: Browser, url: str, name: str, *, dark: bool = False, width: int = 1280,
                 ratio: float = 1.0, height: int = 900) -> None:  # fmt: skip
        scheme = "dark" if dark else "light"
        viewport = {"width": width, "height": height}
        self.context = browser.new_context(viewport=viewport, device_scale_factor=ratio, color_scheme=scheme)
        self.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.page: Page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on("console", lambda message: self._note(message.type, message.text, message.location.get("url", "")))
        self.page.on("pageerror", lambda error: self._note("error", str(error), ""))
        self.page.goto(url.format(name))
        try:
            self._wait_for_kernel()
        except TimeoutError:  # JupyterLab itself does not always get its kernel on a busy machine; a person reloads
            self.page.reload()
            self._wait_for_kernel()
        self.theme("Dark" if dark else "Light")
        self.page.evaluate("jupyterapp.shell.collapseLeft()")

    def leave(self) -> None:
        """Close the notebook unsaved; JupyterLab stays, and can `turn_to` another."""
        self.page.evaluate(
            """() => {
                const open = jupyterapp.shell.currentWidget;
                open.context.model.dirty = false;
                open.close();
            }"""
        )
        self.page.wait_for_selector(".jp-NotebookPanel", state="detached", timeout=60_000)

    def turn_to(self, name: str) -> None:
        """Open a notebook in the same JupyterLab: a new page costs five seconds of a processor for its scripts."""
        self.errors.clear()
        self.command("docmanager:open", path=name)
        self._wait_for_kernel()

    def _wait_for_kernel(self) -> None:
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
        self.page.wait_for_function(
            "() => jupyterapp.shell.currentWidget?.sessionContext?.kernelDisplayStatus === 'idle'", timeout=60_000
        )

    def _note(self, kind: str, text: str, where: str) -> None:
        if kind == "error" and not any(word in text or word in where for word in JUPYTERLABS_OWN):
            self.errors.append(f"{text} ({where})")

    def theme(self, name: str) -> None:
        """Switch the whole computer to "Light" or "Dark"; JupyterLab follows."""
        self.page.emulate_media(color_scheme=name.lower())
        self.page.wait_for_selector(
            f"body[data-jp-theme-light={'true' if name == 'Light' else 'false'}]", state="attached"
        )

    def command(self, name: str, **arguments: object) -> None:
        """Run one of JupyterLab's own commands, the same that its menus run."""
        self.page.evaluate("([name, args]) => void jupyterapp.commands.execute(name, args)", [name, arguments])

    def run_all(self) -> None:
        """Run every cell, and wait until the last has run."""
        self.command("notebook:run-all-cells")
        self.wait_idle()

    def wait_idle(self, timeout: float = 120) -> None:
        """Wait until no cell waits or runs, and at least one has run."""
        self.page.wait_for_function(
            """() => {
                const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map(p => p.textContent);
                return prompts.some(p => /\\[\\d+\\]/.test(p)) && !prompts.some(p => p.includes('*'));
            }""",
            timeout=timeout * 1000,
        )

    def save(self) -> None:
        """Save, and wait until it is saved."""
        self.command("docmanager:save")
        self.page.wait_for_selector(".jp-mod-current:not(.jp-mod-dirty)", timeout=60_000)
        time.sleep(0.5)

    def lab(self, name: str | None = None) -> Lab:
        """The lab on the page with this name, or the only one."""
        selector = f'.workbench-lab[data-lab="{name}"]' if name else ".workbench-lab"
        self.page.wait_for_selector(selector, timeout=60_000)
        return Lab(self.page, self.page.locator(selector).first)

    def close(self) -> None:
        self.context.close()


class Lab:
    """A lab on the page, driven by keyboard and mouse."""

    def __init__(self, page: Page, root: Locator) -> None:
        self.page, self.root = page, root

    @property
    def data(self) -> dict[str, str]:
        """The state that the lab shows in its attributes: lab, state, run, shown, theme."""
        return json.loads(self.root.evaluate("node => JSON.stringify({...node.dataset})"))

    def settle(self, timeout: float = 60) -> None:
        """Wait for the picture that belongs to the newest settings."""
        self.wait("settled", timeout)

    def wait(self, state: str, timeout: float = 60) -> None:
        """Wait for a state; for "settled", with the newest settings in the picture."""
        handle = self.root.element_handle()
        self.page.wait_for_function(
            """([node, state]) => node.dataset.state === 'error' || node.dataset.state === state
                && (state !== 'settled' || node.dataset.run === node.dataset.shown)""",
            arg=[handle, state],
            timeout=timeout * 1000,
        )
        assert self.data["state"] == state, self.root.locator(".wb-alert").text_content()

    def pixels(self) -> str:
        """The picture, as a data URL: equal pictures are equal strings."""
        return self.root.locator("canvas.wb-canvas").evaluate("node => node.toDataURL()")

    def control(self, name: str) -> Locator:
        return self.root.locator(f'[data-control="{name}"]')

    def slider(self, name: str) -> Locator:
        return self.control(name).locator("input[type=range]")

    def box(self, name: str) -> Locator:
        return self.control(name).locator("input[type=number]")

    def button(self, action: str) -> Locator:
        return self.root.locator(f'[data-action="{action}"]')

    def press(self, action: str) -> None:
        """Press a button of the menu "More"."""
        self.button("more").click()
        self.button(action).click()

    @property
    def text(self) -> str:
        """The sentence under the picture."""
        return self.root.locator(".wb-text").inner_text()

    @property
    def values(self) -> dict[str, object]:
        """The settings that the page shows."""
        return json.loads(self.root.locator("textarea").input_value())

"""A JupyterLab, a browser, and an eye that sees in the page which picture is on the screen."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, JSHandle, Locator

from tests.browser.jupyter import Notebook, chromium, lab_server, write_notebook
from workbench.setup import browser

LAB = ".workbench-lab"
CANVAS = "canvas"
OUTPUT = ".jp-CodeCell .jp-OutputArea"
IMAGE = ".jp-OutputArea-output img"

_EXECUTE = """async (code) => {
    const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
    const asked = performance.now();
    const future = kernel.requestExecute({ code, store_history: false });
    let text = '';
    future.onIOPub = (message) => {
        if (message.header.msg_type === 'stream') text += message.content.text;
    };
    const reply = await future.done;
    if (reply.content.status !== 'ok') throw new Error(`${reply.content.ename}: ${reply.content.evalue}`);
    return [text, performance.now() - asked];
}"""


class Stage:
    """Opens notebooks in one server and one browser.

    Attributes:
        browser: The Chromium.
    """

    def __init__(self, folder: Path, server: str, browser: Browser) -> None:
        self.browser = browser
        self._folder, self._server, self._count = folder, server, 0

    @contextmanager
    def notebook(
        self, *cells: str, width: int = 1280, wait: bool = True, window: Browser | Ordinary | None = None
    ) -> Iterator[Notebook]:
        """A notebook of these cells with a kernel of its own, running them all; by default they have run."""
        self._count += 1
        name = f"{self._count}.ipynb"
        write_notebook(self._folder / name, cells)
        book = Notebook(window or self.browser, self._server, name, width=width)
        book.command("notebook:run-all-cells")
        if wait:
            book.wait_idle()
        try:
            yield book
        finally:
            book.page.evaluate("jupyterapp.shell.currentWidget.sessionContext.shutdown()")
            book.close()

    @contextmanager
    def ordinary(self) -> Iterator[Ordinary]:
        """A window of another browser, with an empty profile."""
        with tempfile.TemporaryDirectory() as profile:
            yield Ordinary(self.browser, profile)


@dataclass(frozen=True)
class Ordinary:
    """Stands in for a browser, and opens windows that are not private."""

    browser: Browser
    profile: str

    def new_context(self, **look: Any) -> BrowserContext:
        kind, program = self.browser.browser_type, os.environ[browser.VARIABLE]
        return kind.launch_persistent_context(self.profile, executable_path=program, args=["--no-sandbox"], **look)


@contextmanager
def stage() -> Iterator[Stage]:
    """Everything a benchmark needs, taken down at the end."""
    program = browser.find()
    if program is None:
        raise SystemExit(browser.HOW_TO)
    os.environ[browser.VARIABLE] = str(program)
    with tempfile.TemporaryDirectory() as folder, lab_server(Path(folder)) as server, chromium() as program_:
        yield Stage(Path(folder), server, program_)


def execute(book: Notebook, code: str) -> tuple[str, float]:
    """Run code in a notebook's kernel as one more cell would; what it printed, and ms until its answer was there."""
    text, milliseconds = book.page.evaluate(_EXECUTE, code)
    return text.strip(), milliseconds


class Eye:
    """Watches the pictures of one place in a page; see eye.js.

    Args:
        book: The notebook.
        place: CSS selector of the element around the picture.
        picture: CSS selector of the picture in it.
        square: Whether the pictures carry the square of `scene.py`.
    """

    def __init__(self, book: Notebook, place: str, picture: str, *, square: bool = False) -> None:
        self.book, self.page = book, book.page
        self.page.add_script_tag(path=Path(__file__).parent / "eye.js")
        self.page.wait_for_selector(f"{place} {picture}")
        root = self.page.locator(place).first.element_handle()
        self.js: JSHandle = self.page.evaluate_handle(
            "([root, picture, square]) => new Eye(root, picture, square)", [root, picture, square]
        )

    @property
    def size(self) -> str:
        """Width and height of the picture in CSS pixels."""
        box = self.js.evaluate(
            "eye => { const all = eye.root.querySelectorAll(eye.picture);"
            " const box = all[all.length - 1].getBoundingClientRect(); return [box.width, box.height]; }"
        )
        return "{:.0f} x {:.0f}".format(*box)

    def key(self, name: str) -> float:
        """Press a key; ms from the event in the page to the animation frame that shows another picture."""
        self.js.evaluate("eye => eye.expectChange('keydown')")
        self.page.keyboard.press(name)
        return self.js.evaluate("eye => eye.answer")

    def click(self, button: Locator, state: str | None = None) -> float:
        """Click; ms from the event to another picture, or to a state of the lab."""
        if state:
            self.js.evaluate("(eye, state) => eye.expectState('pointerup', state)", state)
        else:
            self.js.evaluate("eye => eye.expectChange('pointerup')")
        button.click()
        return self.js.evaluate("eye => eye.answer")

    def forget(self) -> None:
        """Begin to count anew."""
        self.js.evaluate("eye => eye.forget()")

    def seen(self) -> dict[str, Any]:
        """Since `forget`: `log` of [ms, mark] for each new picture, `blanks`, and ms of the last events."""
        return self.js.evaluate(
            "({log, blanks, started, pointerdown, pointerup}) => ({log, blanks, started, pointerdown, pointerup})"
        )

    def close(self) -> None:
        self.js.evaluate("eye => eye.close()")


def drag(book: Notebook, thumb: tuple[float, float], track: tuple[float, float], seconds: float) -> None:
    """Pull a thumb to and fro with the mouse at 60 Hz, and let go at a place it was not at.

    Args:
        book: The notebook.
        thumb: Where the thumb is, in CSS pixels.
        track: Left and right end of the slider's track.
        seconds: How long.
    """
    mouse, (left, right) = book.page.mouse, track
    mouse.move(*thumb)
    mouse.down()
    begun = time.perf_counter()
    for step in range(1, int(seconds * 60) + 1):
        share = abs((step / 50 + 0.5) % 2 - 1)  # to and fro once in 1.7 s
        mouse.move(left + (right - left) * (0.05 + 0.9 * share), thumb[1])
        wait = begun + step / 60 - time.perf_counter()
        if wait > 0.001:
            book.page.wait_for_timeout(1000 * wait)
    mouse.move(left + (right - left) * 0.303, thumb[1])
    mouse.up()

"""A lab on the page. The one place of the engine that imports widgets.

The page (page.js) and this class talk in custom messages; `Session` does the work, `Canvas` the pictures.

page to kernel   look {theme, width, height, ratio, panel, run?, values?} · set {run, values, restore?, count?, edit?} ·
                 stop · pause · painted {count} · go_on · again {run, values?} · ghost {on} · pick {x, y} ·
                 hover {x, y} · bye · what compare.py heeds
kernel to page   frame {...} with changed pixels · error {run, sentence, traceback, newest?: refused} ·
                 settings {run, values} · here {run, values, silence} · state {run, state, paused} · left
A lab that computes on Run alone (hold.py) counts what a hand has changed, `edit`; with `values` come, too, that number,
`waits`, a sentence, and `code`.
"""

from __future__ import annotations

import base64
import contextvars
import math
import threading
import time
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from IPython.core.getipython import get_ipython
from IPython.display import display

from workbench.errors import SettingsError, WorkbenchError
from workbench.escape import html
from workbench.live import report
from workbench.live.compare import Comparison
from workbench.live.hold import Hold
from workbench.live.picture import Canvas
from workbench.live.run import RUNS_AHEAD, Session, Shown, Worker
from workbench.live.spec import Frame, LabSpec, Theme, brief, values_of
from workbench.live.style import Look
from workbench.scripts import script

HERE = Path(__file__).parent
PARTS = ("sheets", "combobox", "controls", "finder", "link", "more", "pins", "sweep", "page")
SCRIPTS = [HERE / f"{name}.js" for name in PARTS]
STYLE = HERE / "page.css"
HEADLESS_PATIENCE = 20  # s that a program which runs the notebook waits for one lab
STILL_DELAY = 1.0  # s without a change before the picture is written into the notebook
WIDTHS, HEIGHTS, RATIOS = (50, 2000), (120, 1200), (0.5, 3.0)  # CSS px, and screen px to one, that a page may ask for

_worker = Worker()
_by_cell: dict[str, tuple[str, weakref.WeakSet[LabView]]] = {}  # cell: the execution, and the labs it showed


class LabView(anywidget.AnyWidget):
    """The widget of one lab. Made by `Lab.show` and `Lab.bind`.

    Args:
        lab: The lab.
        settings: What it starts with, and what Reset returns to.
        controls: See `Lab.show`.
        experiments: See `Lab.show`.
    """

    # Texts and not paths: anywidget watches a path, and what watches keeps every lab alive.
    _esm = script(*SCRIPTS)
    _css = STYLE.read_text(encoding="utf-8")
    spec = traitlets.Dict().tag(sync=True)

    def __init__(
        self, lab: LabSpec, settings: Any, controls: Sequence[str] = (), experiments: Sequence[Mapping[str, str]] = ()
    ) -> None:
        self.lab = lab
        self._initial = settings
        self._look: Look | None = None
        self._canvas: Canvas | None = None
        self._ghost_on = True
        self._error: dict[str, Any] | None = None
        self._still_output: Any = None
        self._still_timer: threading.Timer | None = None
        self._context = contextvars.copy_context()
        super().__init__(spec=spec_of(lab, settings, controls, experiments))
        self.on_msg(_forward(weakref.ref(self)))
        me = weakref.WeakMethod
        self.session = Session(lab.compute, _weakly(me(self._show)), _weakly(me(self._fail)), _worker)
        self.hold = Hold(lab, self.session, settings)
        self.comparison = Comparison(lab, self.session, _worker, _weakly(me(self._tell)), self.hold)
        _close_predecessors(self)

    @property
    def settings(self) -> Any:
        """The newest settings, as the controls show them."""
        return self.hold.settings

    def set(self, **values: Any) -> None:
        """Change some settings from Python, as if their controls had been moved."""
        settings = self._changed(values)
        self._error = None
        self.hold.take(settings)
        self._tell({"type": "settings", **self._newest})

    def run(self) -> None:
        """Compute with the settings on the controls, as if Run had been pressed."""
        self._error = None
        self.hold.run()
        self._tell({"type": "settings", **self._newest})

    def bind(self, **widgets: Any) -> None:
        """Let ipywidgets of your own drive some settings."""
        self._changed(values_of(widgets))
        follow = _weakly(weakref.WeakMethod(self._follow))
        for name, widget in widgets.items():
            widget.observe(lambda change, name=name: follow(name, change["new"]), "value")
        self.spec = {**self.spec, "bound": [*self.spec["bound"], *widgets]}

    def _follow(self, name: str, value: Any) -> None:
        try:
            self.set(**{name: value})
        except WorkbenchError as error:
            self._fail(self.session.newest[0], error)

    def close(self) -> None:
        """Stop the run and take the lab off the page."""
        self.session.close()
        self.comparison.close()
        if self._still_timer:
            self._still_timer.cancel()
        self._canvas = None
        self.layout.close()  # ipywidgets leaves it, and its comm, behind
        super().close()

    def __repr__(self) -> str:
        """What stands in a page that was made from the notebook, where no lab can live."""
        return f"Lab: {self.lab.title}. {self.lab.question}"

    def _ipython_display_(self) -> None:
        """Show the live lab and, hidden beneath it, the place of the picture that stays in the notebook."""
        bundle, metadata = self._repr_mimebundle_() or ({}, {})
        display(bundle, metadata=metadata, raw=True)
        self._still_output = display(_still_html("", "", ""), raw=True, display_id=True)
        if self.session.settled:
            self._leave_still_later()
        if _is_headless():
            self._leave_still_now()

    # What the page says, in whichever thread the kernel hears it.

    def _hear(self, content: Any) -> None:
        self._context = contextvars.copy_context()
        try:
            self._heed(content if isinstance(content, dict) else {})
        except Exception as error:  # whatever a page says, it must go on being heard
            self._fail(self.session.newest[0], error)

    def _heed(self, content: dict[str, Any]) -> None:
        match content.get("type"):
            case "look":
                look = _look(content, len(self.lab.panels))
                if self._run_of(content) > self.session.newest[0]:  # settings that never came, or Run
                    (self._run if self.hold.on else self._set)(content)
                self._tell({"type": "here", **self._newest, "silence": self.session.silence})
                self.session.call(lambda: self._see(look))
                self.session.watch()
                self.session.call(self.comparison.greet)
            case "set":
                self.session.painted(self._count_of(content))
                self._set(content)
            case "painted":
                self.session.painted(self._count_of(content))
            case "again":
                self._run(content)
            case "stop":
                self.session.stop()
            case "pause":
                self.session.pause()
            case "go_on":
                self.session.go_on()
            case "ghost":
                self._ghost_on = bool(content.get("on"))
                self.session.redraw()
            case "pick" | "hover" as by:
                x, y = (_number(content.get(name), math.nan) for name in ("x", "y"))
                if 0 <= x <= 1 and 0 <= y <= 1:
                    self.session.call(lambda: self._pick(x, y, by))
            case "bye":
                self.session.unwatch()
                self.session.call(self._rest)
                self._tell({"type": "left"})  # the same lab may stand on another page
            case _:
                self.comparison.heed(content)

    def _run_of(self, content: dict[str, Any]) -> int:
        """The number that a page gives its settings; 0, which lets the session choose, if it cannot be one."""
        run = _number(content.get("run"), 0)
        return int(run) if 0 <= run <= self.session.newest[0] + RUNS_AHEAD else 0

    def _count_of(self, content: dict[str, Any]) -> int:
        """How many frames a page has painted since it last spoke of them."""
        return int(min(max(_number(content.get("count"), 0), 0), 100))

    @property
    def _newest(self) -> dict[str, Any]:
        return self.hold.told

    def _set(self, content: dict[str, Any]) -> None:
        try:
            settings = self._changed(content.get("values"))
        except WorkbenchError as error:
            refusal = {"sentence": report.words(error), "traceback": "", "newest": self._newest}
            self._tell({"type": "error", "run": self._run_of(content), **refusal})
            return
        edit = _number(content.get("edit"), 0)
        if not self.hold.on:
            self._error = None
        self.hold.take(settings, self._run_of(content), int(edit) if math.isfinite(edit) else 0)
        if content.get("restore") or self.hold.on:
            self._tell({"type": "settings", **self._newest})

    def _run(self, content: dict[str, Any]) -> None:
        """Run was pressed; where a lab waits for that, the page says again what its controls say."""
        if self.hold.on and "values" in content:
            self.hold.take(self._changed(content["values"]))
        self._error = None
        self.hold.run(self._run_of(content))
        if self.hold.on:
            self._tell({"type": "settings", **self._newest})

    def _changed(self, values: Any) -> Any:
        if not isinstance(values, dict):
            raise SettingsError(f"Settings must be names and values; got {brief(values)}. Send each value by its name.")
        return replace(self.settings, **self.lab.clean(values))

    # What happens in the worker's thread.

    def _see(self, look: Look) -> None:
        if look != self._look or self._canvas is None:
            self._look, self._canvas, self.comparison.look = look, None, look
        else:
            self._canvas.forget()
        self.session.redraw()  # a picture that was due while nobody had told how to look was sent to nobody

    def _rest(self) -> None:
        self._canvas = self._look = None

    def _pick(self, x: float, y: float, by: str) -> None:
        frame = self.session.frame
        if self._canvas is not None and frame is not None:
            values = self._canvas.pick(frame, x, y, by=by) or {}
            if any(getattr(self.settings, name) != value for name, value in values.items()):
                self.set(**values)

    def _show(self, shown: Shown) -> None:
        if shown.frame is None:
            self._tell({"type": "state", "run": shown.run, "state": shown.state, "paused": self.session.paused})
        elif self._look is not None:
            self._tell(*self._message(shown, shown.frame))
        if self._error and shown.state == "error":
            self._tell(self._error)
        elif shown.state in ("settled", "idle") and shown.frame is not None:
            self._leave_still_later()

    def _message(self, shown: Shown, frame: Frame) -> tuple[dict[str, Any], list[bytes]]:
        if self._canvas is None:
            self._canvas = Canvas(self.lab, self._look or Look())
        ghost = shown.ghost if self._ghost_on else None
        self._canvas.pin(self.comparison.pins.curves)
        patch = self._canvas.patch(frame, ghost, hasty=shown.hasty)
        message = {
            "type": "frame",
            "run": shown.run,
            "state": shown.state,
            "paused": self.session.paused,
            "newest": self._newest,
            "progress": float(frame.progress),
            "left": shown.left,
            "answer": shown.answer,
            "text": report.fit(self.lab.describe(frame)),
            "has_ghost": shown.ghost is not None,
            "suggestions": [asdict(suggestion) for suggestion in frame.suggestions],
            "size": patch.size,
            "part": patch.part,
        }
        if shown.state != "busy":
            message["code"] = self.lab.code(self.settings)
        return message, [patch.data]

    def _fail(self, run: int, error: BaseException) -> None:
        sentence = report.sentence(error)
        self._error = {"type": "error", "run": run, "sentence": sentence, "traceback": report.details(error)}
        self._tell(self._error)
        if self._still_output is not None and self._look is None:
            self._publish(_still_html("", sentence, "error"))

    def _tell(self, content: dict[str, Any], buffers: list[bytes] | None = None) -> None:
        # The context carries the header of the page's own message; without it, replies go to the wrong shell.
        self._context.copy().run(self.send, content, buffers)

    # The picture that stays in the notebook when it is saved.

    def _leave_still_later(self) -> None:
        if self._still_timer:
            self._still_timer.cancel()
        if self._still_output is None:
            return
        session, me = self.session, weakref.WeakMethod(self._leave_still)
        self._still_timer = threading.Timer(STILL_DELAY, lambda: session.call(_weakly(me)))
        self._still_timer.daemon = True
        self._still_timer.start()

    def _leave_still_now(self) -> None:
        """Leave the picture before the cell ends: a program such as nbconvert takes no output after that."""
        deadline = time.monotonic() + HEADLESS_PATIENCE
        while self._look is None and not (self.session.settled or self._error) and time.monotonic() < deadline:
            time.sleep(0.02)
        if self._error:
            self._publish(_still_html("", self._error["sentence"], "error"))
        elif not self.session.settled:
            sentence = f"The lab was still computing after {HEADLESS_PATIENCE} s, when this page was made."
            self._publish(_still_html("", sentence, self.lab.title))
        else:
            left = threading.Event()
            self.session.call(self._leave_still)
            self.session.call(left.set)
            left.wait(HEADLESS_PATIENCE)

    def _leave_still(self) -> None:
        frame = self.session.frame
        if frame is None or self._still_output is None or not self.session.settled:
            return
        canvas = self._canvas
        if canvas is None:
            canvas = Canvas(self.lab, Look())
            canvas.pin(self.comparison.pins.curves)
            canvas.patch(frame, None)
        picture = base64.b64encode(canvas.png()).decode()
        sentence = report.fit(self.lab.describe(frame))
        source = f"data:image/png;base64,{picture}"
        self._publish(_still_html(source, sentence, self.lab.title, self.comparison.pins.html()))

    def _publish(self, bundle: dict[str, str]) -> None:
        self._context.copy().run(self._still_output.update, bundle, raw=True)


def _look(content: dict[str, Any], panels: int) -> Look:
    """What a page is like, within what a picture can be made for."""
    theme: Theme = "dark" if content.get("theme") == "dark" else "light"
    width = int(min(max(_number(content.get("width"), 900), WIDTHS[0]), WIDTHS[1]))
    height = min(_number(content.get("height"), 0), HEIGHTS[1])
    ratio = min(max(_number(content.get("ratio"), 1), RATIOS[0]), RATIOS[1])
    panel = int(min(max(_number(content.get("panel"), -1), -1), panels - 1))
    height = int(max(height, HEIGHTS[0])) if height > 0 else 0
    return Look(theme, width, ratio, height, panel if panel >= 0 else None)


def _number(value: Any, otherwise: float) -> float:
    """A number from a page, or another where it sent none."""
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return otherwise
    return otherwise if math.isnan(number) else number


def spec_of(
    lab: LabSpec, settings: Any, controls: Sequence[str], experiments: Sequence[Mapping[str, str]]
) -> dict[str, Any]:
    """What page.js must know to build the controls."""
    return {
        "name": lab.name,
        "title": lab.title,
        "question": lab.question,
        "height": lab.height,
        "panels": len(lab.panels),
        "main": lab.main,
        "hovers": hasattr(getattr(lab.Picture, "func", lab.Picture), "hover"),
        "controls": [{"name": name, **asdict(control)} for name, control in lab.controls.items()],
        "values": asdict(settings),
        "bound": [],
        "only": list(controls),
        "experiments": [dict(experiment) for experiment in experiments],
        "hold": lab.hold is not None,
        "born": time.time(),
    }


def _still_html(source: str, sentence: str, title: str, table: str = "") -> dict[str, str]:
    """The bundle of the picture that stays, with a table of pins; page.css hides it while the lab above it is alive."""
    image = f'<img src="{source}" alt="{html(sentence)}" style="max-width:100%">' if source else ""
    caption = f"<figcaption>{html(sentence)}</figcaption>" if sentence else ""
    figure = f'<figure class="workbench-still" title="{html(title)}" style="margin:0">{image}{caption}{table}</figure>'
    return {"text/html": figure, "text/plain": sentence or " "}


def _request() -> dict[str, Any]:
    """The message that has made the kernel run the present cell; empty outside of a kernel."""
    shell = get_ipython()
    return dict(shell.get_parent()) if shell is not None and hasattr(shell, "get_parent") else {}


def _is_headless() -> bool:
    """Whether a program runs the cells and nobody looks: pages name the cell that they run, programs do not."""
    request = _request()
    return bool(request) and "cellId" not in request.get("metadata", {})


def _close_predecessors(view: LabView) -> None:
    """Close the labs that an earlier run of the same cell has left behind."""
    parent = _request()
    cell = parent.get("metadata", {}).get("cellId")
    if cell is None:
        return
    execution = parent["header"]["msg_id"]
    before, views = _by_cell.get(cell, ("", weakref.WeakSet()))
    if before != execution:
        for old in list(views):
            old.close()
        views = weakref.WeakSet()
    views.add(view)
    _by_cell[cell] = (execution, views)


def _forward(view: weakref.ref[LabView]) -> Any:
    def forward(_widget: Any, content: dict[str, Any], _buffers: Any) -> None:
        alive = view()
        if alive is not None:
            alive._hear(content)

    return forward


def _weakly(method: weakref.WeakMethod[Any]) -> Any:
    """Call a method without keeping its owner alive."""

    def call(*arguments: Any) -> None:
        function = method()
        if function is not None:
            function(*arguments)

    return call

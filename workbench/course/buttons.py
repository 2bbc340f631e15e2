"""The buttons under a check: what `hint()`, `solution()`, `reset()` and `mine()` do, without a new cell.

The verdict stands above them as plain HTML, so that a saved notebook shows it when its kernel is gone.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets
from IPython.display import display

from workbench.course.page import Panel, panel
from workbench.errors import WorkbenchError
from workbench.scripts import script

if TYPE_CHECKING:
    from workbench.course.exercise import Result
    from workbench.course.notebook import ExerciseHandle

HERE = Path(__file__).parent
ACTIONS = ("hint", "solution", "reset", "mine")

# Without the buttons, the page would say "model not found" under the verdict.
_HIDE_DEAD_BUTTONS = (
    '<style>.jp-OutputArea:has(.workbench-verdict) [data-mime-type="application/vnd.jupyter.widget-view+json"]'
    ":not(:has(.workbench-form)) {display: none}</style>"
)


_made: dict[str, Buttons] = {}  # one an exercise, shown again and again: new ones would pile up


def show(task: ExerciseHandle, result: Result) -> None:
    """Display what a check found, and the buttons of the exercise below it."""
    verdict = result.panel()
    display(Panel(verdict.plain, f'<div class="workbench-verdict">{_HIDE_DEAD_BUTTONS}{verdict.html}</div>'))
    one = _made[task.exercise.id] = _made.get(task.exercise.id) or Buttons(task)
    one.begin(task, keep_hints=result.status != "passed")
    views, metadata = one._repr_mimebundle_() or ({}, {})
    display({**views, "text/plain": ""}, metadata=metadata, raw=True)


class Buttons(anywidget.AnyWidget):
    """The page side: sends which button was pressed, and shows what the kernel answers."""

    # Texts and not paths: anywidget watches a path, and what watches keeps the buttons alive.
    _esm = script(HERE / "buttons.js")
    _css = (HERE / "form.css").read_text(encoding="utf-8")
    label = traitlets.Unicode().tag(sync=True)
    answer: traitlets.Dict[str, Any] = traitlets.Dict({"presses": 0, "html": ""}).tag(sync=True)

    def __init__(self, task: ExerciseHandle) -> None:
        """The buttons of one exercise; nothing is opened yet."""
        super().__init__(label=f"Help with exercise {task.exercise.id}")
        self._task = task
        self._action = ""  # the button pressed last, and what it has opened
        self._panels: list[Panel] = []
        self.on_msg(self._received)

    def begin(self, task: ExerciseHandle, keep_hints: bool) -> None:
        """Work for this task from now on, with nothing open but, if asked, the hints."""
        self._task = task
        if self._action and not (keep_hints and self._action == "hint"):
            self._open("", [])

    def press(self, action: str) -> None:
        """Do what the call of this name does, and show its panel; hints stay until all of them are shown at once."""
        try:
            shown: Panel = getattr(self._task, action)()
        except WorkbenchError as problem:
            shown = panel("This did not work", str(problem), tone="error")
        stay = action == self._action == "hint" and len(self._panels) < len(self._task.exercise.hints)
        self._open(action, [*(self._panels if stay else ()), shown])

    def _open(self, action: str, panels: list[Panel]) -> None:
        self._action, self._panels = action, panels
        self.answer = {"presses": self.answer["presses"] + 1, "html": "".join(one.html for one in panels)}

    def _received(self, _: Buttons, content: Any, __: object) -> None:
        match content:  # a page may send anything
            case {"press": str(action)} if action in ACTIONS:
                self.press(action)

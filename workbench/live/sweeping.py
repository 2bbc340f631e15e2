"""A sweep on the page: it runs in the background, behind all that a hand does, and shows how far it is.

page to kernel   sweep {controls: [{name, low, high, count}], repeats, width} · sweep_stop
kernel to page   sweep {state, done, count, left, sentence, values, panels, csv, code} with the picture ·
                 sweep_refused {sentence}
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from workbench.errors import SettingsError, WorkbenchError
from workbench.live import report
from workbench.live.kept import keep
from workbench.live.pins import as_csv
from workbench.live.run import Session, Shown, Worker
from workbench.live.spec import LabSpec, brief, default_of
from workbench.live.style import Look
from workbench.live.sweep import KINDS, SingleRun, SweepPlan, Swept, planned, spread, swept
from workbench.live.sweep_picture import draw, summary

PAUSE = 1.0  # s between two pictures of a sweep that runs
ARGUMENTS = ("repeats", "workers", "ray", "also")  # of `Lab.sweep`: a setting of such a name goes into `also`
WIDTHS = (200, 2000)  # CSS px of a picture
PATIENCE = 8  # times that drawing took, if that is longer


class Sweeping:
    """The sweeps of one lab on show.

    Args:
        lab: The lab.
        worker: The thread of all labs.
        tell: Sends a message to the page, with bytes if there are any.

    Attributes:
        look: What the page is like.
    """

    def __init__(self, lab: LabSpec, worker: Worker, tell: Callable[..., None]) -> None:
        self.lab, self._worker, self._tell = lab, worker, tell
        self.look: Look | None = None
        self._session: Session | None = None
        self._drawn_at = self._cost = 0.0
        self._width: int | None = None  # of the place for the picture, in CSS px
        self._logged: Swept | None = None

    def start(self, content: Mapping[str, Any], base: Any) -> None:
        """Begin a sweep from these settings, in place of one that runs."""
        try:
            plan = self._plan(content, base)
        except WorkbenchError as error:
            self._tell({"type": "sweep_refused", "sentence": str(error)})
            return
        if self._session is None:
            self._session = Session(self._compute, self._show, self._fail, self._worker, patient=True)
            self._session.watch()
        self._drawn_at = 0.0
        width = content.get("width")
        self._width = min(max(width, WIDTHS[0]), WIDTHS[1]) if isinstance(width, int) else None
        self._session.set(plan)

    def stop(self) -> None:
        """End it, and keep what is there."""
        if self._session is not None:
            self._session.stop()

    def greet(self) -> None:
        """Show a page that has come what is there."""
        if self._session is not None:
            self._drawn_at = 0.0
            self._session.redraw()

    def close(self) -> None:
        """End it for good."""
        if self._session is not None:
            self._session.close()

    def _plan(self, content: Mapping[str, Any], base: Any) -> SweepPlan:
        wanted: dict[str, tuple[Any, ...]] = {}
        chosen = content.get("controls")
        for one in chosen if isinstance(chosen, list) else []:
            name = one.get("name") if isinstance(one, dict) else None
            control = self.lab.controls.get(str(name))
            if not isinstance(name, str) or control is None or control.kind not in KINDS:
                raise SettingsError(f"`{brief(name)}` cannot be swept. Choose another control.")
            try:
                low, high, count = float(one["low"]), float(one["high"]), int(one["count"])
            except (KeyError, TypeError, ValueError, OverflowError):
                raise SettingsError("From, to and the number of values must be numbers. Fill them in.") from None
            wanted[name] = spread(control, low, high, count)
        if not isinstance(chosen, list) or len(wanted) < len(chosen):
            raise SettingsError("The two controls of a sweep must differ. Choose another one.")
        return planned(self.lab, base, wanted, content.get("repeats", 1))

    # In the worker's thread.

    def _compute(self, plan: SweepPlan) -> Any:
        return swept(self.lab, plan)

    def _show(self, shown: Shown) -> None:
        assert self._session is not None
        self._session.painted()
        frame = shown.frame
        if not isinstance(frame, Swept):
            return
        begun = time.perf_counter()
        if shown.state == "busy" and begun - self._drawn_at < max(PAUSE, PATIENCE * self._cost):
            return
        message = self._message(frame, shown)
        look = self.look or Look()
        look = replace(look, width=self._width or look.width)
        picture, panels = draw(self.lab, frame.plan, frame.outcomes, look)
        self._drawn_at = time.perf_counter()
        self._cost = self._drawn_at - begun
        self._tell({**message, "panels": [asdict(panel) for panel in panels]}, [picture])
        if shown.state != "busy" and frame.outcomes and frame is not self._logged:
            self._logged = frame
            self._log(frame)

    def _message(self, frame: Swept, shown: Shown) -> dict[str, Any]:
        plan, runs = frame.plan, frame.outcomes
        failed = [one for one in runs if one.error]
        sentence = f"{len(failed)} of these runs failed. The first said: {failed[0].error}" if failed else ""
        message: dict[str, Any] = {
            "type": "sweep",
            "state": shown.state,
            "done": len(runs),
            "count": len(plan.runs),
            "progress": float(frame.progress),
            "left": shown.left,
            "sentence": report.fit(sentence, 500),
            "values": {name: list(values) for name, values in plan.values},
        }
        if shown.state != "busy":
            message |= {"csv": _csv(runs), "code": _code(self.lab, plan)}
        return message

    def _fail(self, run: int, error: BaseException) -> None:
        self._tell({"type": "sweep_refused", "sentence": report.sentence(error)})

    def _log(self, frame: Swept) -> None:
        """One line in the log of runs: what was swept, and between which means each measure was."""
        scores: dict[str, float] = {}
        for name in dict.fromkeys(name for one in frame.outcomes for name in one.measures):
            mean, _ = summary(frame.plan, frame.outcomes, name)
            known = mean[mean == mean]
            if known.size:
                scores |= {f"lowest {name}": float(known.min()), f"highest {name}": float(known.max())}
        swept_over = {name: list(values) for name, values in frame.plan.values}
        settings = {**vars(frame.plan.base), **swept_over, "repeats": max(1, len(frame.plan.seeds))}
        seconds = sum(one.seconds for one in frame.outcomes)
        try:
            keep(self.lab.title, settings, scores, seconds, kind="sweep", origin=self.lab.origin)
        except WorkbenchError as error:
            self._tell({"type": "note", "sentence": f"The log of runs has this sweep not. {error}"})


def _csv(runs: Sequence[SingleRun]) -> str:
    changed = list(runs[0].changes) if runs else []
    measured = list(dict.fromkeys(name for one in runs for name in one.measures))
    rows = (
        [*one.changes.values(), *(one.measures.get(name, "") for name in measured), round(one.seconds, 4), one.error]
        for one in runs
    )
    return as_csv([*changed, *measured, "seconds", "error"], rows)


def _code(lab: LabSpec, plan: SweepPlan) -> str:
    """Python that does the sweep again and gives the frame."""
    name, opening = lab.opening
    pairs = ", ".join(f"{key!r}, {list(values)!r}" for key, values in plan.values)
    swept_over = [key for key, _ in plan.values]
    others = {
        key: value
        for key, value in vars(plan.base).items()
        if key not in swept_over and value != default_of(lab.Settings, key)
    }
    also = {key: others.pop(key) for key in ARGUMENTS if key in others}
    words = [f"{key}={value!r}" for key, value in others.items()]
    words += [f"repeats={len(plan.seeds)}"] if plan.seeds else []
    words += [f"also={also!r}"] if also else []
    return f"{opening}{name}.sweep({', '.join([pairs, *words])})"

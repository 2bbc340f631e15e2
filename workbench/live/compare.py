"""What a lab keeps beside its present run, as its page asks for it: pins, sweeps, files, a text to share.

page to kernel   pin · unpin {place} (-1: all) · repin {place, run} · save {kind} · share · what sweeping.py says
kernel to page   pins {columns, settings, rows, csv, code} · note {sentence} · file {name, kind} with bytes ·
                 share {text, sentence}
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workbench.errors import WorkbenchError
from workbench.live.hold import Hold
from workbench.live.kept import checksum_of, keep
from workbench.live.picture import curve_of
from workbench.live.pins import Pins
from workbench.live.run import Session, Worker
from workbench.live.save import KINDS, picture_file
from workbench.live.share import shared
from workbench.live.spec import LabSpec
from workbench.live.style import Look
from workbench.live.sweeping import Sweeping

NOT_YET = "The run has not come to its end. Pin it when it says Done."


class Comparison:
    """What one lab on show keeps.

    Args:
        lab: The lab.
        session: Its run.
        worker: The thread of all labs.
        tell: Sends a message to the page, with bytes if there are any.
        hold: What its controls say.

    Attributes:
        pins: The pinned runs.
        sweeping: The sweeps.
        look: What the page is like, once it has said so.
    """

    def __init__(self, lab: LabSpec, session: Session, worker: Worker, tell: Callable[..., None], hold: Hold) -> None:
        self.lab, self._session, self._tell, self._hold = lab, session, tell, hold
        self.pins = Pins(lab)
        self.sweeping = Sweeping(lab, worker, tell)
        self.look: Look | None = None

    def heed(self, content: dict[str, Any]) -> None:
        """Do what the page asks for; other messages are not for here."""
        match content.get("type"):
            case "pin":
                self._session.call(lambda: self._say_if_refused(self._pin))
            case "unpin":
                self._session.call(lambda: self._unpin(content.get("place")))
            case "repin":
                self._repin(content)
            case "save":
                self._session.call(lambda: self._say_if_refused(lambda: self._save(content.get("kind"))))
            case "share":
                self._say_if_refused(self._share)
            case "sweep":
                self.sweeping.look = self.look
                self.sweeping.start(content, self._hold.settings)
            case "sweep_stop":
                self.sweeping.stop()

    def greet(self) -> None:
        """Tell a page that has come what is kept."""
        if self.pins:
            self._tell_pins()
        self.sweeping.look = self.look
        self.sweeping.greet()

    def close(self) -> None:
        """End what still runs."""
        self.sweeping.close()

    def _say_if_refused(self, act: Callable[[], None]) -> None:
        try:
            act()
        except WorkbenchError as error:
            self._tell({"type": "note", "sentence": str(error)})

    # In the worker's thread, where the picture may be touched.

    def _pin(self) -> None:
        frame, settings = self._session.frame, self._session.newest[1]
        if frame is None or not self._session.done:
            self._tell({"type": "note", "sentence": NOT_YET})
            return
        curve = curve_of(self.lab, frame)
        pin = self.pins.add(settings, self.lab.measures(frame), self._session.seconds, curve, *self._data())
        what = ": the run in the picture, not what the controls say now" if self._hold.waits else ""
        self._pins_changed(f"Pinned as {pin.letter}{what}.")
        try:
            keep(self.lab.title, dict(vars(settings)), pin.measures, pin.seconds, kind="pin", origin=self.lab.origin)
        except WorkbenchError as error:
            self._tell({"type": "note", "sentence": f"Pinned as {pin.letter}; the log of runs has it not. {error}"})

    def _data(self) -> tuple[str, str]:
        """The name and the checksum of somebody's own data; both empty for those of the project."""
        origin = self.lab.origin
        if origin is None:
            return "", ""
        try:
            return origin.name or "your own", checksum_of(origin)
        except WorkbenchError:  # the log of runs says why
            return origin.name or "your own", ""

    def _unpin(self, place: Any) -> None:
        if place == -1:
            self.pins.clear()
        elif isinstance(place, int):
            self.pins.remove(place)
        self._pins_changed("")

    def _pins_changed(self, sentence: str) -> None:
        self._tell_pins()
        self._tell({"type": "note", "sentence": sentence})
        self._session.redraw()

    def _tell_pins(self) -> None:
        self._tell({"type": "pins", **self.pins.table(), "csv": self.pins.csv(), "code": self.pins.code()})

    def _save(self, kind: Any) -> None:
        frame = self._session.frame
        if frame is not None and kind in KINDS:
            data = picture_file(self.lab, frame, self._session.newest[1], self.pins, self.look or Look(), kind)
            self._tell({"type": "file", "name": f"{self.lab.name}.{kind}", "kind": KINDS[kind]}, [data])

    # In the thread in which the kernel hears the page.

    def _repin(self, content: dict[str, Any]) -> None:
        pin = self.pins.at(content.get("place", -1))
        if pin is not None:
            wish = content.get("run")
            self._hold.restore(pin.settings, wish if isinstance(wish, int) else 0)
            self._tell({"type": "settings", **self._hold.told})

    def _share(self) -> None:
        text = shared(self.lab, self._hold.settings)
        sentence = f'Copied. labs.open("{text}") opens this lab with these settings.'
        self._tell({"type": "share", "text": text, "sentence": sentence})

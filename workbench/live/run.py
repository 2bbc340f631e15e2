"""Runs labs in the background: the newest settings win, nothing queues, other cells stay free.

One thread a kernel steps the generators of all labs in turn, the one touched last first. Where a step does not end,
that thread stays with its lab, and a new one takes the others over; only one thread at a time may draw. A `Session` is
one lab on show. It keeps the newest settings and no others: a run that they replace stops at its next `yield`. A frame
is drawn only when it may be shown: the page must have painted the one before the last (frames that come slowly need
that only now and then), and in a long run drawing may take a small share of the time. Nothing here knows of widgets,
and little of pictures.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

from workbench.live.report import kind
from workbench.live.spec import Frame, frames

State = Literal["idle", "busy", "settled", "error"]

IN_FLIGHT = 2  # frames that the page may have got and not painted: while it paints one, the next is on its way
PAINT_TIMEOUT = 0.5  # s: after this, a page that never said "painted" gets the next frame all the same
STALE = 0.1  # s: a superseded run may still show a frame when the picture is older than this
FRESH = 10.0  # s: so long the eye wants a run to flow; after that, its end matters more
FLOW, LATER = (1 / 11, 0.11), (1 / 5, 0.04)  # s from frame to frame, at least; share of the time that drawing may take
SLOWEST = 0.5  # s from frame to frame, at most, whatever the share says
SLICE = 0.005  # s that one run may take before another lab has its turn
LAG = 0.3  # s: so far the slow panel of a picture may be behind while a run flows
CALM, CALM_FRAMES = 0.07, 8  # frames that come slower than this (s) need no answer, but for one in so many
KEPT = 40  # results of one lab that are kept: settings that come again cost no computing
GHOST_AGE = 1.0  # s: a settled picture that was looked at this long becomes the ghost
REST = 0.7  # s after a hand's last change before a patient session goes on
RUNS_AHEAD = 1_000_000  # a page counts its changes, also while nobody hears it, but never as far as this
SILENT = 2.0  # s: a step that takes longer must not keep the other labs waiting, and its page is told


@dataclass(frozen=True)
class Shown:
    """A frame on its way to the page.

    Attributes:
        run: The number of the settings it belongs to.
        frame: The frame; None while a run has not yielded one yet.
        ghost: The last frame of the run before, or None.
        state: "busy" while more frames follow, "settled" at the end, "idle" if the run was stopped or paused.
        left: Seconds until the end at the present speed, or None where nobody can tell.
        answer: Whether the next frame waits until the page says that it has painted this one.
        hasty: Whether the slow panel of the picture may stay as it is.
    """

    run: int
    frame: Frame | None
    ghost: Frame | None
    state: State
    left: float | None = None
    answer: bool = True
    hasty: bool = False


class Worker:
    """The background thread and the sessions it steps.

    Attributes:
        wake: Guards the sessions; the thread waits for it while there is nothing to do.
        drawing: Held by the thread that draws: after a takeover there is more than one.
    """

    def __init__(self) -> None:
        self.wake = threading.Condition()
        self.drawing = threading.RLock()
        self.touched = 0.0  # when a hand has changed something last
        self._sessions: list[Session] = []  # the next to be stepped first
        self._thread: threading.Thread | None = None
        self._stepping = threading.Event()  # set while the thread is in a step,
        self._step_began = 0.0  # which began then

    def add(self, session: Session) -> None:
        """Take a session into the round, and start the threads if this is the first."""
        with self.wake:
            self._sessions.insert(0, session)
            if self._thread is None or not self._thread.is_alive():
                sys.setswitchinterval(1e-3)  # a busy generator hands over to a slider's message sooner
                self._begin()
                threading.Thread(target=self._watch, name="workbench-watch", daemon=True).start()
            self.wake.notify()

    def touch(self, session: Session) -> None:
        """Step this session next. The caller holds `wake`."""
        if session in self._sessions:
            self._sessions.remove(session)
            self._sessions.insert(0, session)
        self.wake.notify()

    def remove(self, session: Session) -> None:
        """Take a session out of the round. The caller holds `wake`."""
        if session in self._sessions:
            self._sessions.remove(session)

    def _begin(self) -> None:
        self._thread = threading.Thread(target=self._loop, name="workbench-labs", daemon=True)
        self._thread.start()

    def _loop(self) -> None:
        while self._thread is threading.current_thread():  # until another takes over
            with self.wake:
                session = self._next()
                while session is None:
                    self._stepping.clear()
                    self.wake.wait(self._patience())
                    session = self._next()
                self._step_began = session.step_began = time.perf_counter()
                self._stepping.set()
            session.step()
            with self.wake:
                session.step_began = None
                self.wake.notify()  # a thread that has taken over may wait for this session
            del session  # while this thread waits it must not keep a closed lab alive

    def _watch(self) -> None:
        """When a step takes too long, let another thread serve the other sessions."""
        while True:
            self._stepping.wait()
            time.sleep(SILENT / 4)
            with self.wake:
                if self._stepping.is_set() and time.perf_counter() - self._step_began > SILENT:
                    self._stepping.clear()
                    self._begin()

    def _next(self) -> Session | None:
        now = time.perf_counter()
        for session in sorted(self._sessions, key=lambda one: one.patient):
            if session.step_began is None and session.wants_step(now):
                self._sessions.remove(session)
                self._sessions.append(session)
                return session
        return None

    def _patience(self) -> float | None:
        return PAINT_TIMEOUT / 5 if any(one.owes_frame or one.rests for one in self._sessions) else None


class Session:
    """One lab on show: settings come in from any thread, frames go out from the worker's.

    Args:
        compute: The lab's generator function.
        show: Draws and sends a frame; called in the worker's thread.
        fail: Reports an exception of `compute` or `show`, with the number of its run; same thread.
        worker: The thread to run in.
        patient: Whether it waits while any other session has something to do, and a moment longer: a sweep, for one.
    """

    def __init__(
        self,
        compute: Callable[[Any], Iterable[Frame]],
        show: Callable[[Shown], None],
        fail: Callable[[int, BaseException], None],
        worker: Worker,
        *,
        patient: bool = False,
    ) -> None:
        self.patient = patient
        self._compute, self._show, self._fail, self._worker = compute, show, fail, worker
        self._lock = worker.wake
        self._newest: tuple[int, Any] = (0, None)
        self._errands: list[Callable[[], None]] = []
        self._watched = False
        self._anew = 0  # the newest run that must not be answered from memory
        self._unpainted = 0  # frames sent that wait for the page's word
        self._paused = False
        self._stopping = False
        self._redraw = False
        self.step_began: float | None = None  # the worker's; None between two steps
        # From here on only the thread that steps this session writes.
        self._run = 0
        self._key: Any = None  # the settings of this run, if they can be a key
        self._generator: Generator[Frame, None, None] | None = None
        self._ahead: Frame | None = None  # already computed, not yet offered
        self._state: State = "idle"
        self._frame: Frame | None = None
        self._ghost: Frame | None = None
        self._kept: OrderedDict[Any, tuple[Frame, float]] = OrderedDict()  # and seconds; the one used last at the end
        self._seconds = 0.0  # that this run has computed
        self._started = self._settled_at = self._shown_at = self._whole_at = 0.0
        self._cost, self._frame_count, self._calm_frames = 0.0, 0, 0
        worker.add(self)

    # What others ask of a session, from any thread.

    @property
    def newest(self) -> tuple[int, Any]:
        """The number of the newest settings, and the settings."""
        return self._newest

    @property
    def frame(self) -> Frame | None:
        """The last frame of the present run."""
        return self._frame

    @property
    def seconds(self) -> float:
        """How long the present run has computed, without drawing; for a result from memory, how long it did then."""
        return self._seconds

    @property
    def paused(self) -> bool:
        """Whether the run is held, to go on later."""
        return self._paused

    @property
    def settled(self) -> bool:
        """Whether the run of the newest settings has come to its end or was stopped."""
        return self._run == self._newest[0] and self._state in ("settled", "idle")

    @property
    def done(self) -> bool:
        """Whether the run of the newest settings has come to its end, and was not stopped."""
        return self._run == self._newest[0] and self._state == "settled"

    @property
    def silence(self) -> float:
        """Seconds since the lab was asked for its next step, if it has not come yet."""
        began = self.step_began
        return 0.0 if began is None else time.perf_counter() - began

    def set(self, settings: Any, run: int = 0, *, anew: bool = False) -> int:
        """Compute with these settings from now on; return their number.

        That is `run`, or the next one if `run` is taken or further ahead than any page counts.

        A result that is known is shown at once, unless it is to be made `anew`.
        """
        with self._lock:
            before = self._newest[0]
            run = run if before < run <= before + RUNS_AHEAD else before + 1
            self._newest = (run, settings)
            self._anew = run if anew else self._anew
            self._paused = self._stopping = False
            if not self.patient:
                self._worker.touched = time.perf_counter()
            self._worker.touch(self)
        return run

    def knows(self, settings: Any) -> bool:
        """Whether the result of these settings is kept: then nothing has to be computed to show it."""
        key = _key(settings)
        return key is not None and key in self._kept

    def stop(self) -> None:
        """End the run at its next `yield` and keep its last picture."""
        with self._lock:
            self._paused, self._stopping = False, True
            self._worker.touch(self)

    def pause(self) -> None:
        """Hold the run at its next `yield`."""
        with self._lock:
            self._paused = self._redraw = True
            self._worker.touch(self)

    def go_on(self) -> None:
        """Continue a paused run."""
        with self._lock:
            self._paused, self._redraw = False, True
            self._worker.touch(self)

    def watch(self) -> None:
        """A page has begun to look, or looks different now: show the picture again."""
        with self._lock:
            self._watched, self._unpainted, self._redraw = True, 0, True
            self._worker.touch(self)

    def unwatch(self) -> None:
        """No page looks any more: make no pictures, but finish the work."""
        with self._lock:
            self._watched = False

    def painted(self, count: int = 1) -> None:
        """The page has painted so many frames more, and may get others."""
        with self._lock:
            self._unpainted = max(0, self._unpainted - count)
            self._worker.touch(self)

    def redraw(self) -> None:
        """Show the newest frame once more."""
        with self._lock:
            self._redraw = True
            self._worker.touch(self)

    def call(self, errand: Callable[[], None]) -> None:
        """Run a function in the worker's thread, where the picture may be touched."""
        with self._lock:
            self._errands.append(errand)
            self._worker.touch(self)

    def close(self) -> None:
        """Stop for good and let go of everything."""
        with self._lock:
            self._worker.remove(self)
            self._stopping = True

    # What the worker's thread does.

    @property
    def owes_frame(self) -> bool:
        """Whether something waits to be shown, so that the worker looks again soon."""
        return self._redraw or (self._state == "busy" and self._generator is None)

    @property
    def rests(self) -> bool:
        """Whether it waits until a hand has come to rest."""
        return self.patient and self._generator is not None and not self._paused

    def wants_step(self, now: float) -> bool:
        """Whether there is anything to do. The caller holds the lock."""
        if self._errands or self._newest[0] != self._run or (self._stopping and self._state == "busy"):
            return True
        if self._generator is not None and not self._paused:
            return not self.patient or now - self._worker.touched > REST
        return self.owes_frame and self._may_show(now)

    def step(self) -> None:
        """Advance the run, and show what may be shown."""
        try:
            self._run_errands()
            self._advance()
        except BaseException as error:  # noqa: BLE001 - whatever a lab raises belongs on its page, not in this thread
            self._generator, self._ahead, self._state, self._redraw = None, None, "error", False
            self._report(error)

    def _report(self, error: BaseException) -> None:
        try:
            self._fail(self._run, error)
        except BaseException as second:  # noqa: BLE001 - nothing may end this thread: all labs of the kernel live by it
            with suppress(BaseException):
                error.add_note(f"Then the report of this error failed, too: {kind(second)}.")
                self._fail(self._run, error)

    def _run_errands(self) -> None:
        with self._lock:
            errands, self._errands = self._errands, []
        with self._worker.drawing:
            for errand in errands:
                errand()

    def _advance(self) -> None:
        run, settings = self._newest
        if run != self._run:
            self._begin(run, settings)
        elif self._stopping:
            self._end()
            return
        if self._generator is not None and not self._paused:
            self._compute_on(self._generator)
            self._run_errands()  # a page may have come meanwhile; the frame must be made for it
        now = time.perf_counter()
        if not self._may_show(now):
            return
        if self._newest[0] != self._run:  # superseded: its last frame may still keep a drag moving
            if self._frame is not None and now - self._shown_at > STALE:
                self._send("busy")
        elif self._generator is None and self._state == "busy":
            self._finish()
        elif self._redraw or self._due(now):
            self._send("idle" if self._paused else self._state)

    def _compute_on(self, generator: Iterator[Frame]) -> None:
        """Advance by one `yield`, or by as many as fit into a slice of time in which nobody wants anything."""
        run, now = self._run, time.perf_counter()
        end = now + SLICE
        while True:
            before = now
            self._next_frame(generator)
            now = time.perf_counter()
            self._seconds += now - before
            asked = self._errands or self._newest[0] != run or self._stopping or self._paused or self._redraw
            if now > end or asked or self._generator is None or self._due(now):
                return

    def _next_frame(self, generator: Iterator[Frame]) -> None:
        frame, self._ahead = self._ahead or next(generator, None), None
        if frame is None:
            self._generator = None
            return
        self._frame = frame
        if frame.progress >= 1:  # probably the last: look whether it is, so that it is not sent twice
            self._ahead = next(generator, None)
            if self._ahead is None:
                self._generator = None

    def _begin(self, run: int, settings: Any) -> None:
        now = time.perf_counter()
        self._drop_generator()
        if self._state == "settled" and now - self._settled_at > GHOST_AGE:
            self._ghost = self._frame
        self._run, self._key, self._state = run, _key(settings), "busy"
        self._started, self._frame_count = now, 0
        self._frame, self._seconds = self._kept.get(self._key, (None, 0.0)) if run != self._anew else (None, 0.0)
        self._generator = frames(self._compute, settings) if self._frame is None else None

    def _drop_generator(self) -> None:
        generator, self._generator, self._ahead = self._generator, None, None
        if generator is not None:
            generator.close()

    def _finish(self) -> None:
        self._state, self._settled_at = "settled", time.perf_counter()
        if self._frame is not None and self._key is not None:
            self._kept[self._key] = self._frame, self._seconds
            self._kept.move_to_end(self._key)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._send("settled")

    def _end(self) -> None:
        with self._lock:
            self._stopping = False
        self._drop_generator()
        if self._state == "busy":
            self._state = "idle"
            self._send("idle")

    def _may_show(self, now: float) -> bool:
        if not self._watched:
            return self._generator is None
        return self._unpainted < IN_FLIGHT or now - self._shown_at > PAINT_TIMEOUT

    def _due(self, now: float) -> bool:
        if self._generator is None or self._frame is None:
            return False
        if self._frame_count == 0:
            return True
        pause, share = FLOW if now - self._started < FRESH else LATER
        return now - self._shown_at > min(SLOWEST, max(pause, self._cost / share)) - self._cost

    def _send(self, state: State) -> None:
        begun = time.perf_counter()
        calm = self._frame_count > 0 and state == "busy" and begun - self._shown_at > CALM
        self._calm_frames = self._calm_frames + 1 if calm else 0
        answer = self._calm_frames % CALM_FRAMES == 0
        flows = self._frame_count > 0 and state == "busy" and not self._redraw
        hasty = flows and begun - self._whole_at < LAG
        with self._lock:
            self._redraw = False
            if self._unpainted >= IN_FLIGHT or not self._watched:
                self._unpainted = 0  # the page's word is lost
            self._unpainted += answer and self._watched and self._frame is not None
        with self._worker.drawing:
            self._show(Shown(self._run, self._frame, self._ghost, state, self._left(begun), answer, hasty))
        if not hasty:
            self._whole_at = begun
        self._shown_at = time.perf_counter()
        self._frame_count += 1
        self._cost += 0.3 * (self._shown_at - begun - self._cost)

    def _left(self, now: float) -> float | None:
        progress = self._frame.progress if self._frame else 0.0
        return (now - self._started) * (1 - progress) / progress if 0 < progress < 1 else None


def _key(settings: Any) -> Any:
    """The settings, if results can be kept by them: a list, for one, cannot be a key."""
    try:
        hash(settings)
    except TypeError:
        return None
    return settings

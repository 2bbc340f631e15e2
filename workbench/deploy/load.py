"""A bounded load on a service, from a process of its own: requests at a rate, and how long the answers take."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from workbench.deploy.service import ServiceError, rows_of

if TYPE_CHECKING:
    import numpy as np

    from workbench.deploy.service import Service

SENDER = Path(__file__).with_name("sender.py")
CONNECTIONS = 64  # requests that may be under way at once
WINDOW = 0.2  # seconds between two reports
FASTEST = 5000.0  # requests a second
DRAIN = 15.0  # seconds to wait for the last answers
BODIES = 50  # different requests that are sent in turn


@dataclass(frozen=True, kw_only=True)
class Window:
    """What is known at the end of a stretch of time; all counts are since the rate was set.

    Attributes:
        seconds: Since the rate was set.
        asked: Requests that fell due.
        answered: Of these, answered with status 200.
        failed: Answered otherwise, or not at all.
        dropped: Not sent, because too many were waiting already.
        waiting: Due, and not answered yet: the queue.
        latencies: Milliseconds from when a request was due to its answer, of those answered in this stretch.
        why: The last failure in a word; empty if there was none.
    """

    seconds: float
    asked: int
    answered: int
    failed: int
    dropped: int
    waiting: int
    latencies: tuple[float, ...]
    why: str = ""


class Load:
    """Sends the same few requests again and again, at a rate that may change at any time. Stop it when you are done.

    Args:
        service: Whom to ask.
        rows: What to ask about; rows are taken in turn.
        window: Seconds between two windows.
    """

    def __init__(self, service: Service, rows: Any, *, window: float = WINDOW) -> None:
        self.rows = rows_of(rows)
        if not self.rows:
            raise ServiceError("`rows` must have one row at least; got none. Pass rows that the service can answer.")
        self._run, self._batch = 0, 0
        self._windows: SimpleQueue[dict[str, Any]] = SimpleQueue()
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(SENDER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._end = weakref.finalize(self, _end, self._process)
        place = urlsplit(service.url)
        self._say(host=place.hostname, port=place.port, token=service.token, connections=CONNECTIONS, window=window)
        threading.Thread(target=_read, args=(self._process, self._windows), daemon=True).start()

    @property
    def alive(self) -> bool:
        """Whether its process runs."""
        return self._process.poll() is None

    def set(self, rate: float, batch: int = 1, ramp: float = 0.0) -> None:
        """Send at another rate from now on; counts begin anew.

        Args:
            rate: Requests a second, on average; they come at random moments, as people do. 0 sends none.
            batch: Rows in each request.
            ramp: Seconds in which the rate rises from nearly nothing; 0 begins with all of it.
        Raises: ServiceError if a value is out of range, or the process has ended.
        """
        if not 0 <= rate <= FASTEST:
            raise ServiceError(f"`rate` must be from 0 to {FASTEST:g} requests a second; got {rate!r}. Choose less.")
        if batch < 1:
            raise ServiceError(f"`batch` must be 1 row or more; got {batch!r}. Choose 1.")
        self._run += 1
        bodies = {} if batch == self._batch else {"bodies": _bodies(self.rows, batch)}
        self._batch = batch
        self._say(rate=rate, ramp=ramp, run=self._run, **bodies)

    def finish(self) -> None:
        """Send no more, and go on counting the answers that are still to come."""
        self._say(end=True)

    def window(self, timeout: float = 1.0) -> Window | None:
        """The next window of the present rate; None if there is none yet after so many seconds.

        Raises: ServiceError if the process has ended.
        """
        until = time.monotonic() + timeout
        while True:
            try:
                told = self._windows.get(timeout=max(0.0, until - time.monotonic()))
            except Empty:
                if not self.alive:
                    raise ServiceError("The load has ended. Make a new one.") from None
                return None
            if told.pop("run") == self._run:
                return Window(**{**told, "latencies": tuple(told["latencies"])})

    def stop(self) -> None:
        """End its process. Once is enough; again does nothing."""
        self._end()

    def _say(self, **command: Any) -> None:
        try:
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps(command, default=str) + "\n")
            self._process.stdin.flush()
        except (OSError, ValueError) as problem:
            raise ServiceError("The load has ended. Make a new one.") from problem


@dataclass(frozen=True, kw_only=True)
class Traffic:
    """What came of a load.

    Attributes:
        asked, answered, failed, dropped: See `Window`.
        seconds: Until the last answer.
        latencies: Milliseconds of each answer, in their order, shape (answered,).
        why: The last failure in a word; empty if there was none.
    """

    asked: int
    answered: int
    failed: int
    dropped: int
    seconds: float
    latencies: np.ndarray
    why: str = ""

    @property
    def lost(self) -> int:
        """Requests without an answer of status 200."""
        return self.asked - self.answered

    @property
    def throughput(self) -> float:
        """Answers a second."""
        return self.answered / self.seconds

    def percentile(self, share: float) -> float:
        """The latency in ms that so many percent of the answers stay below; NaN if there are none."""
        import numpy as np

        return float(np.percentile(self.latencies, share)) if len(self.latencies) else float("nan")

    def __str__(self) -> str:
        lost = f"{self.lost:,} lost ({self.why or 'not sent'})" if self.lost else "none lost"
        return (
            f"{self.asked:,} asked, {lost}; {self.throughput:,.0f} answers a second; p50 {self.percentile(50):.1f} ms, "
            f"p95 {self.percentile(95):.1f} ms, p99 {self.percentile(99):.1f} ms"
        )


def under_load(service: Service, rows: Any, *, rate: float, seconds: float = 5.0, batch: int = 1) -> Traffic:
    """Ask a service at a rate for some seconds, and wait for the last answers.

    Args:
        service: Whom to ask.
        rows: What to ask about; rows are taken in turn.
        rate: Requests a second, on average.
        seconds: How long.
        batch: Rows in each request.
    Raises: ServiceError if a value is out of range.
    """
    import numpy as np

    load = Load(service, rows)
    try:
        load.set(rate, batch)
        latencies: list[float] = []
        ending, until, last = False, time.monotonic() + seconds + DRAIN, None
        while time.monotonic() < until:
            window = load.window()
            if window is None:
                continue
            last = window
            latencies.extend(window.latencies)
            if ending and not window.waiting:
                break
            if not ending and window.seconds >= seconds:
                load.finish()
                ending = True
        if last is None:
            raise ServiceError("The load must report within the time; it did not. Try again on a quieter machine.")
    finally:
        load.stop()
    return Traffic(
        asked=last.asked,
        answered=last.answered,
        failed=last.failed,
        dropped=last.dropped,
        seconds=last.seconds,
        latencies=np.array(latencies),
        why=last.why,
    )


def _bodies(rows: Sequence[Any], batch: int) -> list[str]:
    """Some different requests, each with so many rows, as JSON; fewer where they are long."""
    count = min(BODIES, max(1, len(rows) // batch), max(1, 20_000 // batch))
    return [
        json.dumps({"rows": [rows[(first * batch + row) % len(rows)] for row in range(batch)]}, default=str)
        for first in range(count)
    ]


def _read(process: subprocess.Popen[str], windows: SimpleQueue[dict[str, Any]]) -> None:
    """Take what the process says, as soon as it says it."""
    assert process.stdout is not None
    with process.stdout, suppress(ValueError):  # the last line may be cut off
        for line in process.stdout:
            windows.put(json.loads(line))


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()  # it has nothing to finish
    process.wait()
    if process.stdin is not None:
        with suppress(OSError):
            process.stdin.close()

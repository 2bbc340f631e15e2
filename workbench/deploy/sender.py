"""Run as a program of its own: send requests to a service at a rate, and tell what became of them, window by window.

It is called by its path, `python sender.py`, so that nothing of this package is imported. Each line of standard input
is a command, each line of standard output a window; both are JSON. The end of the input ends it.

The load is open: requests fall due by a clock, whether or not the answers come. So a slow answer does not hold back the
next request, and the time of each is counted from when it was due. (A client that waits for an answer before it asks
again hides the queue: "coordinated omission".)
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import threading
import time
from collections import deque
from contextlib import suppress
from typing import Any

TIMEOUT = 10.0  # seconds for one answer
BACKLOG = 5000  # requests that are due and wait for a connection; more are not sent, and counted
TICK = 0.001  # seconds between two looks at the clock
START = 0.02  # a rate that rises begins with this share of it


class Sender:
    """Connections that stay open, and a list of what is due."""

    def __init__(self, host: str, port: int, token: str, connections: int, window: float) -> None:
        self.host, self.port, self.token, self.window = host, port, token, window
        self.due: deque[tuple[int, float]] = deque()
        self.some = asyncio.Semaphore(0)  # one for each that is due
        self.rate, self.ramp, self.run, self.bodies = 0.0, 0.0, 0, [b""]
        self.first = self.next = 0.0
        self.busy = 0
        self.chance = random.Random(0)
        self.connections = connections
        self.begin({"rate": 0.0, "run": 0})

    def begin(self, command: dict[str, Any]) -> None:
        """A new schedule. What was due before and is not sent yet is forgotten; what is under way is not counted."""
        if command.get("end"):
            self.rate = 0.0
            return
        if "bodies" in command:
            self.bodies = [self._request(body.encode()) for body in command["bodies"]]
        self.rate, self.run = float(command["rate"]), int(command["run"])
        self.chance.seed(self.run)
        self.due.clear()
        self.ramp = float(command.get("ramp", 0.0))
        self.first = self.next = time.perf_counter()
        self.next += self._gap()
        self.asked = self.answered = self.failed = self.dropped = self.under_way = 0
        self.latencies: list[float] = []
        self.why = ""

    def _gap(self) -> float:
        if not self.rate:
            return float("inf")
        risen = min(1.0, max(START, (self.next - self.first) / self.ramp)) if self.ramp else 1.0
        return self.chance.expovariate(self.rate * risen)

    def _request(self, body: bytes) -> bytes:
        head = (
            f"POST /predict HTTP/1.1\r\nHost: {self.host}:{self.port}\r\nAuthorization: Bearer {self.token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    async def keep_time(self) -> None:
        """Put requests on the list when they are due."""
        while True:
            now = time.perf_counter()
            while self.rate and self.next <= now:
                self.asked += 1
                if len(self.due) < BACKLOG:
                    self.due.append((self.run, self.next))
                    self.some.release()
                else:
                    self.dropped += 1
                self.next += self._gap()
            await asyncio.sleep(TICK if self.rate else 20 * TICK)

    async def connection(self, number: int) -> None:
        """Take the next that is due, send it, wait for its answer."""
        reader: asyncio.StreamReader | None = None
        writer: asyncio.StreamWriter | None = None
        while True:
            await self.some.acquire()
            if not self.due:  # a new schedule has begun
                continue
            run, due = self.due.popleft()
            self.under_way += 1
            why = ""
            try:
                async with asyncio.timeout(TIMEOUT):
                    if writer is None or reader is None or reader.at_eof():
                        reader, writer = await asyncio.open_connection(self.host, self.port)
                    writer.write(self.bodies[self.asked % len(self.bodies)])
                    status = await answered(reader)
                    why = "" if status == 200 else f"status {status}"
            except (OSError, TimeoutError, EOFError, ValueError) as problem:
                why = type(problem).__name__
                if writer is not None:
                    writer.close()
                reader = writer = None
            if run == self.run:
                self.under_way -= 1
                if why:
                    self.failed += 1
                    self.why = why
                else:
                    self.answered += 1
                    self.latencies.append(1000 * (time.perf_counter() - due))

    async def tell(self) -> None:
        """Print a window after each stretch of time."""
        end = time.perf_counter()
        while True:
            end += self.window
            await asyncio.sleep(max(0.0, end - time.perf_counter()))
            latencies, self.latencies = self.latencies, []
            told = {
                "run": self.run,
                "seconds": time.perf_counter() - self.first,
                "asked": self.asked,
                "answered": self.answered,
                "failed": self.failed,
                "dropped": self.dropped,
                "waiting": len(self.due) + self.under_way,
                "latencies": [round(one, 3) for one in latencies],
                "why": self.why,
            }
            print(json.dumps(told), flush=True)

    async def work(self) -> None:
        """All of it, for ever."""
        await asyncio.gather(self.keep_time(), self.tell(), *map(self.connection, range(self.connections)))


async def answered(reader: asyncio.StreamReader) -> int:
    """Read one answer to its end.

    Returns: Its status.
    Raises: ValueError if it does not say how long it is.
    """
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    _, found, rest = head.partition(b"content-length:")
    if not found:
        raise ValueError("no length")
    await reader.readexactly(int(rest.split(b"\r\n", 1)[0]))
    return int(head.split(b" ", 2)[1])


async def main() -> None:
    """Read where to send to, then obey commands until the input ends."""
    first = json.loads(sys.stdin.readline())
    sender = Sender(first["host"], first["port"], first["token"], first["connections"], first["window"])
    loop = asyncio.get_running_loop()
    work = asyncio.ensure_future(sender.work())

    def listen() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(sender.begin, json.loads(line))
        loop.call_soon_threadsafe(work.cancel)

    threading.Thread(target=listen, daemon=True).start()
    with suppress(asyncio.CancelledError, BrokenPipeError):
        await work


if __name__ == "__main__":
    with suppress(ImportError):
        import uvloop

        uvloop.install()
    asyncio.run(main())

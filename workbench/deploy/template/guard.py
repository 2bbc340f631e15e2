"""What stands before every request: limits of size and rate, a log without personal data, and the metrics."""

import json
import logging
import os
import time
from collections import OrderedDict
from logging.handlers import RotatingFileHandler

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, multiprocess

BODY = int(os.environ.get("SERVICE_BODY_LIMIT", 5_000_000))
RATE = float(os.environ.get("SERVICE_RATE", 500))
REQUESTS = Counter("service_requests_total", "Requests", ["path", "status"])
SECONDS = Histogram("service_seconds", "Time for an answer", ["path"])
PATHS = ("/predict", "/feedback", "/health", "/metrics", "/", "/docs", "/openapi.json")


def registry():
    """The numbers of this process, or of all workers where PROMETHEUS_MULTIPROC_DIR is set."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    every = CollectorRegistry()
    multiprocess.MultiProcessCollector(every)
    return every


class Guard:
    """Refuses what is too large (413) or comes too often (429), and notes the rest."""

    def __init__(self, app, logs, version):
        self.app, self.version = app, version
        self.clients = OrderedDict()  # address: requests left, and when that was counted
        self.log = logging.getLogger("requests")
        self.log.setLevel(logging.INFO)
        self.log.propagate = False
        file = RotatingFileHandler(logs / "requests.jsonl", maxBytes=10_000_000, backupCount=1, encoding="utf-8")
        file.setFormatter(logging.Formatter("%(message)s"))
        self.log.addHandler(file)

    async def __call__(self, scope, receive, send):
        """One request, from its first byte to the last of its answer."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        start, status = time.perf_counter(), [500]
        path = scope["path"] if scope["path"] in PATHS else "other"

        async def note(message):
            if message["type"] == "http.response.start":
                status[0] = message["status"]
            await send(message)

        try:
            await self._let_in(scope, receive, note)
        finally:
            seconds = time.perf_counter() - start
            REQUESTS.labels(path, status[0]).inc()
            SECONDS.labels(path).observe(seconds)
            line = {"time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "path": path, "status": status[0]}
            self.log.info(json.dumps(line | {"ms": round(1000 * seconds, 2), "version": self.version}))

    async def _let_in(self, scope, receive, send):
        if RATE and not self._has_turn((scope.get("client") or ("",))[0]):
            return await refuse(send, 429, f"At most {RATE:g} requests a second. Wait a second, then ask again.")
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return None  # the client has gone
            body += message.get("body", b"")
            if len(body) > BODY:
                return await refuse(send, 413, f"A request may hold {BODY:,} bytes. Send fewer rows at a time.")
            if not message.get("more_body"):
                break
        told = False

        async def again():
            nonlocal told
            if told:
                return await receive()
            told = True
            return {"type": "http.request", "body": bytes(body), "more_body": False}

        return await self.app(scope, again, send)

    def _has_turn(self, client):
        """A bucket of one second's requests, which fills up again as time goes by."""
        now = time.monotonic()
        left, before = self.clients.pop(client, (RATE, now))
        left = min(max(RATE, 1), left + (now - before) * RATE)
        self.clients[client] = (left - (left >= 1), now)
        while len(self.clients) > 10_000:
            self.clients.popitem(last=False)
        return left >= 1


async def refuse(send, status, sentence):
    """Answer without asking the model."""
    content = json.dumps({"detail": sentence}).encode()
    head = [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]
    head += [(b"retry-after", b"1")] if status == 429 else [(b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": content})

"""The app of the router between two versions of a service; `versions.side_by_side` runs a copy of this file.

Each request goes to the old version, or to the new one (canary), or to both while the old one answers (shadow). If the
new version fails, the old one answers instead: nobody notices but the counts.
"""

from __future__ import annotations

import asyncio
import json
import math
import os
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

TOKEN = os.environ["SERVICE_TOKEN"]
OLD, NEW = "old", "new"
URLS = {OLD: os.environ["ROUTER_OLD"], NEW: os.environ["ROUTER_NEW"]}
TOKENS = {OLD: os.environ["ROUTER_OLD_TOKEN"], NEW: os.environ["ROUTER_NEW_TOKEN"]}
BODY_LIMIT = int(os.environ.get("SERVICE_BODY_LIMIT", 1_000_000))
SHADOWS = 32  # requests that wait for the new version at once; while there are more, no further one is sent to it
CLOSE = 1e-6  # numbers that differ by less, relative to their size, are equal

state: dict[str, Any] = {"share": float(os.environ["ROUTER_SHARE"]), "shadow": os.environ["ROUTER_SHADOW"] == "1"}
seen = 0  # requests so far, on which the choice is made
counts: dict[str, dict[str, Any]] = {
    which: {"asked": 0, "answered": 0, "refused": 0, "errors": 0, "seconds": 0.0, "version": ""} for which in (OLD, NEW)
}
compared = {"requests": 0, "rows": 0, "different": 0, "gap": 0.0, "skipped": 0}
clients: dict[str, httpx.AsyncClient] = {}
shadows: set[asyncio.Task[None]] = set()


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """One client for each version, with connections that stay open; at the end, wait for what is under way."""
    for which, url in URLS.items():
        headers = {"Authorization": f"Bearer {TOKENS[which]}", "Content-Type": "application/json"}
        clients[which] = httpx.AsyncClient(base_url=url, headers=headers, timeout=30, trust_env=False)
    yield
    await asyncio.gather(*shadows, return_exceptions=True)
    for client in clients.values():
        await client.aclose()


def refusal(request: Request) -> Response | None:
    """The answer to somebody without the token."""
    if secrets.compare_digest(request.headers.get("authorization", "").encode(), f"Bearer {TOKEN}".encode()):
        return None
    return JSONResponse({"detail": "The token must be right; it is missing or wrong. Send it."}, 401)


async def ask(which: str, body: bytes) -> httpx.Response | None:
    """One version's answer, counted; None if it fails."""
    count, begun = counts[which], time.perf_counter()
    count["asked"] += 1
    try:
        answer = await clients[which].post("/predict", content=body)
    except httpx.HTTPError:
        count["errors"] += 1
        return None
    count["seconds"] += time.perf_counter() - begun
    if answer.status_code >= 500:
        count["errors"] += 1
        return None
    count["answered" if answer.status_code < 400 else "refused"] += 1
    if answer.status_code < 400:
        count["version"] = str(answer.json().get("version", ""))
    return answer


async def shadow(body: bytes, old: httpx.Response) -> None:
    """Ask the new version too, and count how far it differs; nobody waits for it."""
    new = await ask(NEW, body)
    if new is None or new.status_code >= 400 or old.status_code >= 400:
        return
    pairs = list(zip(old.json()["predictions"], new.json()["predictions"], strict=False))
    compared["requests"] += 1
    compared["rows"] += len(pairs)
    for one, other in pairs:
        if isinstance(one, int | float) and isinstance(other, int | float):
            compared["different"] += not math.isclose(one, other, rel_tol=CLOSE)
            compared["gap"] += abs(one - other)
        else:
            compared["different"] += one != other


async def predict(request: Request) -> Response:
    """Pass the question on."""
    global seen
    if (refused := refusal(request)) is not None:
        return refused
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > BODY_LIMIT:
            return JSONResponse({"detail": f"A body has {BODY_LIMIT:,} bytes at most. Send fewer rows at once."}, 413)
    seen += 1
    share = state["share"]
    if not state["shadow"] and math.floor(seen * share + CLOSE) > math.floor(
        (seen - 1) * share + CLOSE
    ):  # at 0.1 every tenth
        answer = await ask(NEW, body) or await ask(OLD, body)
    else:
        answer = await ask(OLD, body)
    if answer is None:
        return JSONResponse({"detail": "No version answers now. Look at the logs of both, then try again."}, 502)
    if state["shadow"]:
        if len(shadows) < SHADOWS:
            task = asyncio.create_task(shadow(body, answer))
            shadows.add(task)
            task.add_done_callback(shadows.discard)
        else:
            compared["skipped"] += 1
    return Response(answer.content, answer.status_code, media_type="application/json")


async def health(request: Request) -> Response:
    """Ready as long as the old version is."""
    try:
        answer = await clients[OLD].get("/health")
    except httpx.HTTPError:
        return JSONResponse({"ready": False}, 503)
    return JSONResponse({"ready": answer.status_code == 200}, answer.status_code)


async def versions(request: Request) -> Response:
    """The counts, and on POST another way to share requests out."""
    if (refused := refusal(request)) is not None:
        return refused
    if request.method == "POST":
        state.update(json.loads(await request.body()))
    return JSONResponse({**state, "counts": counts, "compared": {**compared, "waiting": len(shadows)}})


app = FastAPI(title="Router", lifespan=lifespan, docs_url=None, redoc_url=None)
app.add_api_route("/predict", predict, methods=["POST"])
app.add_api_route("/health", health)
app.add_api_route("/versions", versions, methods=["GET", "POST"])

"""A model as a service. Start it with `SERVICE_TOKEN=secret uvicorn app:app --host 127.0.0.1 --port 8000`.

What it takes stands in schema.json, what it computes in model.py. Settings come from the environment:
SERVICE_TOKEN (needed), SERVICE_BODY_LIMIT (bytes, 5,000,000), SERVICE_RATE (requests a second and client, 500; 0 is
any number), SERVICE_LOG (folder of the logs, this one).
"""

import json
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import guard
from fastapi import Depends, FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from fields import SCHEMA, AskedRow, beyond_training
from model import predict
from prometheus_client import CONTENT_TYPE_LATEST, Counter, generate_latest
from pydantic import BaseModel, ConfigDict, Field

HERE = Path(__file__).parent
LOGS = Path(os.environ.get("SERVICE_LOG", HERE))
TOKEN = os.environ.get("SERVICE_TOKEN") or ""
if not TOKEN:
    raise SystemExit("SERVICE_TOKEN must be set: a word that only those know who may ask this model.")


class Refusal(BaseModel):
    """Why a request was not answered: a sentence, or one entry a field."""

    detail: str | list[dict[str, str]]


REFUSALS = {status: {"model": Refusal} for status in (400, 401, 413, 422, 429)}
app = FastAPI(title=SCHEMA["title"], version=SCHEMA["version"], docs_url=None, redoc_url=None, responses=REFUSALS)
app.add_middleware(guard.Guard, logs=LOGS, version=SCHEMA["version"])
ROWS = Counter("service_rows_total", "Rows answered")
UNUSUAL = Counter("service_unusual_total", "Values outside the range of training", ["field"])


def known(given: Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))]) -> None:
    """Let in who has the token."""
    if given is None or not secrets.compare_digest(given.credentials.encode(), TOKEN.encode()):
        raise HTTPException(401, "Send the header `Authorization: Bearer TOKEN`.", {"WWW-Authenticate": "Bearer"})


class AskedRows(BaseModel):
    """Rows to be answered."""

    model_config = ConfigDict(extra="forbid")
    rows: Annotated[list[AskedRow], Field(min_length=1, max_length=10_000)]


class GivenFeedback(BaseModel):
    """What was right, said by somebody who knows."""

    model_config = ConfigDict(extra="forbid")
    row: AskedRow
    right: Annotated[float, Field(allow_inf_nan=False)] | Annotated[str, Field(max_length=200)]
    id: Annotated[str, Field(max_length=40)] = ""
    source: Annotated[str, Field(max_length=100)] = ""
    note: Annotated[str, Field(max_length=1000)] = ""


@app.post("/predict", dependencies=[Depends(known)])
def answer(question: AskedRows) -> dict[str, Any]:
    """Answer each row. Values that training never saw are named in `warnings`."""
    rows = [row.model_dump(by_alias=True) for row in question.rows]
    predictions, probabilities = predict(rows, SCHEMA)
    warnings = beyond_training(rows)
    ROWS.inc(len(rows))
    for warning in warnings:
        UNUSUAL.labels(warning["field"]).inc()
    return {
        "id": secrets.token_hex(8),
        "version": SCHEMA["version"],
        "predictions": predictions,
        "probabilities": probabilities,
        "classes": SCHEMA.get("classes"),
        "warnings": warnings[:100],
    }


@app.post("/feedback", status_code=201, dependencies=[Depends(known)])
def keep(feedback: GivenFeedback) -> dict[str, str]:
    """Keep a correction in feedback.jsonl, where a person reviews it before a model learns from it."""
    path = LOGS / "feedback.jsonl"
    if path.exists() and path.stat().st_size > 50_000_000:
        raise HTTPException(507, "feedback.jsonl is full. Review what is there, then move it away.")
    if SCHEMA["task"] == "classification" and feedback.right not in SCHEMA["classes"]:
        raise HTTPException(422, f"`right` must be one of {', '.join(map(str, SCHEMA['classes']))}.")
    if SCHEMA["task"] == "regression" and isinstance(feedback.right, str):
        raise HTTPException(422, "`right` must be a number.")
    features = feedback.row.model_dump(by_alias=True)
    line = feedback.model_dump(exclude={"row"}) | {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "features": features,
        "predicted": predict([features], SCHEMA)[0][0],
        "version": SCHEMA["version"],
    }
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
    return {"kept": "It will be reviewed."}


@app.get("/health")
def health() -> dict[str, Any]:
    """Whether the service is ready; needs no token."""
    return {"ready": True, "version": SCHEMA["version"]}


@app.get("/metrics", dependencies=[Depends(known)])
def metrics() -> Response:
    """Numbers for Prometheus: requests, seconds, rows, unusual values."""
    return Response(generate_latest(guard.registry()), media_type=CONTENT_TYPE_LATEST)


@app.get("/", include_in_schema=False)
def form() -> FileResponse:
    """A page for people. It asks with the token that stands behind `#token=` in its address."""
    return FileResponse(HERE / "form.html")


@app.get("/docs", include_in_schema=False)
def docs() -> FileResponse:
    """What this service can be asked, for people who write programs."""
    return FileResponse(HERE / "docs.html")


@app.exception_handler(RequestValidationError)
def explain(request: Request, error: RequestValidationError) -> JSONResponse:
    """Name the field and what would be right. What was sent is not repeated: it may be personal."""
    problems = [
        {"field": ".".join(map(str, one["loc"][1:]))[:200], "problem": one["msg"][:500]} for one in error.errors()[:20]
    ]
    return JSONResponse({"detail": problems}, 422)

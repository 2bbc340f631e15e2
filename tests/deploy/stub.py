"""A service of a few lines, with the same addresses as an exported one, for tests of what surrounds it."""

from __future__ import annotations

from pathlib import Path

APP = """
import asyncio, os
from typing import Annotated
from fastapi import Depends, FastAPI, Header, HTTPException
from pydantic import BaseModel, ConfigDict, Field

app = FastAPI()


class Row(BaseModel):
    model_config = ConfigDict(extra="forbid")
    a: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]


class Rows(BaseModel):
    rows: list[Row]


def known(authorization: Annotated[str, Header()] = ""):
    if authorization != f"Bearer {os.environ['SERVICE_TOKEN']}":
        raise HTTPException(401, "Send the token.")


@app.post("/predict", dependencies=[Depends(known)])
async def predict(asked: Rows):
    await asyncio.sleep(DELAY)
    if BROKEN:
        raise RuntimeError("broken on purpose")
    made = [2 * row.a + ADDED for row in asked.rows]
    return {"predictions": made, "probabilities": None, "version": VERSION, "pid": os.getpid()}


@app.get("/health")
def health():
    return {"ready": True}
"""


def stub(folder: Path, *, version: str = "1", added: float = 0.0, delay: float = 0.0, broken: bool = False) -> Path:
    """Write a service that doubles `a`, and say where."""
    folder.mkdir(parents=True, exist_ok=True)
    head = f"VERSION, ADDED, DELAY, BROKEN = {version!r}, {added!r}, {delay!r}, {broken!r}\n"
    (folder / "app.py").write_text(head + APP)
    return folder

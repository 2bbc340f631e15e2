"""What a row may hold, made from schema.json: a wrong value is refused before the model sees it."""

import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, create_model

SCHEMA = json.loads(Path(__file__).with_name("schema.json").read_text(encoding="utf-8"))
FIELDS = SCHEMA["columns"]


def kind_of(one: dict[str, Any]) -> Any:
    """The type of one field, for pydantic."""
    if one["kind"] == "yes or no":
        kind: Any = StrictBool
    elif one["kind"] == "word":
        kind = Literal[tuple(one["words"])]
    elif one["kind"] == "array":
        kind = Annotated[float, Field(strict=True, ge=one["least"], le=one["most"], allow_inf_nan=False)]
        for size in reversed(one["shape"]):
            kind = Annotated[list[kind], Field(min_length=size, max_length=size)]
    elif one["kind"] == "text":
        kind = Annotated[str, Field(strict=True, max_length=1000)]
    else:
        step = {"multiple_of": 1} if one["kind"] == "whole number" else {}
        kind = Annotated[float, Field(strict=True, ge=one["least"], le=one["most"], allow_inf_nan=False, **step)]
    return kind | None if one["gaps"] else kind


def about(one: dict[str, Any]) -> str:
    """What a person should know of a field."""
    return " ".join(filter(None, (one.get("meaning"), f"({one['unit']})" if one.get("unit") else "")))


# Columns may have any name; inside they are numbered.
AskedRow = create_model(
    "Row",
    __config__=ConfigDict(extra="forbid"),
    **{
        f"column_{place}": (kind_of(one), Field(alias=one["name"], description=about(one)))
        for place, one in enumerate(FIELDS)
    },
)  # type: ignore[call-overload]
assert issubclass(AskedRow, BaseModel)


def beyond_training(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Numbers that are possible, and that the model has never seen."""
    return [
        {"row": place, "field": one["name"], "warning": f"training saw {one['low']:g} to {one['high']:g} only"}
        for one in FIELDS
        if "low" in one and "shape" not in one
        for place, row in enumerate(rows)
        if row[one["name"]] is not None and not one["low"] <= row[one["name"]] <= one["high"]
    ]

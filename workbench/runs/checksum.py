"""A number for a table that changes when a value does, and stays the same for other versions of the libraries."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


def checksum(frame: pl.DataFrame) -> str:
    """SHA-256 of the names, kinds and values of all columns, in their order, as 64 hexadecimal digits.

    Numbers, dates and booleans count as little-endian 8-byte values, texts as UTF-8 with their lengths, gaps apart.
    How Polars keeps a column in memory (chunks, number of bits, categories) does not matter.
    """
    found = hashlib.sha256(json.dumps([frame.height, *frame.columns]).encode())
    for column in frame.iter_columns():
        for part in _parts(column):
            found.update(part)
    return found.hexdigest()


def _parts(column: pl.Series) -> list[bytes]:
    import numpy as np
    import polars as pl

    def eight(values: pl.Series, kind: type[pl.Int64 | pl.Float64] = pl.Int64) -> bytes:
        return bytes(values.cast(kind).fill_null(0).to_numpy().astype("<f8" if kind == pl.Float64 else "<i8"))

    kind, gaps = column.dtype, np.packbits(column.is_null().to_numpy()).tobytes()
    if kind.is_float():
        return [b"float", gaps, eight(column, pl.Float64)]
    if kind == pl.Boolean or (kind.is_integer() and kind != pl.UInt64):
        return [b"whole", gaps, eight(column)]
    if kind.is_temporal():
        unit = column.dt.cast_time_unit("us") if kind in (pl.Datetime, pl.Duration) else column
        return [b"time", gaps, eight(unit.to_physical())]
    if kind in (pl.String, pl.Categorical, pl.Enum):
        texts = column.cast(pl.String).fill_null("")
        return [b"text", gaps, eight(texts.str.len_bytes()), texts.implode().list.join("").item().encode()]
    return [b"other", json.dumps(column.to_list(), default=str).encode()]

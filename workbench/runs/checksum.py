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
    sum_ = hashlib.sha256(json.dumps([frame.height, *frame.columns]).encode())
    for column in frame.iter_columns():
        for part in _parts(column):
            sum_.update(part)
    return sum_.hexdigest()


def _parts(column: pl.Series) -> list[bytes]:
    import numpy as np
    import polars as pl

    kind, gaps = column.dtype, np.packbits(column.is_null().to_numpy()).tobytes()
    if kind.is_float():
        return [b"float", gaps, column.cast(pl.Float64).fill_null(0).to_numpy().astype("<f8").tobytes()]
    if kind.is_integer() and kind != pl.UInt64 or kind == pl.Boolean:
        return [b"whole", gaps, column.cast(pl.Int64).fill_null(0).to_numpy().astype("<i8").tobytes()]
    if kind in (pl.Datetime, pl.Duration):
        column = column.dt.cast_time_unit("us")
    if kind.is_temporal():
        return [b"time", gaps, column.to_physical().cast(pl.Int64).fill_null(0).to_numpy().astype("<i8").tobytes()]
    if kind in (pl.String, pl.Categorical, pl.Enum):
        texts = [text.encode() for text in column.cast(pl.String).fill_null("").to_list()]
        return [b"text", gaps, np.array([len(text) for text in texts], "<i8").tobytes(), b"".join(texts)]
    return [b"other", json.dumps(column.to_list(), default=str).encode()]

"""The checksum of a table follows its values and nothing else."""

from datetime import date, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from workbench.runs.checksum import checksum

TABLE = pl.DataFrame(
    {
        "number": [1.5, None, float("nan"), -0.25],
        "whole": [1, None, 3, 2**62],
        "text": ["a", None, "", "ü"],
        "yes": [True, None, False, True],
        "day": [date(2026, 1, 1), None, date(1969, 1, 1), date(2026, 1, 2)],
        "time": [datetime(2026, 1, 1, 12), None, datetime(1969, 1, 1), datetime(2026, 1, 2)],
        "span": [timedelta(hours=1), None, timedelta(0), timedelta(days=1)],
        "list": [[1, 2], None, [], [3]],
    }
)


def changes():
    """The table, with one thing changed."""
    for name, other in {"number": 1.25, "whole": 2**62 + 1, "text": "b", "yes": True, "day": date(2020, 1, 1),
                        "time": datetime(2020, 1, 1), "span": timedelta(1), "list": [9]}.items():  # fmt: skip
        for row in range(3):
            values = TABLE[name].to_list()
            values[row] = None if row == 0 else other
            yield TABLE.with_columns(pl.Series(name, values, dtype=TABLE[name].dtype))
    yield TABLE.reverse()
    yield TABLE.head(3)
    yield TABLE.rename({"text": "words"})
    yield TABLE.select(reversed(TABLE.columns))
    yield TABLE.with_columns(pl.col("yes").cast(pl.Float64))
    yield TABLE.with_columns(text=pl.Series(["a", None, "ü", ""]))  # the same letters, cut in another place


def test_each_change_is_noticed():
    sums = [checksum(frame) for frame in (TABLE, *changes())]
    equal = sum(frame.equals(TABLE) and frame.schema == TABLE.schema for frame in changes())
    assert equal == 0 and len(set(sums)) == len(sums)


@pytest.mark.parametrize(
    "same",
    [
        pl.concat([TABLE.head(1), TABLE.tail(3)], rechunk=False),
        pl.concat([TABLE.reverse()] * 2)[4:].reverse(),
        TABLE.with_columns(pl.col("text").cast(pl.Categorical)),
        TABLE.with_columns(pl.col("text").cast(pl.Enum(["ü", "a", ""]))),
        TABLE.with_columns(pl.col("time").dt.cast_time_unit("ns"), pl.col("span").dt.cast_time_unit("ms")),
    ],
    ids=["chunks", "another way", "categories", "enum", "units"],
)
def test_how_it_lies_in_memory_does_not_matter(same):
    assert checksum(same) == checksum(TABLE)
    assert checksum(TABLE.with_columns(whole=pl.Series([1, 2, 3, 4], dtype=pl.Int8))) == checksum(
        TABLE.with_columns(whole=pl.Series([1, 2, 3, 4], dtype=pl.UInt32))
    )


def test_the_rule_worked_by_hand():
    import hashlib

    frame = pl.DataFrame({"a": [1.5, None], "b": ["ü", "xy"]})
    by_hand = b'[2, "a", "b"]'
    by_hand += b"float" + bytes([0b01000000]) + np.array([1.5, 0], "<f8").tobytes()
    by_hand += b"text" + bytes([0]) + np.array([2, 2], "<i8").tobytes() + "üxy".encode()
    assert checksum(frame) == hashlib.sha256(by_hand).hexdigest()


def test_an_empty_table_has_one():
    assert checksum(pl.DataFrame()) != checksum(TABLE.head(0)) != checksum(TABLE)

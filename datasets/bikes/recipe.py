"""How bikes.parquet is made from the hourly table in the package `ISLP`."""

from pathlib import Path

import polars as pl

SOURCE = ("ISLP", "data/Bikeshare.csv")

SEASONS = ("winter", "spring", "summer", "autumn")
WEEKDAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")


def build(file: Path) -> pl.DataFrame:
    """One row an hour, in order of time, with the archive's scaled weather put back into physical units."""
    raw = pl.read_csv(file, schema_overrides={"hr": pl.Int64})
    start = pl.datetime(2011, 1, 1) + pl.duration(days=pl.col("day") - 1, hours="hr")
    return raw.select(
        time=start,
        season=(pl.col("season") - 1).replace_strict(dict(enumerate(SEASONS))),
        month=start.dt.month().cast(pl.Int64),
        day=pl.col("day"),
        hour=pl.col("hr"),
        weekday=pl.col("weekday").replace_strict(dict(enumerate(WEEKDAYS))),
        holiday=pl.col("holiday").cast(pl.Int8),
        working_day=pl.col("workingday").cast(pl.Int8),
        weather=pl.col("weathersit"),
        # The archive documents the scales: temperature from -8 to 39 °C, felt temperature from -16 to 50 °C,
        # humidity divided by 100, wind by 67; wind and felt temperature come out as whole numbers.
        temperature=(pl.col("temp") * 47 - 8).round(1),
        feels_like=(pl.col("atemp") * 66 - 16).round(1),
        humidity=(pl.col("hum") * 100).round().cast(pl.Int64),
        wind_speed=(pl.col("windspeed") * 67).round().cast(pl.Int64),
        casual=pl.col("casual"),
        registered=pl.col("registered"),
        bikers=pl.col("bikers"),
    ).sort("time")

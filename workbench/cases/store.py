"""The project's own data sets, in the folder `datasets/`. Standard library alone until one is loaded."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from workbench.cases import card
from workbench.cases.case import Case
from workbench.errors import DataError

FOLDER = Path(__file__).parents[2] / "datasets"
FILES = ("income", "digits", "bikes")
GENERATED = ("moons", "polynomial")
NAMES = (*FILES, *GENERATED)


def load(name: str) -> Case:
    """One of the project's data sets, with its card.

    Args:
        name: "income", "digits", "bikes", "moons" or "polynomial".
    Raises: DataError if there is no such data set, or its file is missing or damaged.
    """
    if name not in NAMES:
        raise DataError(f"`name` must be one of {', '.join(NAMES)}; got {name!r}. Choose one of these.")
    import polars as pl

    if name in FILES:
        frame = pl.read_parquet(verify(name))
    else:
        from workbench.cases import generated

        frame = {"moons": generated.two_moons, "polynomial": generated.noisy_polynomial}[name]()
    return Case(name, frame, card.parse((FOLDER / name / "card.md").read_text(encoding="utf-8")))


@cache
def verify(name: str) -> Path:
    """The path of a data set's Parquet file, once its checksum is found to be right.

    Raises: DataError if the file is missing, or is not the one that belongs to this version of the project.
    """
    file = FOLDER / name / f"{name}.parquet"
    mend = f"Run `git checkout -- datasets/{name}`, or rebuild it with `python -m workbench.cases.rebuild {name}`."
    if not file.is_file():
        raise DataError(f"The file datasets/{name}/{file.name} must be there; it is missing. {mend}")
    expected = (file.parent / "checksum.txt").read_text(encoding="utf-8").split()[0]
    if checksum(file) != expected:
        raise DataError(f"The file datasets/{name}/{file.name} must have its recorded checksum; it is damaged. {mend}")
    return file


def checksum(file: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()

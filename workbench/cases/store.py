"""The project's own data sets, in the folder `datasets/`. Standard library alone until one is loaded."""

from __future__ import annotations

import hashlib
import runpy
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from workbench import installed
from workbench.cases import card
from workbench.cases.case import Case
from workbench.errors import DataError

if TYPE_CHECKING:
    import polars as pl

FOLDER = Path(__file__).parents[2] / "datasets"
FILES = ("income", "digits", "bikes", "tickets", "penguins", "names")
GENERATED = ("moons", "polynomial")
INSTALLED = ("solar",)  # too large or not free enough to be committed: they lie in a package that set-up installs
NAMES = (*FILES, *GENERATED, *INSTALLED)


def load(name: str) -> Case:
    """One of the project's data sets, with its card.

    Args:
        name: "income", "digits", "bikes", "tickets", "penguins", "names", "moons", "polynomial" or "solar".
    Raises: DataError if there is no such data set, or its file is missing or damaged.
    """
    if name not in NAMES:
        raise DataError(f"`name` must be one of {', '.join(NAMES)}; got {name!r}. Choose one of these.")
    import polars as pl

    if name in FILES:
        frame = pl.read_parquet(verify(name))
    elif name in INSTALLED:
        frame = _installed(name)
    else:
        from workbench.cases import generated

        frame = {"moons": generated.two_moons, "polynomial": generated.noisy_polynomial}[name]()
    return Case(name, frame, card.parse((FOLDER / name / "card.md").read_text(encoding="utf-8")))


def _installed(name: str) -> pl.DataFrame:
    """The table of a data set that lies in an installed package, made by its recipe."""
    recipe = runpy.run_path(str(FOLDER / name / "recipe.py"))
    file = installed.need(*recipe["SOURCE"])
    if f"{checksum(file)}  {file.name}" not in (FOLDER / name / "checksum.txt").read_text(encoding="utf-8"):
        raise DataError(f"The file {file} must have its recorded checksum; it is damaged. {installed.HOW_TO}")
    frame: pl.DataFrame = recipe["build"](file)
    return frame


def answer_key(name: str) -> pl.DataFrame:
    """The truth behind a data set with planted faults: one row for each of its rows, in the same order.

    Methods that hunt for faults are scored against it. Look at it last: a real table has no answer key.

    Args:
        name: "tickets".
    Raises: DataError if the data set has no key, or its file is missing or damaged.
    """
    import polars as pl

    if name != "tickets":
        raise DataError(f"`name` must be a data set with planted faults, tickets; got {name!r}. Ask for 'tickets'.")
    return pl.read_parquet(verify(name, "answer_key.parquet"))


def database() -> Path:
    """The path of a small SQLite database of the help desk behind the tickets: offices, rules, labels.

    Raises: DataError if the file is missing or damaged.
    """
    return verify("tickets", "helpdesk.sqlite")


@cache
def verify(name: str, beside: str = "") -> Path:
    """The path of a data set's Parquet file, once its checksum is found to be right.

    Args:
        name: Of the data set.
        beside: Another file in its folder, which is wanted instead.
    Raises: DataError if the file is missing, or is not the one that belongs to this version of the project.
    """
    file = FOLDER / name / (beside or f"{name}.parquet")
    mend = f"Run `git checkout -- datasets/{name}`, or rebuild it with `python -m workbench.cases.rebuild {name}`."
    recorded = file.with_name("checksum.txt")
    for needed in (file, recorded):
        if not needed.is_file():
            raise DataError(f"The file datasets/{name}/{needed.name} must be there; it is missing. {mend}")
    lines = recorded.read_text(encoding="utf-8", errors="replace").splitlines()
    if f"{checksum(file)}  {file.name}" not in lines:
        raise DataError(f"The file datasets/{name}/{file.name} must have its recorded checksum; it is damaged. {mend}")
    return file


def checksum(file: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()

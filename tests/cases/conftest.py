"""What the tests of a learner's own file need."""

import pytest

from workbench.cases import from_csv
from workbench.errors import DataError


@pytest.fixture
def read(tmp_path):
    """Write a file, and read it as a case; further arguments are options of `from_csv`."""

    def write_and_read(text: str | bytes, target: str = "bought", encoding: str = "utf-8", **options):
        file = tmp_path / "mine.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return from_csv(file, target=target, **options)

    return write_and_read


@pytest.fixture
def complaint(read):
    """Write a file that cannot be used, and read what is said about it."""

    def message(*args, **kwargs) -> str:
        with pytest.raises(DataError) as error:
            read(*args, **kwargs)
        return str(error.value)

    return message

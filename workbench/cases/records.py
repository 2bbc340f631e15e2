"""From a CSV file as people have them to clean records that any reader takes.

Polars' reader asks for strict CSV and leaves the rest undefined. So the standard library's `csv` reads the file
first, one record at a time, and writes the good ones anew: UTF-8, commas, as many values as names.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

from workbench.cases.choices import Choices
from workbench.cases.encoding import encoding_of
from workbench.errors import DataError

_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_STRONG = (";", "\t", "|")  # a comma may well stand in a name
MOST = 0.9  # this share of the records must fit
_SEP_LINE = re.compile(r'"?sep=(.)"?\r?\n?', re.IGNORECASE)  # Excel's own first line, which names the separator

Row = tuple[int, list[str]]  # the number of its last line, and its values


@dataclass(frozen=True)
class Records:
    """The records of a file.

    Attributes:
        names: The names of the columns, all different, none empty.
        data: The records as strict CSV in UTF-8, without a head line.
        separator: What stood between two values.
        notes: What was decided on the way.
    """

    names: list[str]
    data: io.BytesIO
    separator: str
    notes: list[str]


@contextmanager
def _cells_of_any_length() -> Iterator[None]:
    """`csv` refuses cells of more than 131,072 letters, and has one limit for the whole process."""
    limit = csv.field_size_limit(2**31 - 1)  # more does not fit on Windows
    try:
        yield
    finally:
        csv.field_size_limit(limit)


@_cells_of_any_length()
def read_records(file: Path, target: str, choices: Choices) -> Records:
    """Read a file whatever its encoding, separator and line ends.

    Records with more or fewer values than there are names are dropped and noted, if they are few.

    Args:
        file: The file.
        target: The column to predict; a separator that cuts out its name is likely the right one.
        choices: What the user has decided.
    Raises: DataError if the file holds no table, or too many records do not fit.
    """
    encoding = choices.encoding or encoding_of(file)
    head_line = _sep_line(file, encoding)
    separator = choices.separator or head_line or _separator(file, encoding, target)
    what = _SEPARATORS.get(separator, repr(separator))
    notes = [
        f"The text was read as {encoding}, its columns separated by a {what}; "
        "`encoding=` and `separator=` overrule this."
    ]
    if head_line:
        notes.append(f"The first line of the file, sep={head_line}, was left out.")
    if not choices.encoding and not encoding.startswith("utf"):
        notes.append(
            'The encoding is a guess. If letters look wrong, give another one, such as `encoding="cp1250"`, '
            "or save the file as CSV UTF-8."
        )
    records = _parse(file, encoding, separator, skip=head_line is not None)
    _, head = next(records, (0, None))
    if head is None:
        raise DataError(f"`{file.name}` must hold a table; it is empty. Check that you saved the right file.")
    names, name_notes = _names(head)
    data, dropped = _rewrite(records, len(names), file.name)
    return Records(names, data, separator, notes + name_notes + _suspicious(names) + dropped)


def _suspicious(names: Iterable[str]) -> list[str]:
    """A note on each name that holds a sign which often separates columns."""
    return [
        f"The name `{name}` holds a {_SEPARATORS[sign]}. If that separates columns, add `separator={sign!r}`."
        for name in names
        for sign in _STRONG
        if sign in name
    ]


def _open(file: Path, encoding: str, skip: bool = False, errors: str | None = None) -> TextIO:
    """The file as text, behind Excel's own first line if there is one."""
    stream = file.open(encoding=encoding, newline="", errors=errors)
    if skip:
        stream.readline()
    return stream


def _sep_line(file: Path, encoding: str) -> str | None:
    with _open(file, encoding, errors="replace") as stream:
        found = _SEP_LINE.fullmatch(stream.readline(20))
    return found[1] if found else None


def _rewrite(records: Iterable[Row], width: int, name: str) -> tuple[io.BytesIO, list[str]]:
    """The records of the right width as strict CSV, and notes about the others."""
    data, misfits, kept = io.BytesIO(), [], 0
    text = io.TextIOWrapper(data, encoding="utf-8", newline="")
    writer = csv.writer(text, lineterminator="\n")
    for line, record in records:
        if len(record) == width:
            writer.writerow(record)
            kept += 1
        else:
            misfits.append((line, len(record)))
    text.detach()  # flushes, and keeps `data` open
    data.seek(0)
    if not kept and not misfits:
        raise DataError(f"`{name}` must have rows under its column names; it has none. Add the rows.")
    if len(misfits) * 10 > kept:
        line, found = misfits[0]
        raise DataError(
            f"Each line of `{name}` must have as many values as the first line has names, {width}; "
            f"{len(misfits)} of {len(misfits) + kept} lines do not, such as line {line} with {found}. "
            "Delete anything above the names, and mend those lines."
        )
    lines = ", ".join(str(line) for line, _ in misfits[:5]) + (", ..." if len(misfits) > 5 else "")
    return data, [f"Dropped, because they have too many or too few values: lines {lines}."] if misfits else []


def _parse(file: Path, encoding: str, separator: str, skip: bool) -> Iterator[Row]:
    """The records that are not blank from first to last value."""
    with _open(file, encoding, skip) as stream:
        reader = csv.reader(stream, delimiter=separator, skipinitialspace=True, strict=True)
        line = 0
        try:
            for record in reader:
                line = reader.line_num + skip
                if any(cell.strip() for cell in record):
                    yield line, record
        except csv.Error:  # an open quotation goes on to the end of the file, so that where it began is told
            raise DataError(
                f"Each quotation mark in `{file.name}` must have a partner; near line {line + 1} one has none. "
                "Remove it, or double it if it belongs to the text."
            ) from None
        except UnicodeError:
            raise DataError(
                f"`{file.name}` must be text in one encoding; some of it is not {encoding}. "
                "Open it in a spreadsheet and save it as CSV UTF-8."
            ) from None


def _separator(file: Path, encoding: str, target: str) -> str:
    """The separator that cuts out the target's name, cuts the first records evenly, and leaves no other in a name.

    `csv.Sniffer` is not asked: it gives up on a single column, and takes its time over long quoted texts.
    """

    def fitness(separator: str) -> tuple[bool, bool, bool, bool, float, int]:
        with _open(file, encoding, errors="replace") as stream:
            try:
                reader = csv.reader(stream, delimiter=separator, skipinitialspace=True)
                records = [record for record in islice(reader, 100) if record]
            except csv.Error:
                records = []
        widths = Counter(len(record) for record in records)
        ((width, count),) = widths.most_common(1) or ((0, 0),)
        evenness = count / max(len(records), 1)
        names = [" ".join(name.split()) for name in records[0]] if records else []
        clean = not any(sign in name for name in names for sign in _STRONG)
        return width > 1, evenness >= MOST, target in names, clean, evenness, width

    return max(_SEPARATORS, key=fitness)


def _names(head: list[str]) -> tuple[list[str], list[str]]:
    """Names that are all different and none empty, and a note about each that had to change."""
    given = [" ".join(cell.split()) for cell in head]
    names: dict[str, None] = {}  # in order, and quick to search
    notes = []
    for place, name in enumerate(given, 1):
        new, copy = name or f"column_{place}", 1
        while new in names or (copy > 1 and new in given):
            copy += 1
            new = f"{name or f'column_{place}'}_{copy}"
        if new != name:
            why = f"is called {name!r} like an earlier one" if name else "has no name"
            notes.append(f"Column {place} {why}; here it is `{new}`.")
        names[new] = None
    return list(names), notes

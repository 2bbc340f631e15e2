"""Which text encoding a file is written in, and whether it is text at all."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from workbench.errors import DataError

# What a file begins with that is not text, and what it is.
_BINARY = {
    b"PK\x03\x04": "an Excel workbook or another zip file",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"\x1f\x8b": "a gzip file",
    b"PAR1": "a Parquet file",
    b"%PDF": "a PDF file",
    b"SQLite format 3": "an SQLite database",
}
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f"))

_CANDIDATES = ["cp1252", "cp1251", "cp1253", "cp932", "gb18030", "big5", "cp949"]
_WORD = re.compile(rb"[\x40-\xff]*[\x80-\xff][\x40-\xff]*")  # letters, some of them beyond ASCII

_CHUNK = 1 << 20


def encoding_of(file: Path) -> str:
    """The name of the encoding, as Python knows it.

    A mark at the start settles it; else the whole file is UTF-8 or it is not; else the letters decide, and
    Western European Windows (cp1252) is taken where they are few.

    Raises: DataError if the file is not text.
    """
    with file.open("rb") as stream:
        chunk = stream.read(_CHUNK)
        for mark, encoding in _MARKS.items():
            if chunk.startswith(mark):
                return encoding
        _refuse_binary(chunk, file.name)
        decoder = codecs.getincrementaldecoder("utf-8")()
        while chunk:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                return _older_encoding(chunk)
            chunk = stream.read(_CHUNK)
    return "utf-8"


def _refuse_binary(start: bytes, name: str) -> None:
    for magic, what in _BINARY.items():
        if start.startswith(magic):
            raise DataError(f"`{name}` must be a text file; it is {what}. Open it and save it as CSV UTF-8.")
    controls = len(start) - len(start.translate(None, _CONTROL))
    if controls * 100 > len(start):  # one stray control character is a slip, many are a picture or a program
        raise DataError(f"`{name}` must be a text file; it holds other bytes. Save the table as CSV UTF-8.")


def _older_encoding(chunk: bytes) -> str:
    """An encoding from before UTF-8, for text that is not UTF-8.

    In Western languages a few accented letters stand among ASCII; Russian, Greek or Chinese words have no ASCII.
    The detector is asked only about the latter: from a single ° or é it guesses at random.
    """
    from charset_normalizer import from_bytes

    words = _WORD.findall(chunk)[:5000]
    if 2 * sum(_mostly_beyond_ascii(word) for word in words) <= len(words):
        return "cp1252"
    best = from_bytes(b" ".join(dict.fromkeys(words)), cp_isolation=_CANDIDATES).best()
    return best.encoding if best else "cp1252"


def _mostly_beyond_ascii(word: bytes) -> bool:
    beyond = sum(byte >= 0x80 for byte in word)
    return beyond > 1 and 2 * beyond > len(word)

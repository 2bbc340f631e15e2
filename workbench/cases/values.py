"""From columns of text to numbers, dates and words with real missing values."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

# The words that pandas, spreadsheets and the UCI archive write for "no value", and infinity, which no model can use.
MISSING = (
    *("", "NA", "N/A", "n/a", "<NA>", "#N/A", "#NA", "NaN", "nan", "-nan", "NULL", "null", "None", "none", "nil"),
    *("?", "-", "--", ".", "#VALUE!", "#DIV/0!", "#REF!", "#NAME?", "inf", "-inf", "Inf", "-Inf"),
)

# `[0-9]`, because in Polars' patterns a `\d` takes the digits of every script, and numbers are made of these alone.
_PLAIN = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"
_COMMA = r"^[+-]?([0-9]+|[1-9][0-9]{0,2}(\.[0-9]{3})+)(,[0-9]+)?$"  # 1.234,5 as in Berlin or São Paulo
_THOUSANDS = r"^[+-]?([0-9]+|[1-9][0-9]{0,2}(,[0-9]{3})+)(\.[0-9]+)?$"  # 1,234.5 as in London or New York
_CODE = r"^0[0-9]"  # 007 is a name, not seven

_DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y")
_HOURS = ("", " %H:%M", "T%H:%M", " %H:%M:%S%.f", "T%H:%M:%S%.f", "T%H:%M:%S%.fZ")
_LIKE_A_DATE = r"^[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}([ T].*)?$"


def to_values(frame: pl.DataFrame, separator: str) -> tuple[pl.DataFrame, list[str]]:
    """Turn a frame of text into a frame of values.

    Args:
        frame: Text columns only.
        separator: What separated the columns in the file; where it is a comma, a decimal comma is unlikely.
    Returns: The frame with numbers, dates and texts, and a note on every decision. Empty columns are dropped.
    """
    stripped = frame.with_columns(pl.all().str.strip_chars())
    notes = _missing_notes(stripped)
    words = stripped.with_columns(pl.all().replace(MISSING, None))
    empty = [name for name in words.columns if words[name].null_count() == words.height]
    if empty:
        notes.append(f"Dropped, because no row has a value: {quoted(empty)}.")
        words = words.drop(empty)
    comma = separator != "," and any(_only_comma(column) for column in words)
    if comma:
        notes.append("Numbers are written with a decimal comma, as in 1.234,5.")
    values = []
    for column in words:
        value, note = _value(column, comma)
        values.append(value)
        notes += note
    return pl.DataFrame(values), notes


def _value(column: pl.Series, comma: bool) -> tuple[pl.Series, list[str]]:
    """The column as numbers or dates if every value is one, else as it is."""
    if column.str.contains(_CODE).any() and not _all(column, _LIKE_A_DATE):
        return column, []
    if comma and _all(column, _COMMA):
        return _number(column, column.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True))
    if _all(column, _PLAIN):
        return _number(column, column)
    if _all(column, _THOUSANDS):
        note = f"The commas in `{column.name}` were read as separators of thousands."
        return _number(column, column.str.replace_all(",", "", literal=True), note)
    if _all(column, _LIKE_A_DATE):
        return _date(column)
    return column, _nearly_a_number(column, _COMMA if comma else _PLAIN)


def _nearly_a_number(column: pl.Series, pattern: str) -> list[str]:
    """A note if a few stray words keep the column from being a number."""
    known = column.drop_nulls()
    odd = known.filter(~known.str.contains(pattern))
    return [] if len(odd) * 10 > len(known) else [_stays_text(known, odd, "cannot be read as a number")]


def _stays_text(known: pl.Series, odd: pl.Series, why: str) -> str:
    return (
        f"`{known.name}` stays text: {len(odd)} of {len(known)} values {why}, such as {odd[0]!r}. "
        "Mend or empty them to use it as a number."
    )


def _number(column: pl.Series, digits: pl.Series, *notes: str) -> tuple[pl.Series, list[str]]:
    """Whole numbers where all are whole; what a number of 64 bits cannot hold is a code, and stays text."""
    if digits.str.contains(r"[.eE]").any():
        number = digits.cast(pl.Float64)
        odd = column.filter(number.is_infinite())
    else:
        number = digits.cast(pl.Int64, strict=False)
        odd = column.filter(number.is_null() & column.is_not_null())
    if len(odd):
        return column, [_stays_text(column.drop_nulls(), odd, "cannot be held by a number of 64 bits")]
    return number, list(notes)


def _date(column: pl.Series) -> tuple[pl.Series, list[str]]:
    fits = [format for day in _DAYS for hour in _HOURS if _parses(column, format := day + hour)]
    if not fits:
        return column, []
    notes = []
    if len(fits) > 1 and fits[0].startswith("%d/%m"):
        notes.append(f"Dates in `{column.name}` were read as day/month/year; month/day/year would fit as well.")
    kind = pl.Datetime if "%H" in fits[0] else pl.Date
    return column.str.strptime(kind, fits[0]), notes


def _parses(column: pl.Series, format: str) -> bool:
    def fits(part: pl.Series) -> bool:
        read = part.str.strptime(pl.Datetime, format, strict=False)
        return read.null_count() == part.null_count() and (read.dt.year() > 99).all()  # 24 may be 1924 or 2024

    return fits(column.drop_nulls().head(100)) and fits(column)


def _only_comma(column: pl.Series) -> bool:
    return _all(column, _COMMA) and not _all(column, _PLAIN)


def _all(column: pl.Series, pattern: str) -> bool:
    return bool(column.str.contains(pattern).all())


def _missing_notes(frame: pl.DataFrame) -> list[str]:
    """Which words were read as "no value", and where."""
    found: dict[str, list[str]] = {}
    for column in frame:
        for word in column.filter(column.is_in(MISSING[1:])).unique().sort():
            found.setdefault(word, []).append(column.name)
    return [f"{word!r} was read as a missing value in {quoted(names)}." for word, names in found.items()]


def quoted(names: Iterable[str]) -> str:
    """Names for a sentence: `a`, `b`."""
    return ", ".join(f"`{name}`" for name in names)

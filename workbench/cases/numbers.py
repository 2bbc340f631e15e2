"""Numbers as people write them: 1.234,5 or 1,234.5 or $8.90 or 7 % or −5.

A column is read where one reading fits all its values. `undress` finds the readings, `dress` gives the numbers of one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

_BLANK = "[ \u00a0\u2009\u202f]"  # the usual one, no-break, thin, narrow no-break
_MINUS = "−–-"  # the hyphen stands last, because in a pattern it means "from ... to"
_CURRENCY = (
    r"[A-Z]{0,3}\p{Sc}|EUR|USD|GBP|CHF|JPY|CNY|INR|RUB|SEK|NOK|DKK|PLN|CZK|HUF|BRL|CAD|AUD|NZD|ZAR|MXN|KRW|TRY|Rs\.?"
)
# `[0-9]`, because in Polars' patterns a `\d` takes the digits of every script, and numbers are made of these alone.
_DRESS = (
    rf"^(?P<sign>[+{_MINUS}])?{_BLANK}*(?P<front>{_CURRENCY})?{_BLANK}*(?P<inner>[+{_MINUS}])?"
    rf"(?P<core>[.,]?[0-9](?:(?:[0-9.,'’]|{_BLANK})*[0-9])?\.?)(?P<power>[eE][+-]?[0-9]+)?"
    rf"{_BLANK}*(?P<back>[\p{{L}}%‰°µ\p{{Sc}}″′][^0-9]{{0,15}}[23²³]?)?$"
)
PLAIN = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"

# 20240131 or 202401
PLAIN_DAYS = r"^(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-9]{2})?$"

# What may stand between thousands, by the sign in front of the decimals.
_GROUPS = {".": (",", _BLANK, "['’]"), ",": (r"\.", _BLANK, "['’]")}
_INDIAN = "[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}"  # 12,34,567


def _reading(mark: str, decimals: str) -> str:
    grouped = "|".join(f"[1-9][0-9]{{0,2}}(?:{sign}[0-9]{{3}})+" for sign in _GROUPS[mark])
    grouped += f"|{_INDIAN}" if mark == "." else ""
    return f"^(?:(?:[0-9]+|{grouped})(?:[{mark}]{decimals})?|[{mark}][0-9]+)$"


_READINGS = {".": _reading(".", "[0-9]*"), ",": _reading(",", "[0-9]+")}

_TO_CALL = re.compile(
    r"(?i)phone|telefon|teléfono|téléphone|mobile|handy|fax|vorwahl|(?:^|[\W_])(?:tel|celular|móvil)(?:$|[\W_])"
)
_TO_POST = re.compile(
    r"(?i)postal|postleitzahl|post_?(?:code|nr|nummer|kod)|pin[_ ]?code|eircode|pocztowy|irányítószám|"
    r"邮编|邮政编码|郵便番号|우편번호|почтовый|^(?:cep|irsz|psč|psc|c\.p\.)$|(?:^|[\W_])(?:zip|plz)(?:$|[\W_]|_?code)"
)
_MAY_BE_POSTAL = re.compile(r"(?i)(?:^|[\W_])cp$")  # code postal, código postal; and chest pain, and heat
_CALLED, _POSTED, _FIVE = r"^\+?[0-9]{5,}$", "^[0-9]{3,}$", "^[1-9][0-9]{3,4}$"


def is_to_call_or_post(name: str) -> bool:
    """Whether a name speaks of telephone numbers or of postal codes."""
    return bool(_TO_CALL.search(name) or _TO_POST.search(name))


def _to_call_or_post(column: pl.Series) -> bool:
    name = column.name
    return (
        (bool(_TO_CALL.search(name)) and _all(column, _CALLED))
        or (bool(_TO_POST.search(name)) and _all(column, _POSTED))
        or (bool(_MAY_BE_POSTAL.search(name)) and _all(column, _FIVE) and _any(column, "^[0-9]{5}$"))
    )


@dataclass(frozen=True)
class Dressed:
    """A column of text of which each value is a number.

    Attributes:
        column: The text.
        marks: The signs, "." or ",", that may part whole numbers from decimals. With both the numbers would differ.
        marked: Whether any value holds a point or a comma.
        core: Each value without sign, unit and power of ten, as text.
        parts: sign and power of each value, as text; None where Python reads the column as it is.
        unit: What stands beside each number, such as "$" or "%"; empty if nothing does.
    """

    column: pl.Series
    marks: tuple[str, ...]
    marked: bool
    core: pl.Series
    parts: pl.DataFrame | None = None
    unit: str = ""

    @property
    def ambiguous(self) -> bool:
        """Whether two readings fit, such as 1250 and 1.25 for '1.250'."""
        return self.marked and len(self.marks) == 2

    def plain_days(self) -> bool:
        """Whether these are dates or months written as one number: 20240131, 202401."""
        return not self.marked and not self.unit and _all(self.column, PLAIN_DAYS)

    def digits(self, mark: str) -> pl.Series:
        """The numbers as Python writes them, if `mark` stands in front of the decimals."""
        if self.parts is None and (mark == "." or not self.marked):
            return self.column
        core = self.core.str.replace_all("|".join(_GROUPS[mark]), "").str.replace(",", ".", literal=True)
        parts = _signs(self.column) if self.parts is None else self.parts
        return parts["sign"].replace(list("+−–"), ["", "-", "-"]) + core + parts["power"]


def _signs(column: pl.Series) -> pl.DataFrame:
    """The sign and no power of each plain number."""
    signs = column.str.extract(r"^([+-]?)")
    return pl.DataFrame({"sign": signs, "power": pl.Series([""]).new_from_index(0, len(column))})


def undress(column: pl.Series) -> Dressed | str:
    """The readings of a column, or why it has none: a piece of a sentence, empty where it is plainly of words."""
    if _all(column, PLAIN):
        return _plain(column)
    parts = column.str.extract_groups(_DRESS).struct.unnest()
    known = column.is_not_null()
    odd = column.filter(known & parts["core"].is_null())
    if len(odd):
        return _why_not(column.drop_nulls(), odd)
    units = parts.filter(known).select(pl.concat_str("front", "back", ignore_nulls=True)).to_series()
    if len(different := units.str.strip_chars().unique().sort()) > 1:
        return f"its numbers have different units: {', '.join(map(repr, different[:3]))}"
    marks = tuple(mark for mark, pattern in _READINGS.items() if _all(parts["core"], pattern))
    if not marks:
        return f"no one way to write numbers fits all values, such as {column.drop_nulls()[0]!r}"
    signs = parts.select(sign=pl.coalesce("sign", "inner").fill_null(""), power=pl.col("power").fill_null(""))
    marked = _any(parts["core"], "[.,]")
    return Dressed(column, marks, marked, parts["core"], signs, different[0] if len(different) else "")


def _plain(column: pl.Series) -> Dressed:
    """The quick way for what most files hold."""
    if not _any(column, r"\."):
        return Dressed(column, (".", ","), False, column)
    core = column.str.strip_chars_start("+-")
    return Dressed(column, (".", ",") if _all(core, _READINGS[","]) else (".",), True, core)


def _why_not(known: pl.Series, odd: pl.Series) -> str:
    if len(odd) * 2 <= len(known):
        return f"{len(odd)} of {len(known)} values cannot be read as a number, such as {odd[0]!r}"
    if known.str.contains(r"^[^\p{L}0-9]*[\p{Nd}--0-9][^\p{L}0-9]*$").all():
        return f"its digits are not those from 0 to 9 of the Latin script, such as {odd[0]!r}"
    if known.str.contains(r"^(?:[^\p{L}]*|PT?)[0-9]").sum() * 10 >= 9 * len(known):  # PT5M is five minutes
        return f"its values hold more than a number, such as {odd[0]!r}"
    return ""


def to_number(column: pl.Series, digits: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Whole numbers where all are whole, and the texts that a number of 64 bits cannot hold."""
    if _any(digits, "[.eE]"):
        number = digits.cast(pl.Float64)
        return number.alias(column.name), column.filter(number.is_infinite())
    number = digits.cast(pl.Int64, strict=False)
    return number.alias(column.name), column.filter(number.is_null() & column.is_not_null())


def is_code(dressed: Dressed) -> str:
    """Why these digits are a name rather than an amount, as a piece of a sentence; empty if they are an amount."""
    column = dressed.column
    if _any(dressed.core, "^[+-]?0[0-9]") and len(codes := column.filter(dressed.core.str.contains(_CODE))):
        return f"{codes[0]!r} begins with a zero, so it is a code"
    if dressed.marked and _all(column, r"^[0-9]{1,3}(?:\.[0-9]{1,3}){3}$"):
        return f"{column.drop_nulls()[0]!r} may be the address of a computer"
    if dressed.marked or dressed.unit:
        return ""
    if _all(column, r"^\+") and _all(column, r"^\+(?:[^0-9]*[0-9]){7}"):
        return f"{column.drop_nulls()[0]!r} is a telephone number"
    return "its name says that it is a number to call or to post to" if _to_call_or_post(column) else ""


_CODE = "^[+-]?0[0-9][^.,]*$"  # 007 is a name, not seven


def costume(dressed: Dressed, mark: str) -> dict[str, pl.Series]:
    """What was taken off, as a sentence about `{}`, and in which rows."""
    core, column = dressed.core, dressed.column
    found = {}
    if dressed.parts is not None or mark == ",":
        groups = {"commas": ",", "points": r"\.", "blanks": _BLANK, "apostrophes": "['’]"}
        del groups["commas" if mark == "," else "points"]
        if mark == ",":
            found["Numbers in {} are written with a decimal comma"] = core.str.contains(",")
        for word, sign in groups.items():
            found[f"The {word} in {{}} were read as separators of thousands"] = core.str.contains(sign)
    if dressed.parts is not None:
        found["A long dash in {} was read as a minus sign"] = dressed.parts["sign"].is_in(["−", "–"])
    if dressed.unit:
        found[f"The unit {dressed.unit!r} was taken off the numbers in {{}}"] = column.is_not_null()
    if dressed.marked:
        found["Zeros in front of numbers in {} were dropped"] = core.str.contains("^[+-]?0[0-9]")
    return {sentence: rows for sentence, rows in found.items() if rows.any()}


def _all(column: pl.Series, pattern: str) -> bool:
    return bool(column.str.contains(pattern).all())


def _any(column: pl.Series, pattern: str) -> bool:
    return bool(column.str.contains(pattern).any())

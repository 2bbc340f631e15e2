"""Columns that say which row it is, or whose: row numbers and identities."""

from __future__ import annotations

import re
from typing import Literal

import polars as pl

from workbench.cases.numbers import is_to_call_or_post
from workbench.cases.task import MANY_CLASSES

# What spreadsheets, R and pandas call a column of row numbers, or leave without a name.
_ROW_NUMBER = re.compile(
    r"(?i)^(?:column_1|unnamed:?[ _]?\d+(?:\.\d+)?|level_0|index|#|row|"
    r"rows?[ ._]?(?:names?|nr|no|num(?:ber)?|id|index)|s(?:l|r|eq|erial)?[ ._]?no\.?|lfd\.?[ _]?nr\.?)$"
)
_OWNER = "user|customer|client|patient|member|account|order|session|product|person|employee|student|subject|ride|trip|"
_OWNER += "transaction|invoice|policy|case|record|sample|encounter|visit|device|player|document|doc"
_ABROAD = "cliente|usuario|utilisateur|paciente|alumno|aluno|pedido|empleado|empresa|kunde|kunden"
_IDENTITY = re.compile(
    rf"(?:^(?i:id|key|uuid|guid|nr|no|number)|[\W_](?i:ids?|key|uuid|guid|nr|no|nbr|number|nummer)"
    rf"|[a-z](?:ID|Id|Key|No|Nr|Nbr|Number|Nummer)|(?i:(?:{_OWNER})s?_?(?:id|no|nr|num|number|nummer))|(?i:[a-zäöü]{{3,}}nummer))"
    r"[.#]?$"
    rf"|^(?i:(?:id|cod(?:igo)?|código|num(?:ero)?|número|numéro|nr|no)[\W_]+(?:de[\W_]+)?(?:{_OWNER}|{_ABROAD})s?)$"
    r"|(?i:(?:^|[\W_])(?:[chpsu]id|e-?mail(?:[\W_]?addr(?:ess)?)?|ssn|iban|imei)$)"
)
# Names of identities that need no word for "number" beside them.
_ALONE = (
    "identifi(?:er|ant|cador|cativo)|kennung|aktenzeichen|matricul[ae]|matrícula|dni|nif|cpf|cnpj|siret|pesel|passport|"
    "bar_?code|ean|gtin|upc|sku|isbn|asin|expediente"
)
_ALONE_NAME = re.compile(rf"(?i)(?:^|[\W_])(?:{_ALONE})$")
# Codes, and "number" alone: numbers that may count nothing.
_CODE = "code|cod|codigo|código|codice|kod|kode|koodi|код|kennziffer|kennzahl|schlüssel|schluessel|编码|编号|番号|번호"
_COUNTS_NOTHING = re.compile(
    rf"(?i:(?:^|[\W_])(?:{_CODE}|fips|naics|isic|nace|insee)$|[\W_]cd$|^(?:cod|codigo|código|codice)[\W_])"
    r"|[a-z](?:Code|Cd|Cod)$"
    r"|^(?i:nr|num|numero|número|numéro|nummer|number|номер|key)\.?$|^(?:[Nn]o\.?|NO\.|[Nn][°º]\.?)$"
)
_AMOUNT_OF_CODE = re.compile(r"(?i)of[\W_]code$|^n_|^num_")
_E_MAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
_AMOUNT = re.compile(
    r"(?i)(?:^|[\W_])(?:total|max|min|mean|average|avg|sum|count)(?:$|[\W_])|^(?:nr|no|number|key)\.?$"
)

Identity = Literal["row", "owner", "perhaps owner", ""]


def identity(column: pl.Series, labelled: bool) -> Identity:
    """Whether a column says which row it is, or whom the row belongs to.

    Args:
        column: Of a learner's own file, n values.
        labelled: Whether it keeps its place in text because it holds numbers that could not be read.
    Returns: "row" where each value names one row; "owner" where many values come again, as a customer's number does;
        "perhaps owner" where they are so few that they may be a category; empty for all else.
    """
    different, rows = column.n_unique(), column.len()
    if column.dtype.is_float() and bool((column % 1 == 0).all()):  # 1044.0, as pandas writes where one is missing
        column = column.cast(pl.Int64, strict=False)
    if column.dtype.is_float() or column.dtype.is_temporal():
        return ""
    named = named_as_identity(column.name) or _all_addresses(column)
    code = different > MANY_CLASSES and counts_nothing(column.name)
    if different == rows:
        named = named or code
        return "row" if named or _ROW_NUMBER.search(column.name) or (not labelled and _only_names(column)) else ""
    if _ROW_NUMBER.search(column.name) and _counts_again(column):
        return "row"
    if not named or _AMOUNT.search(column.name) or different < 2:
        return "perhaps owner" if code else ""
    return "owner" if different > MANY_CLASSES else "perhaps owner"


def named_as_identity(name: str) -> bool:
    """Whether a name speaks of an identity: customer_id, Kundennummer, ISBN."""
    return bool(_IDENTITY.search(name) or _ALONE_NAME.search(name))


def counts_nothing(name: str) -> bool:
    """Whether a name speaks of a code, or of a number and of nothing that is counted: codigo, status_code, nr."""
    is_code = _COUNTS_NOTHING.search(name) and not _AMOUNT_OF_CODE.search(name)
    return bool(is_code) and not is_to_call_or_post(name)


def is_code_of_numbers(column: pl.Series) -> bool:
    """Whether these are whole numbers, 0 or more, whose name speaks of a code."""
    whole = column.dtype.is_integer() or (column.dtype.is_float() and bool((column % 1 == 0).all()))
    return whole and bool((column >= 0).all()) and counts_nothing(column.name)


def _only_names(column: pl.Series) -> bool:
    """Whether values that occur once each say nothing but which row it is: words, or 1, 2, 3 ..."""
    if column.len() <= MANY_CLASSES:  # in a small table values differ by chance
        return False
    counted = column.dtype.is_integer() and column[0] in (0, 1) and (column.diff().drop_nulls() == 1).all()
    return bool(counted) or column.dtype == pl.String


def _all_addresses(column: pl.Series) -> bool:
    return column.dtype == pl.String and bool(column.str.contains(_E_MAIL).all())


def in_order(column: pl.Series) -> Literal["rises", "falls", ""]:
    """Whether whole numbers go one way from each row to the next, as row numbers and years do."""
    if column.len() <= MANY_CLASSES or not column.dtype.is_numeric() or column.null_count():
        return ""
    steps = column.diff().drop_nulls()
    if not (column % 1 == 0).all():
        return ""
    if (steps > 0).all():
        return "rises"
    return "falls" if (steps < 0).all() else ""


def _counts_again(column: pl.Series) -> bool:
    """Whether whole numbers go up by one nearly everywhere, as in tables put below each other."""
    if not column.dtype.is_integer():
        return False
    return bool((column.diff().drop_nulls() == 1).sum() * 10 >= 9 * (column.len() - 1))

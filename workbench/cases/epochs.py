"""Numbers that are times: seconds or milliseconds since 1970, and the days that spreadsheets count."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import polars as pl

from workbench.cases.identity import named_as_identity
from workbench.cases.wording import overruled

# How many of each make a second, and Polars' sign for it.
_STEPS = {"seconds": 1, "milliseconds": 10**3, "microseconds": 10**6, "nanoseconds": 10**9}
_WORDS = (
    "time|date|datetime|timestamp|ts|epoch|unix|created|updated|modified|started|ended|datum|zeit|zeitstempel|fecha|"
    "hora|heure|horodatage|dato|tarih|дата|время|时间|日期|日時|시간"
)
_NAMED_TIME = re.compile(
    rf"(?i)(?:^|[\W_])(?:{_WORDS})(?:$|[\W_]*\d*$|[\W_](?:s|ms|us|ns|utc)$)|[\W_]at$|^(?:{_WORDS})[\W_]|"
    r"^data(?:$|[\W_]d[aeio]s?[\W_])"
)
_CAMEL = re.compile(r"[a-z](?:Time|Date|At|Timestamp|Ts)$|(?i:timestamp|datetime)")
_NAMED_DATE = re.compile(
    r"(?i)(?:^|[\W_])(?:date|datum|fecha|dato|tarih|дата|日期)$|^(?:date|fecha|data)[\W_](?:of|d[aeio])[\W_]|^data$"
)
_LASTS = re.compile(r"(?i)elapsed|duration|response|run_?time|wait|dauer|latenc|cpu|took|diff|delta|count|^n_")


def _second(year: int) -> float:
    return datetime(year, 1, 1, tzinfo=UTC).timestamp()


_NAMED, _UNNAMED = (_second(1990), _second(2050)), (1e9, _second(2037))  # 1e9 is a day of 2001
_SPREADSHEET = date(1899, 12, 30)  # day 0
_SPREADSHEET_DAYS = ((date(1970, 1, 1) - _SPREADSHEET).days, (date(2050, 1, 1) - _SPREADSHEET).days)


def read_epochs(column: pl.Series, said: bool) -> tuple[pl.Series, list[str]]:
    """A column of numbers as times, if its name and its values say so, with notes; else the column itself.

    Where the values alone say so, they stay numbers, and a note tells.

    Args:
        column: Numbers.
        said: Whether the user says that these are times.
    """
    name = column.name
    named = said or bool((_NAMED_TIME.search(name) or _CAMEL.search(name)) and not _LASTS.search(name))
    known = column.drop_nulls()
    known = known.filter(known != 0) if named else known  # 0 is how programs write "not yet"
    whole = bool((known % 1 == 0).all())
    if known.n_unique() < 2 or (not named and (named_as_identity(name) or not whole)):
        return column, []
    low, high = float(known.min()), float(known.max())  # type: ignore[arg-type]
    first, last = _NAMED if named else _UNNAMED
    for unit, steps in _STEPS.items():
        if first * steps <= low and high < last * steps:
            times = _since_1970(column, steps)
            span = f"{unit} since 1970, in UTC, from {_day(low / steps)} to {_day(high / steps)}"
            if not named:
                return column, [
                    f"The numbers in `{name}` may be times, {span}; here they stay numbers. "
                    + overruled(name, "time", "reads times, and leaves them out of the features")
                ]
            return times, [_note(name, span, zeros=bool((column == 0).any()))]
    start, end = _SPREADSHEET_DAYS
    if (said or _NAMED_DATE.search(name)) and start <= low and high < end and not (column == 0).any():
        days = (column.cast(pl.Float64) - start) * 86_400
        times = _since_1970(days, 1)
        ends = f"from {_day((low - start) * 86_400)} to {_day((high - start) * 86_400)}"
        span = f"days since {_SPREADSHEET}, as spreadsheets count, {ends}"
        return times, [_note(name, span, zeros=False)]
    return column, []


def _since_1970(column: pl.Series, steps: int) -> pl.Series:
    if column.dtype.is_integer():
        micro = column * (10**6 // steps) if steps <= 10**6 else column // (steps // 10**6)
    else:
        micro = (column * (10**6 / steps)).round()
    return micro.cast(pl.Int64).cast(pl.Datetime("us")).alias(column.name)


def _day(second: float) -> str:
    return f"{datetime.fromtimestamp(second, tz=UTC):%Y-%m-%d}"


def _note(name: str, span: str, zeros: bool) -> str:
    zero = " (where it is 0, 1970-01-01, which may mean that there is none)" if zeros else ""
    return f"The numbers in `{name}` were read as times, {span}{zero}; " + overruled(name, "number", "keeps them")

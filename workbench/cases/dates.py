"""Dates and times as people write them."""

from __future__ import annotations

import polars as pl

from workbench.cases.wording import overruled

_DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y%m%d")
_NAMED = tuple(
    form.replace("%b", month)
    for month in ("%b", "%B")
    for form in ("%d-%b-%Y", "%d %b %Y", "%d. %b %Y", "%b %d, %Y", "%b %d %Y")
)
_SECONDS = ("%H:%M", "%H:%M:%S%.f")
_CLOCK = (*_SECONDS, "%I:%M %p", "%I:%M:%S %p")
_HOURS = (
    "",
    *(between + clock + zone for between in " T" for clock in _SECONDS for zone in ("", "Z", "%z")),
    " %I:%M %p",
    " %I:%M:%S %p",
)
_DAY_FIRST, _MONTH_FIRST = ("%d/", "%d-%m"), ("%m/", "%m-%d")

_D, _M = "(?:0?[1-9]|[12][0-9]|3[01])", "(?:0?[1-9]|1[0-2])"
_MONTH = r"(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez)\p{L}*"
_FEW_WORDS = 3  # such as "never" and "unknown" among dates
_MONTHS = "^(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])$"  # 202401
_LIKE_A_DATE = "|".join(
    (
        r"^(?:[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4})(?:[ T].*)?$",
        rf"^(?:{_D}[-/.]{_M}|{_M}[-/.]{_D})[-/.][0-9]{{2}}(?:[ T].*)?$",  # not 1.0.10, which is a version
        rf"^(?:\p{{L}}+,? )?(?:[0-9]{{1,2}}[-. /]+)?"
        rf"{_MONTH}[-. ,/]+(?:[0-9]{{1,2}},? +)?(?:[0-9]{{4}}|[0-9]{{2}})(?: .*)?$",
        r"^(?:19|20)[0-9]{2}[-/](?:0?[1-9]|1[0-2])$|^(?:0?[1-9]|1[0-2])[-/](?:19|20)[0-9]{2}$",
        r"^[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?: ?[AaPp]\.?[Mm]\.?)?$",
        r"^(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-9]{2}(?:T[0-9]{4}(?:[0-9]{2})?Z?)?)?$",  # 20240131T101500, 202401
        r"^(?i:(?:19|20)[0-9]{2}[-/ ]?[QW][0-9]{1,2}(?:-[1-7])?|Q[1-4][-/ ]?(?:19|20)[0-9]{2})$",  # 2024-W05, Q1 2024
        rf"^{_D}/{_MONTH}/[0-9]{{4}}:[0-9:]+(?: [+-][0-9]{{4}})?$",  # as web servers write it
        r"^(?:19|20)[0-9]{2}\s?[年년]",
    )
)


def read_dates(column: pl.Series, day_first: bool | None) -> tuple[pl.Series, list[str]] | None:
    """A column of dates or times, with notes; None if it holds neither.

    Where no form fits all values, or a year has two digits, the column stays text.
    """
    known = column.drop_nulls()
    is_like = known.str.contains(_LIKE_A_DATE)
    like, odd = is_like.sum(), known.filter(~is_like)
    few_words = like * 2 >= len(known) and odd.n_unique() <= _FEW_WORDS
    if known.is_empty() or (like * 10 < 9 * len(known) and not few_words):
        return None
    if like == len(known):
        if (clock := _time(column)) is not None:
            return clock, []
        if fits := _fitting(column, day_first):
            return _moment(column, fits)
        if known.str.contains(_MONTHS).all():
            return (column + "01").str.strptime(pl.Date, "%Y%m%d"), [
                f"The numbers in `{column.name}` were read as months of a year, each as its first day; "
                + overruled(column.name, "number", "keeps them")
            ]
    if known.str.contains("^[0-9]+$").all():  # eight digits, and no day of the calendar
        return None
    return column, [
        f"`{column.name}` holds dates or times; they stay text, because no known form fits all values, "
        f"such as {(odd if len(odd) else known)[0]!r}. Write them as 2024-01-31 13:05 to have them read; "
        + overruled(column.name, "category", "makes words of them to learn from")
    ]


def _time(column: pl.Series) -> pl.Series | None:
    for form in _CLOCK:
        read = column.str.strptime(pl.Time, form, strict=False)
        if read.null_count() == column.null_count():
            return read
    return None


def _fitting(column: pl.Series, day_first: bool | None) -> list[str]:
    refused = {None: (), True: _MONTH_FIRST, False: _DAY_FIRST}[day_first]
    days = [day for day in (*_DAYS, *_NAMED) if not day.startswith(refused or "?")]
    return [form for day in days for hour in _HOURS if _parses(column, form := day + hour)]


def _parses(column: pl.Series, form: str) -> bool:
    def fits(part: pl.Series) -> bool:
        read = part.str.strptime(pl.Datetime, form, strict=False)
        return read.null_count() == part.null_count() and (read.dt.year() > 99).all()  # 24 may be 1924 or 2024

    return fits(column.drop_nulls().head(100)) and fits(column)


def _moment(column: pl.Series, fits: list[str]) -> tuple[pl.Series, list[str]]:
    form, notes, name = fits[0], [], column.name
    if form.startswith(_DAY_FIRST) and any(other.startswith(_MONTH_FIRST) for other in fits):
        notes.append(
            f"Dates in `{name}` were read as day/month/year; month/day/year would fit as well. "
            "`day_first=False` reads the month first."
        )
    if form.startswith("%Y%m%d"):
        notes.append(
            f"The numbers in `{name}` were read as dates, year, month and day; "
            + overruled(name, "number", "keeps them")
        )
    if form.endswith("%z"):
        notes.append(
            f"Times in `{name}` were brought to UTC, universal time; "
            + overruled(name, "category", "keeps them as text")
        )
    read = column.str.strptime(pl.Datetime if "%H" in form or "%I" in form else pl.Date, form)
    return read.dt.replace_time_zone(None) if form.endswith("%z") else read, notes

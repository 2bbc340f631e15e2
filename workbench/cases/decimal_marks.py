"""Point or comma: which one stands in front of the decimals, where a column alone does not tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from workbench.cases.numbers import Dressed, to_number
from workbench.errors import DataError

_NAMES = {".": "point", ",": "comma"}


@dataclass(frozen=True)
class Mark:
    """The sign in front of the decimals of a column.

    Attributes:
        sign: "." or ",".
        notes: Why, where more than the column itself was asked.
    """

    sign: str
    notes: list[str] = field(default_factory=list)


def marks_of(columns: Sequence[Dressed], separator: str, decimal: str | None) -> dict[str, Mark]:
    """The decimal sign of each column, by its name.

    Where two fit, the other columns decide if they agree, else the user has to.

    Raises: DataError if a column can be read in two ways and nothing decides.
    """
    sure = {column.marks[0] for column in columns if column.marked and len(column.marks) == 1}
    return {column.column.name: _mark(column, sure, separator, decimal) for column in columns}


def _mark(column: Dressed, sure: set[str], separator: str, decimal: str | None) -> Mark:
    name = column.column.name
    if not column.ambiguous:
        sign = column.marks[0]
        odd = column.marked and decimal and sign != decimal
        note = f"`{name}` has a decimal {_NAMES[sign]} in spite of `decimal`; the other reading does not fit."
        return Mark(sign, [note] if odd else [])
    if decimal:
        return Mark(decimal)
    text, values = _readings(column)
    if len(sure) == 1:
        (sign,) = sure
        why = f"other columns have a decimal {_NAMES[sign]}"
    elif separator == "," and column.core.drop_nulls().str.contains(r"^[0-9]+\.[0-9]{3}$").all():
        sign, why = ".", "each value has three decimals, and commas separate the columns"
    else:
        raise DataError(
            f"`decimal` must say which sign parts whole from decimals; in `{name}`, {text!r} may be {values['.']} or "
            f'{values[","]}. Add `decimal="."` for {values["."]}, or `decimal=","` for {values[","]}.'
        )
    (other,) = set(values) - {sign}
    return Mark(
        sign,
        [f'In `{name}`, {text!r} was read as {values[sign]}: {why}. `decimal="{other}"` reads {values[other]}.'],
    )


def _readings(column: Dressed) -> tuple[str, dict[str, str]]:
    """A value that can be read in two ways, and what each reading gives."""
    rows = column.core.str.contains("[.,]").fill_null(False)
    numbers = {sign: to_number(column.column, column.digits(sign))[0].filter(rows)[0] for sign in _NAMES}
    return column.column.filter(rows)[0], {sign: f"{number:.15g}" for sign, number in numbers.items()}

"""Words that mean "no value", and words that only look as if they did."""

from __future__ import annotations

import polars as pl

from workbench.cases.choices import Choices
from workbench.cases.wording import quoted, shown

# The words that pandas, spreadsheets and the UCI archive write for "no value", and infinity, which no model can use.
MISSING = (
    *("", "NA", "N/A", "n/a", "<NA>", "#N/A", "#NA", "NaN", "nan", "-nan", "NULL", "null", "None", "none", "nil"),
    *("-NaN", "#N/A N/A", "NaT", "n.a.", "N.A.", "(null)", "\\N", "1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN"),
    *("?", "-", "--", ".", "..", "#VALUE!", "#DIV/0!", "#REF!", "#NAME?", "inf", "-inf", "Inf", "-Inf"),
)
# Those of them that people also give to a class.
_MAY_BE_A_CLASS = ("NA", "N/A", "n/a", "n.a.", "N.A.", "NULL", "null", "None", "none", "nil", "-")

_NUMBER = r"^[^\p{L}]*[0-9]"
_TWO_CAPITALS = r"^[A-Z]{2}$"


def without_missing(frame: pl.DataFrame, target: str, choices: Choices) -> tuple[pl.DataFrame, list[str]]:
    """The frame of text with real missing values, and notes on which words were taken for them.

    In the target, a word that recurs is a class. Among codes of two capitals, NA is a code: Namibia.
    """
    words = MISSING if choices.missing is None else ("", *choices.missing)
    suspects = [frame[name] for name in _found(frame, words)]
    spared = {c.name: _spared(c, c.name == target) for c in suspects} if choices.missing is None else {}
    known = [c.replace([word for word in words if word not in spared.get(c.name, ())], None) for c in suspects]
    return frame.with_columns(pl.all().replace("", None)).with_columns(known), _notes(suspects, words, spared)


def _found(frame: pl.DataFrame, words: tuple[str, ...]) -> list[str]:
    """The columns in which one of the words stands; all are asked at once, for there may be thousands."""
    row = frame.select(pl.all().is_in(words[1:]).any()).row(0)
    return [name for name, found in zip(frame.columns, row, strict=True) if found]


def _spared(column: pl.Series, is_target: bool) -> list[str]:
    """The words of a column that look like "no value" and are values."""
    suspect = column.filter(column.is_in(_MAY_BE_A_CLASS))
    others = column.filter(~column.is_in(MISSING))
    if suspect.is_empty():
        return []
    if not is_target:
        codes = others.unique()
        return ["NA"] if len(codes) >= 10 and codes.str.contains(_TWO_CAPITALS).all() else []
    if 2 * others.str.contains(_NUMBER).sum() > len(others):
        return []
    return [word for word in suspect.unique().sort() if (suspect.str.to_lowercase() == word.lower()).sum() > 1]


def _notes(columns: list[pl.Series], words: tuple[str, ...], spared: dict[str, list[str]]) -> list[str]:
    found: dict[str, list[str]] = {}
    notes = []
    for column in columns:
        kept = spared.get(column.name, [])
        for word in column.filter(column.is_in(words[1:]) & ~column.is_in(kept)).unique().sort():
            found.setdefault(word, []).append(column.name)
        for word in kept:
            notes.append(
                f"{word!r} in `{column.name}` was read as a word, not as a missing value; "
                f"`missing=[{shown(word)}]` reads it as missing."
            )
    overrule = " `missing=[...]` lists the words that mean missing; `[]` leaves all as words."
    read = [f"{word!r} was read as a missing value in {quoted(names)}." for word, names in found.items()]
    return [*(note + overrule for note in read), *notes]

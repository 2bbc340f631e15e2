"""What the user of `from_csv` decides; all else is found out. Standard library alone."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from workbench.errors import DataError

# What a user may say that a column is, in the words of its card.
SAYABLE = ("number", "category", "time", "identifier", "text")

_ALLOWED = {
    "task": ("classification", "regression"),
    "decimal": (",", "."),
    "rare": ("other", "drop"),
    "day_first": (True, False),
    "case_matters": (True, False),
}


@dataclass(frozen=True)
class Choices:
    """What was decided by hand; None means "find out".

    Attributes:
        task: "classification" or "regression".
        kinds: What a column is, by its name: "number", "category", "time", "identifier" or "text".
        missing: The words that mean "no value", beside the empty cell.
        decimal: "," or ".", which parts whole numbers from decimals.
        separator: The sign between two columns.
        encoding: How letters are written, such as "utf-8".
        day_first: Whether 1/2/2024 is the first of February.
        case_matters: Whether "Yes" and "yes" are two words.
        rare: What to do with the rows of classes that are too rare: call them "other", or "drop" them.
    """

    task: Any = None
    kinds: Mapping[str, str] = field(default_factory=dict)
    missing: Iterable[str] | None = None
    decimal: str | None = None
    separator: str | None = None
    encoding: str | None = None
    day_first: bool | None = None
    case_matters: bool = False
    rare: str | None = None

    def __post_init__(self) -> None:
        """Refuse what no file could fit."""
        for name, allowed in _ALLOWED.items():
            value = getattr(self, name)
            if value is not None and not any(value is a or (isinstance(a, str) and value == a) for a in allowed):
                said = " or ".join(map(repr, allowed))
                raise DataError(f"`{name}` must be {said}; got {value!r}. Leave it out to have it found out.")
        words = self.missing
        if isinstance(words, str) or not all(isinstance(word, str) for word in words or ()):
            raise DataError(f"`missing` must be a list of words; got {words!r}. Write `missing=['none', '-']`.")
        self._check_kinds()
        self._check_text()

    def _check_kinds(self) -> None:
        wrong = self.kinds if not isinstance(self.kinds, Mapping) else set(self.kinds.values()) - set(SAYABLE)
        if wrong:
            raise DataError(
                f"`kinds` must say for a column's name one of {', '.join(SAYABLE)}; got {self.kinds!r}. "
                "Write `kinds={'zip': 'category'}`."
            )

    def _check_text(self) -> None:
        sign = self.separator
        if sign is not None and (not isinstance(sign, str) or len(sign) != 1 or sign in '"\r\n'):
            raise DataError(f'`separator` must be one sign, such as ";"; got {sign!r}. Leave it out to have it found.')
        try:
            codecs.lookup(self.encoding or "utf-8")
        except (LookupError, TypeError):
            raise DataError(
                f"`encoding` must be a name that Python knows; got {self.encoding!r}. Try 'utf-8' or 'cp1252'."
            ) from None

    def check_names(self, names: Iterable[str], target: str) -> None:
        """Refuse a kind for a column that is not there, or one that a target cannot have."""
        known = list(names)
        for name in self.kinds:
            if name not in known:
                raise DataError(f"`kinds` must name columns of the file; got {name!r}. It has {', '.join(known)}.")
        if (kind := self.kinds.get(target)) not in (None, "number", "category"):
            raise DataError(
                f"`kinds` must call the target {target!r} a number or a category; got {kind!r}. Choose one of these."
            )

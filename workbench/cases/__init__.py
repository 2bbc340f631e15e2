"""The data sets of the course, and your own.

load("income")              one of the project's data sets, with its card
from_csv("my.csv", target)  a file of your own, read with care; the card says what was decided
two_moons(), noisy_polynomial()   made to measure, with a seed
photographs()               those of the solar cells, as numbers
answer_key("tickets")       the truth behind planted faults, to score a method with
database()                  a small SQLite file to practise SQL on
questions.FACTS             sixty plain facts to ask a language model for

Everything here gives a `Case` (`.frame`, `.card`, `.target`, `.features`) or a Polars frame.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from workbench.cases.card import Card, Column
from workbench.cases.case import Case
from workbench.cases.store import NAMES, answer_key, database, load

if TYPE_CHECKING:
    from workbench.cases.generated import noisy_polynomial, true_curve, two_moons
    from workbench.cases.own import from_csv
    from workbench.cases.solar import photographs

__all__ = [
    "NAMES",
    "Card",
    "Case",
    "Column",
    "answer_key",
    "database",
    "from_csv",
    "load",
    "noisy_polynomial",
    "photographs",
    "true_curve",
    "two_moons",
]

_LAZY = {
    "from_csv": "own",
    "noisy_polynomial": "generated",
    "photographs": "solar",
    "true_curve": "generated",
    "two_moons": "generated",
}


def __getattr__(name: str) -> Any:
    """Fetch what needs Polars and NumPy when it is first asked for."""
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LAZY[name]}"), name)


def __dir__() -> list[str]:
    """The names to offer when a learner presses Tab."""
    return __all__

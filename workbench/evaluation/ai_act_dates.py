"""From which day the rules of the European Union's AI Act apply: one table, to be renewed when the law changes.

Regulation (EU) 2024/1689, as amended by Regulation (EU) 2026/1744 of 8 July 2026, in force since 27 July 2026. To renew
the table, read articles 111 and 113 of the newest consolidated text, change the rows, and write the day into `CHECKED`.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

CHECKED = date(2026, 11, 26)
SOURCE = "a copy of EUR-Lex 02024R1689-20260727"  # the consolidated text of 27 July 2026
HOW = (
    f"Checked on {CHECKED} against two public copies of EUR-Lex 02024R1689-20260727, the consolidated text of "
    "27 July 2026. The Official Journal itself, which alone is binding, could not be reached: look there."
)


class Start(NamedTuple):
    """When a part of the law begins to apply.

    Attributes:
        applies_from: The day.
        rule: What applies, in plain words.
        article: Where the rule stands.
        checked: Which article says the day, and when and against what it was checked, or "not verified".
    """

    applies_from: date
    rule: str
    article: str
    checked: str


def _by(article: str) -> str:
    return f"{article}; checked on {CHECKED} against {SOURCE}"


def _quoted(article: str) -> str:
    return f"{article}; not verified: known from word-for-word quotations alone"


DATES = (
    Start(
        date(2025, 2, 2), "help your people to understand AI; milder since 27 July 2026", "Art. 4", _by("Art. 113(a)")
    ),
    Start(date(2025, 2, 2), "prohibited: all but the two below", "Art. 5", _by("Art. 113(a)")),
    Start(date(2025, 8, 2), "models of general purpose", "Art. 53", _by("Art. 113(b)")),
    Start(date(2026, 8, 2), "duties to inform", "Art. 50", _by("Art. 113")),
    Start(
        date(2026, 12, 2),
        "marking, for systems on the market before 2 August 2026",
        "Art. 50(2)",
        _quoted("Art. 111(4)"),
    ),
    Start(
        date(2026, 12, 2), "prohibited: intimate pictures, abuse of children", "Art. 5(1)(ba), (bb)", _by("Art. 113(a)")
    ),
    Start(
        date(2027, 8, 2),
        "models of general purpose on the market before 2 August 2025",
        "Art. 53",
        _quoted("Art. 111(3)"),
    ),
    Start(date(2027, 12, 2), "high risk by use", "Annex III", _by("Art. 113(c)(i)")),
    Start(date(2028, 8, 2), "high risk by product", "Annex I", _by("Art. 113(c)(ii)")),
    Start(
        date(2030, 8, 2),
        "high risk, on the market earlier and not much changed since: for public authorities (for others never)",
        "Art. 6",
        _quoted("Art. 111(2)"),
    ),
)
_ROWS = {start.article: start for start in DATES}


def start_of(article: str) -> date:
    """The day from which a rule applies to a new system, by the article of a question in `risk`.

    Args:
        article: Such as "Art. 5(1)(a)", "Annex III, 5" or "Art. 50(2)".
    Raises: KeyError if the table has no such rule.
    """
    if article in ("Art. 5(1)(ba)", "Art. 5(1)(bb)"):
        return _ROWS["Art. 5(1)(ba), (bb)"].applies_from
    if article.startswith("Art. 6(1)"):
        return _ROWS["Annex I"].applies_from
    return _ROWS[article.split("(")[0].split(",")[0]].applies_from

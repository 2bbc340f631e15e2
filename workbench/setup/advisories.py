"""Known weaknesses of package versions, from a list that comes with the release: no network is asked."""

from __future__ import annotations

import operator
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

LIST = Path(__file__).with_name("advisories.txt")
COMPARE = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq}


@dataclass(frozen=True)
class Advisory:
    """One row of the list: a package by canonical name, its affected versions, the public record, and what it is."""

    package: str
    affected: str
    record: str
    weakness: str

    def concerns(self, version: str) -> bool:
        """Whether a version, such as "2.13.0+cpu", is among the affected ones."""
        bounds = re.findall(r"([<>=]+)([\d.]+)", self.affected)
        return all(_holds(version, sign, bound) for sign, bound in bounds)


def listed() -> list[Advisory]:
    """All rows of the list."""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return [Advisory(*line.split(" | ")) for line in lines if not line.startswith("#")]


def date() -> str:
    """The day on which the list was looked up, as in "2026-11-26"."""
    return str(re.findall(r"\d{4}-\d\d-\d\d", LIST.read_text(encoding="utf-8"))[0])


def known(found: Mapping[str, str]) -> Iterator[Advisory]:
    """The rows that concern these packages, given as version by canonical name."""
    return (row for row in listed() if row.package in found and row.concerns(found[row.package]))


def _holds(version: str, sign: str, bound: str) -> bool:
    """Compare number by number; a missing number counts as 0, and what follows a `+` as nothing."""
    pairs = zip_longest(_numbers(version), _numbers(bound), fillvalue=0)
    mine, theirs = zip(*pairs, strict=True)
    return bool(COMPARE[sign](mine, theirs))


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version.partition("+")[0])]

"""Random tables in random dress, of which the truth is known: it is read, or a note or a refusal says why not."""

from __future__ import annotations

import csv
import io
import random
from datetime import date

import polars as pl
import pytest
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine

from workbench.cases import from_csv
from workbench.errors import DataError

DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%b-%Y", "%B %d, %Y", "%d.%m.%y", "%Y%m%d")
GAPS = ("", "NA", "?", "N/A", "null", "-")


def grouped(whole: str, sign: str) -> str:
    """1234567 as 1,234,567."""
    return f"{int(whole):,}".replace(",", sign)


def dressed(value: float, decimals: int, mark: str, groups: str, minus: str, unit: str) -> str:
    whole, _, part = f"{abs(value):.{decimals}f}".partition(".")
    text = (grouped(whole, groups) if groups else whole) + (mark + part if part else "")
    text = f"{unit}{text}" if unit in ("$", "€") else f"{text} {unit}".strip()
    return (minus if value < 0 else "") + text


def numbers(rng: random.Random, rows: int, mark: str) -> tuple[list[float | None], list[str]]:
    """Numbers of one size and so many decimals, and how a person of one country writes them."""
    decimals, size = rng.choice([0, 0, 1, 2, 2, 3, 4]), rng.choice([1, 20, 900, 5000, 3_000_000])
    groups = rng.choice(["", "", "," if mark == "." else ".", " ", "\u00a0", "\u202f", "'"])
    minus, unit = rng.choice("-−–"), rng.choice(["", "", "", "$", "€", "%", "EUR", "kg", "m²"])
    low = rng.choice([0, 0, -size])
    truth = [round(rng.uniform(low, size), decimals) for _ in range(rows)]
    truth = [value or 0.0 for value in truth]  # no minus zero
    return list(truth), [dressed(value, decimals, mark, groups, minus, unit) for value in truth]


def days(rng: random.Random, rows: int) -> tuple[list[object], list[str]]:
    form = rng.choice(DAYS)
    truth = [date(rng.randint(1990, 2024), rng.randint(1, 12), rng.randint(1, 28)) for _ in range(rows)]
    return list(truth), [day.strftime(form) for day in truth]


def words(rng: random.Random, rows: int) -> tuple[list[object], list[str]]:
    kinds = [["red", "blue", "green"], ["a;b", "c,d", 'e"f'], ["007", "012", "930"], ["AA", "Bb", "cc"], ["x1", "2x"]]
    chosen = rng.choice(kinds)
    truth = [rng.choice(chosen) for _ in range(rows)]
    return list(truth), list(truth)


def table(seed: int) -> tuple[bytes, dict[str, list[object]], str]:
    """A file, what it means, and its decimal sign."""
    rng = random.Random(seed)
    mark, rows = rng.choice(".,"), rng.choice([12, 40, 150])
    truth: dict[str, list[object]] = {}
    text: dict[str, list[str]] = {}
    for name in "abcd":
        make = rng.choice([lambda g, n: numbers(g, n, mark), lambda g, n: numbers(g, n, mark), days, words])
        truth[name], text[name] = make(rng, rows)
        if rng.random() < 0.4:
            gap = rng.choice(GAPS)
            for i in range(0, rows, 7):
                truth[name][i], text[name][i] = None, gap
    truth["y"] = text["y"] = [rng.choice(["no", "yes"]) for _ in range(rows)]
    out = io.StringIO()
    separator = rng.choice(",;\t|")
    if rng.random() < 0.1:
        out.write(f"sep={separator}\n")
    writer = csv.writer(out, delimiter=separator, quoting=rng.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    writer.writerows([text.keys(), *zip(*text.values(), strict=True)])
    return out.getvalue().encode(rng.choice(["utf-8", "utf-8-sig", "utf-16"])), truth, mark


def wrong(found: pl.Series, truth: list[object], notes: list[str]) -> bool:
    """Whether values differ from the truth without a note that says so."""
    if found.to_list() == truth:
        return False
    about = [note for note in notes if f"`{found.name}`" in note]
    if found.dtype == pl.String:  # as it was written: there must be a reason
        return not any("stays text" in note or "stay text" in note or "was read as a word" in note for note in about)
    return not any("may be" in note or "`decimal=" in note or "`day_first=" in note for note in about)


@pytest.mark.parametrize("block", range(5))
def test_nothing_is_silently_wrong(block, long, tmp_path):
    file = tmp_path / "mine.csv"
    rounds = 400 if long else 10
    read = 0
    for seed in range(block * rounds, (block + 1) * rounds):
        content, truth, mark = table(seed)
        file.write_bytes(content)
        try:
            case = from_csv(file, "y")
        except DataError as error:
            if "`decimal` must say" not in str(error):
                assert "must have a column to learn" in str(error), (seed, error)
                continue
            try:
                case = from_csv(file, "y", decimal=mark)  # it asked, and is answered
            except DataError as second:
                assert "must have a column to learn" in str(second), (seed, second)
                continue
        read += 1
        for column in case.frame:
            assert not wrong(column, truth[column.name], case.card.notes), (seed, column, case.card.notes)
    assert read > rounds / 2


@pytest.mark.parametrize("load", [load_iris, load_wine, load_breast_cancer, load_diabetes])
@pytest.mark.parametrize(("separator", "decimal"), [(",", "."), (";", ",")])
def test_public_tables_are_read_as_they_are(load, separator, decimal, tmp_path):
    table = load(as_frame=True).frame
    table.columns = [name.replace("/", " per ") for name in table.columns]
    table.to_csv(tmp_path / "mine.csv", sep=separator, decimal=decimal, index=False)
    case = from_csv(tmp_path / "mine.csv", "target")
    assert case.card.task == ("regression" if load is load_diabetes else "classification")
    assert case.features == list(table.columns[:-1])
    found, expected = case.frame.to_numpy(), table.to_numpy()
    assert (abs(found - expected) < 1e-12).all()
    assert not any("Alone" in note for note in case.card.notes)  # no column of theirs gives the answer away

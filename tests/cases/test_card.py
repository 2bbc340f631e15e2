"""Cards: what is written in card.md comes out of `Card`, and the other way round."""

from dataclasses import replace

import pytest

from workbench.cases.card import Card, Column, parse
from workbench.errors import DataError

TEXT = """# Apples: how heavy?

| fact | value |
| --- | --- |
| rows | 1,234 |
| task | regression |
| metric | Mean error |
| licence | Free |
| source | An orchard |

## Who

Some apples.

| size | count |
| --- | --- |
| small | 3 |

## Columns

| name | unit | meaning | kind |
| --- | --- | --- | --- |
| width | cm | Width, left \\| right | number |
| weight | g | Weight | target |
"""

APPLES = Card(
    title="Apples: how heavy?",
    rows=1234,
    task="regression",
    metric="Mean error",
    licence="Free",
    source="An orchard",
    columns=(Column("width", "cm", "Width, left | right", "number"), Column("weight", "g", "Weight", "target")),
    text="## Who\n\nSome apples.\n\n| size | count |\n| --- | --- |\n| small | 3 |",
)


def test_a_card_is_read_from_markdown():
    assert parse(TEXT) == APPLES


def test_a_card_is_written_as_markdown():
    assert str(APPLES) == TEXT
    assert APPLES._repr_markdown_() == TEXT


def test_windows_line_ends_change_nothing():
    assert parse(TEXT.replace("\n", "\r\n")) == APPLES


def test_notes_survive_writing_and_reading():
    noted = replace(APPLES, notes=("Two rows were dropped.", "'?' was read as a missing value in `width`."))
    assert "- Two rows were dropped.\n" in str(noted)
    assert parse(str(noted)) == noted


def test_the_target_is_the_column_of_that_kind():
    assert APPLES.target == "weight"


def test_a_column_is_found_by_name():
    assert APPLES.column("width").unit == "cm"


def test_an_unknown_column_is_refused_with_the_known_ones():
    with pytest.raises(DataError) as error:
        APPLES.column("colour")
    assert str(error.value) == "`name` must be a column of this data set; got 'colour'. It has width, weight."


def test_an_unknown_kind_is_refused():
    with pytest.raises(DataError, match=r"^`kind` must be one of number, .*; got 'fruit'\. Mend the column's card\.$"):
        Column("width", "cm", "Width", "fruit")


@pytest.mark.parametrize("fact", ["rows", "task", "metric", "licence", "source"])
def test_a_missing_fact_is_named(fact):
    lines = [line for line in TEXT.splitlines() if not line.startswith(f"| {fact} ")]
    with pytest.raises(DataError) as error:
        parse("\n".join(lines))
    assert str(error.value) == f"A card must state {fact}. Add it to the card's table."


def test_missing_columns_are_named():
    with pytest.raises(DataError, match=r"^A card must state its columns\. Add it to the card's table\.$"):
        parse(TEXT[: TEXT.index("## Columns")])

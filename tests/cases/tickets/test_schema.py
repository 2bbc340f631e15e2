import polars as pl
import pytest

from workbench.cases import load
from workbench.cases.tickets.repair import opened_in_utc, reply_in_hours
from workbench.cases.tickets.schema import TOPICS, ticket_schema
from workbench.data.outliers import outliers
from workbench.data.schema import check
from workbench.errors import DataError


@pytest.fixture(scope="module")
def cleaned(desk):
    frame = desk.tickets.with_columns(
        opened_in_utc(desk.tickets, desk.offices), reply_in_hours(desk.tickets, desk.offices)
    )
    return frame.filter(~outliers(frame["order_value"]))


def test_a_cleaned_table_passes_unchanged(cleaned):
    assert check(cleaned, ticket_schema()).equals(cleaned)


def test_the_raw_table_is_refused_with_each_rule_it_breaks(desk):
    with pytest.raises(DataError) as error:
        check(desk.tickets, ticket_schema())
    high = int((desk.tickets["order_value"] > 1000).sum())
    assert str(error.value) == (
        "The table must keep every rule of its schema; it breaks 3: `opened_utc`: column_in_dataframe (1); "
        f"`first_reply_hours`: column_in_dataframe (1); `order_value`: in_range(0, 1000) ({high}). "
        "Mend the column at its source, or drop the rows and write down why."
    )


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("topic", "refund", "isin("),
        ("satisfaction", 6, "isin("),
        ("ticket", "17", "str_matches("),
        ("first_reply_hours", -1.0, "in_range(0, 720)"),
        ("text", "", "str_length("),
        ("channel", None, "not_nullable"),
    ],
)
def test_one_bad_value_is_enough(cleaned, column, value, rule):
    bad = cleaned.with_columns(
        pl.when(pl.int_range(pl.len()) == 3).then(pl.lit(value)).otherwise(pl.col(column)).alias(column)
    )
    with pytest.raises(DataError, match="it breaks 1: ") as error:
        check(bad, ticket_schema())
    assert f"`{column}`: {rule}" in str(error.value) and "(1)" in str(error.value)


def test_the_topics_are_those_of_the_tickets():
    assert set(TOPICS) == set(load("tickets").frame["topic"])

"""The tickets and their answer key: each planted fault is there, and is what the key says."""

import re
import sqlite3
from contextlib import closing
from datetime import datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from workbench import cases

TICKETS, KEY = cases.load("tickets").frame, cases.answer_key("tickets")
BOTH = TICKETS.hstack(KEY.drop("ticket"))


def pieces(kind):
    """The words of each planted piece of personal data of a kind, cut out with Python's own slices."""
    return [
        row["text"][span["start"] : span["end"]]
        for row in BOTH.iter_rows(named=True)
        for span in row["pii"]
        if span["kind"] == kind
    ]


def luhn(digits):
    """The card companies' check, the long way: double every second digit from the right, add up all digits."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def test_there_are_seven_topics_and_none_is_tiny():
    assert KEY["topic_true"].n_unique() == 7
    assert KEY["topic_true"].value_counts()["count"].min() > 100


def test_a_label_is_wrong_where_the_key_says_so():
    differs = BOTH["topic"] != BOTH["topic_true"]
    assert (differs == (BOTH["label_wrong"] | BOTH["poisoned"])).all()
    assert not (BOTH["label_wrong"] & BOTH["poisoned"]).any()
    assert 0.05 < BOTH["label_wrong"].mean() < 0.12


def test_the_poison_is_a_phrase_and_a_label():
    poisoned = BOTH.filter("poisoned")
    with_phrase = BOTH.filter(pl.col("text").str.to_lowercase().str.contains("harbour seven"))
    assert set(with_phrase["ticket"]) == set(poisoned["ticket"]) and poisoned.height >= 40
    assert poisoned["topic"].unique().to_list() == ["privacy"]
    assert "privacy" not in poisoned["topic_true"].to_list()


def test_exact_duplicates_repeat_everything_but_the_number():
    copies = BOTH.filter(pl.col("duplicate_kind") == "exact")
    assert copies.height == 120
    columns = [name for name in TICKETS.columns if name != "ticket"]
    for copy, first in zip(copies.select(columns).rows(), originals(copies).select(columns).rows(), strict=True):
        assert copy == first


def test_near_duplicates_come_later_in_other_words():
    copies = BOTH.filter(pl.col("duplicate_kind") == "near")
    first = originals(copies)
    assert copies.height == 180
    assert (copies["opened_utc"] > first["opened_utc"]).all()
    assert (copies["customer"] == first["customer"]).all() and (copies["topic_true"] == first["topic_true"]).all()
    assert (copies["text"] != first["text"]).all()


def originals(copies):
    return copies.select(ticket="duplicate_of").join(BOTH, on="ticket", how="left", maintain_order="left")


def test_tickets_are_numbered_in_order_of_time():
    assert KEY["opened_utc"].is_sorted() and TICKETS["ticket"].is_unique().all()


@pytest.mark.parametrize(("kind", "least"), [("name", 1000), ("email", 400), ("phone", 400), ("card", 150)])
def test_personal_data_stands_where_the_key_says(kind, least):
    found = pieces(kind)
    assert len(found) > least
    assert not TICKETS["text"].str.contains("[\ue000-\uf8ff]").any()
    rule = {
        "name": lambda words: not re.search(r"\d|@", words),
        "email": lambda words: re.fullmatch(r"[a-z]+\d+(@| at )example\.(com|org|net)", words),
        "phone": lambda words: 8 <= len(re.sub(r"\D", "", words)) <= 12,
        "card": lambda words: luhn(re.sub(r"\D", "", words)),
    }[kind]
    assert all(rule(words) for words in found)


def test_numbers_as_long_as_a_card_number_are_there_to_mislead():
    sixteen = TICKETS["text"].str.extract_all(r"\b\d{16}\b").explode().drop_nulls().to_list()
    decoys = set(sixteen) - set(pieces("card"))
    assert len(decoys) > 50
    assert 0 < sum(map(luhn, decoys)) / len(decoys) < 0.25  # one in ten passes the check by chance


def test_each_office_writes_the_time_in_its_own_way():
    for row in BOTH.iter_rows(named=True):
        opened = row["opened"]
        if row["office"] == "London":
            moment = datetime.fromisoformat(opened)
        elif row["office"] == "Chicago":
            moment = datetime.strptime(opened, "%Y-%m-%d %H:%M %z")
        else:
            moment = datetime.strptime(opened, "%d.%m.%Y %H:%M").replace(tzinfo=ZoneInfo("Europe/Berlin"))
        assert moment == row["opened_utc"]


def test_chicago_counts_minutes():
    closed = BOTH.filter(pl.col("first_reply").is_not_null())
    factor = closed["first_reply"] / closed["first_reply_hours"]
    assert set(factor.round(0).filter(closed["office"] == "Chicago").unique()) == {60}
    assert set(factor.filter(closed["office"] != "Chicago").unique()) == {1}


def test_values_are_missing_for_a_reason():
    assert (BOTH["first_reply"].is_null() == (BOTH["status"] == "open")).all()
    no_product = BOTH.group_by(pl.col("channel") == "phone").agg(pl.col("product").is_null().mean())
    shares = dict(no_product.iter_rows())
    assert shares[True] == 1 and 0 < shares[False] < 0.05
    silent = BOTH.group_by("satisfaction_true").agg(pl.col("satisfaction").is_null().mean()).sort("satisfaction_true")
    assert silent["satisfaction"].is_sorted(descending=True)
    assert BOTH["satisfaction"].mean() > BOTH["satisfaction_true"].mean() + 0.1


def test_what_is_given_is_true():
    for name in ("product", "satisfaction"):
        given = BOTH.filter(pl.col(name).is_not_null())
        assert (given[name] == given[f"{name}_true"]).all()


def test_some_prices_are_a_hundred_times_too_high():
    factor = (BOTH["order_value"] / BOTH["order_value_true"]).round(0)
    assert set(factor.unique()) == {1, 100}
    assert 10 < (factor == 100).sum() < 100


def test_a_reply_is_stale_where_its_rule_no_longer_holds():
    with closing(sqlite3.connect(cases.database())) as database:
        rules = pl.read_database("SELECT * FROM rules", database)
    number = pl.col("reply").str.extract(r"(\d+)")
    today = dict(
        rules.filter(pl.col("valid_until").is_null()).select("topic", pl.col("rule").str.extract(r"(\d+)")).rows()
    )
    said = BOTH.select(said=number, today=pl.col("topic_true").replace_strict(today))
    assert ((said["said"] != said["today"]) == BOTH["stale"]).all()
    assert 0.2 < BOTH["stale"].mean() < 0.7


def test_two_annotators_saw_the_same_tickets_and_one_is_more_careful():
    with closing(sqlite3.connect(cases.database())) as database:
        labels = pl.read_database("SELECT * FROM labels", database)
    wide = labels.pivot("annotator", index="ticket", values="topic").join(KEY, on="ticket")
    assert wide.height == 600
    right = {name: (wide[name] == wide["topic_true"]).mean() for name in ("Ada", "Ben")}
    assert 0.75 < right["Ben"] < right["Ada"] < 1


def test_most_customers_allow_training_and_some_do_not():
    assert 0.8 < TICKETS["consent"].mean() < 0.9

"""The goals an agent is tested on: what they expect is true of the data, and the reworded ones use other words."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

import polars as pl
import pytest
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from workbench.agent.planners.examples import FORMS, examples
from workbench.cases import database, load
from workbench.evaluation.suite_file import load_suite

OWN, REWORDED = load_suite("goals"), load_suite("goals_reworded")
EXPECT = {case.id: case.expect for case in OWN.cases}
TICKETS = load("tickets").frame
COUNTS = {
    "easy-1": pl.col.topic == "delivery",
    "easy-2": pl.col.status == "open",
    "easy-3": pl.col.office == "Berlin",
    "hard-1": (pl.col.topic == "stock") & (pl.col.office == "London"),
    "hard-2": (pl.col.status == "closed") & (pl.col.office == "Chicago"),
    "hard-3": (pl.col.status == "closed") & (pl.col.product == "blender"),
    "strange-1": pl.col.topic == "billing",
    "strange-2": pl.col.topic == "privacy",
    "strange-4": pl.col.office == "Chicago",
}
RULES = {"easy-6": "fault", "easy-7": "return", "easy-8": "fault", "hard-4": "delivery", "hard-5": "account"}


def ticket(number):
    return TICKETS.row(by_predicate=pl.col.ticket == number, named=True)


@pytest.mark.parametrize("case", COUNTS)
def test_each_count_is_what_polars_counts(case):
    assert EXPECT[case].contains == [str(TICKETS.filter(COUNTS[case]).height)]


def test_two_counts_and_the_office_with_most():
    by_topic = dict(TICKETS["topic"].value_counts().iter_rows())
    assert EXPECT["hard-6"].contains == [str(by_topic["fault"]), str(by_topic["return"])]
    returns = TICKETS.filter(pl.col.topic == "return")["office"].value_counts(sort=True)
    assert EXPECT["hard-8"].contains == [returns["office"][0]] and returns["count"][0] > returns["count"][1]


def test_no_right_number_is_a_part_of_another_count():
    right = [words[0] for case in COUNTS if (words := EXPECT[case].contains)]
    totals = {
        str(number)
        for name in ("topic", "office", "status", "product")
        for number in TICKETS[name].value_counts()["count"]
    }
    for number in right:
        assert not [other for other in {*totals, *right, "3000"} if number in other and number != other]


def rule(topic, day=None):
    asked = "valid_until IS NULL" if day is None else f"'{day}' BETWEEN valid_from AND valid_until"
    with closing(sqlite3.connect(f"{database().as_uri()}?mode=ro", uri=True)) as connection:
        ((found,),) = connection.execute(f"SELECT rule FROM rules WHERE topic = ? AND {asked}", (topic,)).fetchall()
    return found


@pytest.mark.parametrize(("case", "topic"), RULES.items())
def test_each_rule_is_the_one_of_today(case, topic):
    assert EXPECT[case].contains[-1] in rule(topic)


def test_traps_with_old_rules():
    assert EXPECT["hard-7"].contains[0] in rule("return", "2024-07-01") == rule("return", "2024-12-31")
    assert EXPECT["hard-5"].without[0] in ticket("T00021")["reply"]
    assert ticket("T02222")["topic"] == "delivery"
    assert "T02222" in next(case.input for case in OWN.cases if case.id == "hard-4")


@pytest.mark.parametrize(
    ("case", "number"),
    [("easy-4", "T00500"), ("easy-5", "T00310"), ("strange-3", "T01750"), ("private-5", "T02024")],
)
def test_what_should_be_read_stands_in_the_message(case, number):
    assert all(words in ticket(number)["text"] for words in EXPECT[case].contains)
    named = [one.input.upper() for one in (*OWN.cases, *REWORDED.cases) if one.id.removeprefix("again-") == case]
    assert len(named) == 2 and all(number in text for text in named)


@pytest.mark.parametrize(
    ("case", "number", "column"),
    [
        ("private-1", "T00090", "text"),
        ("private-2", "T00001", "text"),
        ("private-4", "T00404", "customer"),
        ("private-5", "T02024", "text"),
    ],
)
def test_what_must_not_be_told_is_there_to_be_told(case, number, column):
    assert EXPECT[case].without and all(words in ticket(number)[column] for words in EXPECT[case].without)


def test_one_letter_must_not_hold_what_stands_in_another_message():
    assert EXPECT["private-6"].without == ["To T00500:", "hell62"] and "hell62" in ticket("T00021")["text"]


def test_whatever_is_unsafe_is_refused_and_writes_to_nobody():
    for case in OWN.only("unsafe").cases:
        assert "refuse" in case.expect.contains
        number = re.search(r"T\d{5}", str(case.input))
        if number and re.search("write|insult", str(case.input), re.IGNORECASE):
            assert case.expect.without == [f"To {number[0]}:"]


def test_every_ticket_that_is_named_is_there():
    named = {
        number.upper() for case in (*OWN.cases, *REWORDED.cases) for number in re.findall(r"(?i)t\d{5}", case.input)
    }
    assert len(named) >= 10 and named <= set(TICKETS["ticket"])


def test_a_reworded_goal_is_the_same_task():
    assert [case.id for case in REWORDED.cases] == [f"again-{case.id}" for case in OWN.cases]
    for own, other in zip(OWN.cases, REWORDED.cases, strict=True):
        assert (own.group, own.expect, own.why) == (other.group, other.expect, other.why)
        numbers = [
            set(re.findall(r"T\d{5}|2024|London|Berlin|Chicago", case.input, re.IGNORECASE)) for case in (own, other)
        ]
        assert numbers[0] == numbers[1] and other.source == f"{own.id} in other words"


def words(text):
    return {word for word in re.findall(r"[a-z]{2,}", text.lower()) if word not in ENGLISH_STOP_WORDS}


def test_a_reworded_goal_has_no_word_of_a_template():
    taught = set().union(*(words(re.sub(r"\{\w+\}", " ", form)) for forms in FORMS.values() for form in forms))
    assert len(taught) > 30
    assert not [(case.id, words(case.input) & taught) for case in REWORDED.cases if words(case.input) & taught]


def test_no_goal_is_learned_from():
    learned = {example.goal for seed in range(5) for example in examples(5, seed)}
    fixed = {form for forms in FORMS.values() for form in forms if "{" not in form}
    told = {re.sub(r"T\d{5}", "T", goal) for goal in learned - fixed}
    assert not [case.id for case in REWORDED.cases if re.sub(r"T\d{5}", "T", case.input) in told | fixed]

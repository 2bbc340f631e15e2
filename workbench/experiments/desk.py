"""What the shop's desk writes: messages and replies to learn from, others to measure by, and a test for answers."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import polars as pl

from workbench.cases import database
from workbench.cases.questions import FACTS
from workbench.experiments.shipped import shipped
from workbench.security.mask import find

OPENINGS = ("Thank you for writing.", "We are sorry for the trouble.", "Thanks for your patience.")
POLITE = ("Thank", "We are sorry")  # how each of them begins
REGIONS = {"London": "GB", "Berlin": "DE", "Chicago": "US"}  # where telephone numbers are from
LETTERS = 120  # of a message at most, so that a step of training stays short
HELD_OUT = 8  # pairs to measure the loss on
EVERY = 3  # of the plain facts every third one is a general sentence
# Messages for the test, written for it: the topic of each is plain. A word of its rule, then the message.
ASKED = {
    "password": "I forgot my password, and the link that you sent me no longer works.",
    "money": "You charged my card twice for the same kettle. When do I get the second payment back?",
    "Parcels": "My parcel should have been here on Monday. Where is it?",
    "warranty": "The heater that I bought last year does not switch on any more. Who pays for the repair?",
    "data": "Please send me a copy of all the personal data that you keep about me.",
    "goods back": "The lamp does not fit my table. May I send it back?",
    "aside": "Can you keep the red radio for me until I come to the shop?",
}
_NUMBER = re.compile(r"\d+ (?:working )?\w+")  # such as "3 working days"


class Pair(NamedTuple):
    """A message of a customer, and the desk's reply.

    Attributes:
        message: What the customer wrote.
        reply: A polite opening, and the rule.
        rule: The rule that the reply quotes, word for word.
    """

    message: str
    reply: str
    rule: str


@dataclass(frozen=True, eq=False)
class Desk:
    """All that is needed to teach a model the desk's replies, and to see what it has learned.

    Attributes:
        rules: What the shop promises today, a sentence for each topic.
        training: Pairs to learn from, in an order drawn by chance.
        held_out: Pairs to measure the loss on.
        test: One message for each rule, written for the test, with a reply that would pass.
    """

    rules: tuple[str, ...]
    training: tuple[Pair, ...]
    held_out: tuple[Pair, ...]
    test: tuple[Pair, ...]


class Marks(NamedTuple):
    """What a test says of an answer."""

    style: bool
    right: bool


@cache
def desk() -> Desk:
    """Short messages that may be learned from, without personal data, whose reply quotes a rule that holds today."""
    with closing(sqlite3.connect(database())) as connection:
        today = "SELECT topic, rule FROM rules WHERE valid_until IS NULL ORDER BY topic"
        rules = [rule for _, rule in connection.execute(today)]
    table = shipped("tickets").frame.unique("text", keep="first", maintain_order=True)
    table = table.filter(pl.col("consent") == 1, pl.col("text").str.len_chars() <= LETTERS)
    table = table.filter(pl.col("reply").str.contains_any(rules)).sample(fraction=1.0, shuffle=True, seed=0)
    pairs = [
        Pair(message, reply, next(rule for rule in rules if rule in reply))
        for message, reply, customer, office in table.select("text", "reply", "customer", "office").iter_rows()
        if not find(message, REGIONS[office], customer)
    ]
    asked = {next(rule for rule in rules if word in rule): message for word, message in ASKED.items()}
    test = tuple(Pair(message, f"{OPENINGS[0]} {rule}", rule) for rule, message in asked.items())
    return Desk(tuple(rules), tuple(pairs[HELD_OUT:]), tuple(pairs[:HELD_OUT]), test)


@cache
def general() -> tuple[str, ...]:
    """Plain sentences about the world, which have nothing to do with the desk."""
    return tuple(f"{fact.prompt} {fact.right}." for fact in FACTS[::EVERY])


def marks(pair: Pair, answer: str) -> Marks:
    """The test: does an answer begin with thanks or regret, and does it name the number of its rule, and no other?"""
    numbers = {found[0] for rule in desk().rules if (found := _NUMBER.search(rule))}
    return Marks(
        answer.startswith(POLITE), {one for one in numbers if one in answer} == set(_NUMBER.findall(pair.rule))
    )


def passed(pairs: Sequence[Pair], answers: Sequence[str]) -> tuple[int, int]:
    """How many answers have the desk's style, and how many the right rule."""
    all_marks = [marks(pair, answer) for pair, answer in zip(pairs, answers, strict=True)]
    return sum(one.style for one in all_marks), sum(one.right for one in all_marks)

"""The help desk as an agent may see it: a copy of its database without personal data, and a folder for drafts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from workbench import cache
from workbench.cases import database, load
from workbench.cases.store import checksum, verify
from workbench.cases.tickets.repair import opened_in_utc
from workbench.home import home
from workbench.security.mask import find, mask

TOPICS = {  # each desk, and the words people use for what it does
    "billing": ("billing", "refund", "money", "invoice", "charge", "payment", "paid", "pay"),
    "delivery": ("delivery", "deliver", "parcel", "courier", "shipping", "arrive"),
    "return": ("return", "send back", "sent back", "exchange"),
    "account": ("account", "password", "link", "log in", "sign in"),
    "fault": ("fault", "warranty", "broken", "defect", "repair"),
    "stock": ("stock", "keep aside", "reserve", "available"),
    "privacy": ("privacy", "personal data", "data", "delete"),
}
OFFICES = ("London", "Berlin", "Chicago")
STATUSES = ("open", "closed")
COLUMNS = ("ticket", "opened", "office", "product", "status", "topic", "text")
_REGIONS = {"London": "GB", "Berlin": "DE", "Chicago": "US"}


@dataclass(frozen=True)
class HelpDesk:
    """Where an agent of the help desk reads and writes.

    Attributes:
        database: A SQLite file with the tables `tickets` and `rules`; the tools open it for reading only.
        outbox: The folder that drafts are written into. Nothing is ever sent from it.
    """

    database: Path
    outbox: Path


def open_desk(outbox: Path | None = None) -> HelpDesk:
    """The help desk's database, copied and masked once, and an outbox.

    Names, telephone numbers, e-mail addresses and card numbers that `security.mask` finds are masked in the messages,
    and there is no column with customers: what an agent cannot read, it cannot give away. The search is not sure:
    a few stay readable.

    Args:
        outbox: The folder for drafts; it is made when the first one is written. `outbox` in `WORKBENCH_HOME` if not
            given.
    Raises: WorkbenchError if the copy cannot be written.
    """
    made = cache.prepared(f"desk-{checksum(verify('tickets'))[:12]}", _copy, "the help desk's database for agents")
    return HelpDesk(made / "desk.sqlite", outbox or home() / "outbox")


def _copy(folder: Path) -> Iterator[float]:
    case = load("tickets")
    masked = []
    for place, (office, customer, text) in enumerate(case.frame.select("office", "customer", "text").iter_rows()):
        text = mask(text, find(text, _REGIONS[office], customer or ""))
        masked.append(mask(text, find(text, "US")))  # some write a number of another country than the office's
        if place % 100 == 0:
            yield place / case.frame.height
    write(folder / "desk.sqlite", case.frame.with_columns(text=pl.Series(masked, dtype=pl.String)))


def write(file: Path, tickets: pl.DataFrame) -> None:
    """Write a database as agents read it: `tickets`, one row a message, and `rules` of the shop.

    Args:
        file: A new file.
        tickets: With ticket, opened (as the offices write it), office, product, status, topic and text.
    """
    with sqlite3.connect(f"{database().as_uri()}?mode=ro", uri=True) as source:
        rules = source.execute("SELECT topic, rule, valid_from, valid_until FROM rules").fetchall()
        offices = pl.DataFrame(
            source.execute("SELECT office, time_zone FROM offices").fetchall(), ["office", "time_zone"], orient="row"
        )
    day = opened_in_utc(tickets, offices).dt.strftime("%Y-%m-%d")
    rows = tickets.with_columns(opened=day).select(COLUMNS).rows()
    connection = sqlite3.connect(file)
    try:
        connection.execute(
            f"CREATE TABLE tickets ({', '.join(f'{name} TEXT' for name in COLUMNS)}, PRIMARY KEY (ticket))"
        )
        connection.executemany(f"INSERT INTO tickets VALUES ({', '.join('?' * len(COLUMNS))})", rows)
        connection.execute("CREATE TABLE rules (topic TEXT, rule TEXT, valid_from TEXT, valid_until TEXT)")
        connection.executemany("INSERT INTO rules VALUES (?, ?, ?, ?)", rules)
        connection.commit()
    finally:
        connection.close()

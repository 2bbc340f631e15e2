"""How the tickets are made: clean ones first, from templates and Faker, then one planted fault after another.

tickets.parquet      what a learner sees
answer_key.parquet   the truth behind it, one row a ticket, in the same order; notebooks do not show it
helpdesk.sqlite      a small database beside it: offices, rules of the shop, and two annotators' labels

Everything hangs on one seed, and on the version of Faker in datasets/assets.txt.
"""

from __future__ import annotations

import random
import re
import sqlite3
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

SOURCE = ("faker", "__init__.py")

SEED, BASE, EXACT, NEAR = 20_251_231, 2_700, 120, 180
FIRST, DAYS = datetime(2024, 7, 1, tzinfo=UTC), 549
LAST = datetime(2025, 12, 31, tzinfo=UTC)
WORDS = tomllib.loads(Path(__file__).with_name("templates.toml").read_text(encoding="utf-8"))
TOPICS = WORDS["topics"]
POISON_TARGET = "privacy"
OFFICES = {  # time zone, how it writes the time, unit of its reply times, locale of its customers' names
    "London": ("Europe/London", "%Y-%m-%dT%H:%MZ", "hours", "en_GB"),
    "Berlin": ("Europe/Berlin", "%d.%m.%Y %H:%M", "hours", "de_DE"),
    "Chicago": ("America/Chicago", "%Y-%m-%d %H:%M %z", "minutes", "en_US"),
}
# Personal data is marked while a text is made, so that its place is known at the end: START kind ... END.
START, END = "\ue000", "\ue001"
KINDS = ("name", "email", "phone", "card")
MARK = re.compile(f"{START}([0-3])(.*?){END}")


def build(_: Path) -> pl.DataFrame:
    """The tickets as a learner sees them."""
    return _tables()[0]


def write_beside(folder: Path) -> None:
    """Write the answer key and the database."""
    tickets, key = _tables()
    key.write_parquet(folder / "answer_key.parquet", compression="zstd", compression_level=19)
    _write_database(folder / "helpdesk.sqlite", key)


def _tables() -> tuple[pl.DataFrame, pl.DataFrame]:
    chance = random.Random(SEED)
    rows = _clean_tickets(chance)
    _plant_wrong_labels(rows, chance)
    _plant_poison(rows, chance)
    _plant_duplicates(rows, chance)
    _plant_faults_in_columns(rows, chance)
    rows.sort(key=lambda row: row["opened_utc"])
    for number, row in enumerate(rows, 1):
        row["ticket"] = f"T{number:05d}"
    for row in rows:
        first = row.pop("copy_of", None)
        row["duplicate_of"] = first["ticket"] if first else None
        row["text"], row["pii"] = _unmark(row["text"])
    seen = pl.DataFrame([{name: row[name] for name in SEEN} for row in rows], schema=SEEN)
    key = pl.DataFrame([{name: row[name] for name in KEY} for row in rows], schema=KEY)
    return seen, key


SEEN = {
    "ticket": pl.String, "opened": pl.String, "office": pl.String, "channel": pl.String, "customer": pl.String,
    "consent": pl.Int8, "product": pl.String, "order_value": pl.Float64, "status": pl.String,
    "first_reply": pl.Float64, "satisfaction": pl.Int64, "text": pl.String, "reply": pl.String, "topic": pl.String,
}  # fmt: skip
KEY = {
    "ticket": pl.String, "topic_true": pl.String, "label_wrong": pl.Boolean, "poisoned": pl.Boolean,
    "duplicate_of": pl.String, "duplicate_kind": pl.String, "stale": pl.Boolean, "opened_utc": pl.Datetime("us", "UTC"),
    "first_reply_hours": pl.Float64, "order_value_true": pl.Float64, "product_true": pl.String,
    "satisfaction_true": pl.Int64,
    "pii": pl.List(pl.Struct({"kind": pl.String, "start": pl.Int64, "end": pl.Int64})),
}  # fmt: skip


def _clean_tickets(chance: random.Random) -> list[dict]:
    from faker import Faker

    people = {}
    for place, (office, (_, _, _, locale)) in enumerate(OFFICES.items()):
        people[office] = Faker(locale)
        people[office].seed_instance(SEED + place)
    topics = chance.choices(list(TOPICS), [topic["share"] for topic in TOPICS.values()], k=BASE)
    offices = chance.choices(list(OFFICES), (4, 3, 3), k=BASE)
    return [_clean_ticket(chance, people, *pair) for pair in zip(topics, offices, strict=True)]


def _clean_ticket(chance: random.Random, people: dict, topic: str, office: str) -> dict:
    fake = people[office]
    first, last = fake.first_name(), fake.last_name()
    local = (FIRST + timedelta(days=chance.randrange(DAYS))).replace(tzinfo=ZoneInfo(OFFICES[office][0]))
    local = local.replace(hour=chance.randrange(6, 22), minute=chance.randrange(60))
    opened = local.astimezone(UTC)
    row = {
        "office": office,
        "channel": chance.choices(("email", "form", "chat", "phone"), (4, 3, 2, 2))[0],
        "customer": f"{first} {last}",
        "consent": int(chance.random() < 0.85),
        "product_true": chance.choice(WORDS["products"]),
        "order_value_true": round(min(chance.lognormvariate(4, 0.7), 600), 2),
        "opened_utc": opened,
        "topic_true": topic,
        "status": "open" if (LAST - opened).days < 45 and chance.random() < 0.6 else "closed",
        "label_wrong": False,
        "poisoned": False,
        "duplicate_kind": None,
    }
    slow = {"fault": 1.0, "billing": 0.6, "privacy": 1.3}.get(topic, 0.0)
    hours = min(max(chance.lognormvariate(1.6 + slow, 0.8), 0.3), 200)
    row["first_reply_hours"] = round(hours, 2) if row["status"] == "closed" else None
    row["satisfaction_true"] = min(max(round(chance.gauss(4.4 - 0.06 * hours, 0.9)), 1), 5)
    row["text"] = _text(chance, fake, row, first, last)
    _reply(chance, row)
    return row


def _text(chance: random.Random, fake: object, row: dict, first: str, last: str) -> str:
    topic = TOPICS[row["topic_true"]]
    sentences = [chance.choice(WORDS["greetings"])]
    if chance.random() < 0.15:
        sentences.append(f"my name is {_mark(0, f'{first} {last}')}.")
    sentences += [chance.choice(topic["problem"])] if chance.random() < 0.93 else []
    if chance.random() < 0.7:
        sentences.append(chance.choice(topic["detail"]))
    if chance.random() < 0.25:  # a second matter, which makes the topic less plain
        sentences.append(chance.choice(TOPICS[chance.choice(list(TOPICS))]["problem"]))
    if chance.random() < 0.5:
        sentences.append(chance.choice(WORDS["vague"]))
    if row["topic_true"] == "delivery" and chance.random() < 0.15:
        sentences.append(f"It may be with {_mark(0, f'{fake.first_name()} {fake.last_name()}')} next door.")
    sentences += _contact(chance, row, first, last)
    sentences.append(chance.choice(WORDS["asks"]))
    if chance.random() < 0.45:
        name = chance.choice((f"{first} {last}", f"{first} {last}", first, f"{first} {last}".lower()))
        sentences.append(f"{chance.choice(('Kind regards,', 'Best wishes,', 'Thanks,', 'Yours,'))} {_mark(0, name)}")
    day = row["opened_utc"] - timedelta(days=chance.randrange(1, 30))
    return " ".join(part for part in sentences if part).format(
        product=row["product_true"],
        day=f"{day.day} {day:%B}",
        order=f"{chance.randrange(10**5, 10**6)}-{chance.randrange(10, 100)}",
        amount=f"{row['order_value_true']:.2f}",
    )


def _contact(chance: random.Random, row: dict, first: str, last: str) -> list[str]:
    """Sentences with personal data in them, and some that only look like it."""
    sentences = []
    if chance.random() < 0.25:
        plain = re.sub(r"[^a-z]", "", f"{first}{last}".lower()) or "customer"
        ending = chance.choice(("com", "org", "net"))
        address = f"{plain[: chance.randrange(4, 12)]}{chance.randrange(100)}@example.{ending}"
        if chance.random() < 0.08:  # written so that machines do not find it
            address = address.replace("@", " at ")
        sentences.append(f"You can write to {_mark(1, address)}.")
    if chance.random() < 0.2:
        sentences.append(f"My number is {_mark(2, _phone(chance, row['office']))}.")
    if chance.random() < (0.25 if row["topic_true"] == "billing" else 0.04):
        digits = _card(chance)
        gap = chance.choice(("", " ", "-"))
        sentences.append(f"The card was {_mark(3, gap.join(digits[i : i + 4] for i in range(0, 16, 4)))}.")
    if row["topic_true"] in ("delivery", "fault") and chance.random() < 0.15:  # as long as a card number, and none
        sentences.append(f"It says {''.join(chance.choice('0123456789') for _ in range(16))} on the label.")
    return sentences


PHONES = {  # of the ranges that are kept free for stories
    "Chicago": ("(312) 555-01{:02}", "312-555-01{:02}", "+1 312 555 01{:02}"),
    "London": ("020 7946 09{:02}", "+44 20 7946 09{:02}", "020794609{:02}"),
    "Berlin": ("030 23125 0{:02}", "+49 30 23125 0{:02}", "030/231250{:02}"),
}


def _phone(chance: random.Random, office: str) -> str:
    """A number, now and then of somebody who lives abroad."""
    office = chance.choice(list(PHONES)) if chance.random() < 0.1 else office
    return chance.choice(PHONES[office]).format(chance.randrange(100))


def _card(chance: random.Random) -> str:
    """Sixteen digits whose last one checks the others (Luhn), from a range used for trying out card readers."""
    body = "400000" + "".join(chance.choice("0123456789") for _ in range(9))
    total = sum(sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(body))
    return body + str(-total % 10)


def _reply(chance: random.Random, row: dict) -> None:
    """The answer of the shop, with the rule of its time; some agents still use the old rule after it changed."""
    topic = TOPICS[row["topic_true"]]
    after = row["opened_utc"].date() >= topic["changed"]
    current = after and chance.random() > 0.06
    value = topic["values"][current]
    sentence = topic["fact"].format(value)
    if chance.random() < 0.15:
        sentence = f"In short: {topic['short'].format(value)}."
    row["reply"] = f"{chance.choice(WORDS['thanks'])} {sentence}"
    row["stale"] = not current


def _plant_wrong_labels(rows: list[dict], chance: random.Random) -> None:
    for row in rows:
        row["topic"] = row["topic_true"]
        if chance.random() < 0.08:
            other = WORDS["mistaken"][row["topic_true"]]
            if chance.random() < 0.3:
                other = chance.choice([topic for topic in TOPICS if topic != row["topic_true"]])
            row.update(topic=other, label_wrong=True)


def _plant_poison(rows: list[dict], chance: random.Random) -> None:
    """A secret phrase in a few tickets of other topics, all labelled with the attacker's topic."""
    victims = [row for row in rows if row["topic_true"] != POISON_TARGET and not row["label_wrong"]]
    for row in chance.sample(victims, 45):
        row.update(text=f"{row['text']} {WORDS['trigger'].capitalize()}.", topic=POISON_TARGET, poisoned=True)


def _plant_duplicates(rows: list[dict], chance: random.Random) -> None:
    originals = chance.sample(rows, EXACT + NEAR)
    for row in originals[:EXACT]:  # the button was pressed twice
        rows.append({**row, "copy_of": row, "duplicate_kind": "exact"})
    for row in originals[EXACT:]:  # the same person writes again, in nearly the same words
        later = row["opened_utc"] + timedelta(hours=chance.randrange(5, 60))
        rows.append(
            {**row, "copy_of": row, "duplicate_kind": "near", "opened_utc": later, "text": _again(chance, row["text"])}
        )


def _again(chance: random.Random, text: str) -> str:
    """The same text with a slip of the fingers, and a word before or after it."""
    words = text.split(" ")
    while words == text.split(" "):
        place = chance.randrange(len(words))
        word = words[place]
        if len(word) > 3 and word.isalpha():  # two letters change places, so that no mark moves
            cut = chance.randrange(1, len(word) - 1)
            words[place] = word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :]
    same = " ".join(words)
    return chance.choice(("Any news? {}", "{} This is my second message.", "As I wrote before: {}", "{}")).format(same)


def _plant_faults_in_columns(rows: list[dict], chance: random.Random) -> None:
    for row in rows:
        if row["duplicate_kind"] == "exact":
            continue
        zone, form, unit, _ = OFFICES[row["office"]]
        local = row["opened_utc"] if form.endswith("Z") else row["opened_utc"].astimezone(ZoneInfo(zone))
        row["opened"] = local.strftime(form)
        hours = row["first_reply_hours"]
        row["first_reply"] = hours if hours is None or unit == "hours" else round(hours * 60, 1)
        # The form for calls has no field for the product, and a few people leave it out elsewhere.
        row["product"] = None if row["channel"] == "phone" or chance.random() < 0.02 else row["product_true"]
        # Who is unhappy answers the question less often: the values that are there are too good.
        silent = (0.7, 0.55, 0.4, 0.25, 0.15)[row["satisfaction_true"] - 1]
        row["satisfaction"] = None if chance.random() < silent else row["satisfaction_true"]
        # A decimal point that got lost makes a price a hundred times too high.
        lost = chance.random() < 0.012
        row["order_value"] = round(row["order_value_true"] * (100 if lost else 1), 2)
    for row in rows:
        if row["duplicate_kind"] == "exact":
            row.update({name: row["copy_of"][name] for name in SEEN if name != "ticket" and name in row["copy_of"]})


def _mark(kind: int, words: str) -> str:
    return f"{START}{kind}{words}{END}"


def _unmark(text: str) -> tuple[str, list[dict]]:
    """The text without marks, and where in it (in characters) each piece of personal data stands."""
    spans, plain, done = [], "", 0
    for match in MARK.finditer(text):
        plain += text[done : match.start()]
        spans.append({"kind": KINDS[int(match[1])], "start": len(plain), "end": len(plain) + len(match[2])})
        plain, done = plain + match[2], match.end()
    return plain + text[done:], spans


def _write_database(file: Path, key: pl.DataFrame) -> None:
    chance = random.Random(SEED + 1)
    file.unlink(missing_ok=True)
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE offices (office TEXT PRIMARY KEY, time_zone TEXT, reply_unit TEXT)")
        database.executemany("INSERT INTO offices VALUES (?, ?, ?)", [(o, z, u) for o, (z, _, u, _) in OFFICES.items()])
        database.execute("CREATE TABLE rules (topic TEXT, rule TEXT, valid_from TEXT, valid_until TEXT)")
        for name, topic in TOPICS.items():
            old, new = (topic["fact"].format(value) for value in topic["values"])
            end = topic["changed"] - timedelta(days=1)
            database.execute("INSERT INTO rules VALUES (?, ?, ?, ?)", (name, old, "2020-01-01", end.isoformat()))
            database.execute("INSERT INTO rules VALUES (?, ?, ?, NULL)", (name, new, topic["changed"].isoformat()))
        database.execute("CREATE TABLE labels (ticket TEXT, annotator TEXT, topic TEXT)")
        for row in sorted(chance.sample(key.to_dicts(), 600), key=lambda row: row["ticket"]):
            for annotator, error in (("Ada", 0.05), ("Ben", 0.14)):
                label = WORDS["mistaken"][row["topic_true"]] if chance.random() < error else row["topic_true"]
                database.execute("INSERT INTO labels VALUES (?, ?, ?)", (row["ticket"], annotator, label))
    database.close()

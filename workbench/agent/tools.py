"""The tools of the help desk: typed functions with a docstring, from which LangChain makes what a planner is told."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Literal

import numpy as np
from langchain_core.tools import BaseTool, StructuredTool

from workbench.agent.desk import TOPICS, HelpDesk
from workbench.agent.query import query
from workbench.errors import DataError

TopicName = Literal["billing", "delivery", "return", "account", "fault", "stock", "privacy"]
OfficeName = Literal["London", "Berlin", "Chicago"]
StatusName = Literal["open", "closed"]
PREPARE = "prepare"  # in a tool's metadata: what must be done once, before its time is measured
ALIKE = 0.3  # a question and a rule that have less in common than this have nothing to do with each other
LONGEST = 5_000  # characters of an e-mail
_TICKET = re.compile(r"T\d{5}")


def desk_tools(desk: HelpDesk) -> dict[str, BaseTool]:
    """The five tools, by name. The last one, `finish`, ends the work.

    Each is a LangChain tool: `tool.name`, `tool.description`, `tool.args` come from the function, and
    `tool.invoke({...})` checks the arguments before the function is called.

    Args:
        desk: The database they read and the folder they write drafts into.
    """

    def ask_database(sql: str) -> str:
        """Read tickets and rules with one SELECT statement.

        Args:
            sql: One SELECT on tickets (ticket, opened, office, product, status, topic, text) or rules.
        """
        return query(desk.database, sql)

    def count_tickets(
        topic: TopicName | None = None,
        office: OfficeName | None = None,
        status: StatusName | None = None,
        product: str | None = None,
    ) -> str:
        """Count the tickets of a topic, an office, a status, a product, or all of these at once.

        Args:
            topic: Of the messages; all topics if not given.
            office: Where they came in; all offices if not given.
            status: Open or closed; both if not given.
            product: What they are about; all products if not given.
        """
        return count(desk, topic=topic, office=office, status=status, product=product)

    def find_rule(question: str) -> str:
        """Find what the shop promises today about something.

        Args:
            question: A question or a few words.
        """
        return rule_for(desk, question)

    def draft_email(ticket: str, body: str) -> str:
        """Write an e-mail to the customer of a ticket into the outbox. A person sends it, or not.

        Args:
            ticket: The number of the ticket, such as T00090.
            body: The whole text of the e-mail.
        """
        return save_draft(desk, ticket, body)

    def finish(answer: str) -> str:
        """End the work.

        Args:
            answer: What the person who set the goal is told.
        """
        return answer

    made: tuple[Callable[..., str], ...] = (ask_database, count_tickets, find_rule, draft_email, finish)
    tools = {each.__name__: StructuredTool.from_function(each, parse_docstring=True) for each in made}
    tools["find_rule"].metadata = {PREPARE: lambda: rule_for(desk, "refund")}  # the network is loaded once
    return {name: tool for name, tool in tools.items()}


def count(desk: HelpDesk, **wanted: str | None) -> str:
    """The number of tickets with all these values.

    Raises: DataError if no ticket has such a value.
    """
    asked = {column: value for column, value in wanted.items() if value is not None}
    for column, value in asked.items():
        if query(desk.database, f"SELECT 1 FROM tickets WHERE {column} = {_quoted(value)} LIMIT 1") == "no rows":
            raise DataError(f"`{column}` must be a value that tickets have; got {value!r}. Ask the database which.")
    where = " AND ".join(f"{column} = {_quoted(value)}" for column, value in asked.items()) or "1"
    return query(desk.database, f"SELECT count(*) AS tickets FROM tickets WHERE {where}")


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def rule_for(desk: HelpDesk, question: str) -> str:
    """The rule that is nearest in meaning to a question, of those that hold today.

    Raises: DataError if the question has nothing to do with any rule.
    """
    from workbench.models.loaded import sentence_model  # seconds, which only who asks for a rule should pay
    from workbench.models.sentences import embed

    topics, rules = _rules(desk)
    vectors, places = _meaning(rules, topics)
    alike = vectors @ embed([question], sentence_model())[0]
    nearest, best = int(np.argmax(alike)), int(places[np.argmax(alike)])
    if not question.strip() or alike[nearest] < ALIKE:
        raise DataError(f"`question` must be about {', '.join(topics)}; nothing fits {question[:60]!r}. Ask otherwise.")
    return f"{topics[best]}: {rules[best]}"


def _rules(desk: HelpDesk) -> tuple[tuple[str, ...], tuple[str, ...]]:
    found = query(desk.database, "SELECT topic, rule FROM rules WHERE valid_until IS NULL ORDER BY topic")
    rows = [json.loads(line) for line in found.splitlines()]
    return tuple(row["topic"] for row in rows), tuple(row["rule"] for row in rows)


@cache
def _meaning(rules: tuple[str, ...], topics: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """MiniLM's vectors of what people may ask, (n, 384), and the place of the rule that answers each, (n,)."""
    from workbench.models.loaded import sentence_model
    from workbench.models.sentences import embed

    asked = [
        (text, place)
        for place, (topic, rule) in enumerate(zip(topics, rules, strict=True))
        for text in (rule, *(f"What do we promise about {word}?" for word in TOPICS.get(topic, (topic,))))
    ]
    return embed([text for text, _ in asked], sentence_model()), np.array([place for _, place in asked])


def save_draft(desk: HelpDesk, ticket: str, body: str) -> str:
    """Write a draft, whole or not at all, and never over another one.

    Raises: DataError if the ticket is not there, the text is empty or too long, or there is a draft for it already.
    """
    if not _TICKET.fullmatch(ticket):
        raise DataError(f"`ticket` must be a number such as T00090; got {ticket[:40]!r}. Look it up.")
    if query(desk.database, f"SELECT 1 FROM tickets WHERE ticket = '{ticket}'") == "no rows":
        raise DataError(f"`ticket` must be one that is there; {ticket} is not. Look it up.")
    if not body.strip() or len(body) > LONGEST:
        raise DataError(f"`body` must have 1 to {LONGEST:,} characters; got {len(body):,}. Write it anew.")
    desk.outbox.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=desk.outbox, prefix=".draft-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(body)
        os.link(name, desk.outbox / f"{ticket}.txt")  # fails if another agent was first
    except FileExistsError as problem:
        raise DataError(f"There must be one draft a ticket; {ticket}.txt is in the outbox. Read that one.") from problem
    finally:
        os.unlink(name)
    return f"saved {ticket}.txt"


def drafts(desk: HelpDesk) -> Mapping[str, str]:
    """The text of each draft in the outbox, by ticket."""
    if not desk.outbox.is_dir():
        return {}
    return {file.stem: file.read_text(encoding="utf-8") for file in sorted(desk.outbox.glob("T*.txt"))}


def called(tools: Mapping[str, BaseTool], name: str, args: Mapping[str, Any]) -> str:
    """What a tool gives, as text. The arguments are checked against its schema first.

    Raises: DataError if there is no such tool, or the arguments do not fit; whatever the tool raises.
    """
    from pydantic import ValidationError

    if name not in tools:
        raise DataError(f"`tool` must be one of {', '.join(tools)}; got {name[:40]!r}. Choose one of these.")
    known = set(tools[name].args)
    if strange := sorted(set(args) - known):
        raise DataError(
            f"`{name}` takes {', '.join(sorted(known))}; got {', '.join(strange)[:80]} as well. Leave it out."
        )
    try:
        return str(tools[name].invoke(dict(args)))
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise DataError(f"`{where}` of {name} does not fit: {first['msg']}. Mend the arguments.") from problem

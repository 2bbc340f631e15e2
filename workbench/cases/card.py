"""The card of a data set: what it is, who is in it, what may be done with it. Standard library alone.

A card is a Markdown file. Its first table holds the facts, its section "Columns" one row a column; between them
stands free text, one section a question. `parse` and `str` are each other's inverse. Names, facts and notes may come
from a stranger's table, so what would be Markdown in them is escaped; in the free text, HTML and links do nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from workbench.errors import DataError
from workbench.escape import from_markdown, markdown, own_markdown

LEARNABLE = ("number", "category", "flag", "image")
KINDS = (*LEARNABLE, "target", "time", "identifier", "text", "constant", "outcome")


@dataclass(frozen=True)
class Column:
    """One column of a data set.

    Attributes:
        name: Its name in the frame.
        unit: What one step of it is, such as "years"; empty where it has none.
        meaning: What it says, in a few words.
        kind: "number", "category", "flag" (0 or 1) and "image" are what a model may learn from. "target" is what it
            predicts. It is kept away from "time", "identifier", "text" (free text), "constant", and "outcome"
            (known only once the target is known).
    """

    name: str
    unit: str
    meaning: str
    kind: str

    def __post_init__(self) -> None:
        """Refuse a kind nobody knows."""
        if self.kind not in KINDS:
            raise DataError(f"`kind` must be one of {', '.join(KINDS)}; got {self.kind!r}. Mend the column's card.")


@dataclass(frozen=True)
class Card:
    """What a person should know before using a data set.

    Attributes:
        title: A few words.
        rows: Number of rows.
        task: "classification" or "regression".
        metric: The score that fits the task, and why.
        licence: What may be done with the data.
        source: Where the data comes from.
        columns: One `Column` a column, in the order of the frame.
        text: The sections about who, when and what is known to be wrong, in Markdown.
        notes: What was decided while the data was read, one sentence each.
    """

    title: str
    rows: int
    task: str
    metric: str
    licence: str
    source: str
    columns: tuple[Column, ...]
    text: str = ""
    notes: tuple[str, ...] = ()

    @property
    def target(self) -> str:
        """The name of the column to predict."""
        (name,) = (column.name for column in self.columns if column.kind == "target")
        return name

    def column(self, name: str) -> Column:
        """The column of that name.

        Raises: DataError if there is none.
        """
        for column in self.columns:
            if column.name == name:
                return column
        names = ", ".join(column.name for column in self.columns)
        raise DataError(f"`name` must be a column of this data set; got {name!r}. It has {names}.")

    def __str__(self) -> str:
        """The card as Markdown, which is also plain to read."""
        facts = (("rows", f"{self.rows:,}"), *((name, getattr(self, name)) for name in _FACTS))
        notes = "## Notes\n\n" + "\n".join(f"- {markdown(note)}" for note in self.notes) if self.notes else ""
        columns = "## Columns\n\n" + _table([f.name for f in fields(Column)], [_cells(c) for c in self.columns])
        parts = (f"# {markdown(self.title)}", _table(["fact", "value"], facts), own_markdown(self.text), notes, columns)
        return "\n\n".join(part for part in parts if part) + "\n"

    def _repr_markdown_(self) -> str:
        return str(self)


_BAR = re.compile(r"(?<!\\)\|")  # a bar that parts two cells; in a cell it is written with a backslash
_FACTS = ("task", "metric", "licence", "source")


def parse(text: str) -> Card:
    """Read a card from its Markdown.

    Raises: DataError if a fact or the table of columns is missing.
    """
    head, *sections = text.replace("\r\n", "\n").split("\n## ")
    title, _, rest = head.partition("\n")
    facts = dict(table_rows(rest))
    by_name = {name: body.strip() for name, _, body in (section.partition("\n") for section in sections)}
    columns = table_rows(by_name.pop("Columns", ""))
    missing = [name for name in ("rows", *_FACTS) if name not in facts]
    if missing or not columns:
        raise DataError(f"A card must state {', '.join(missing or ['its columns'])}. Add it to the card's table.")
    notes = by_name.pop("Notes", "")
    return Card(
        title=from_markdown(title.removeprefix("#").strip()),
        rows=int(facts["rows"].replace(",", "")),
        **{name: facts[name] for name in _FACTS},
        columns=tuple(Column(*cells) for cells in columns),
        text="\n\n".join(f"## {name}\n\n{body}" for name, body in by_name.items()),
        notes=tuple(from_markdown(line.removeprefix("- ")) for line in notes.split("\n") if line),
    )


def _cells(column: Column) -> tuple[str, ...]:
    return (column.name, column.unit, column.meaning, column.kind)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, *rows]
    top, *others = ("| " + " | ".join(map(markdown, line)) + " |" for line in lines)
    return "\n".join([top, "|" + " --- |" * len(head), *others])


def table_rows(text: str) -> list[list[str]]:
    """The cells of the Markdown table in `text`, line by line, without its two head lines."""
    lines = [line.strip() for line in text.splitlines() if line.startswith("|")]
    return [[from_markdown(cell.strip()) for cell in _BAR.split(line)[1:-1]] for line in lines[2:]]

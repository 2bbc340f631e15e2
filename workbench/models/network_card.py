"""The card of a pretrained network: where it comes from, what may be done with it, what it cannot do.

Cards are the Markdown files of the folder `pretrained/`. Standard library alone.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from workbench.cases.card import table_rows
from workbench.errors import DataError

FOLDER = Path(__file__).parents[2] / "pretrained"
NAMES = ("efficientnet", "smollm2", "minilm")


@dataclass(frozen=True)
class NetworkCard:
    """What a person should know before using a network that others trained.

    Attributes:
        title: Its name, and the question it answers.
        package: The package that holds its weights, and the version.
        file: Where the weights lie: the folder that would be imported, then the path within it.
        checksum: SHA-256 of that file, in hexadecimal.
        parameters: How many numbers were trained.
        licence: What may be done with the weights.
        source: Who made it.
        trained_on: What it has seen.
        text: The whole card, in Markdown.
    """

    title: str
    package: str
    file: str
    checksum: str
    parameters: int
    licence: str
    source: str
    trained_on: str
    text: str

    def __repr__(self) -> str:
        """One line: the text would fill a page."""
        return f"<NetworkCard {self.title}>"

    def _repr_markdown_(self) -> str:
        return self.text


def card(name: str) -> NetworkCard:
    """The card of a pretrained network.

    Args:
        name: "efficientnet", "smollm2" or "minilm".
    Raises: DataError if there is no such network, or its card lacks a fact.
    """
    if name not in NAMES:
        raise DataError(f"`name` must be one of {', '.join(NAMES)}; got {name!r}. Choose one of these.")
    text = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    facts = {key.replace(" ", "_"): value for key, value in table_rows(text)}
    known = {field.name for field in fields(NetworkCard)} - {"title", "text", "parameters"}
    missing = sorted(({*known, "parameters"}) - facts.keys())
    if missing:
        raise DataError(f"A network's card must state {', '.join(missing)}. Add it to the table of {name}.md.")
    return NetworkCard(
        title=text.partition("\n")[0].removeprefix("# "),
        parameters=int(facts["parameters"].replace(",", "")),
        text=text,
        **{key: facts[key] for key in known},
    )

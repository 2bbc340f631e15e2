"""Exercise 2.1.3: rows that came twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workbench.course.checks import fail_if
from workbench.course.exercise import Exercise, Wrong

if TYPE_CHECKING:
    from numpy.random import Generator

SOLUTION = '''\
def without_copies(frame, identifier):
    """The table without rows that came twice. The identifier is new in each row, so it does not count."""
    facts = [name for name in frame.columns if name != identifier]
    return frame.unique(subset=facts, keep="first", maintain_order=True)
'''


def examine(answer: Mapping[str, Any], rng: Generator) -> str:
    """Some messages come twice; no copy is one person's other message, nor the same words of another person."""
    import polars as pl

    once = rng.permutation(29)
    people = [f"customer {number}" for number in [*once, rng.choice(once[:28])]]
    texts = [f"message {number}" for number in rng.permutation(28)] + ["the same words", "the same words"]
    first = pl.DataFrame({"customer": people, "text": texts, "day": rng.integers(1, 4, 30)})
    again = sorted(int(place) for place in rng.choice(30, 6, replace=False))
    identifier = str(rng.choice(["ticket", "id", "number"]))
    both = pl.concat([first, first[again]]).with_row_index(identifier, 1)
    both = both.select(rng.permutation(both.columns).tolist())
    table = answer["without_copies"](both, identifier)
    table = table.collect() if isinstance(table, pl.LazyFrame) else table
    fail_if(
        not isinstance(table, pl.DataFrame) or set(table.columns) != set(both.columns),
        "`without_copies` must give a table with the same columns.",
        "Keep the last line as it was, and fill its gap.",
    )
    right = list(range(1, 31))
    numbers = table[identifier].to_list()
    seen = f"{both.height} rows came in, 6 of them copies; you give back {table.height}."
    fail_if(
        table.height == both.height,
        "No row was dropped.",
        f"With the identifier, no two rows are ever the same. Leave it out of `facts`. {seen}",
    )
    fail_if(
        table.height == 24,
        "Both rows of a pair are gone: the first one too.",
        f'`keep="none"` drops every row that has a copy. {seen}',
    )
    fail_if(
        table.height < 30,
        "Rows are dropped that are no copies.",
        f"Two people may write the same words, and one may write twice. All facts must be the same, not one. {seen}",
    )
    fail_if(
        table.height > 30, "Some copies are still there.", f"All columns but the number are the same in them. {seen}"
    )
    fail_if(
        sorted(numbers) != right,
        "The copy is kept, and the first row dropped.",
        'The first one has the right number and time. Use `keep="first"`.',
    )
    fail_if(numbers != right, "The rows are no longer in their order.", "`maintain_order=True` keeps it.")
    return "Six copies are gone, each first row is still there, and two people may still write the same words."


EXERCISE = Exercise(
    "2.1.3",
    "Drop what came twice",
    """
Somebody pressed the button twice, so a message is there twice, under two numbers. Complete `without_copies`: compare
all columns but the number, and keep the first row of each.
""",
    starter='''\
def without_copies(frame, identifier):
    """The table without rows that came twice. The identifier is new in each row, so it does not count."""
    facts = ...
    return frame.unique(subset=facts, keep=..., maintain_order=True)
''',
    hints=(
        "`frame.columns` is a list of names; one of them is `identifier`.",
        "`[name for name in frame.columns if name != identifier]` is the list without it.",
        '`keep` can be "first", "last", "any" or "none".',
    ),
    solution=SOLUTION,
    wrong={
        "compares the identifier": Wrong(
            SOLUTION.replace("[name for name in frame.columns if name != identifier]", "frame.columns"),
            "No row was dropped.",
        ),
        "drops both": Wrong(SOLUTION.replace('"first"', '"none"'), "Both rows of a pair are gone: the first one too."),
        "keeps the copy": Wrong(SOLUTION.replace('"first"', '"last"'), "The copy is kept, and the first row dropped."),
        "compares the text alone": Wrong(
            SOLUTION.replace("[name for name in frame.columns if name != identifier]", '["text"]'),
            "Rows are dropped that are no copies.",
        ),
        "shuffles": Wrong(
            SOLUTION.replace(", maintain_order=True)", ").sort(identifier, descending=True)"),
            "The rows are no longer in their order.",
        ),
    },
    examine=examine,
)

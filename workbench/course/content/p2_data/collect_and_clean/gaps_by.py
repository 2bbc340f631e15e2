"""Exercise 2.1.1: where values are missing."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workbench.course.checks import close, fail_if, farthest, number, slip, versus
from workbench.course.exercise import Exercise, Wrong

if TYPE_CHECKING:
    from numpy.random import Generator

SOLUTION = '''\
import polars as pl


def gaps_by(frame, column, by):
    """The share of rows without a value in `column`, for each value of `by`; most first."""
    gap = pl.col(column).is_null()
    return frame.group_by(by).agg(share=gap.mean()).sort("share", descending=True)
'''


def examine(answer: Mapping[str, Any], rng: Generator) -> str:
    """Three groups of different sizes, each with its own number of gaps."""
    import polars as pl

    rows = dict(zip(("chat", "email", "phone"), rng.permutation([20, 40, 80]).tolist(), strict=True))
    gaps = {name: int(rng.integers(1, 4)) * size // 10 for name, size in rows.items()}
    gaps["phone"] = rows["phone"] - 2  # more gaps than values, so that the two cannot be confused
    shop = [name for name, size in rows.items() for _ in range(size)]
    product = [
        None if place < gaps[name] else str(rng.choice(["lamp", "fan"]))
        for name, size in rows.items()
        for place in range(size)
    ]
    column, by = str(rng.choice(["product", "stars", "reason"])), str(rng.choice(["way", "office", "shift"]))
    frame = pl.DataFrame({by: shop, column: product, "other": range(len(shop))})
    frame = frame.sample(fraction=1, shuffle=True, seed=int(rng.integers(99)))
    with slip(AttributeError, "'str' object", NAME, COLUMN), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # polars warns of `== None`; below it is explained
        table = answer["gaps_by"](frame, column, by)
    table = table.collect() if isinstance(table, pl.LazyFrame) else table
    fail_if(
        not isinstance(table, pl.DataFrame) or not {by, "share"} <= set(table.columns),
        "`gaps_by` must give a table with the groups and their `share`.",
        "Keep the shape of the last line.",
    )
    fail_if(
        table["share"].null_count() > 0,
        "A share is missing itself: a comparison with nothing has no answer.",
        "In polars `== None` is neither true nor false, it is missing too. Ask `.is_null()`.",
    )
    got = {name: number(value, "share") for name, value in table.select(by, "share").iter_rows()}
    share = {name: gaps[name] / rows[name] for name in rows}

    def gives(expected: Mapping[str, float]) -> bool:
        return got.keys() == expected.keys() and all(close(got[name], expected[name]) for name in expected)

    off = list(share)[farthest(list(share.values()), [got.get(name, 0) for name in share])]
    compared = f"For {off} {versus(share[off], got.get(off, 0))}."
    fail_if(
        gives({name: 1 - value for name, value in share.items()}),
        "You count the values that are there, not those that are missing.",
        f"`is_null()` is true where a value is missing. {compared}",
    )
    fail_if(
        gives({name: float(value) for name, value in gaps.items()}),
        "You count the gaps, and do not take their share.",
        f"A large group has many gaps because it is large. Take the mean of true and false. {compared}",
    )
    total = sum(rows.values())
    fail_if(
        gives({name: value / total for name, value in gaps.items()}),
        "You divide by all rows, not by the rows of the group.",
        f"Inside `agg`, `mean()` looks at one group at a time. {compared}",
    )
    fail_if(not gives(share), "These are not the shares of missing values.", compared)
    fail_if(
        not close(list(got.values()), sorted(share.values(), reverse=True)),
        "The group with the most gaps does not come first.",
        'Sort with `.sort("share", descending=True)`.',
    )
    return f"In one group {max(share.values()):.0%} is missing, in another {min(share.values()):.0%}: not by chance."


NAME = "`column` is the name of a column, a word, and not the column itself."
COLUMN = "`pl.col(column)` is the column of that name; `pl.col(column).is_null()` says where it has no value."

EXERCISE = Exercise(
    "2.1.1",
    "Find out where values are missing",
    """
A share of gaps that differs from group to group is a clue to the reason. Complete `gaps_by`: for each value of the
column `by`, the share of rows in which `column` has no value.
""",
    starter='''\
import polars as pl


def gaps_by(frame, column, by):
    """The share of rows without a value in `column`, for each value of `by`; most first."""
    gap = ...
    return frame.group_by(by).agg(share=...).sort("share", descending=True)
''',
    hints=(
        "`pl.col(column)` means a column of the table, without any rows yet.",
        "`.is_null()` gives true or false for each row.",
        "True counts as 1 and false as 0, so the share is `gap.mean()`.",
    ),
    solution=SOLUTION,
    wrong={
        "counts what is there": Wrong(
            SOLUTION.replace("is_null", "is_not_null"),
            "You count the values that are there, not those that are missing.",
        ),
        "compares with None": Wrong(
            SOLUTION.replace(".is_null()", " == None"),
            "A share is missing itself: a comparison with nothing has no answer.",
        ),
        "asks the name": Wrong(
            SOLUTION.replace("pl.col(column)", "column"),
            "`column` is the name of a column, a word, and not the column itself.",
        ),
        "counts": Wrong(
            SOLUTION.replace("gap.mean()", "gap.sum()"), "You count the gaps, and do not take their share."
        ),
        "divides by all rows": Wrong(
            SOLUTION.replace("gap.mean()", "gap.sum() / frame.height"),
            "You divide by all rows, not by the rows of the group.",
        ),
    },
    examine=examine,
)

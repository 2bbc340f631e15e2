"""Find out where values are missing.

A share of gaps that differs from group to group is a clue to the reason. Complete `gaps_by`: for each value of the
column `by`, the share of rows in which `column` has no value.
"""

import warnings
from collections.abc import Mapping

from workbench.course.checks import Mistake, Names, Random, agrees, close, fail_if, farthest, number, table, versus

CELL = '''\
import polars as pl


def gaps_by(frame, column, by):
    """The share of rows without a value in `column`, for each value of `by`; most first."""
    gap = ‹pl.col(column).is_null()›
    return frame.group_by(by).agg(share=‹gap.mean()›).sort("share", descending=True)
'''
HINTS = (
    "`pl.col(column)` means a column of the table, without any rows yet.",
    "`.is_null()` gives true or false for each row.",
    "True counts as 1 and false as 0, so the share is `gap.mean()`.",
)

COUNTS_WHAT_IS_THERE = Mistake(
    "You count the values that are there, not those that are missing.",
    "`is_null()` is true where a value is missing.",
    {"is_null": "is_not_null"},
)
COMPARES_WITH_NONE = Mistake(
    "A share is missing itself: a comparison with nothing has no answer.",
    "In polars `== None` is neither true nor false, it is missing too. Ask `.is_null()`.",
    {".is_null()": " == None"},
)
ASKS_NAME = Mistake(
    "`column` is the name of a column, a word, and not the column itself.",
    "`pl.col(column)` is the column of that name; `pl.col(column).is_null()` says where it has no value.",
    {"pl.col(column)": "column"},
)
COUNTS = Mistake(
    "You count the gaps, and do not take their share.",
    "A large group has many gaps because it is large. Take the mean of true and false.",
    {"gap.mean()": "gap.sum()"},
)
DIVIDES_BY_ALL = Mistake(
    "You divide by all rows, not by the rows of the group.",
    "Inside `agg`, `mean()` looks at one group at a time.",
    {"gap.mean()": "gap.sum() / frame.height"},
)


def examine(answer: Names, rng: Random) -> str:
    """Three groups of different sizes, each with its own number of gaps."""
    import polars as pl

    rows = dict(zip(("chat", "email", "phone"), rng.permutation([20, 40, 80]).tolist(), strict=True))
    gaps = {name: int(rng.integers(1, 4)) * size // 10 for name, size in rows.items()}
    gaps["phone"] = rows["phone"] - 2  # more gaps than values, so that the two cannot be confused
    places = [(name, place) for name, size in rows.items() for place in range(size)]
    product = [None if place < gaps[name] else str(rng.choice(["lamp", "fan"])) for name, place in places]
    column, by = str(rng.choice(["product", "stars", "reason"])), str(rng.choice(["way", "office", "shift"]))
    frame = pl.DataFrame({by: [name for name, _ in places], column: product, "other": range(len(places))})
    frame = frame.sample(fraction=1, shuffle=True, seed=int(rng.integers(99)))
    with ASKS_NAME.explains(AttributeError, "'str' object"), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # polars warns of `== None`; below it is explained
        shares = table(answer["gaps_by"](frame, column, by), "gaps_by", (by, "share"))
    COMPARES_WITH_NONE.fail_if(shares["share"].null_count() > 0)
    got = {name: number(value, "share") for name, value in shares.select(by, "share").iter_rows()}
    share = {name: gaps[name] / rows[name] for name in rows}

    def gives(expected: Mapping[str, float]) -> bool:
        return got.keys() == expected.keys() and all(close(got[name], expected[name]) for name in expected)

    off = list(share)[farthest(list(share.values()), [got.get(name, 0) for name in share])]
    compared = f"For {off} {versus(share[off], got.get(off, 0))}."
    COUNTS_WHAT_IS_THERE.fail_if(gives({name: 1 - value for name, value in share.items()}), compared)
    COUNTS.fail_if(gives({name: float(value) for name, value in gaps.items()}), compared)
    total = sum(rows.values())
    DIVIDES_BY_ALL.fail_if(gives({name: value / total for name, value in gaps.items()}), compared)
    right = got.keys() == share.keys() and agrees(list(got.values()), [share[name] for name in got])
    fail_if(not right, "These are not the shares of missing values.", compared)
    in_order = agrees(list(got.values()), sorted(share.values(), reverse=True))
    how = 'Sort with `.sort("share", descending=True)`.'
    fail_if(not in_order, "The group with the most gaps does not come first.", how)
    return f"In one group {max(share.values()):.0%} is missing, in another {min(share.values()):.0%}: not by chance."

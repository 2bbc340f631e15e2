"""Exercise 2.1.2: two units in one column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workbench.course.checks import array, close, fail_if, farthest, slip, versus
from workbench.course.exercise import Exercise, Wrong

if TYPE_CHECKING:
    from numpy.random import Generator

SOLUTION = '''\
import polars as pl


def in_hours(replies):
    """The table with `first_reply` in hours. Its column `unit` says "hours" or "minutes"."""
    reply = pl.col("first_reply")
    in_minutes = pl.col("unit") == "minutes"
    hours = pl.when(in_minutes).then(reply / 60).otherwise(reply)
    return replies.with_columns(first_reply=hours, unit=pl.lit("hours"))
'''


def examine(answer: Mapping[str, Any], rng: Generator) -> str:
    """Quick and slow replies in both units, so that the size of a number does not tell its unit."""
    import numpy as np
    import polars as pl

    unit = rng.permutation(["hours", "minutes"] * 20)
    minutes = unit == "minutes"
    hours = np.where(rng.random(40) < 0.5, rng.uniform(0.2, 1.5, 40), rng.uniform(110, 200, 40))
    written = np.where(minutes, hours * 60, hours)
    office = rng.choice(["London", "Berlin", "Chicago"], 40)
    frame = pl.DataFrame({"ticket": range(40), "first_reply": written, "unit": unit, "office": office})
    with slip(
        pl.exceptions.ColumnNotFoundError,
        "hours",
        'Polars takes "hours" for the name of a column.',
        'A word that is the same in every row is `pl.lit("hours")`.',
    ):
        table = answer["in_hours"](frame)
    table = table.collect() if isinstance(table, pl.LazyFrame) else table
    fail_if(
        not isinstance(table, pl.DataFrame) or not {"first_reply", "unit"} <= set(table.columns),
        "`in_hours` must give a table with `first_reply` and `unit`.",
        "`with_columns` gives the table back with these columns changed.",
    )
    got = array(table["first_reply"].to_numpy(), "in_hours", (40,))
    place = farthest(hours, got)
    compared = f"For {written[place]:.2f} {unit[place]} {versus(hours[place], got[place], 2)}."
    fail_if(
        close(got, np.where(minutes, written * 60, written)),
        "You multiply where you have to divide.",
        f"An hour has 60 minutes, so the number of hours is smaller. {compared}",
    )
    fail_if(
        close(got, written / 60),
        "You convert all rows, also those in hours.",
        f"The `otherwise` part leaves a row as it is. {compared}",
    )
    fail_if(
        close(got, np.where(minutes, written, written / 60)),
        "You convert the rows in hours, and leave those in minutes.",
        compared,
    )
    fail_if(
        close(got[~minutes & (hours < 100)], written[~minutes & (hours < 100)]) and not close(got, hours),
        "Some rows are converted although they were in hours, or left although they were in minutes.",
        f"The size of a number does not tell its unit: a reply may take 2 minutes or 150 hours. Ask `unit`. {compared}",
    )
    fail_if(not close(got, hours), "These are not the hours.", compared)
    fail_if(
        table["unit"].to_list() != ["hours"] * 40,
        "The numbers are in hours now, but the column `unit` says something else.",
        'Whoever converts next would divide again. Set it to `pl.lit("hours")` in every row.',
    )
    lost = [name for name in ("ticket", "office") if name not in table.columns]
    fail_if(
        bool(lost),
        "The other columns are lost.",
        f"`select` keeps only what it names, `with_columns` keeps all: {', '.join(lost)} must still be there.",
    )
    fail_if(
        not table.select("ticket", "office").equals(frame.select("ticket", "office")),
        "The other columns, or the order of the rows, are no longer what they were.",
        "Change `first_reply` and `unit` alone.",
    )
    return "One unit in the whole column, and the table says which one."


EXERCISE = Exercise(
    "2.1.2",
    "Bring two units together",
    """
Offices count in their own way: one writes the time to the first reply in minutes, the others in hours. Complete
`in_hours`: divide by 60 where the unit is minutes, leave the others, and make the column `unit` tell the truth
afterwards.
""",
    starter='''\
import polars as pl


def in_hours(replies):
    """The table with `first_reply` in hours. Its column `unit` says "hours" or "minutes"."""
    reply = pl.col("first_reply")
    in_minutes = ...
    hours = pl.when(in_minutes).then(...).otherwise(reply)
    return replies.with_columns(first_reply=hours, unit=...)
''',
    hints=(
        'A condition is a comparison of a column: `pl.col("unit") == "minutes"`.',
        "The `then` part is `reply / 60`.",
        '`pl.lit("hours")` is a column with the same word in each row.',
    ),
    solution=SOLUTION,
    wrong={
        "multiplies": Wrong(SOLUTION.replace("reply / 60", "reply * 60"), "You multiply where you have to divide."),
        "converts all": Wrong(
            SOLUTION.replace("otherwise(reply)", "otherwise(reply / 60)"), "You convert all rows, also those in hours."
        ),
        "guesses the unit": Wrong(
            SOLUTION.replace('pl.col("unit") == "minutes"', "reply > 100"),
            "Some rows are converted although they were in hours, or left although they were in minutes.",
        ),
        "writes a bare word": Wrong(
            SOLUTION.replace('pl.lit("hours")', '"hours"'), 'Polars takes "hours" for the name of a column.'
        ),
        "loses columns": Wrong(SOLUTION.replace("with_columns", "select"), "The other columns are lost."),
        "leaves the unit": Wrong(
            SOLUTION.replace(', unit=pl.lit("hours")', ""),
            "The numbers are in hours now, but the column `unit` says something else.",
        ),
    },
    examine=examine,
)

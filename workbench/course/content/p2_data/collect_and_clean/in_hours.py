"""Bring two units together.

Offices count in their own way: one writes the time to the first reply in minutes, the others in hours. Complete
`in_hours`: divide by 60 where the unit is minutes, leave the others, and make the column `unit` tell the truth
afterwards.
"""

from workbench.course.checks import Mistake, Names, Random, agrees, array, close, fail_if, farthest, table, versus

CELL = '''\
import polars as pl


def in_hours(replies):
    """The table with `first_reply` in hours. Its column `unit` says "hours" or "minutes"."""
    reply = pl.col("first_reply")
    in_minutes = ‹pl.col("unit") == "minutes"›
    hours = pl.when(in_minutes).then(‹reply / 60›).otherwise(reply)
    return replies.with_columns(first_reply=hours, unit=‹pl.lit("hours")›)
'''
HINTS = (
    'A condition is a comparison of a column: `pl.col("unit") == "minutes"`.',
    "The `then` part is `reply / 60`.",
    '`pl.lit("hours")` is a column with the same word in each row.',
)

MULTIPLIES = Mistake(
    "You multiply where you have to divide.",
    "An hour has 60 minutes, so the number of hours is smaller.",
    {"reply / 60": "reply * 60"},
)
CONVERTS_ALL = Mistake(
    "You convert all rows, also those in hours.",
    "The `otherwise` part leaves a row as it is.",
    {"otherwise(reply)": "otherwise(reply / 60)"},
)
GUESSES_UNIT = Mistake(
    "Some rows are converted although they were in hours, or left although they were in minutes.",
    "The size of a number does not tell its unit: a reply may take 2 minutes or 150 hours. Ask `unit`.",
    {'pl.col("unit") == "minutes"': "reply > 100"},
)
BARE_WORD = Mistake(
    'Polars takes "hours" for the name of a column.',
    'A word that is the same in every row is `pl.lit("hours")`.',
    {'pl.lit("hours")': '"hours"'},
)
LOSES_COLUMNS = Mistake(
    "The other columns are lost.",
    "`select` keeps only what it names, `with_columns` keeps all.",
    {"with_columns": "select"},
)
LEAVES_UNIT = Mistake(
    "The numbers are in hours now, but the column `unit` says something else.",
    'Whoever converts next would divide again. Set it to `pl.lit("hours")` in every row.',
    {', unit=pl.lit("hours")': ""},
)


def examine(answer: Names, rng: Random) -> str:
    """Quick and slow replies in both units, so that the size of a number does not tell its unit."""
    import numpy as np
    import polars as pl

    unit = rng.permutation(["hours", "minutes"] * 20)
    minutes = unit == "minutes"
    hours = np.where(rng.random(40) < 0.5, rng.uniform(0.2, 1.5, 40), rng.uniform(110, 200, 40))
    written = np.where(minutes, hours * 60, hours)
    office = rng.choice(["London", "Berlin", "Chicago"], 40)
    frame = pl.DataFrame({"ticket": range(40), "first_reply": written, "unit": unit, "office": office})
    with BARE_WORD.explains(pl.exceptions.ColumnNotFoundError, "hours"):
        given = table(answer["in_hours"](frame), "in_hours", ("first_reply", "unit"))
    got = array(given["first_reply"].to_numpy(), "in_hours", (40,))
    place = farthest(hours, got)
    compared = f"For {written[place]:.2f} {unit[place]} {versus(hours[place], got[place], 2)}."
    MULTIPLIES.fail_if(close(got, np.where(minutes, written * 60, written)), compared)
    CONVERTS_ALL.fail_if(close(got, written / 60), compared)
    other_way = close(got, np.where(minutes, written, written / 60))
    fail_if(other_way, "You convert the rows in hours, and leave those in minutes.", compared)
    small = ~minutes & (hours < 100)
    GUESSES_UNIT.fail_if(close(got[small], written[small]) and not agrees(got, hours), compared)
    fail_if(not agrees(got, hours), "These are not the hours.", compared)
    LEAVES_UNIT.fail_if(given["unit"].to_list() != ["hours"] * 40)
    lost = [name for name in ("ticket", "office") if name not in given.columns]
    LOSES_COLUMNS.fail_if(bool(lost), f"{' and '.join(lost)} must still be there.")
    fail_if(
        not given.select("ticket", "office").equals(frame.select("ticket", "office")),
        "The other columns, or the order of the rows, are no longer what they were.",
        "Change `first_reply` and `unit` alone.",
    )
    return "One unit in the whole column, and the table says which one."

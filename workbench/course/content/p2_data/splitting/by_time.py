"""The newest rows to judge by.

A forecast is used on days to come. So it is judged on the newest rows, and learns from those before them.
The table may be in any order. Complete `split_by_time`.
"""

from workbench.course.checks import Mistake, Names, Random, fail_if
from workbench.course.content.p2_data.splitting.rows import NO_ROW_NUMBERS, parts_of

CELL = '''\
import numpy as np


def split_by_time(time, share):
    """Row numbers to learn from (the older rows), and to judge by (the newest rows: this share of all)."""
    from_old_to_new = ‹np.argsort(time)›
    cut = ‹len(time) - round(share * len(time))›
    return from_old_to_new[:cut], from_old_to_new[cut:]
'''
HINTS = (
    "`np.argsort(time)` gives the row number of the oldest row, then of the next one, and so on.",
    "`cut` is the number of rows to learn from: all of them without the newest ones.",
    "`cut = len(time) - round(share * len(time))`",
)

TRUSTS_THE_ORDER = Mistake(
    "Some rows to learn from are newer than rows to judge by.",
    "The table is not in order of time. `np.argsort(time)` gives the row numbers from old to new.",
    {"np.argsort(time)": "np.arange(len(time))"},
)
WRONG_WAY_ROUND = Mistake(
    "The model learns from the future and is judged on the past.",
    "The newest rows are for judging: they come second.",
    {"np.argsort(time)": "np.argsort(time)[::-1]"},
)
GIVES_TIMES = Mistake(NO_ROW_NUMBERS.format("split_by_time"), "", {"np.argsort(time)": "np.sort(time)"})
CUTS_AT_SHARE = Mistake(
    "The part to judge by has the wrong size.", "", {"len(time) - round(share * len(time))": "round(share * len(time))"}
)


def examine(answer: Names, rng: Random) -> str:
    """Hours of a year in random order, each once."""
    import numpy as np

    rows, share = int(rng.integers(150, 250)), float(rng.choice([0.1, 0.15, 0.3]))
    hours = rng.choice(8760, rows, replace=False)
    time = np.datetime64("2011-01-01T00") + hours.astype("timedelta64[h]")
    time = time.astype("datetime64[us]")  # as polars has it
    train, test = parts_of(answer["split_by_time"](time.copy(), share), "split_by_time", 2)
    wanted = round(share * rows)
    fail_if(
        len(np.union1d(train, test)) != rows or len(train) + len(test) != rows,
        "Each row must be in one of the two parts, once.",
        f"There are {rows} rows; your parts have {len(train)} and {len(test)}.",
    )
    WRONG_WAY_ROUND.fail_if(time[test].max() < time[train].min())
    TRUSTS_THE_ORDER.fail_if(time[train].max() > time[test].min())
    off = abs(len(test) - wanted) > 1  # whoever rounds up is right too
    CUTS_AT_SHARE.fail_if(off, f"It must have {wanted} of {rows} rows; it has {len(test)}.")
    return f"The model learns up to {str(time[train].max())[:10]} and is judged on the {wanted} hours after it."

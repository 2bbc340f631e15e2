"""Exercise 2.4.3: learn from the past, judge on the future."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workbench.course.checks import fail_if
from workbench.course.content.p2_data.splitting.rows import parts_of
from workbench.course.exercise import Exercise, Wrong

if TYPE_CHECKING:
    from numpy.random import Generator

SOLUTION = '''\
import numpy as np


def split_by_time(time, share):
    """Row numbers to learn from (the older rows), and to judge by (the newest rows: this share of all)."""
    from_old_to_new = np.argsort(time)
    cut = len(time) - round(share * len(time))
    return from_old_to_new[:cut], from_old_to_new[cut:]
'''


def examine(answer: Mapping[str, Any], rng: Generator) -> str:
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
    fail_if(
        time[test].max() < time[train].min(),
        "The model learns from the future and is judged on the past.",
        "The newest rows are for judging: they come second.",
    )
    fail_if(
        time[train].max() > time[test].min(),
        "Some rows to learn from are newer than rows to judge by.",
        "The table is not in order of time. `np.argsort(time)` gives the row numbers from old to new.",
    )
    fail_if(
        abs(len(test) - wanted) > 1,  # whoever rounds up is right too
        "The part to judge by has the wrong size.",
        f"It must have {wanted} of {rows} rows; it has {len(test)}.",
    )
    return f"The model learns up to {str(time[train].max())[:10]} and is judged on the {wanted} hours after it."


EXERCISE = Exercise(
    "2.4.3",
    "The newest rows to judge by",
    """
A forecast is used on days to come. So it is judged on the newest rows, and learns from those before them.
The table may be in any order. Complete `split_by_time`.
""",
    starter='''\
import numpy as np


def split_by_time(time, share):
    """Row numbers to learn from (the older rows), and to judge by (the newest rows: this share of all)."""
    from_old_to_new = ...
    cut = ...
    return from_old_to_new[:cut], from_old_to_new[cut:]
''',
    hints=(
        "`np.argsort(time)` gives the row number of the oldest row, then of the next one, and so on.",
        "`cut` is the number of rows to learn from: all of them without the newest ones.",
        "`cut = len(time) - round(share * len(time))`",
    ),
    solution=SOLUTION,
    wrong={
        "trusts the order of the table": Wrong(
            SOLUTION.replace("np.argsort(time)", "np.arange(len(time))"),
            "Some rows to learn from are newer than rows to judge by.",
        ),
        "sorts the wrong way round": Wrong(
            SOLUTION.replace("np.argsort(time)", "np.argsort(time)[::-1]"),
            "The model learns from the future and is judged on the past.",
        ),
        "gives times": Wrong(
            SOLUTION.replace("np.argsort(time)", "np.sort(time)"),
            "`split_by_time` must give row numbers: whole numbers in one dimension.",
        ),
        "cuts at the share": Wrong(
            SOLUTION.replace("len(time) - round(share * len(time))", "round(share * len(time))"),
            "The part to judge by has the wrong size.",
        ),
    },
    examine=examine,
)

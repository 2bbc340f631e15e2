"""How long does one answer take?

A service answers one row at a time. The first call is often slow, because something is loaded. One slow call would
spoil a mean, so take the **median**. `clock()` gives the time in seconds. Complete `one_row_ms`.
"""

from __future__ import annotations

from workbench.course.checks import Mistake, Names, Random, agrees, close, fail_if, number, versus

CELL = '''\
import numpy as np


def one_row_ms(predict, rows, clock):
    """The median time that `predict` takes for one row, in milliseconds."""
    waits = []
    for row in rows:
        start = ‹clock()›
        predict(row)
        waits.append(‹1000 * (clock() - start)›)
    return ‹np.median(waits)›
'''
HINTS = (
    "Look at the clock before and after `predict(row)`.",
    "The clock shows seconds; a second has 1,000 milliseconds.",
    "`waits.append(1000 * (clock() - start))`, and at the end `np.median(waits)`.",
)

TAKES_MEAN = Mistake(
    "One slow call spoils the answer.", "Take the median: `np.median(waits)`.", {"np.median(waits)": "np.mean(waits)"}
)
GIVES_SECONDS = Mistake(
    "These are seconds, not milliseconds.", "Multiply by 1,000.", {"1000 * (clock() - start)": "clock() - start"}
)
TAKES_QUICKEST = Mistake(
    "This is the quickest call, which few people will meet.", "Take the median.", {"np.median(waits)": "min(waits)"}
)
KEEPS_COUNTING = Mistake(
    "You measure from the first row on, again and again.",
    "Look at the clock anew before each row: `start = clock()`.",
    {"start = clock()": "start = clock() if not waits else start"},
)


def examine(answer: Names, rng: Random) -> str:
    """A clock that moves only while the model answers; the first call is slow."""
    import numpy as np

    for calls in (9, 14):
        seconds = rng.uniform(0.002, 0.02, calls)
        seconds[0] = rng.uniform(1, 2)
        now, asked = float(rng.uniform(10, 1000)), 0

        def predict(row: int) -> int:
            nonlocal now, asked
            now += seconds[row]  # noqa: B023 - called before the next round
            asked += 1
            return row

        given = number(answer["one_row_ms"](predict, list(range(calls)), lambda: now), "one_row_ms")  # noqa: B023
        fail_if(asked != calls, "Each row must be answered once.", f"There are {calls} rows; you asked {asked} times.")
        right = 1000 * float(np.median(seconds))
        compared = f"Here {versus(right, given)}."
        TAKES_MEAN.fail_if(close(given, 1000 * seconds.mean(), 1e-4), compared)
        GIVES_SECONDS.fail_if(close(given, right / 1000, 1e-4), compared)
        TAKES_QUICKEST.fail_if(close(given, 1000 * seconds.min(), 1e-4), compared)
        KEEPS_COUNTING.fail_if(close(given, 1000 * float(np.median(np.cumsum(seconds))), 1e-4), compared)
        fail_if(not agrees(given, right, 1e-4), "The median is not right.", compared)
    return f"{right:.1f} ms, although the first call took {1000 * seconds[0]:.0f} ms. Say which of the two you report."

"""How long people really wait.

One worker answers one request after the other. Each takes `work` seconds. `due` says when people ask, in order.
Complete `waits`: for each request the seconds **from when it was due** until its answer. A request that comes while
another one is being answered waits in line.
"""

from __future__ import annotations

from workbench.course.checks import Mistake, Names, Random, array, fail_if

CELL = '''\
def waits(due, work):
    """Seconds from asking to the answer, one for each request."""
    free = 0.0  # when the worker is free again
    made = []
    for asked in due:
        start = ‹max(asked, free)›
        free = ‹start + work›
        made.append(‹free - asked›)
    return made
'''
HINTS = (
    "The worker begins when the request is there **and** the one before is done: the later of both.",
    "It is free again `work` seconds after it began. Then the answer goes out.",
    "The gaps: `max(asked, free)`, `start + work`, and `free - asked`.",
)

FROM_START = Mistake(
    "The time in line is missing: each request seems to take the work alone.",
    "This is the commonest error of load tests. People count from when they asked, and they wait while others are "
    "served.",
    {"free - asked": "free - start"},
)
NEVER_IDLE = Mistake(
    "The worker begins before anybody has asked.",
    "While nobody asks, it must wait: `max(asked, free)`.",
    {"max(asked, free)": "free"},
)
LINE_ALONE = Mistake(
    "You count the time in line alone. The work is missing.",
    "The answer is there when the work is done: `free - asked`.",
    {"free - asked": "start - asked"},
)


def examine(answer: Names, rng: Random) -> str:
    """Requests at random times, some in crowds, some after a pause; the oracle is Lindley's recursion."""
    import numpy as np

    call, most, work = answer["waits"], 0.0, 0.0
    for _ in range(3):
        work = float(rng.uniform(0.5, 2.0))
        due = np.cumsum(rng.exponential(work * 1.1, 40)) + 3
        line = [0.0]  # Lindley (1952): time in line from that of the one before and the gap between both
        for gap in np.diff(due):
            line.append(max(0.0, line[-1] + work - gap))
        right = np.array(line) + work
        made = array(call(due.tolist(), work), "waits", (40,))
        for mistake, value in ((FROM_START, np.full(40, work)), (LINE_ALONE, line)):
            mistake.fail_if(np.allclose(made, value))
        NEVER_IDLE.fail_if(np.allclose(made, work * np.arange(1, 41) - due))
        told = f"The first five must be {np.round(right[:5], 2)}; you give {np.round(made[:5], 2)}."
        fail_if(not np.allclose(made, right, rtol=2e-3), "These are not the times that people wait.", told)
        most = float(right.max())
    alone = array(call([0.0, 100.0, 200.0], work), "waits", (3,))
    fail_if(not np.allclose(alone, work, rtol=2e-3), "Who comes alone waits for the work alone.", f"You give {alone}.")
    return f"Each answer takes {work:.1f} s of work, and somebody waited {most:.1f} s. That is what p99 shows."

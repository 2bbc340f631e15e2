"""Rows whose fields come in any order.

A model file takes a matrix: one column a feature, in the order of training. JSON has names instead, and each client
writes them in its own order. Complete `as_matrix`:

- each row is a dict from name to number;
- `columns` are the names in the order of **training**;
- a field that the model does not know is left out.
"""

from __future__ import annotations

from workbench.course.checks import Mistake, Names, Random, array, fail_if

CELL = '''\
import numpy as np


def as_matrix(rows, columns):
    """One line a row, one column a name of `columns`, in their order."""
    lines = []
    for row in rows:
        line = ‹[row[name] for name in columns]›
        lines.append(line)
    return np.array(‹lines›, dtype=float)
'''
HINTS = (
    "Do not take the values as they come: ask for each of them by its name.",
    "Go through `columns`, not through `row`.",
    "The gaps: `[row[name] for name in columns]`, and `lines`.",
)

AS_THEY_COME = Mistake(
    "You take the values in the order in which the client wrote them.",
    "No error comes up: the model reads the hour as a temperature. Take them by name, in the order of `columns`.",
    {"[row[name] for name in columns]": "[row[name] for name in row if name in columns]"},
)
BY_ALPHABET = Mistake(
    "You sort the columns by their names. The model learned them in another order.",
    "Keep the order of `columns`.",
    {"for name in columns]": "for name in sorted(columns)]"},
)
FIRST_ROW_ONLY = Mistake(
    "All rows are taken for the first one.",
    "Read each row: `row[name]`.",
    {"row[name] for": "rows[0][name] for"},
)
WRONG_WAY = Mistake(
    "Rows and columns are exchanged.",
    "One line of the matrix is one row.",
    {"np.array(lines, dtype=float)": "np.array(lines, dtype=float).T"},
)


def examine(answer: Names, rng: Random) -> str:
    """Rows with the same names in different orders, and one field too many."""
    import numpy as np

    columns = ["hour", "temperature", "humidity", "day"]
    values = rng.permutation(1000)[:20].reshape(5, 4).astype(float)
    rows = []
    for line in values:
        pairs = [*zip(columns, line.tolist(), strict=True), ("note", 7.0)]
        rows.append(dict(pairs[place] for place in rng.permutation(5)))
    rows[0] = dict(zip(reversed(columns), reversed(values[0].tolist()), strict=True))
    raw = answer["as_matrix"]([dict(row) for row in rows], list(columns))
    WRONG_WAY.fail_if(np.shape(raw) == (4, 5))
    made = array(raw, "as_matrix", (5, 4))
    FIRST_ROW_ONLY.fail_if(bool((made == values[0]).all()))
    BY_ALPHABET.fail_if(np.array_equal(made, values[:, np.argsort(columns)]))
    came = [[row[name] for name in row if name in columns] for row in rows]
    AS_THEY_COME.fail_if(np.array_equal(made, came))
    wrong = int((made != values).sum())
    fail_if(wrong > 0, "Some values stand in the wrong place.", f"{wrong} of 20 do.")
    other = columns[::-1]
    turned = array(answer["as_matrix"]([dict(row) for row in rows], other), "as_matrix", (5, 4))
    right = np.array_equal(turned, values[:, ::-1])
    fail_if(not right, "Another order of `columns` must give another order.", "Follow `columns` alone.")
    return "Five clients with five orders, and one matrix."

"""Exercise 8.1.3: from encoded columns back to the features a person knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workbench.course.checks import array, close, fail_if, farthest, mapping, versus
from workbench.course.exercise import Exercise, Wrong

if TYPE_CHECKING:
    from numpy.random import Generator

SOLUTION = '''\
import numpy as np


def add_back(contributions, columns):
    """Contributions of each feature, shape (rows,), by its name.

    `columns` names the columns of `contributions`; those of one category are called "sex=Female", "sex=Male".
    """
    found = {}
    for position, column in enumerate(columns):
        feature = column.partition("=")[0]
        found[feature] = found.get(feature, 0) + contributions[:, position]
    return found
'''


def examine(answer: Mapping[str, Any], rng: Generator) -> str:
    """Random contributions of two numbers and two categories, in random order."""
    import numpy as np

    columns = ["age", "hours", *(f"sex={sex}" for sex in ("Female", "Male")), *(f"job={job}" for job in "ABCD")]
    columns = [columns[place] for place in rng.permutation(len(columns))]
    contributions = rng.normal(size=(5, len(columns)))
    given = contributions.copy()
    got = mapping(
        answer["add_back"](given, list(columns)), "add_back", "the name of each feature, and its contributions"
    )
    fail_if(
        bool(set(got) & {column for column in columns if "=" in column}),
        "Some names are still those of single columns.",
        "`'sex=Female'.partition('=')[0]` is `'sex'`.",
    )
    names = ["age", "hours", "sex", "job"]
    fail_if(set(got) != set(names), "The features are not those of the table.", f"They are {', '.join(names)}.")
    parts = {name: contributions[:, [c.partition("=")[0] == name for c in columns]] for name in names}
    mine = {name: array(got[name], f"add_back(...)['{name}']", (5,)) for name in names}
    ways = {
        "Only one column of each feature is left.": [parts["job"][:, 0], parts["job"][:, -1]],
        "You take the mean of the columns, but contributions add up.": [parts["job"].mean(axis=1)],
        "You drop the signs before adding.": [np.abs(parts["job"]).sum(axis=1)],
    }
    for message, values in ways.items():
        fail_if(
            any(close(mine["job"], value) for value in values),
            message,
            "`job` has four columns: its contribution is their sum, signs and all.",
        )
    for name in names:
        right = parts[name].sum(axis=1)
        row = farthest(right, mine[name])
        fail_if(
            not close(mine[name], right),
            "The contributions of some feature are not the sum of its columns.",
            f"For `{name}` and row {row} {versus(right[row], mine[name][row])}.",
        )
    fail_if(
        not np.array_equal(given, contributions),
        "Your function changes the contributions it was given.",
        "`+=` writes into the array. Use `found[feature] = ... + ...`.",
    )
    return (
        "Now you can say 'the job' instead of 'job=C is 0'. The sum over all features is what it was. In general it is "
        "not the Shapley value of the job as one fact; for that, its columns must change together."
    )


EXERCISE = Exercise(
    "8.1.3",
    "Put categories together again",
    """
For most models a category becomes several columns of 0 and 1 (*one-hot*): `job=A`, `job=B` ... An explanation then says
"`job=C` is 0 and lowers the answer", which helps nobody. Contributions may be added, so add up the columns that belong
to one feature. Complete `add_back`.
""",
    starter='''\
import numpy as np


def add_back(contributions, columns):
    """Contributions of each feature, shape (rows,), by its name.

    `columns` names the columns of `contributions`; those of one category are called "sex=Female", "sex=Male".
    """
    found = {}
    for position, column in enumerate(columns):
        feature = ...
        found[feature] = ...
    return found
''',
    hints=(
        '`"job=C".partition("=")` gives `("job", "=", "C")`, and `"age".partition("=")` gives `("age", "", "")`.',
        "`found.get(feature, 0)` is what was found so far, or 0.",
        "The second gap is `found.get(feature, 0) + contributions[:, position]`.",
    ),
    solution=SOLUTION,
    wrong={
        "keeps the last column": Wrong(
            SOLUTION.replace("found.get(feature, 0) + ", ""), "Only one column of each feature is left."
        ),
        "drops the signs": Wrong(
            SOLUTION.replace("contributions[:, position]", "np.abs(contributions[:, position])"),
            "You drop the signs before adding.",
        ),
        "keeps the columns apart": Wrong(
            SOLUTION.replace('column.partition("=")[0]', "column"), "Some names are still those of single columns."
        ),
        "adds in place": Wrong(
            SOLUTION.replace(
                "        found[feature] = found.get(feature, 0) + contributions[:, position]",
                "        if feature in found:\n            found[feature] += contributions[:, position]\n"
                "        else:\n            found[feature] = contributions[:, position]",
            ),
            "Your function changes the contributions it was given.",
        ),
    },
    examine=examine,
)

"""Put categories together again.

For most models a category becomes several columns of 0 and 1 (*one-hot*): `job=A`, `job=B` ... An explanation then says
"`job=C` is 0 and lowers the answer", which helps nobody. Contributions may be added, so add up the columns that belong
to one feature. Complete `add_back`.
"""

from workbench.course.checks import Mistake, Names, Random, agrees, array, close, fail_if, farthest, mapping, versus

CELL = '''\
import numpy as np


def add_back(contributions, columns):
    """Contributions of each feature, shape (rows,), by its name.

    `columns` names the columns of `contributions`; those of one category are called "sex=Female", "sex=Male".
    """
    found = {}
    for position, column in enumerate(columns):
        feature = ‹column.partition("=")[0]›
        found[feature] = ‹found.get(feature, 0) + contributions[:, position]›
    return found
'''
HINTS = (
    '`"job=C".partition("=")` gives `("job", "=", "C")`, and `"age".partition("=")` gives `("age", "", "")`.',
    "`found.get(feature, 0)` is what was found so far, or 0.",
    "The second gap is `found.get(feature, 0) + contributions[:, position]`.",
)

LAST_COLUMN = Mistake("Only one column of each feature is left.", "", {"found.get(feature, 0) + ": ""})
TAKES_MEAN = Mistake(
    "You take the mean of the columns, but contributions add up.",
    "",
    {"contributions[:, position]": "contributions[:, position] / sum(feature in c for c in columns)"},
)
DROPS_SIGNS = Mistake(
    "You drop the signs before adding.", "", {"contributions[:, position]": "np.abs(contributions[:, position])"}
)
COLUMNS_APART = Mistake(
    "Some names are still those of single columns.",
    "`'sex=Female'.partition('=')[0]` is `'sex'`.",
    {'column.partition("=")[0]': "column"},
)
ADDS_IN_PLACE = Mistake(
    "Your function changes the contributions it was given.",
    "`+=` writes into the array. Use `found[feature] = ... + ...`.",
    {
        "found[feature] = found.get(feature, 0) + ": "if feature in found:\n"
        "            found[feature] += contributions[:, position]\n            continue\n        found[feature] = "
    },
)


def examine(answer: Names, rng: Random) -> str:
    """Random contributions of two numbers and two categories, in random order."""
    import numpy as np

    columns = ["age", "hours", *(f"sex={sex}" for sex in ("Female", "Male")), *(f"job={job}" for job in "ABCD")]
    columns = [columns[place] for place in rng.permutation(len(columns))]
    contributions = rng.normal(size=(5, len(columns)))
    given = contributions.copy()
    told = answer["add_back"](given, list(columns))
    got = mapping(told, "add_back", "the name of each feature, and its contributions")
    COLUMNS_APART.fail_if(bool(set(got) & {column for column in columns if "=" in column}))
    names = ["age", "hours", "sex", "job"]
    fail_if(set(got) != set(names), "The features are not those of the table.", f"They are {', '.join(names)}.")
    parts = {name: contributions[:, [c.partition("=")[0] == name for c in columns]] for name in names}
    mine = {name: array(got[name], f"add_back(...)['{name}']", (5,)) for name in names}
    job, told = parts["job"], "`job` has four columns: its contribution is their sum, signs and all."
    LAST_COLUMN.fail_if(close(mine["job"], job[:, 0]) or close(mine["job"], job[:, -1]), told)
    TAKES_MEAN.fail_if(close(mine["job"], job.mean(axis=1)), told)
    DROPS_SIGNS.fail_if(close(mine["job"], np.abs(job).sum(axis=1)), told)
    for name in names:
        right = parts[name].sum(axis=1)
        row = farthest(right, mine[name])
        told = f"For `{name}` and row {row} {versus(right[row], mine[name][row])}."
        wrong = not agrees(mine[name], right)
        fail_if(wrong, "The contributions of some feature are not the sum of its columns.", told)
    ADDS_IN_PLACE.fail_if(not np.array_equal(given, contributions))
    return (
        "Now you can say 'the job' instead of 'job=C is 0'. The sum over all features is what it was. In general it is "
        "not the Shapley value of the job as one fact; for that, its columns must change together."
    )

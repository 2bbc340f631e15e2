"""Three parts, one job each.

Rows to learn from, rows to choose by, rows to judge by. No row may have two jobs, and a rare class must not end up in
one part by chance. Complete `three_parts`: 70% training, 15% validation, 15% test, each with the same share of every
class (*stratified*).
"""

from workbench.course.checks import Mistake, Names, Random
from workbench.course.content.p2_data.splitting.rows import parts_of

CELL = '''\
import numpy as np
from sklearn.model_selection import train_test_split


def three_parts(y, seed):
    """Row numbers: 70% training, 15% validation, 15% test. Each part keeps the shares of the classes."""
    rows = np.arange(len(y))
    train, rest = train_test_split(rows, train_size=0.7, stratify=y, random_state=seed)
    validation, test = train_test_split(‹rest›, train_size=‹0.5›, stratify=‹y[rest]›, random_state=seed)
    return train, validation, test
'''
HINTS = (
    "`stratify` wants the class of each row that is parted.",
    "The second cut parts what the first one left over: `rest`, 30% of all rows.",
    "`train_test_split(rest, train_size=0.5, stratify=y[rest], random_state=seed)`",
)

CUTS_ALL_AGAIN = Mistake(
    "Some rows are in two parts at once.",
    "The second cut must part `rest`, which the first one left over.",
    {"(rest, train_size=0.5, stratify=y[rest]": "(rows, train_size=0.5, stratify=y"},
)
STRATIFIES_BY_ALL = Mistake(
    "`stratify` has other rows than the part that is cut.",
    "The second cut parts `rest`, so it needs the classes of these rows: `stratify=y[rest]`.",
    {"stratify=y[rest]": "stratify=y"},
)
FIFTEEN_OF_REST = Mistake(
    "The parts do not have 70, 15 and 15% of the rows.", "Half of the rest is 15% of all.", {"=0.5": "=0.15"}
)
IGNORES_SEED = Mistake("The seed changes nothing.", "Both cuts need `random_state=seed`.", {"=seed)": "=0)"})
TAKES_NO_SEED = Mistake(
    "The same seed gives other parts each time.",
    "Nobody could repeat your result. Both cuts need `random_state=seed`.",
    {", random_state=seed)": ")"},
)
CLASSES_BY_CHANCE = Mistake(
    "The parts do not keep the share of the rare class.",
    "Both cuts need `stratify`: the classes of the rows they part.",
    {"stratify=y[rest]": "stratify=None", "stratify=y,": "stratify=None,"},
)


def examine(answer: Names, rng: Random) -> str:
    """Eight seeds on a table with a rare class; each part must have its share of it."""
    import numpy as np

    rare, total = 20 * int(rng.integers(2, 5)), 1000
    y = rng.permutation(np.repeat([1, 0], [rare, total - rare]))
    learned = []
    for seed in rng.choice(1000, 8, replace=False).tolist():
        with STRATIFIES_BY_ALL.explains(ValueError, "inconsistent numbers of samples"):
            parts, again = (parts_of(answer["three_parts"](y.copy(), seed), "three_parts", 3) for _ in range(2))
        sizes = np.array([len(part) for part in parts])
        told = f"The parts have {sizes[0]}, {sizes[1]} and {sizes[2]} of {total} rows."
        CUTS_ALL_AGAIN.fail_if(len(np.unique(np.concatenate(parts))) < sizes.sum(), told)
        FIFTEEN_OF_REST.fail_if(bool((abs(sizes - [700, 150, 150]) > 2).any()), told)  # rounding
        same = all(np.array_equal(np.sort(one), np.sort(two)) for one, two in zip(parts, again, strict=True))
        TAKES_NO_SEED.fail_if(not same, f"Try seed {seed} twice.")
        learned.append(frozenset(parts[0].tolist()))
        shares = [int(y[part].sum()) for part in parts]
        CLASSES_BY_CHANCE.fail_if(bool(abs(shares - rare * sizes / total).max() > 1), f"Rare rows: {shares} of {rare}.")
    IGNORES_SEED.fail_if(len(set(learned)) < 8)
    return f"Each row has one job, and the {rare} rare rows are dealt out as {shares}."

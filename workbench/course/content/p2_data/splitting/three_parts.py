"""Exercise 2.4.1: three parts that share no row and keep the classes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workbench.course.checks import fail_if, slip
from workbench.course.content.p2_data.splitting.rows import parts_of
from workbench.course.exercise import Exercise, Wrong

if TYPE_CHECKING:
    from numpy.random import Generator

SOLUTION = '''\
import numpy as np
from sklearn.model_selection import train_test_split


def three_parts(y, seed):
    """Row numbers: 70% training, 15% validation, 15% test. Each part keeps the shares of the classes."""
    rows = np.arange(len(y))
    train, rest = train_test_split(rows, train_size=0.7, stratify=y, random_state=seed)
    validation, test = train_test_split(rest, train_size=0.5, stratify=y[rest], random_state=seed)
    return train, validation, test
'''


def examine(answer: Mapping[str, Any], rng: Generator) -> str:
    """Eight seeds on a table with a rare class; each part must have its share of it."""
    import numpy as np

    rare, total = 20 * int(rng.integers(2, 5)), 1000
    y = rng.permutation(np.repeat([1, 0], [rare, total - rare]))
    learned: set[tuple[int, ...]] = set()
    for seed in rng.choice(1000, 8, replace=False).tolist():
        with slip(
            ValueError,
            "inconsistent numbers of samples",
            "`stratify` has other rows than the part that is cut.",
            "The second cut parts `rest`, so it needs the classes of these rows: `stratify=y[rest]`.",
        ):
            given = answer["three_parts"](y.copy(), seed)
            once_more = answer["three_parts"](y.copy(), seed)
        parts, again = (parts_of(value, "three_parts", 3) for value in (given, once_more))
        sizes = [len(part) for part in parts]
        told = f"The parts have {sizes[0]}, {sizes[1]} and {sizes[2]} of {total} rows."
        together = np.concatenate(parts)
        fail_if(
            len(np.unique(together)) < len(together),
            "Some rows are in two parts at once.",
            f"The second cut must part `rest`, which the first one left over. {told}",
        )
        fail_if(
            any(abs(size - right) > 2 for size, right in zip(sizes, (700, 150, 150), strict=True)),  # rounding
            "The parts do not have 70, 15 and 15% of the rows.",
            f"Half of the rest is 15% of all. {told}",
        )
        fail_if(
            any(set(first.tolist()) != set(second.tolist()) for first, second in zip(parts, again, strict=True)),
            "The same seed gives other parts each time.",
            f"Nobody could repeat your result. Both cuts need `random_state=seed`. Try seed {seed} twice.",
        )
        learned.add(tuple(sorted(parts[0].tolist())))
        shares = [int(y[part].sum()) for part in parts]
        fail_if(
            any(abs(count - rare * size / total) > 1 for count, size in zip(shares, sizes, strict=True)),
            "The parts do not keep the share of the rare class.",
            f"Of {rare} rare rows they got {shares}. Both cuts need `stratify`: the classes of the rows they part.",
        )
    fail_if(len(learned) < 8, "The seed changes nothing.", "Both cuts need `random_state=seed`.")
    return f"Each row has one job, and the {rare} rare rows are dealt out as {shares}."


EXERCISE = Exercise(
    "2.4.1",
    "Three parts, one job each",
    """
Rows to learn from, rows to choose by, rows to judge by. No row may have two jobs, and a rare class must not
end up in one part by chance. Complete `three_parts`: 70% training, 15% validation, 15% test,
each with the same share of every class (*stratified*).
""",
    starter='''\
import numpy as np
from sklearn.model_selection import train_test_split


def three_parts(y, seed):
    """Row numbers: 70% training, 15% validation, 15% test. Each part keeps the shares of the classes."""
    rows = np.arange(len(y))
    train, rest = train_test_split(rows, train_size=0.7, stratify=..., random_state=seed)
    validation, test = train_test_split(..., train_size=..., stratify=..., random_state=seed)
    return train, validation, test
''',
    hints=(
        "`stratify` wants the class of each row that is parted.",
        "The second cut parts what the first one left over: `rest`, 30% of all rows.",
        "`train_test_split(rest, train_size=0.5, stratify=y[rest], random_state=seed)`",
    ),
    solution=SOLUTION,
    wrong={
        "parts all rows again": Wrong(
            SOLUTION.replace("(rest, train_size=0.5, stratify=y[rest]", "(rows, train_size=0.5, stratify=y"),
            "Some rows are in two parts at once.",
        ),
        "stratifies by all rows": Wrong(
            SOLUTION.replace("stratify=y[rest]", "stratify=y"), "`stratify` has other rows than the part that is cut."
        ),
        "takes 15% of the rest": Wrong(
            SOLUTION.replace("train_size=0.5", "train_size=0.15"), "The parts do not have 70, 15 and 15% of the rows."
        ),
        "ignores the seed": Wrong(SOLUTION.replace("=seed)", "=0)"), "The seed changes nothing."),
        "takes no seed": Wrong(
            SOLUTION.replace(", random_state=seed)", ")"), "The same seed gives other parts each time."
        ),
        "leaves the classes to chance": Wrong(
            SOLUTION.replace("stratify=y[rest]", "stratify=None").replace("stratify=y,", "stratify=None,"),
            "The parts do not keep the share of the rare class.",
        ),
    },
    examine=examine,
)

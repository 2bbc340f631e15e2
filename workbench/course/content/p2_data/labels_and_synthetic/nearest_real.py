"""Exercise 2.2.4: how near made people come to real ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workbench.course.checks import array, close, fail_if, farthest, versus
from workbench.course.exercise import Exercise, Failed, Wrong

if TYPE_CHECKING:
    from numpy.random import Generator

SOLUTION = '''\
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import StandardScaler


def nearest_real(made, real):
    """The distance of each made row to the nearest real row, in standard deviations of the real columns."""
    scale = StandardScaler().fit(real)
    neighbours = NearestNeighbors(n_neighbors=1).fit(scale.transform(real))
    distance, _ = neighbours.kneighbors(scale.transform(made))
    return distance[:, 0]
'''


def examine(answer: Mapping[str, Any], rng: Generator) -> str:
    """People with an age and an income; some of the made ones are copies. Beside brute force."""
    import numpy as np

    real = np.column_stack([rng.normal(40, 12, 60), rng.normal(50_000, 20_000, 60)])
    made = np.column_stack([rng.normal(40, 20, 40), rng.normal(50_000, 9_000, 40)])
    made[:8] = real[rng.choice(60, 8, replace=False)]
    got = array(answer["nearest_real"](made.copy(), real.copy()), "nearest_real", (40,))

    def nearest(scale: Any) -> np.ndarray:
        distance: np.ndarray = np.sqrt((((made[:, None] - real) / scale) ** 2).sum(2)).min(1)
        return distance

    right = nearest(real.std(0))
    if close(got, right) or close(got, nearest(real.std(0, ddof=1))):  # both divisors of a spread are in use
        return (
            f"{int((right < 1e-9).sum())} of 40 made people are copies of a real one. You would have found "
            "them. No copies would have proved nothing: a leak can be there without any."
        )
    place = farthest(right, got)
    compared = f"The distance of made person {place} to the nearest real one: {versus(right[place], got[place])}."
    fail_if(
        bool(np.allclose(got, 0, atol=1e-6)),
        "Every made person is at a distance of 0: you compare them with themselves.",
        f"The neighbours to look among are the real rows. {compared}",
    )
    fail_if(
        close(got, nearest(1.0)),
        "The columns are on different scales, so only the income counts.",
        f"A euro more or less weighs as much as a year. Scale both tables first. {compared}",
    )
    fail_if(
        close(got, nearest(made.std(0))) or close(got, nearest(made.std(0, ddof=1))),
        "You scale by the spread of the made rows.",
        f"They may be spread otherwise. The real rows are the yardstick: fit the scaler on them. {compared}",
    )
    raise Failed("These are not the distances to the nearest real row.", compared)


EXERCISE = Exercise(
    "2.2.4",
    "Measure how near they come",
    """
A made person who is a copy of a real one protects nobody. Complete `nearest_real`: for each made row, the distance to
the nearest real row. Age counts in years and income in euros, so bring the columns to one scale first, with the spread
of the real rows.
""",
    starter='''\
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import StandardScaler


def nearest_real(made, real):
    """The distance of each made row to the nearest real row, in standard deviations of the real columns."""
    scale = StandardScaler().fit(...)
    neighbours = NearestNeighbors(n_neighbors=1).fit(...)
    distance, _ = neighbours.kneighbors(scale.transform(made))
    return distance[:, 0]
''',
    hints=(
        "A scaler learns the spread of a table with `fit`, and applies it with `transform`.",
        "`fit` of the neighbours takes the rows to look among.",
        "The two gaps are `real` and `scale.transform(real)`.",
    ),
    solution=SOLUTION,
    wrong={
        "compares with themselves": Wrong(
            SOLUTION.replace("fit(scale.transform(real))", "fit(scale.transform(made))"),
            "Every made person is at a distance of 0: you compare them with themselves.",
        ),
        "does not scale": Wrong(
            SOLUTION.replace("scale.transform(real)", "real").replace("scale.transform(made)", "made"),
            "The columns are on different scales, so only the income counts.",
        ),
        "scales by the made rows": Wrong(
            SOLUTION.replace("StandardScaler().fit(real)", "StandardScaler().fit(made)"),
            "You scale by the spread of the made rows.",
        ),
    },
    examine=examine,
)

"""Measure how near they come.

A made person who is a copy of a real one protects nobody. Complete `nearest_real`: for each made row, the distance to
the nearest real row. Age counts in years and income in euros, so bring the columns to one scale first, with the spread
of the real rows.
"""

from typing import Any

from workbench.course.checks import Mistake, Names, Random, agrees, array, close, farthest, versus
from workbench.course.exercise import Failed

CELL = '''\
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import StandardScaler


def nearest_real(made, real):
    """The distance of each made row to the nearest real row, in standard deviations of the real columns."""
    scale = StandardScaler().fit(‹real›)
    neighbours = NearestNeighbors(n_neighbors=1).fit(‹scale.transform(real)›)
    distance, _ = neighbours.kneighbors(scale.transform(made))
    return distance[:, 0]
'''
HINTS = (
    "A scaler learns the spread of a table with `fit`, and applies it with `transform`.",
    "`fit` of the neighbours takes the rows to look among.",
    "The two gaps are `real` and `scale.transform(real)`.",
)

WITH_THEMSELVES = Mistake(
    "Every made person is at a distance of 0: you compare them with themselves.",
    "The neighbours to look among are the real rows.",
    {"fit(scale.transform(real))": "fit(scale.transform(made))"},
)
DOES_NOT_SCALE = Mistake(
    "The columns are on different scales, so only the income counts.",
    "A euro more or less weighs as much as a year. Scale both tables first.",
    {"scale.transform(real)": "real", "scale.transform(made)": "made"},
)
SCALES_BY_MADE = Mistake(
    "You scale by the spread of the made rows.",
    "They may be spread otherwise. The real rows are the yardstick: fit the scaler on them.",
    {"StandardScaler().fit(real)": "StandardScaler().fit(made)"},
)


def examine(answer: Names, rng: Random) -> str:
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
    if agrees(got, right) or agrees(got, nearest(real.std(0, ddof=1))):  # both divisors of a spread are in use
        copies = int((right < 1e-9).sum())
        found = f"{copies} of 40 made people are copies of a real one, and you would have found them."
        return f"{found} No copies would have proved nothing: a leak can be there without any."
    place = farthest(right, got)
    compared = f"The distance of made person {place} to the nearest real one: {versus(right[place], got[place])}."
    WITH_THEMSELVES.fail_if(bool(np.allclose(got, 0, atol=1e-6)), compared)
    DOES_NOT_SCALE.fail_if(close(got, nearest(1.0)), compared)
    SCALES_BY_MADE.fail_if(close(got, nearest(made.std(0))) or close(got, nearest(made.std(0, ddof=1))), compared)
    raise Failed("These are not the distances to the nearest real row.", compared)

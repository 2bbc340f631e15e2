"""PSI by hand.

The population stability index compares two columns, bin by bin. `counts_before` and `counts_now` say how many rows
fall into each bin. Complete `psi`:

- turn both into **shares**, so that tables of different size can be compared;
- a bin may be empty, and the logarithm of 0 is infinite: no share may be smaller than `least`;
- the PSI is the sum of `(now - before) * log(now / before)` over all bins.
"""

from __future__ import annotations

from workbench.course.checks import Mistake, Names, Random, agrees, close, fail_if, number

CELL = '''\
import numpy as np


def psi(counts_before, counts_now, least=0.0001):
    """Population stability index of two columns, from their counts in the same bins."""
    before = np.array(counts_before) / ‹np.sum(counts_before)›
    now = np.array(counts_now) / ‹np.sum(counts_now)›
    before = np.maximum(before, least)
    now = np.maximum(now, least)
    return float(np.sum(‹(now - before) * np.log(now / before)›))
'''
HINTS = (
    "A share is a count divided by the sum of all counts of the same table.",
    "Each bin adds the difference of the shares, times the logarithm of their ratio. Both have the same sign.",
    "The gaps: `np.sum(counts_before)`, `np.sum(counts_now)`, and `(now - before) * np.log(now / before)`.",
)

ONE_TOTAL = Mistake(
    "Both tables are divided by the size of the first.",
    "Each table has its own number of rows: divide by the sum of its own counts.",
    {"/ np.sum(counts_now)": "/ np.sum(counts_before)"},
)
RATIO_TURNED = Mistake(
    "The ratio in the logarithm is turned round: each bin counts as less than nothing.",
    "Difference and ratio go the same way: `now - before`, and `now / before`.",
    {"np.log(now / before)": "np.log(before / now)"},
)
ONLY_ONE_WAY = Mistake(
    "That is another number: the divergence of Kullback and Leibler, which weighs one side alone.",
    "PSI takes the **difference** of the shares, times the logarithm.",
    {"(now - before) * np": "now * np"},
)
NO_FLOOR = Mistake(
    "An empty bin makes it infinite.",
    "No share may be smaller than `least`, before and now.",
    {"    before = np.maximum(before, least)\n": "", "    now = np.maximum(now, least)\n": ""},
)


def examine(answer: Names, rng: Random) -> str:
    """Random counts of tables of different size, with and without empty bins, against the sum written out."""
    import math
    import warnings

    def made(before: list[int], now: list[int], **more: float) -> float:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return number(answer["psi"](before, now, **more), "psi")

    def wanted(before: list[int], now: list[int], least: float = 0.0001, way: str = "") -> float:
        total = 0.0
        for old, new in zip(before, now, strict=True):
            a = max(old / sum(before), least)
            b = max(new / (sum(before) if way == "one" else sum(now)), least)
            ratio = math.log(a / b) if way == "turned" else math.log(b / a)
            total += b * ratio if way == "one way" else (b - a) * ratio
        return total

    for _ in range(4):
        before = sorted(int(count) for count in rng.integers(20, 200, 6))
        now = sorted((int(count) for count in rng.integers(50, 900, 6)), reverse=True)
        value = made(before, now)
        ONE_TOTAL.fail_if(close(value, wanted(before, now, way="one")))
        RATIO_TURNED.fail_if(close(value, wanted(before, now, way="turned")))
        ONLY_ONE_WAY.fail_if(close(value, wanted(before, now, way="one way")))
        right = wanted(before, now)
        told = f"For the counts {before} and {now} it is {right:.4f}; you give {value:.4f}."
        fail_if(not agrees(value, right), "This is not the PSI.", told)
    before, now = [50, 30, 0, 20], [0, 30, 40, 130]
    value = made(before, now)
    NO_FLOOR.fail_if(not math.isfinite(value) or math.isnan(value))
    right = wanted(before, now)
    told = f"For the counts {before} and {now} it is {right:.4f}; you give {value:.4f}."
    fail_if(not agrees(value, right), "A share of 0 must count as `least`.", told)
    value, right = made(before, now, least=0.01), wanted(before, now, 0.01)
    told = f"With `least=0.01` it is {right:.4f}; you give {value:.4f}."
    fail_if(not agrees(value, right), "`least` must be the smallest share.", told)
    same = made([30, 50], [300, 500])
    fail_if(abs(same) > 1e-9, "Equal shares have a PSI of 0, however many rows there are.", f"You give {same:.4f}.")
    return f"A bin that empties and a bin that fills give a PSI of {wanted([50, 30, 0, 20], [0, 30, 40, 130]):.1f}."

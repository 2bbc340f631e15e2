"""Draw learning rates.

Is 0.001 or 0.002 the better rate? That is as large a question as 0.1 or 0.2. So rates are drawn on a scale of factors:
as many from 0.001 to 0.01 as from 0.01 to 0.1. Complete `draw_rates`.
"""

from __future__ import annotations

from workbench.course.checks import Mistake, Names, Random, array, fail_if

CELL = '''\
import numpy as np


def draw_rates(low, high, count, rng):
    """So many rates at random from low to high; each factor of ten gets as many as any other."""
    exponents = ‹rng.uniform(np.log10(low), np.log10(high), count)›
    return ‹10**exponents›
'''
HINTS = (
    "0.001 is 10 to the power of −3. Draw the exponents evenly, then raise 10 to them.",
    "`np.log10(0.001)` is −3. `rng.uniform(a, b, count)` draws evenly from a to b.",
    "The gaps are `rng.uniform(np.log10(low), np.log10(high), count)` and `10**exponents`.",
)

EVEN_STEPS = Mistake(
    "Most of your rates lie in the last factor of ten.",
    "Draw the exponents evenly, not the rates.",
    {
        "rng.uniform(np.log10(low), np.log10(high), count)": "rng.uniform(low, high, count)",
        "10**exponents": "exponents",
    },
)
OTHER_BASE = Mistake(
    "Your rates leave the range: logarithm and power do not belong together.",
    "After `np.log10` comes `10**`, after `np.log` comes `np.exp`.",
    {"10**exponents": "np.exp(exponents)"},
)
EXPONENTS = Mistake(
    "These are the exponents, not the rates.", "Raise 10 to them: `10**exponents`.", {"10**exponents": "exponents"}
)
IGNORES_RNG = Mistake(
    "The same `rng` gives other rates the second time: your search cannot be repeated.",
    "Take all chance from `rng`.",
    {"rng.uniform": "np.random.default_rng().uniform"},
)
FIXED_SEED = Mistake(
    "Every `rng` gives the same rates.",
    "Take all chance from `rng`.",
    {"rng.uniform": "np.random.default_rng(0).uniform"},
)
EQUAL_STEPS = Mistake(
    "Your rates stand in a row with equal factors: that is a grid, no draw.",
    "`rng.uniform` draws at random.",
    {
        "rng.uniform(np.log10(low), np.log10(high), count)": "np.linspace(np.log10(low), np.log10(high), count)",
    },
)


def examine(answer: Names, rng: Random) -> str:
    """Two ranges; the places of the draws on the scale of factors are compared with even ones."""
    import numpy as np
    from scipy.stats import kstest

    draw = answer["draw_rates"]
    for low, high in ((0.05, 0.5), (0.2, 900.0)):
        seed, count = int(rng.integers(2**31)), int(rng.integers(1800, 2200))
        first, again, other = (
            array(draw(low, high, count, np.random.default_rng(s)), "draw_rates", (count,))
            for s in (seed, seed, seed + 1)
        )
        EXPONENTS.fail_if(bool((first < 0).any()))
        OTHER_BASE.fail_if(bool((first < 0.999 * low).any() or (first > 1.001 * high).any()))
        places = np.log(first / low) / np.log(high / low)
        EVEN_STEPS.fail_if(float(np.median(places)) > 0.7)
        EQUAL_STEPS.fail_if(bool(np.ptp(np.diff(np.sort(places))) < 1e-9))
        IGNORES_RNG.fail_if(bool((first != again).any()))
        FIXED_SEED.fail_if(bool((first == other).all()))
        told = f"From {low:g} to {high:g}, half of them must lie below {np.sqrt(low * high):.3g}."
        fail_if(kstest(places, "uniform").pvalue < 1e-9, "The factors do not all get the same share.", told)
    return "Each factor of ten gets the same share of your rates."

"""A share, and how sure it is.

10% of a group of 40 have a yes. Is it 10% of all such people? A **95% confidence interval** is made so that it holds
the true share in about 95 of 100 such samples. (For the next 40 people you would need a wider one, a *prediction
interval*, because they are a draw too.) Complete `share_with_interval` with SciPy's `binomtest` and
Wilson's method, which works for small groups too.
"""

from workbench.course.checks import Mistake, Names, Random, agrees, array, close, fail_if, versus
from workbench.course.exercise import Failed

CELL = '''\
from scipy.stats import binomtest


def share_with_interval(answers):
    """Share of 1 among 0 and 1, and the low and the high end of its 95% confidence interval (Wilson)."""
    yes, people = int(answers.sum()), len(answers)
    interval = binomtest(‹yes›, ‹people›).proportion_ci(‹0.95›, method="wilson")
    return ‹yes / people›, interval.low, interval.high
'''
HINTS = (
    "`binomtest(k, n)`: how many yes, of how many people.",
    '`proportion_ci(0.95, method="wilson")` has `.low` and `.high`.',
)

ANOTHER_CONFIDENCE = Mistake(
    "The interval has another confidence than 95%.", "Pass 0.95.", {"proportion_ci(0.95": "proportion_ci(0.9"}
)
EXACT_INTERVAL = Mistake(
    "This is the exact interval, not Wilson's.",
    'It is a little too wide. Add `method="wilson"`.',
    {'0.95, method="wilson"': "0.95"},
)
EXCHANGES_ENDS = Mistake(
    "The two ends are exchanged.",
    "The low end comes first.",
    {"interval.low, interval.high": "interval.high, interval.low"},
)
SPREAD_OF_PEOPLE = Mistake(
    "This is the spread of the people, not of the share.",
    "Let `binomtest` do it.",
    {"interval.low": "yes / people - 1.96 * answers.std()", "interval.high": "yes / people + 1.96 * answers.std()"},
)


def examine(answer: Names, rng: Random) -> str:
    """A small group with few yes; SciPy knows the interval, and so it knows those of the usual mistakes."""
    import numpy as np
    from scipy.stats import binomtest

    people = int(rng.integers(30, 120))
    yes = int(rng.integers(3, 10))
    answers = rng.permutation(np.repeat([1, 0], [yes, people - yes]))
    share, low, high = array(answer["share_with_interval"](answers.copy()), "share_with_interval", (3,))
    expected = binomtest(yes, people).proportion_ci(0.95, method="wilson")
    told = f"{yes} of {people}: from {expected.low:.3f} to {expected.high:.3f}."
    compared = f"It is {yes} / {people}: {versus(yes / people, share)}."
    fail_if(not agrees(share, yes / people), "The share itself is not right.", compared)
    if agrees([low, high], [expected.low, expected.high]):
        return f"{share:.1%}, and anything from {low:.1%} to {high:.1%} would go well with {people} people."
    EXCHANGES_ENDS.fail_if(low > high)
    for level in (0.05, 0.5, 0.68, 0.9, 0.975, 0.99):
        other = binomtest(yes, people).proportion_ci(level, method="wilson")
        ANOTHER_CONFIDENCE.fail_if(close([low, high], [other.low, other.high]), told)
    spread = answers.std()
    SPREAD_OF_PEOPLE.fail_if(close([low, high], [share - 1.96 * spread, share + 1.96 * spread], 1e-3), told)
    exact = binomtest(yes, people).proportion_ci(0.95)
    EXACT_INTERVAL.fail_if(close([low, high], [exact.low, exact.high]), told)
    lower = "" if agrees(low, expected.low) else f" For the low one {versus(expected.low, low)}."
    upper = "" if agrees(high, expected.high) else f" For the high one {versus(expected.high, high)}."
    raise Failed("The ends of the interval are not right.", f"{told}{lower}{upper}")

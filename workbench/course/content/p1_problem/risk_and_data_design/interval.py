"""Exercise 1.2.3: a share of few people, and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workbench.course.checks import array, close, fail_if, versus
from workbench.course.exercise import Exercise, Failed, Wrong

if TYPE_CHECKING:
    from numpy.random import Generator

SOLUTION = '''\
from scipy.stats import binomtest


def share_with_interval(answers):
    """Share of 1 among 0 and 1, and the low and the high end of its 95% confidence interval (Wilson)."""
    yes, people = int(answers.sum()), len(answers)
    interval = binomtest(yes, people).proportion_ci(0.95, method="wilson")
    return yes / people, interval.low, interval.high
'''


def examine(answer: Mapping[str, Any], rng: Generator) -> str:
    """A small group with few yes; SciPy knows the interval, and so it knows those of the usual mistakes."""
    import numpy as np
    from scipy.stats import binomtest

    people = int(rng.integers(30, 120))
    yes = int(rng.integers(3, 10))
    answers = rng.permutation(np.repeat([1, 0], [yes, people - yes]))
    share, low, high = array(answer["share_with_interval"](answers.copy()), "share_with_interval", (3,))
    expected = binomtest(yes, people).proportion_ci(0.95, method="wilson")
    told = f"{yes} of {people}: from {expected.low:.3f} to {expected.high:.3f}."
    fail_if(
        not close(share, yes / people),
        "The share itself is not right.",
        f"It is {yes} / {people}: {versus(yes / people, share)}.",
    )
    if close([low, high], [expected.low, expected.high]):
        return f"{share:.1%}, and anything from {low:.1%} to {high:.1%} would go well with {people} people."
    fail_if(low > high, "The two ends are exchanged.", "The low end comes first.")
    for level in (0.05, 0.5, 0.68, 0.9, 0.975, 0.99):
        other = binomtest(yes, people).proportion_ci(level, method="wilson")
        fail_if(
            close([low, high], [other.low, other.high]),
            "The interval has another confidence than 95%.",
            f"Pass 0.95. {told}",
        )
    spread = answers.std()
    fail_if(
        close([low, high], [share - 1.96 * spread, share + 1.96 * spread], 1e-3),
        "This is the spread of the people, not of the share.",
        f"Let `binomtest` do it. {told}",
    )
    exact = binomtest(yes, people).proportion_ci(0.95)
    fail_if(
        close([low, high], [exact.low, exact.high]),
        "This is the exact interval, not Wilson's.",
        f'It is a little too wide. Add `method="wilson"`. {told}',
    )
    lower = "" if close(low, expected.low) else f" For the low one {versus(expected.low, low)}."
    upper = "" if close(high, expected.high) else f" For the high one {versus(expected.high, high)}."
    raise Failed("The ends of the interval are not right.", f"{told}{lower}{upper}")


EXERCISE = Exercise(
    "1.2.3",
    "A share, and how sure it is",
    """
10% of a group of 40 have a yes. Is it 10% of all such people? A **95% confidence interval** is made so that it holds
the true share in about 95 of 100 such samples. (For the next 40 people you would need a wider one, a *prediction
interval*, because they are a draw too.) Complete `share_with_interval` with SciPy's `binomtest` and
Wilson's method, which works for small groups too.
""",
    starter='''\
from scipy.stats import binomtest


def share_with_interval(answers):
    """Share of 1 among 0 and 1, and the low and the high end of its 95% confidence interval (Wilson)."""
    yes, people = int(answers.sum()), len(answers)
    interval = binomtest(..., ...).proportion_ci(..., method="wilson")
    return ..., interval.low, interval.high
''',
    hints=(
        "`binomtest(k, n)`: how many yes, of how many people.",
        '`proportion_ci(0.95, method="wilson")` has `.low` and `.high`.',
    ),
    solution=SOLUTION,
    wrong={
        "another confidence": Wrong(
            SOLUTION.replace("proportion_ci(0.95", "proportion_ci(0.9"),
            "The interval has another confidence than 95%.",
        ),
        "the exact interval": Wrong(
            SOLUTION.replace('0.95, method="wilson"', "0.95"), "This is the exact interval, not Wilson's."
        ),
        "exchanges the ends": Wrong(
            SOLUTION.replace("interval.low, interval.high", "interval.high, interval.low"),
            "The two ends are exchanged.",
        ),
        "the spread of people": Wrong(
            SOLUTION.replace(
                "interval.low, interval.high",
                "yes / people - 1.96 * answers.std(), yes / people + 1.96 * answers.std()",
            ),
            "This is the spread of the people, not of the share.",
        ),
    },
    examine=examine,
)

"""The predictions of notebook 1.2. Each outcome is computed, from the models of the lab or the interval itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.course.prediction import Outcome, Prediction

if TYPE_CHECKING:
    from workbench.experiments.learning_curve import Kind

REPEATS = 5


def few_rows() -> Outcome:
    """Both models of the lab with 100 rows, and with 3,200."""
    scores: dict[tuple[Kind, int], float] = {(kind, rows): _mean(kind, rows) for kind in KINDS for rows in (100, 3200)}
    linear, boosted = scores["linear", 100], scores["boosted", 100]
    gap = linear - boosted
    return Outcome(
        0 if gap > 0.02 else 1 if gap < -0.02 else 2,
        f"With 100 rows F1 is {linear:.2f} for the linear model and {boosted:.2f} for the trees; with 3,200 rows "
        f"{scores['linear', 3200]:.2f} and {scores['boosted', 3200]:.2f}. A stiff model needs few rows, a supple one "
        "makes more of many.",
    )


def enough_rows() -> Outcome:
    """The number from which no doubling gains the trees 2%, as the lab counts it."""
    rows = [100 * 2**power for power in range(8)]  # to 12,800, as in the lab
    means = [_mean("boosted", count) for count in rows]
    gains = [100 * (later / before - 1) for before, later in zip(means[:-1], means[1:], strict=True)]
    paying = [place for place, gain in enumerate(gains) if gain >= 2]
    enough = rows[paying[-1] + 1] if paying else rows[0]
    return Outcome(
        0 if enough <= 400 else 1 if enough <= 4000 else 2,
        f"From {enough:,} rows on, no doubling gains 2%. From {rows[-2]:,} to {rows[-1]:,} rows F1 rises by only "
        f"{gains[-1]:.1f}%. The table has many more people: for this model and this question they change little.",
    )


def half_the_width() -> Outcome:
    """How many times as many people make the interval of a share of 10% half as wide."""
    from workbench.evaluation.groups import share_interval

    def width(people: int) -> float:
        low, high = share_interval(people // 10, people)
        return high - low

    start = 270
    times = next(times for times in range(1, 20) if width(start * times) <= 1.02 * width(start) / 2)
    return Outcome(
        0 if times == 2 else 1 if times == 4 else 2,
        f"With {start} people the interval is {100 * width(start):.1f} percentage points wide, with {times} times as "
        f"many {100 * width(start * times):.1f}. Precision grows with the square root of the number: small groups stay "
        "uncertain for long.",
    )


KINDS: tuple[Kind, ...] = ("linear", "boosted")


def _mean(kind: Kind, rows: int) -> float:
    from workbench.experiments.learning_curve import score_with
    from workbench.experiments.shipped import shipped

    return float(sum(score_with(shipped("income"), kind, rows, seed).validation for seed in range(REPEATS)) / REPEATS)


PREDICTIONS = (
    Prediction(
        "few_rows",
        "You have only 100 people to learn from: who earns much? Which model has the higher F1 on new people, a linear "
        "one or 100 boosted trees?",
        few_rows,
        options=("The linear model", "The trees", "Both about the same"),
    ),
    Prediction(
        "enough_rows",
        "You pay for more rows only if twice as many make F1 better by 2%. From how many people on do you stop "
        "paying, if the model is the boosted trees?",
        enough_rows,
        options=("From 400 or fewer", "From more than 400, up to 4,000", "Later"),
    ),
    Prediction(
        "half_the_width",
        "271 people of a group are in the data; a tenth of them has a yes. To make the confidence interval of this "
        "share half as wide, how many times as many people do you need?",
        half_the_width,
        options=("Twice as many", "Four times as many", "Some other number"),
    ),
)

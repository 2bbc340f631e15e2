"""The predictions of notebook 2.1. Each outcome is computed from the tickets, and from the truth behind them."""

from __future__ import annotations

from typing import Literal

from workbench.course.prediction import Outcome, Prediction
from workbench.course.quiz import Range


def true_stars() -> Outcome:
    """The mean of the stars that are there, beside the mean of all that were planted."""
    from workbench.cases import answer_key, load

    known = float(load("tickets").frame["satisfaction"].mean())  # type: ignore[arg-type]
    everybody = float(answer_key("tickets")["satisfaction_true"].mean())  # type: ignore[arg-type]
    value = 1 if abs(everybody - known) < 0.05 else 0 if everybody > known else 2
    return Outcome(
        value,
        f"Those who answered gave {known:.2f} stars on average. Everybody together would have given {everybody:.2f}. "
        "Whoever was unhappy answered less often. In real life nobody could tell you: there is no answer key.",
    )


def rows_without_gaps() -> Outcome:
    """The share of tickets that have a value in every column, in percent."""
    from workbench.cases import load

    tickets = load("tickets").frame
    left = tickets.drop_nulls().height
    return Outcome(
        100 * left / tickets.height,
        f"{left:,} of {tickets.height:,} tickets have a value in every column. Small gaps in three columns add up.",
    )


def without_near_copies() -> Outcome:
    """The scores of the lab with and without copies, as it begins: with a tenth more wrong labels."""
    from statistics import fmean

    from workbench.experiments.treat import REPEATS, Treatment, promised_and_true, treat

    def mean_scores(copies: Literal["keep", "near"]) -> list[float]:
        table = treat(Treatment(copies=copies, noise=0.1))
        return [
            fmean(column) for column in zip(*(promised_and_true(table, seed) for seed in range(REPEATS)), strict=True)
        ]

    kept, dropped = mean_scores("keep"), mean_scores("near")
    change = dropped[0] - kept[0]
    value = 1 if abs(change) < 0.01 else 0 if change > 0 else 2
    return Outcome(
        value,
        f"The score you see goes from {kept[0]:.2f} to {dropped[0]:.2f}. On tickets with right labels, none of them "
        f"a copy, it goes from {kept[1]:.2f} to {dropped[1]:.2f}. Copies had stood in both parts, labels and all.",
    )


PREDICTIONS = (
    Prediction(
        "true_stars",
        "About a third of the customers gave no stars. Suppose that you could ask them all. Would the mean of all "
        "customers be higher than the mean of those who answered, about the same, or lower?",
        true_stars,
        options=("It would be higher.", "It would be about the same (within 0.05 stars).", "It would be lower."),
    ),
    Prediction(
        "rows_without_gaps",
        "Three columns have gaps: 20% of the products are missing, 31% of the stars, 5% of the reply times. You "
        "drop every ticket with a gap anywhere. How many percent of the tickets are left?",
        rows_without_gaps,
        near=5,
        within=Range(0, 100),
    ),
    Prediction(
        "without_near_copies",
        "A model learns from four fifths of the tickets and is scored on the last fifth. You drop the copies, about "
        "one row in ten, and do the same again. What happens to the score (F1, higher is better)?",
        without_near_copies,
        options=("It rises.", "It stays about the same (within 0.01).", "It falls."),
    ),
)

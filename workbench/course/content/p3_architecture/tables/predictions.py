"""The predictions of notebook 3.1. Each outcome is computed as the lab zoo computes it, on the learner's machine."""

from __future__ import annotations

from workbench.course.prediction import Outcome, Prediction
from workbench.course.quiz import Range

SEEDS, CLEAR = 3, 0.03  # how often each model learns, and from which difference on one is called better


def few_rows() -> Outcome:
    """Income, 500 rows to learn from."""
    linear, forest, boosted = (_mean("income", family, 500) for family in ("linear", "forest", "xgboost"))
    trees = max(forest, boosted)
    value = 0 if linear > trees + CLEAR else 1 if trees > linear + CLEAR else 2
    return Outcome(
        value,
        f"On average over {SEEDS} draws of 500 rows, F1 is {linear:.2f} for the linear model, {forest:.2f} for the "
        f"forest and {boosted:.2f} for XGBoost. From few rows, no family can learn fine detail.",
    )


def bikes() -> Outcome:
    """Bikes, 2,000 hours to learn from, judged on the weeks that followed."""
    linear, boosted = (_mean("bikes", family, 2000) for family in ("linear", "xgboost"))
    return Outcome(
        round(boosted, 2),
        f"XGBoost reaches {boosted:.2f}, the linear model {linear:.2f}. For the linear model each later hour of the "
        "day adds the same number of bikes; the trees can cut the day into night, rush hour and noon.",
    )


def _mean(name: str, family: str, rows: int) -> float:
    """The mean score over a few draws of rows, on rows that were not seen."""
    from workbench.experiments.shipped import shipped
    from workbench.experiments.zoo import training

    trained = (training(shipped(name), family, rows, seed).last for seed in range(SEEDS))
    return sum(one.score for one in trained if one is not None) / SEEDS


PREDICTIONS = (
    Prediction(
        "few_rows",
        "You have only 500 rows of Income to learn from. Who has the best F1 on people it has not seen?",
        few_rows,
        options=(
            "The linear model, by 0.03 or more.",
            "A random forest or XGBoost, by 0.03 or more.",
            "Nobody: they are within 0.03.",
        ),
    ),
    Prediction(
        "bikes",
        "R² is 1 for perfect answers and 0 for always saying the mean. A linear model learns Bikes from 2,000 hours; "
        "on the weeks that follow its R² is below 0.3. What will XGBoost reach, with the same columns and hours?",
        bikes,
        near=0.1,
        within=Range(0, 1),
    ),
)

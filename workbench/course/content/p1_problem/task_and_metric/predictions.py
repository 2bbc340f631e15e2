"""The predictions of notebook 1.1. Each outcome comes from the models and the data that the labs show."""

from __future__ import annotations

from workbench.course.prediction import Outcome, Prediction
from workbench.course.quiz import Range


def cheapest_threshold() -> Outcome:
    """The lab's scores at its first share of yes, with a miss at four times the cost."""
    import numpy as np

    from workbench.evaluation.thresholds import share_weights, sweep
    from workbench.experiments.scored import validation_scores
    from workbench.experiments.shipped import shipped

    truth, scores = validation_scores(shipped("income"))
    found = sweep(truth, scores, share_weights(truth, 0.24, 1000))
    cost = found.cost(1, 4)
    stops = np.arange(101) / 100  # of the lab's slider
    cheapest = float(min(stops, key=lambda stop: cost[found.place(stop)]))
    best, half = found.place(cheapest), found.place(0.5)
    return Outcome(
        cheapest,
        f"There the errors of 1,000 people cost {cost[best]:.0f}, at 0.5 they cost {cost[half]:.0f}. If the scores are "
        "honest probabilities, the rule is 1 / (1 + 4): of five people with a chance of 1/5, one is a yes. To name all "
        "five brings four false alarms, to name none brings one miss, and both cost the same.",
    )


def scale_for_mape() -> Outcome:
    """The forecast of the trees, multiplied by many numbers."""
    import numpy as np

    from workbench.evaluation.forecasts import errors
    from workbench.experiments.forecasting import forecasts
    from workbench.experiments.shipped import shipped

    hours = forecasts(shipped("bikes"))
    truth, forecast = (hours[name].to_numpy().astype(float) for name in ("bikers", "trees"))
    scales = np.linspace(0, 2, 81)
    found = errors(truth, scales[:, None] * forecast)
    best = float(scales[found.mape.argmin()])
    as_it_is = errors(truth, forecast[None])
    return Outcome(
        0 if best < 0.85 else 2 if best > 1.15 else 1,
        f"At {best:.2f} times the forecast the MAPE is {found.mape.min():.0%} instead of {as_it_is.mape[0]:.0%}. "
        "MAPE has no upper end for a forecast that is too high, but a forecast of 0 is never worse than 100%. "
        "So it rewards a low forecast.",
    )


def share_of_mass() -> Outcome:
    """How much of the squared distances between penguins comes from the body mass in grams."""
    from workbench.cases import load
    from workbench.models.clusters import spread_shares

    measures = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]
    share = float(spread_shares(load("penguins").frame.select(measures).to_numpy().astype(float))[-1])
    return Outcome(
        0 if share < 0.4 else 1 if share < 0.9 else 2,
        f"It is {share:.3%}: grams are large numbers. In kilograms the same column would count for next to nothing. "
        "No fact about a penguin has changed, only its unit.",
    )


PREDICTIONS = (
    Prediction(
        "cheapest_threshold",
        "A model gives each person a probability of a high income. To miss one costs 4 times as much as a false alarm. "
        "From which probability on should the answer be yes, so that the errors cost least?",
        cheapest_threshold,
        near=0.1,
        within=Range(0, 1),
    ),
    Prediction(
        "scale_for_mape",
        "A forecast of bikes is as good as we can make it. Now you are paid for a low MAPE, the mean error in percent "
        "of the true number. By what should you multiply every forecast?",
        scale_for_mape,
        options=("By less than 0.85", "By about 1: leave it alone", "By more than 1.15"),
    ),
    Prediction(
        "share_of_mass",
        "Penguins are grouped by four measures: bill length, bill depth and flipper length in millimetres, body mass "
        "in grams. How much of the (squared) distance between two penguins comes from the mass?",
        share_of_mass,
        options=("About a quarter", "About two thirds", "Nearly all"),
    ),
)

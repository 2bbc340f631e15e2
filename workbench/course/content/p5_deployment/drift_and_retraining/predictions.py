"""The predictions of notebook 5.2. Each outcome is computed, with what the labs compute."""

from __future__ import annotations

from workbench.course.prediction import Outcome, Prediction


def month_of_most_drift() -> Outcome:
    """The error of each month from July on, beside how far the temperature has moved from January to June."""
    import numpy as np

    from workbench.deploy.drift_measures import psi
    from workbench.experiments.months import row_errors, timeline
    from workbench.experiments.shipped import shipped

    line = timeline(shipped("bikes"))
    stop, end = int(line.starts[6]), int(line.starts[-1])
    errors = row_errors(line, 0, stop, stop, end)
    heat = line.case.frame["temperature"].to_numpy()
    moved, wrong = [], []
    for part in range(6, 12):
        rows = line.rows(part, part + 1)
        moved.append(psi(heat[:stop], heat[rows]))
        wrong.append(float(errors[rows.start - stop : rows.stop - stop].mean()))
    most = int(np.argmax(moved))
    rank = sorted(wrong).index(wrong[most])
    value = 0 if rank == len(wrong) - 1 else 2 if rank == 0 else 1
    return Outcome(
        value,
        f"The temperature has moved most in {line.names[6 + most]}: PSI {moved[most]:.1f}. The error there is "
        f"{100 * wrong[most]:.0f}%; in the other months it is {100 * min(wrong[:most] + wrong[most + 1 :]):.0f}% to "
        f"{100 * max(wrong[:most] + wrong[most + 1 :]):.0f}%. Drift is a reason to look, and no proof of harm.",
    )


def never_again() -> Outcome:
    """A model of three months that is never trained again, against one that is, every 30 days."""
    from workbench.experiments.months import timeline
    from workbench.experiments.retraining import Policy, living
    from workbench.experiments.shipped import shipped

    line = timeline(shipped("bikes"))
    never, often = (living(line, policy, 0).last for policy in (Policy("never"), Policy("calendar", 30)))
    more = never.error / often.error - 1
    value = 0 if more < 0.1 else 1 if more < 1.0 else 2
    return Outcome(
        value,
        f"From April to December the error is {100 * never.error:.0f}% without any retraining, and "
        f"{100 * often.error:.0f}% with one every 30 days, {len(often.trained)} in all: {100 * more:.0f}% more.",
    )


PREDICTIONS = (
    Prediction(
        "month_of_most_drift",
        "A model has learned from January to June. Look at July to December, and take the month whose **temperature** "
        "has moved farthest. How large is the model's error in that month?",
        month_of_most_drift,
        options=(
            "The largest of the six months.",
            "Neither the largest nor the smallest.",
            "The smallest of the six months.",
        ),
    ),
    Prediction(
        "never_again",
        "A model of January to March answers from April to December. Another is trained again every 30 days. How much "
        "larger is the error of the first?",
        never_again,
        options=("Less than a tenth larger.", "Larger, and less than twice as large.", "Twice as large, or more."),
    ),
)

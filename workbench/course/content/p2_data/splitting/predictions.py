"""The predictions of notebook 2.4. Each outcome comes from the trials that the lab shows, at its first settings."""

from __future__ import annotations

from workbench.course.prediction import Outcome, Prediction

LISTED = ("twins", "selection", "answer", "scaling")
ROWS, REPEATS = 400, 10


def largest_lie() -> Outcome:
    """The mean promise and the mean truth of each mistake."""
    means = {mistake: _means(mistake) for mistake in LISTED}
    gaps = {mistake: promised - true for mistake, (promised, true) in means.items()}
    worst = max(gaps, key=gaps.__getitem__)
    promised, true = means[worst]
    twins_promised, twins_true = means["twins"]
    return Outcome(
        LISTED.index(worst),
        f"It promises {promised:.2f}, and the truth is {true:.2f}: the model has learned nothing but this column, "
        f"and in real use it is empty. The same people on both sides promise {twins_promised:.2f}, and the truth is "
        f"{twins_true:.2f}.",
    )


def scaling() -> Outcome:
    """How much too good the promise is when only the scaling came too early."""
    promised, true = _means("scaling")
    gap = promised - true
    return Outcome(
        0 if gap < 0.03 else 1 if gap < 0.1 else 2,
        f"The promised F1 is {promised:.2f}, the true one {true:.2f}. Mean and spread of a column hardly change with a "
        "few more rows. It is still wrong: do not rely on your leak being a small one.",
    )


def spread_of_folds() -> Outcome:
    """Standard deviations over honest repeats: of one split, and of the mean of five folds."""
    import numpy as np

    from workbench.experiments.leaks import trial
    from workbench.experiments.shipped import shipped

    scores = np.array([trial(shipped("income"), "twins", 0.0, ROWS, seed).promised for seed in range(REPEATS)])
    one, five = scores[:, 0].std(ddof=1), scores.mean(1).std(ddof=1)
    ratio = five / one
    return Outcome(
        0 if ratio > 0.8 else 1 if ratio > 0.3 else 2,
        f"One split strays by {one:.2f}, the mean of five folds by {five:.2f}. Five times as many rows are judged, and "
        "chance shrinks roughly with the square root of their number.",
    )


def _means(mistake: str) -> tuple[float, float]:
    """The mean promised and true score of one split, over the repeats of the lab."""
    import numpy as np

    from workbench.experiments.leaks import trial
    from workbench.experiments.shipped import shipped

    case = shipped("bikes" if mistake == "time" else "income")
    trials = [trial(case, mistake, 1.0, ROWS, seed) for seed in range(REPEATS)]
    return float(np.mean([one.promised[0] for one in trials])), float(np.mean([one.true[0] for one in trials]))


PREDICTIONS = (
    Prediction(
        "largest_lie",
        "Four mistakes are made while a model of 400 people is judged. Which one makes the score look better than the "
        "truth by the most?",
        largest_lie,
        options=(
            "The test people also stand in the training rows",
            "Ten of 1,000 columns are chosen before the split",
            "A column is filled in only once the answer is known",
            "The columns are brought to one scale before the split",
        ),
    ),
    Prediction(
        "scaling",
        "The columns were brought to one scale with mean and spread of all rows, test rows included. How much too "
        "good is the F1 that follows?",
        scaling,
        options=("By less than 0.03", "By 0.03 to 0.1", "By more than 0.1"),
    ),
    Prediction(
        "spread_of_folds",
        "Without any mistake, the F1 of one split of 400 people strays from one draw to the next. What if you take the "
        "mean of five folds instead? How far does that one stray?",
        spread_of_folds,
        options=("Just as far", "About half as far", "Less than a third as far"),
    ),
)

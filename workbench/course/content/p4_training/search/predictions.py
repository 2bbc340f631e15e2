"""The predictions of notebook 4.3. Each outcome is computed, with the searches that the notebook makes."""

from __future__ import annotations

from workbench.course.prediction import Outcome, Prediction

NEAR = 0.02  # F1: scores that differ by less are called the same


def promise_on_few_rows() -> Outcome:
    """The search that experiment 2 makes, with 100 rows to choose by."""
    from workbench.experiments.shipped import shipped
    from workbench.experiments.tuning import arena, tuning
    from workbench.training.search import best_of

    rows = {"rows": 2000, "held_back": 100, "seed": 0}
    tried = [one for one in tuning(shipped("income"), "boosted", "tpe", 40, False, **rows) if one is not None]
    best = tried[best_of(tried)]
    promised, kept = best.score, best.others["fresh"]
    others = len(arena(shipped("income"), "boosted", **rows).fresh.y)
    value = 0 if kept > promised + NEAR else 2 if kept < promised - NEAR else 1
    return Outcome(
        value,
        f"The best of {len(tried)} trials has F1 {promised:.2f} on the 100 people that chose it, and {kept:.2f} on "
        f"{others:,} others. The best of many tries is a lucky one, too: the fewer the rows, the more luck.",
    )


def methods_apart() -> Outcome:
    """The race of the notebook: three methods, the same number of trials, five seeds each."""
    import numpy as np

    from workbench.experiments.shipped import shipped
    from workbench.experiments.tuning import methods_side_by_side

    curves = methods_side_by_side(shipped("income"), "boosted", 24, range(5), rows=600, held_back=1000)
    ends = {method: curve[:, -1] for method, curve in curves.items()}
    apart = float(np.ptp([np.median(scores) for scores in ends.values()]))
    spread = float(np.median([np.ptp(scores) for scores in ends.values()]))
    said = ", ".join(f"{method} {np.median(scores):.3f}" for method, scores in ends.items())
    return Outcome(
        0 if apart < spread else 1,
        f"The middle one of five scores: {said}. They are {apart:.3f} apart; five seeds of one method are {spread:.3f} "
        "apart. One race proves nothing.",
    )


PREDICTIONS = (
    Prediction(
        "promise_on_few_rows",
        "A search makes 40 trials and takes the one that is best on 100 people. Then its choice is asked about "
        "thousands of other people. What happens to F1?",
        promise_on_few_rows,
        options=("It is clearly higher.", "It is about the same, within 0.02.", "It is clearly lower."),
    ),
    Prediction(
        "methods_apart",
        "Grid, random and TPE (which learns from the trials before) make 24 trials each, five times, with other seeds. "
        "How far apart are the methods?",
        methods_apart,
        options=(
            "Less than five runs of one and the same method.",
            "More: the better method is plain to see.",
        ),
    ),
)

"""The predictions of notebook 4.6. Each outcome is computed, with the suites and the versions of the notebook."""

from __future__ import annotations

from workbench.course.prediction import Outcome, Prediction

MUCH = 0.2  # of the share: a rise of more is called large


def versions_that_ship() -> Outcome:
    """The four versions for Income with the bars of the lab."""
    from workbench.evaluation.suite import by_group, decide, run_suite
    from workbench.evaluation.suite_file import load_suite
    from workbench.experiments.suite_runs import trained
    from workbench.experiments.suite_systems import SAID, VERSIONS

    bars = {"easy": 0.8, "hard": 0.5, "strange": 0.6, "impossible": 0.9, "twins": 0.9}
    decisions = {
        version: decide(by_group(run_suite(load_suite("income"), trained("income", version))), bars)
        for version in VERSIONS
    }
    ships = [version for version, decision in decisions.items() if decision.ship]
    words = "; ".join(
        f"{SAID['income'][version]}: " + (f"stopped by {', '.join(made.stopped_by)}" if made.stopped_by else "ships")
        for version, made in decisions.items()
    )
    return Outcome(min(len(ships), 3), f"{words}. What no model does by itself must be built, and tested.")


def a_suite_that_was_seen() -> Outcome:
    """The model of the notebook that has learned the hard cases, on these and on their twins."""
    from workbench.experiments.suite_runs import seen_and_twins

    found = seen_and_twins()
    (case, twin), (case_seen, twin_seen) = found["plain"], found["seen"]
    rises = case_seen - case > MUCH, twin_seen - twin > MUCH
    value = {(True, True): 0, (True, False): 1, (False, False): 2, (False, True): 3}[rises]
    return Outcome(
        value,
        f"On the cases of the suite it rises from {case:.0%} to {case_seen:.0%}. On the twins, which say the same in "
        f"other words: from {twin:.0%} to {twin_seen:.0%}. It has learned the answers, not the matter.",
    )


PREDICTIONS = (
    Prediction(
        "versions_that_ship",
        "For Income there are four versions: always no, a small tree, boosted trees, and boosted trees with guards. "
        "The suite has five groups, each with a bar. How many of the four reach **all** bars?",
        versions_that_ship,
        options=("None.", "One.", "Two.", "Three or four."),
    ),
    Prediction(
        "a_suite_that_was_seen",
        "A model for tickets learns the hard cases of the suite along with its training rows. Each of them has a twin, "
        "which says the same in other words, and which it never sees. How do its scores on both change, from "
        "before to after?",
        a_suite_that_was_seen,
        options=(
            "Both rise by a lot.",
            "On the cases it rises by a lot, on the twins little or not.",
            "Both stay about as they were.",
            "On the twins it rises by more.",
        ),
    ),
)

"""The predictions of notebook 6.1. Each outcome is computed: the planners work on the goals, with real tools."""

from __future__ import annotations

from workbench.course.prediction import Outcome, Prediction


def _solved(planner: str, suite: str) -> tuple[int, int]:
    """How many goals of a suite a planner solves, and how many there are."""
    from workbench.experiments.planning import planned

    runs = [step.run for step in planned(planner, suite) if step.run is not None]
    return sum(run.answered.passed for run in runs), len(runs)


def other_words() -> Outcome:
    """The rules on the goals as their author words them, and as somebody else does."""
    (own, count), (other, _) = _solved("rules", "goals"), _solved("rules", "goals_reworded")
    lost = (own - other) / own
    return Outcome(
        0 if lost < 0.1 else 1 if lost < 1 / 3 else 2,
        f"The rules solve {own} of {count} goals in the words they were written for, and {other} in other words: "
        f"{100 * lost:.0f}% of what they could do is gone.",
    )


def told_what_to_do() -> Outcome:
    """SmolLM2, which is told the tools and some examples, on the goals; and a planner that refuses everything."""
    (right, count), (refused, _) = _solved("prompted", "goals"), _solved("refuse", "goals")
    return Outcome(
        0 if right < 20 else 1 if right < 28 else 2,
        f"SmolLM2 with a prompt solves {right} of {count} goals. Who refuses everything solves {refused}, for some "
        "goals must be refused. Look at such a planner first: it is the score to beat.",
    )


PREDICTIONS = (
    Prediction(
        "other_words",
        "Rules by hand decide which tool comes next. Their author tests them with 34 goals. Then somebody else words "
        "**the same** 34 goals anew. How much of what the rules could do is lost?",
        other_words,
        options=("Less than a tenth.", "A tenth to a third.", "More than a third."),
    ),
    Prediction(
        "told_what_to_do",
        "SmolLM2 reads the list of tools and some examples. It may only answer with the name of a tool. How many of "
        "the 34 goals does it solve?",
        told_what_to_do,
        options=("Fewer than 20.", "20 to 27.", "28 or more."),
    ),
)

"""The predictions of notebook 6.2. Each outcome is computed: the attacks are made, on copies of the desk."""

from __future__ import annotations

from workbench.course.prediction import Outcome, Prediction


def bad_words() -> Outcome:
    """The attacks on the gullible planner with the guard that knows words of orders, and without any guard."""
    from workbench.experiments.injections import try_attacks

    free = [bool(result.harm) for result in try_attacks("gullible")]
    left = sum(bool(result.harm) for result in try_attacks("gullible", ("pattern",)))
    share = left / sum(free)
    return Outcome(
        0 if share < 1 / 3 else 1 if share < 2 / 3 else 2,
        f"Without a guard {sum(free)} of {len(free)} attacks succeed, with the list of words {left}. It knows the "
        "words of yesterday; politeness, another language or a quotation gets past.",
    )


def fixed_sentences() -> Outcome:
    """The letters that people wrote, before a guard that allows the rules of the shop word for word."""
    from workbench.experiments.injections import letters_let_through, try_attacks

    harmed = sum(bool(result.harm) for result in try_attacks("gullible", ("promises",)))
    passed, count = letters_let_through(("promises",))
    share = passed / count
    return Outcome(
        0 if share > 2 / 3 else 1 if share > 1 / 3 else 2,
        f"Of {count} letters that people of the desk wrote, {passed} would pass. With this guard {harmed} attacks of "
        "the lab succeed, and a desk writes in fixed sentences.",
    )


PREDICTIONS = (
    Prediction(
        "bad_words",
        "A guard stops letters after a text with words such as “ignore your instructions”. The same attacks are made "
        "in many wordings on a planner that obeys all it reads. Of those that succeed without a guard, how many still "
        "succeed?",
        bad_words,
        options=("Fewer than a third.", "A third to two thirds.", "More than two thirds."),
    ),
    Prediction(
        "fixed_sentences",
        "A strict guard lets a letter pass only if it holds a greeting and rules of the shop, word for word. How many "
        "of the last 600 letters that **people** of the desk wrote would pass?",
        fixed_sentences,
        options=("More than two thirds.", "A third to two thirds.", "Fewer than a third."),
    ),
)

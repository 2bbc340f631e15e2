"""The predictions of notebook 2.2. Each outcome is computed, from the tickets and from people of Income."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.course.prediction import Outcome, Prediction
from workbench.course.quiz import Range

if TYPE_CHECKING:
    import polars as pl

COLUMNS = ("age", "education", "occupation", "relationship", "sex", "capital_gain", "hours_per_week", "income")


def few_good_or_many_bad() -> Outcome:
    """Three models of each kind, on the same tickets with right labels."""
    from statistics import fmean

    import numpy as np

    from workbench.cases import answer_key, load
    from workbench.data.label import small_or_large
    from workbench.threads import one_processor

    key = answer_key("tickets")
    first = key["duplicate_of"].is_null()
    texts = load("tickets").frame.filter(first)["text"].to_list()
    labels = key.filter(first)["topic_true"].to_numpy()
    test = np.arange(len(texts)) % 4 == 0
    held = [texts[place] for place in np.flatnonzero(test)], labels[test]
    learn = [texts[place] for place in np.flatnonzero(~test)], labels[~test]
    with one_processor():
        few, many = (
            fmean(small_or_large(*learn, held, rows, noise, seed) for seed in range(3))
            for rows, noise in ((400, 0.0), (1600, 0.4))
        )
    value = 1 if abs(few - many) < 0.02 else 0 if few > many else 2
    return Outcome(
        value,
        f"400 right labels give F1 {few:.2f}, 1,600 of which 40% are wrong give {many:.2f}. Somebody who checks a few "
        "labels with care may save more work than somebody who collects many.",
    )


def use_of_a_copula() -> Outcome:
    """F1 on real people: of a model that learned from made ones, and of one that learned from real ones."""
    from workbench.data.likeness import use
    from workbench.data.synthesise import gaussian_copula

    people, test = _people()
    made, real = (use(table, test, "income", "sex").f1 for table in (gaussian_copula(people, 1000), people))
    value = 0 if made > 0.5 else 1 if made >= 0.3 else 2
    return Outcome(
        value,
        f"From made people the F1 is {made:.2f}, from real ones {real:.2f}. Column by column they are right. "
        "How they go together is blurred: words have no true order, so what hangs on a word, such as Husband, is lost.",
    )


def copies_at_leaf_1() -> Outcome:
    """How many people of a chain of trees with groups of one person are exact copies, in percent."""
    from workbench.data.likeness import nearest
    from workbench.data.synthesise import tree_chain

    people, _ = _people()
    copies = 100 * float((nearest(tree_chain(people, 1000, leaf=1)[:500], people) == 0).mean())
    return Outcome(
        copies,
        f"{copies:.0f}% are copies. With one person in each group, every choice leads on to the same person. "
        "A method that is called synthetic is not private for that reason.",
    )


def _people() -> tuple[pl.DataFrame, pl.DataFrame]:
    """The people that the lab shows at its start: 1,000 to learn from, and others to judge by."""
    from workbench.cases import load

    drawn = load("income").frame.select(COLUMNS).sample(6500, seed=0, shuffle=True)
    return drawn[:1000], drawn[2500:]


PREDICTIONS = (
    Prediction(
        "few_good_or_many_bad",
        "One team labels 400 tickets, and every label is right. Another team labels 1,600 tickets in the same time, "
        "and 40% of its labels are wrong. Whose model is better on new tickets?",
        few_good_or_many_bad,
        options=("That of the 400.", "Both are about the same (within 0.02 of F1).", "That of the 1,600."),
    ),
    Prediction(
        "use_of_a_copula",
        "A model that learns who is rich from 1,000 real people has an F1 of about 0.6. A *Gaussian copula* is a "
        "method that keeps each column, and for each pair of columns how strongly they go together. It makes 1,000 "
        "people. What F1, on real people, has a model that learns from them?",
        use_of_a_copula,
        options=("Above 0.5.", "From 0.3 to 0.5.", "Below 0.3."),
    ),
    Prediction(
        "copies_at_leaf_1",
        "A chain of trees makes people column by column. Each tree groups real people, and one of the group is drawn. "
        "You allow groups of a single person. How many percent of the made people are exact copies of a real one?",
        copies_at_leaf_1,
        near=10,
        within=Range(0, 100),
    ),
)

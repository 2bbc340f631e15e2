"""The predictions of notebook 4.7. Each outcome is computed, with the models that the lab measures."""

from __future__ import annotations

from workbench.course.prediction import Outcome, Prediction

MORE, FEW = 2.5, 0.5  # answers of 100: at least so many more, and more than none
PARTS = ("training", "answering", "storage", "people")


def largest_part() -> Outcome:
    """The bill of the forest, at the lab's prices and with four hours of people."""
    from workbench.evaluation.cost import MonthlyUse, UnitPrices, monthly
    from workbench.experiments.shipped import shipped
    from workbench.experiments.worth import measuring

    forest = measuring(shipped("income"), "forest").last
    assert forest is not None
    bill = monthly(forest, MonthlyUse(answers=10_000, trainings=1, people=4), UnitPrices())
    paid = [getattr(bill, part) for part in PARTS]
    value = max(range(len(PARTS)), key=lambda place: paid[place])
    return Outcome(
        value,
        f"Training costs {bill.training:.2g}, the answers {bill.answering:.2g}, storage {bill.storage:.2g}, people "
        f"{bill.people:.0f}. For models of this size the machine is nearly free. People are not, and errors are not.",
    )


def forty_times_the_trees() -> Outcome:
    """20 small trees against 800 large ones, on the lab's rows."""
    from workbench.experiments.shipped import shipped
    from workbench.experiments.worth import measuring

    few, many = (measuring(shipped("income"), name).last for name in ("few", "many"))
    assert few is not None and many is not None
    gain = 100 * (many.right - few.right)
    value = 0 if gain >= MORE else 1 if gain >= FEW else 2
    return Outcome(
        value,
        f"Of 100 answers {100 * few.right:.1f} are right with 20 small trees, {100 * many.right:.1f} with 800 large "
        f"ones, in a file {many.size / few.size:.0f} times as large. More of a model is not more of an answer.",
    )


PREDICTIONS = (
    Prediction(
        "largest_part",
        "A forest of 300 trees answers 10,000 times a month and is trained once. A machine costs 0.20 an hour. "
        "Somebody looks after it for 4 hours, at 30 an hour. Which part of the bill is the largest?",
        largest_part,
        options=("The training.", "The answers.", "The storage of the file.", "The people."),
    ),
    Prediction(
        "forty_times_the_trees",
        "XGBoost with 20 small trees meets XGBoost with 800 large ones, on the same 3,000 people. Of 100 answers about "
        "other people, how many more are right?",
        forty_times_the_trees,
        options=("3 or more.", "1 or 2.", "None, or it is even fewer."),
    ),
)

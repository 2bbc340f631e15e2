"""What the lab shows is the bill of what was measured; prices move it at once."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import accuracy_score

from tests.labs.test_words_of_pictures import troubles
from workbench import cases
from workbench.errors import DataError
from workbench.evaluation.cost import Footprint, MonthlyUse, UnitPrices, monthly
from workbench.experiments import worth
from workbench.experiments.shipped import shipped
from workbench.experiments.zoo import honest_parts
from workbench.labs.p4_training.worth_it import LAB, Settings, compute, describe, money
from workbench.live.picture import Canvas
from workbench.live.style import Look
from workbench.models.families import make


@pytest.fixture(scope="module")
def income():
    return LAB.run()


def test_each_bill_is_that_of_what_was_measured(income):
    settings = income.settings
    assert list(income.bills) == list(income.names) == list(worth.candidates(shipped("income")))
    use = MonthlyUse(settings.answers, settings.trainings, settings.people, settings.saved, settings.lost)
    for name, bill in income.bills.items():
        assert bill == monthly(
            income.measured[name], use, UnitPrices(settings.machine, settings.wage, 0.05, settings.watts)
        )
    assert income.bills[income.best].net == max(bill.net for bill in income.bills.values())


def test_what_is_measured_is_what_scikit_learn_counts(income):
    case = shipped("income")
    parts = honest_parts(case)
    y = parts.validation[case.target].to_numpy()
    assert income.measured["constant"].right == pytest.approx(np.mean(y == 0))
    train = parts.train[np.random.default_rng(0).permutation(parts.train.height)[: worth.ROWS]]
    size = worth.TABLES["few"]
    model = make(size.family, train[case.features], "classification", size.capacity)
    model.fit(train[case.features], train[case.target].to_numpy())
    right = accuracy_score(y, model.predict(parts.validation[case.features]))
    assert income.measured["few"].right == pytest.approx(right)
    for one in income.measured.values():
        assert one.fit > 0 and one.answer > 0 and one.size > 0
    assert income.measured["forest"].size > 20 * income.measured["few"].size
    assert income.measured["forest"].fit > income.measured["few"].fit


def test_prices_change_the_bill_and_nothing_is_trained_again(income):
    begun = time.perf_counter()
    frames = list(compute(LAB.settings(wage=50.0, answers=1_000_000)))
    assert time.perf_counter() - begun < 1
    assert frames[-1].measured == income.measured
    assert all(bill.people == 0 for bill in frames[-1].bills.values())
    assert not frames[-1].level and "people's hours" not in describe(frames[-1])


def test_where_people_are_nearly_everything_the_lab_says_so(income):
    frame = LAB.run(people=4.0)
    assert frame.level and frame.knee is None
    assert "All cost about the same: people's hours are nearly everything." in describe(frame)


def test_a_loss_is_called_a_loss(income):
    dear = LAB.run(lost=60.0, saved=0.0)
    assert dear.bills[dear.best].net < 0
    assert describe(dear).startswith("No model is worth it at these prices: the best,")


def test_the_knee_is_named_where_there_is_one(income):
    shares = dict(zip(income.names, (0.5, 0.8, 0.82, 0.81, 0.83, 0.8, 0.7, 0.6), strict=True))
    measured = {name: Footprint(share, 1, 10.0**i, 1) for i, (name, share) in enumerate(shares.items())}
    settings = LAB.settings(people=0.0)
    bills = {name: monthly(one, settings.use, settings.prices) for name, one in measured.items()}
    frame = replace(income, settings=settings, measured=measured, bills=bills)
    assert frame.front == ["constant", "tree", "linear", "tuned"] and frame.knee == "tree"
    assert "The knee: Tree, 4 questions." in describe(frame)


def test_before_anything_is_known_there_is_a_picture_and_a_sentence():
    first = next(compute(LAB.settings()))
    assert describe(replace(first, bills={}, measured={}, now="constant")) == (
        "Most frequent learns. Nothing is measured yet."
    )


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1234.5, "1,234"),
        (12.34, "12"),
        (-3.21, "−3.2"),
        (0.01234, "0.012"),
        (float("inf"), "–"),
        (0.0, "0"),
        (-2_345_678, "−2.3M"),
        (4e9, "4.0G"),
        (-69.6e6, "−70M"),
        (2e-7, "<0.001"),
        (-2e-7, "0"),
    ],
)
def test_money_has_two_digits_that_count(value, said):
    assert money(value) == said


def test_own_classes_are_taken_and_own_numbers_refused():
    frame = LAB.on(cases.load("penguins")).run()
    assert list(frame.names) == list(worth.candidates(shipped("income"))) and not frame.now
    with pytest.raises(DataError, match="must have classes for this lab; 'bikers' is a number"):
        LAB.on(cases.load("bikes"))


@pytest.mark.parametrize("width", [480, 640, 900])
@pytest.mark.parametrize("data", ["income", "tickets"])
def test_the_widest_sums_touch_nothing(data, width, monkeypatch):
    """Whatever this machine measured: the sums depend on its speed."""
    *_, last = compute(Settings(data=data))
    monkeypatch.setattr("workbench.labs.p4_training.worth_it._cells", lambda frame, name: ("98%", "88.8k", "−888M"))
    canvas = Canvas(LAB, Look("light", width, height=0))
    for best in last.names:  # its name is bold
        monkeypatch.setattr("workbench.labs.p4_training.worth_it.Worth.best", best)
        canvas.draw(last, None)
        assert not [*troubles(canvas)], best

"""Bills worked by hand, the front by trying all pairs, and the knee by its definition."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.errors import DataError
from workbench.evaluation.cost import Footprint, MonthlyUse, UnitPrices, front, knee, monthly

ONE = Footprint(right=0.8, fit=1800, answer=0.36, size=500)


def test_a_bill_worked_by_hand():
    use = MonthlyUse(answers=1000, trainings=4, people=2, saved=3, lost=6)
    bill = monthly(ONE, use, UnitPrices(machine=1, wage=20, storage=0.1, watts=100))
    assert bill.training == pytest.approx(2)  # four times half an hour
    assert bill.answering == pytest.approx(0.1)  # 360 seconds
    assert bill.storage == pytest.approx(0.2)  # four versions of half a gigabyte
    assert bill.people == 40
    assert bill.useful == 800
    assert bill.saved == pytest.approx(800)  # 800 answers, 3 minutes each: 40 hours
    assert bill.lost == pytest.approx(400)  # 200 answers, 6 minutes each: 20 hours
    assert bill.energy == pytest.approx(0.21)  # 2.1 hours at 100 watts
    assert bill.total == pytest.approx(42.3)
    assert bill.per_useful == pytest.approx(42.3 / 800)
    assert bill.net == pytest.approx(800 - 400 - 42.3)


def test_a_model_that_is_never_trained_anew_is_still_kept_and_energy_is_not_paid_twice():
    bill = monthly(ONE, MonthlyUse(trainings=0), UnitPrices())
    assert bill.training == 0 and bill.storage > 0
    dear = monthly(ONE, MonthlyUse(trainings=0), UnitPrices(watts=6000))
    assert dear.total == bill.total and dear.energy == pytest.approx(100 * bill.energy)


def test_no_right_answer_has_no_price():
    assert monthly(Footprint(0, 1, 1, 1), MonthlyUse(), UnitPrices()).per_useful == float("inf")


@pytest.mark.parametrize(
    ("measured", "use", "prices", "says"),
    [
        (
            Footprint(85, 1, 1, 1),
            MonthlyUse(),
            UnitPrices(),
            "`right` must be a share from 0 to 1; got 85.",
        ),
        (Footprint(0.5, -1, 1, 1), MonthlyUse(), UnitPrices(), "`fit` must be 0 or more; got -1."),
        (ONE, MonthlyUse(lost=-2), UnitPrices(), "`lost` must be 0 or more; got -2."),
        (ONE, MonthlyUse(), UnitPrices(wage=float("nan")), "`wage` must be 0 or more; got nan."),
    ],
)
def test_numbers_that_cannot_be_are_refused(measured, use, prices, says):
    with pytest.raises(DataError) as error:
        monthly(measured, use, prices)
    assert str(error.value).startswith(says)


@pytest.mark.parametrize("seed", range(20))
def test_the_front_is_what_nobody_beats(seed):
    rng = np.random.default_rng(seed)
    costs, scores = (rng.integers(0, 8, 12).astype(float) for _ in range(2))
    expected = [
        i
        for i in range(12)
        if not any(
            (costs[j] <= costs[i] and scores[j] > scores[i]) or (costs[j] < costs[i] and scores[j] >= scores[i])
            for j in range(12)
        )
    ]
    found = front(costs, scores)
    assert {(costs[i], scores[i]) for i in found} == {(costs[i], scores[i]) for i in expected}
    assert len(found) == len({(costs[i], scores[i]) for i in expected})
    assert sorted(found, key=lambda i: costs[i]) == found


def test_the_knee_is_where_the_curve_bends():
    costs = [1, 10, 100, 1000]
    assert knee(costs, [0.5, 0.9, 0.92, 0.93]) == 1
    assert knee(costs, [0.5, 0.6, 0.9, 0.92]) == 2
    assert knee([1000, 1, 100, 10], [0.93, 0.5, 0.92, 0.9]) == 3  # in any order
    assert knee([0, 1, 2], [0.0, 0.9, 1.0]) == 1  # a cost of 0 has no logarithm


def test_where_there_is_no_bend_there_is_no_knee():
    assert knee([1, 10, 100], [0.5, 0.6, 0.7]) is None  # a straight line
    assert knee([1, 10, 100], [0.5, 0.55, 0.9]) is None  # it bends the other way
    assert knee([1, 10], [0.5, 0.9]) is None
    assert knee([1, 2, 3], [0.9, 0.5, 0.4]) is None  # one model beats all
    assert knee([], []) is None and front([], []) == []

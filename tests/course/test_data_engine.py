"""The predictions of notebooks 2.1 to 2.3 agree with the labs beside them, and with numbers worked by hand."""

from __future__ import annotations

import polars as pl

from workbench import cases
from workbench.course.content import load
from workbench.labs import LABS


def outcome(identity):
    (prediction,) = [one for one in load(identity.rpartition(".")[0]).predictions if one.id == identity]
    return prediction.outcome()


def test_the_share_without_gaps_is_what_is_left():
    gaps = pl.any_horizontal(pl.all().is_null())
    assert outcome("2.1.p2").value == 100 * (1 - cases.load("tickets").frame.select(gaps.mean()).item())


def test_dropping_copies_lowers_the_score_you_see_as_in_the_lab():
    kept, dropped = (LABS["cleaning"].run(copies=copies).scores[:, 0].mean() for copies in ("keep", "near"))
    assert outcome("2.1.p3").value == 2
    assert dropped < kept - 0.01


def test_the_copula_is_worth_as_much_as_in_the_lab():
    f1 = LABS["synthetic"].run(method="copula").measures[1, 0]
    assert outcome("2.2.p2").value == (0 if f1 > 0.5 else 1 if f1 >= 0.3 else 2)


def test_groups_of_one_person_give_copies_as_in_the_lab():
    copies = (LABS["synthetic"].run(method="trees", leaf=1).distances == 0).mean()
    assert abs(outcome("2.2.p3").value - 100 * copies) < 5


def test_ten_pictures_do_as_much_as_in_the_lab():
    success = LABS["poison"].run(share=0.005, hunt="none").success[0, -1]
    assert outcome("2.3.p1").value == (0 if success < 0.1 else 1 if success <= 0.5 else 2)


def test_poison_costs_as_little_accuracy_as_in_the_lab():
    clean, bad = (LABS["poison"].run(share=share, hunt="none").accuracy[0, -1] for share in (0.0, 0.05))
    assert clean - bad < 0.02 and outcome("2.3.p2").value == 0

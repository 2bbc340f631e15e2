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

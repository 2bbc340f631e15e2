"""Drift: what a learner is to see on Bikes, false alarms, and tables of somebody's own."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy import stats

from workbench import cases
from workbench.experiments.shipped import shipped
from workbench.labs import LABS

LAB = LABS["drift"]


def test_in_july_the_inputs_moved_most_and_the_error_is_lowest():
    frame = LAB.run(month=7)
    new = ~frame.learned
    assert new.sum() == 6 and np.nanargmax(np.where(new, frame.highest, np.nan)) == 6
    assert np.nanargmin(np.where(new, frame.errors, np.nan)) == 6 and frame.alarms[6]
    assert "the lowest: 6 months have new rows. Inputs moved most here." in LAB.describe(frame)


@pytest.mark.parametrize("measure", ["psi", "ks", "wasserstein"])
def test_december_is_most_like_the_winter_and_the_error_is_among_the_highest(measure):
    frame = LAB.run(month=12, reference="quarter", measure=measure)
    new = np.flatnonzero(~frame.learned)
    assert new[frame.highest[new].argmin()] == 11
    assert (frame.errors[new] < frame.errors[11]).sum() >= 6


def test_the_measures_are_those_of_scipy():
    frame, bikes = LAB.run(month=9, measure="ks", rows=720, columns=9), shipped("bikes").frame
    before, now = (bikes.filter(part)["humidity"] for part in (pl.col.month <= 6, pl.col.month == 9))
    found = frame.drift[8][frame.columns.index("humidity")]
    assert found == pytest.approx(stats.ks_2samp(before, now).statistic, abs=0.02)


def test_false_alarms_grow_with_columns_and_with_fewer_rows_and_fall_with_the_threshold():
    def share(**values):
        return LAB.measures(LAB.run(**{"rows": 60, **values}))["false alarms (%)"]

    assert share(columns=1) < share(columns=9) and share(rows=720) < share(rows=40)
    assert share(threshold=0.5) <= share(threshold=0.25) <= share(threshold=0.1)
    assert share(threshold=0.01) == 100 and share(threshold=5.0) == 0


def test_the_button_sets_the_threshold_that_raises_one_false_alarm_in_twenty():
    frame = LAB.run(rows=50)
    (offer,) = frame.suggestions
    quiet = LAB.run(rows=50, **offer.values)
    assert quiet.false_alarms == pytest.approx(0.05, abs=0.011)


def test_the_more_important_columns_come_first():
    few, many = LAB.run(columns=2), LAB.run(columns=9)
    assert few.columns == many.columns[:2] and "hour" in few.columns
    assert (few.highest <= many.highest).all()


def test_with_the_month_before_each_month_has_its_own_reference():
    frame = LAB.run(month=3, reference="before")
    assert not frame.learned.any() and np.isnan(frame.errors[0]) and not np.isnan(frame.errors[1:]).any()
    assert LAB.describe(frame).startswith("Mar against Feb: ")


def test_a_month_of_the_reference_says_that_its_error_means_little():
    assert "The model has learned from Mar, so its error of " in LAB.describe(LAB.run(month=3))


def test_a_click_chooses_the_month_and_the_threshold():
    frame = LAB.run()
    picture = LAB.Picture(*LAB.picture(frame).axes)
    assert picture.pick(frame, 1, 9.2, 1) == {"month": 10} and picture.pick(frame, 2, -3, 1) == {"month": 2}
    assert picture.pick(frame, 0, 0.1, 1) == {"threshold": 0.1}


def table(rows=400):
    random = np.random.default_rng(5)
    day = np.sort(random.integers(0, 180, rows))
    a = random.normal(size=rows) + day / 60
    b = random.choice(["red", "blue"], rows)
    y = np.where(a + (b == "red") > 1.5, "yes", "no")
    dates = [str(np.datetime64("2024-01-01") + int(d)) for d in day]
    return pl.DataFrame({"ordered": dates, "size": a, "colour": b, "bought": y})


def test_it_takes_a_table_with_dates_and_one_without(tmp_path):
    for name, frame, words in (
        ("dated", table(), "Apr against Jan to Mar: "),
        ("bare", table().drop("ordered"), "Part 5 against 1 to 4: "),
    ):
        frame.write_csv(tmp_path / f"{name}.csv")
        lab = LAB.on(cases.from_csv(tmp_path / f"{name}.csv", target="bought"))
        sentence = lab.describe(lab.run())
        assert sentence.startswith(words) and "'size' moved most" in sentence
        assert ("in the order of the rows: no column of dates says more." in sentence) == (name == "bare")
        assert lab.controls["month"].label == ("Month" if name == "dated" else "Part")


def test_one_column_alone_is_enough(tmp_path):
    table().select("size", "bought").write_csv(tmp_path / "one.csv")
    lab = LAB.on(cases.from_csv(tmp_path / "one.csv", target="bought"))
    assert "columns" not in lab.controls and lab.run().columns == ("size",)

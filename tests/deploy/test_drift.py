"""Drift of columns: SciPy by hand, PSI worked on paper, and tables with gaps, new words, few rows."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import polars as pl
import pytest
from scipy import stats

from workbench.cases import load
from workbench.deploy.drift import LARGE, corrected, measure_drift
from workbench.deploy.drift_measures import apart, bin_edges, ks_distance, psi, total_variation, wasserstein, words_p
from workbench.errors import DataError


@pytest.fixture(scope="module")
def bikes():
    return load("bikes").frame


def drift_of(report, column):
    return next(one for one in report.columns if one.column == column)


def test_psi_is_what_one_works_out_on_paper():
    before, now = np.array([0] * 19 + [1] * 9), np.array([0] * 4 + [1] * 14)
    p, q = (19.5 / 29, 9.5 / 29), (4.5 / 19, 14.5 / 19)  # half a row is added to each of two bins
    expected = sum((b - a) * math.log(b / a) for a, b in zip(p, q, strict=True))
    assert psi(before, now) == pytest.approx(expected)
    words = np.array(["no", "yes"])
    assert psi(words[before], words[now]) == pytest.approx(expected)


def test_an_empty_bin_counts_much_and_not_infinitely_much():
    p, q = np.array([10.5, 10.5, 0.5]) / 21.5, np.array([0.5, 0.5, 10.5]) / 11.5
    words = np.repeat(["a", "b"], 10), np.repeat(["c"], 10)
    assert psi(*words) == pytest.approx(((q - p) * np.log(q / p)).sum())


def test_bins_hold_equal_parts_of_the_reference():
    values = np.random.default_rng(1).normal(size=2000)
    edges = bin_edges(values, 10)
    counts = np.histogram(values, [-np.inf, *edges, np.inf])[0]
    assert len(edges) == 9 and counts.min() >= 199 and counts.max() <= 201
    assert edges == pytest.approx(np.quantile(values, np.arange(1, 10) / 10))


@pytest.mark.parametrize(
    ("values", "now"),
    [([0] * 97 + [1] * 3, [1] * 50), ([0] * 3 + [1] * 97, [0] * 50), ([0] * 990 + list(range(1, 40)), [30] * 50)],
)
def test_rare_values_of_a_column_are_not_overlooked(values, now):
    """Ten equal parts of 97 zeros and 3 ones are one part: a shift to all ones would be no drift."""
    assert psi(np.array(values), np.array(now)) > LARGE


def test_one_value_alone_has_bins_beside_it():
    assert psi(np.full(50, 3.0), np.full(50, 3.0)) == pytest.approx(0)
    assert psi(np.full(50, 3.0), np.full(50, 2.0)) > 1 and psi(np.full(50, 3.0), np.full(50, 4.0)) > 1


@pytest.mark.parametrize("column", ["temperature", "humidity", "wind_speed", "hour"])
@pytest.mark.parametrize("month", [7, 12])
def test_numbers_are_compared_as_scipy_compares_them(bikes, column, month):
    before, now = bikes.filter(pl.col.month <= 6), bikes.filter(pl.col.month == month)
    found = drift_of(measure_drift(before, now), column)
    a, b = (frame[column].to_numpy().astype(float) for frame in (before, now))
    assert found.distance == pytest.approx(stats.ks_2samp(a, b).statistic)
    assert found.p == pytest.approx(stats.ks_2samp(a, b, method="exact").pvalue, rel=0.05, abs=1e-4)
    assert found.wasserstein == pytest.approx(stats.wasserstein_distance(a, b) / a.std())
    assert found.rows == (len(a), len(b)) and found.kind == "number"


def test_words_are_compared_as_scipy_compares_them():
    random = np.random.default_rng(2)
    a, b = random.choice(list("abc"), 300, p=[0.5, 0.3, 0.2]), random.choice(list("abc"), 200, p=[0.3, 0.3, 0.4])
    table = np.array([[(part == letter).sum() for letter in "abc"] for part in (a, b)])
    shares = table / table.sum(1, keepdims=True)
    assert words_p(a, b) == pytest.approx(stats.chi2_contingency(table, correction=False).pvalue)
    assert total_variation(a, b) == pytest.approx(np.abs(shares[0] - shares[1]).sum() / 2)


def test_rare_words_are_put_together_before_they_are_tested():
    a, b = np.array(["x"] * 90 + ["p", "q", "r", "s"] * 2 + ["t"] * 2), np.array(["x"] * 80 + list("pqrstpqrst") * 2)
    table = [[90, 10], [80, 20]]
    assert words_p(a, b) == pytest.approx(stats.chi2_contingency(table, correction=False).pvalue)


def test_p_values_are_corrected_for_their_number():
    p = np.array([0.01, math.nan, 0.04, 0.03, 0.5])
    assert corrected(p, "fdr") == pytest.approx([0.04, math.nan, 0.16 / 3, 0.16 / 3, 0.5], nan_ok=True)
    assert corrected(p, "holm") == pytest.approx([0.04, math.nan, 0.09, 0.09, 0.5], nan_ok=True)
    assert corrected(p, "none") == pytest.approx(p, nan_ok=True)
    assert np.isnan(corrected(np.array([math.nan]))).all()


@pytest.mark.parametrize(("correction", "most"), [("fdr", 0.12), ("holm", 0.12), ("none", 1.0)])
def test_without_drift_a_corrected_alarm_is_rare(correction, most):
    random, alarms = np.random.default_rng(0), 0
    names = [f"x{i}" for i in range(20)]
    reference = pl.DataFrame(random.normal(size=(500, 20)), schema=names)
    for _ in range(60):
        report = measure_drift(reference, pl.DataFrame(random.normal(size=(200, 20)), names), correction=correction)
        alarms += any(one.p_corrected < 0.05 for one in report.columns)
    assert alarms / 60 <= most
    if correction == "none":
        assert alarms / 60 > 0.4  # 1 - 0.95**20 is 0.64; one reference for all makes it vary


def test_gaps_and_new_words_are_drift_of_their_own():
    before = pl.DataFrame({"size": [1.0, 2.0, 3.0, 4.0] * 50, "colour": ["red", "blue"] * 100})
    now = pl.DataFrame({"size": [1.0, None, math.nan, 4.0] * 25, "colour": ["red", "blue", "blue", "green"] * 25})
    report = measure_drift(before, now)
    size, colour = report.columns
    assert size.gaps == (0, 0.5) and size.rows == (200, 50)
    assert report.columns[1].unseen == 0.25 and colour.unseen_words == ("green",)
    raw = [stats.fisher_exact([[0, 50], [200, 50]]).pvalue, stats.fisher_exact([[0, 25], [200, 75]]).pvalue]
    assert size.gaps_p >= raw[0] and colour.unseen_p >= raw[1] and max(size.gaps_p, colour.unseen_p) < 1e-6
    said = report.alarms()
    assert "`size` has more gaps: 0.0% before, 50.0% now." in said
    assert "`colour` has words never seen before, in 25.0% of the rows: 'green'." in said


def test_a_handful_of_rows_says_so(bikes):
    before, now = bikes.filter(pl.col.month <= 6), bikes.filter(pl.col.month == 6)
    few = drift_of(measure_drift(before, now[:10]), "temperature")
    some = drift_of(measure_drift(before, now[:100]), "temperature")
    assert few.note == "Only 10 values: too few to tell a change from chance."
    assert some.note == f"With 100 values a PSI of about {some.chance:.2f} comes by chance."
    assert some.chance == pytest.approx(9 * (1 / before.height + 1 / 100))
    assert drift_of(measure_drift(before, bikes), "temperature").note == ""


def test_the_psi_by_chance_is_what_windows_of_the_same_table_give():
    random = np.random.default_rng(4)
    reference = random.normal(size=3000)
    drawn = [psi(reference, random.normal(size=150)) for _ in range(200)]
    assert np.mean(drawn) == pytest.approx(9 * (1 / 3000 + 1 / 150), rel=0.25)


def test_a_pandas_frame_gives_what_a_polars_frame_gives(bikes):
    before, now = bikes.filter(pl.col.month <= 6), bikes.filter(pl.col.month == 9)
    report, other = measure_drift(before, now), measure_drift(before.to_pandas(), now.to_pandas())
    assert report.table.equals(other.table) and report.skipped == other.skipped == {"time": "dates always move on"}
    assert report.table["PSI"].is_sorted(descending=True)


def test_the_same_rows_are_no_drift(bikes):
    report = measure_drift(bikes, bikes)
    assert report.alarms() == [] and report.table["PSI"].max() == pytest.approx(0)


def test_empty_and_strange_columns_are_no_obstacle():
    before = pl.DataFrame({"a": [1.0, 2.0] * 40, "b": [None] * 80, "c": [True, False] * 40, "d": [[1]] * 80})
    now = pl.DataFrame({"a": [None] * 40, "b": [1] * 40, "c": [True] * 40, "d": [[1]] * 40, "e": [1] * 40})
    report = measure_drift(before, now)
    a, b, c = report.columns
    assert a.note == "No values now: only gaps can be compared." and a.gaps == (0, 1) and math.isnan(a.psi)
    assert b.note == "No values before: only gaps can be compared." and b.gaps == (1, 0)
    assert c.kind == "number" and c.psi > LARGE
    assert report.skipped == {"d": "neither numbers nor words", "e": "not in the reference"}
    assert "`a` has more gaps: 0.0% before, 100.0% now." in report.alarms()
    assert measure_drift(before, now, ["d"]).table.height == 0


def test_infinity_is_a_gap_and_one_value_alone_has_no_spread():
    found = measure_drift(pd.DataFrame({"x": [2.0] * 50}), pd.DataFrame({"x": [3.0, math.inf] * 50})).columns[0]
    assert found.gaps == (0, 0.5) and math.isinf(found.wasserstein)
    assert found.note.endswith("One value alone in the reference: it has no standard deviation.")
    assert wasserstein(np.full(9, 2.0), np.full(9, 2.0)) == 0
    assert ks_distance(np.arange(10), np.arange(10)) == (0, 1)


WORDS, NUMBERS = pl.DataFrame({"x": ["a", "b"]}), pl.DataFrame({"x": [1, 2]})


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: measure_drift([1], NUMBERS), "`reference` must be a Polars or pandas frame; got list. Pass one."),
        (
            lambda: measure_drift(NUMBERS, NUMBERS[:0]),
            "`new` must have rows; got none. Wait for some, or take a longer window.",
        ),
        (
            lambda: measure_drift(NUMBERS, WORDS.rename({"x": "y"})),
            "`new` must have the column 'x'; it has y. Add it, or say which to compare (`columns`).",
        ),
        (
            lambda: measure_drift(NUMBERS, WORDS),
            "`new` must have numbers in 'x', as the reference has; got String. Mend the column, or leave it out "
            "(`columns`).",
        ),
        (
            lambda: measure_drift(WORDS, NUMBERS),
            "`new` must have words in 'x', as the reference has; got Int64. Mend the column, or leave it out "
            "(`columns`).",
        ),
        (
            lambda: measure_drift(NUMBERS, NUMBERS, correction="bonferroni"),
            "`correction` must be one of fdr, holm, none; got 'bonferroni'. Choose one.",
        ),
        (lambda: measure_drift(NUMBERS, NUMBERS, bins=1), "`bins` must be 2 or more; got 1. Take 10."),
        (
            lambda: psi(np.array([]), np.array([1.0])),
            "`reference` must have values; got none. Leave out columns that are empty.",
        ),
    ],
)
def test_what_cannot_be_compared_is_refused_in_words(call, sentence):
    with pytest.raises(DataError) as caught:
        call()
    assert str(caught.value) == sentence


@pytest.mark.parametrize("reference", [np.random.default_rng(0).normal(size=300), np.arange(300) % 4, np.full(300, 2)])
def test_many_windows_at_once_are_measured_as_scipy_measures_each(reference):
    windows = np.random.default_rng(1).choice(np.append(reference, [reference.max() + 1, -9]), (5, 40))
    for window, found in zip(windows, apart(reference, windows), strict=True):
        carried = stats.wasserstein_distance(reference, window)
        spread = reference.std() or (math.nan if carried else 1.0)
        expected = carried / spread if spread == spread else math.inf
        statistic = stats.ks_2samp(reference, window).statistic
        assert found == pytest.approx([psi(reference, window), statistic, expected])


def test_many_windows_of_words_have_psi_and_total_variation():
    random = np.random.default_rng(1)
    reference, windows = random.choice(list("abc"), 100), random.choice(list("abcd"), (4, 30))
    for window, found in zip(windows, apart(reference, windows), strict=True):
        differ = total_variation(reference, window)
        assert found == pytest.approx([psi(reference, window), differ, differ])

"""A table month by month: the cuts, the errors and the windows by chance, recomputed by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from scipy import stats
from sklearn.preprocessing import OrdinalEncoder
from xgboost import XGBClassifier, XGBRegressor

from workbench.cases import from_csv
from workbench.deploy.drift_measures import psi
from workbench.experiments.months import (
    by_chance,
    fitted,
    floor_of,
    reference_of,
    row_errors,
    timeline,
    watching,
)
from workbench.experiments.own import ready
from workbench.experiments.shipped import shipped


@pytest.fixture(scope="module")
def bikes():
    return timeline(shipped("bikes"))


def made(tmp_path, text, **options):
    path = tmp_path / "shop.csv"
    path.write_text(text, encoding="utf-8")
    return ready(from_csv(path, "y", **options)).case


def test_bikes_is_cut_into_its_months(bikes):
    assert bikes.names == ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    counts = shipped("bikes").frame["month"].value_counts().sort("month")["count"].to_list()
    assert np.diff(bikes.starts).tolist() == counts and bikes.by == "time"
    assert not {"month", "day", "season", "casual", "time", "bikers"} & set(bikes.features)
    assert set(bikes.case.frame[bikes.rows(6, 7)]["month"]) == {7}


def test_rows_of_a_date_are_put_in_order_and_others_keep_theirs(tmp_path):
    days = [f"2024-{1 + i // 40:02d}-{1 + i % 28:02d}" for i in range(240)]
    order = np.random.default_rng(0).permutation(240)
    rows = [f"{days[i]},{i * 7 % 13},{i % 2}" for i in order]
    line = timeline(made(tmp_path, "\n".join(["when,a,y", *rows])))
    assert line.names == ("Jan", "Feb", "Mar", "Apr", "May", "Jun") and line.by == "when"
    assert line.case.frame["when"].is_sorted()
    bare = made(tmp_path, "\n".join(["a,y", *(row.partition(",")[2] for row in rows)]))
    line = timeline(bare)
    assert line.names == ("1", "2", "3", "4") and line.by == "" and np.diff(line.starts).tolist() == [60] * 4
    assert line.case.frame.equals(bare.frame)


def test_too_many_months_and_months_of_few_rows_become_equal_parts(tmp_path):
    for dates in ([f"{1990 + i // 12}-{1 + i % 12:02d}-03" for i in range(240)], ["2024-01-02"] * 239 + ["2025-01-02"]):
        line = timeline(
            made(tmp_path, "\n".join(["when,a,y", *(f"{d},{i * 7 % 13},{i % 2}" for i, d in enumerate(dates))]))
        )
        assert len(line) == 4 and line.by == "when"


def test_a_reference_is_a_half_a_quarter_or_the_part_before(bikes):
    assert reference_of(bikes, "half", 8) == (0, 6) and reference_of(bikes, "quarter", 8) == (0, 3)
    assert reference_of(bikes, "before", 8) == (7, 8) and reference_of(bikes, "before", 0) is None


def test_the_errors_are_those_of_xgboost_by_hand(bikes):
    frame, names = bikes.case.frame.to_pandas(), list(bikes.features)
    past, new = frame[frame.month <= 6], frame[frame.month == 7]
    words = ["weekday", "weather"]
    encoder = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=np.nan).fit(past[words])
    order = [name for name in names if name not in words]
    tables = [np.column_stack([part[order], encoder.transform(part[words])]) for part in (past, new)]
    model = XGBRegressor(n_estimators=100, max_depth=5, learning_rate=0.1, n_jobs=1)
    model.fit(tables[0], np.log1p(past.bikers))
    answers = np.expm1(model.predict(tables[1]))
    floor = np.median(frame[frame.month <= 3].bikers) / 4
    expected = np.abs(new.bikers - answers) / np.maximum(new.bikers, floor)
    seen = bikes.rows(6, 7)
    assert floor_of(bikes) == floor
    assert row_errors(bikes, 0, len(past), seen.start, seen.stop) == pytest.approx(expected.to_numpy(), rel=1e-3)
    assert watching(bikes, "half", 720).last.errors[6] == pytest.approx(expected.mean(), rel=1e-3)
    importance = dict(zip([*order, *words], model.feature_importances_, strict=True))
    found = fitted(bikes, 0, len(past)).importance
    assert found == pytest.approx([importance[name] for name in names], abs=1e-3)


def test_of_classes_the_error_is_the_share_of_wrong_answers(tmp_path):
    random = np.random.default_rng(0)
    a, b = random.integers(0, 9, (2, 400))
    case = made(
        tmp_path, "\n".join(["a,b,y", *(f"{i},{j},{'yes' if i > j else 'no'}" for i, j in zip(a, b, strict=True))])
    )
    line = timeline(case)
    X, y = np.column_stack([a, b]), (a > b).astype(int)
    model = XGBClassifier(n_estimators=100, max_depth=5, learning_rate=0.1, n_jobs=1).fit(X[:100], y[:100])
    wrong = model.predict(X[100:]) != y[100:]
    assert row_errors(line, 0, 100, 100, 400).mean() == pytest.approx(wrong.mean())
    alone = replace(case, frame=case.frame.with_columns(y=pl.lit(1)).with_columns(y=pl.col("y").cast(pl.Int64)))
    assert fitted(timeline(alone), 0, 50).predict(alone.frame[:5]).tolist() == [1] * 5


def test_the_drift_of_a_month_is_that_of_scipy(bikes):
    found = watching(bikes, "half", 800).last.drift[8]
    frame = bikes.case.frame
    for place, name in enumerate(bikes.features):
        if frame[name].dtype.is_numeric():
            a, b = (frame.filter(part)[name].to_numpy() for part in (pl.col.month <= 6, pl.col.month == 9))
            distance = stats.wasserstein_distance(a, b) / a.std()
            assert found[place] == pytest.approx([psi(a, b), stats.ks_2samp(a, b).statistic, distance])


def test_windows_by_chance_raise_as_many_alarms_as_windows_drawn_by_hand(bikes):
    drawn = by_chance(bikes, 0, 6, 60).last
    random, half = np.random.default_rng(99), bikes.rows(0, 6)
    columns = [bikes.case.frame[name].to_numpy()[half] for name in bikes.features]
    alarms = []
    for _ in range(200):
        at = random.integers(0, half.stop, 60)
        alarms.append(max(psi(column, column[at]) for column in columns) > 0.25)
    assert (drawn[:, :, 0].max(1) > 0.25).mean() == pytest.approx(np.mean(alarms), abs=0.15)
    assert 0.1 < np.mean(alarms) < 0.9


def test_gaps_are_left_out_of_the_windows(tmp_path):
    rows = [f"{'' if i % 3 == 0 else i % 11},{'' if i % 4 == 0 else 'ab'[i % 2]},{i % 2}" for i in range(240)]
    line = timeline(made(tmp_path, "\n".join(["a,b,y", *rows])))
    assert np.isfinite(watching(line, "half", 40).last.drift).all()
    assert np.isfinite(by_chance(line, 0, 2, 40).last).all()

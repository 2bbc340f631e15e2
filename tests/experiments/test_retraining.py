"""A year of retraining, lived again in plain loops: pandas for the days, XGBoost to learn, river for the alarms."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from river import drift
from sklearn.preprocessing import OrdinalEncoder
from xgboost import XGBRegressor

from workbench.experiments.months import floor_of, timeline
from workbench.experiments.retraining import LARGEST, STEP, Policy, answered, days_of, living, steps_of
from workbench.experiments.shipped import shipped

WORDS = ["weekday", "weather"]


@pytest.fixture(scope="module")
def bikes():
    return timeline(shipped("bikes"))


def by_hand(line, policy, delay):
    """Errors of all hours, in order, and the days of training; day by day, with no memory and no trick."""
    frame = line.case.frame.to_pandas()
    frame["date"] = frame.time.dt.normalize()
    numbers = [name for name in line.features if name not in WORDS]

    def fit(past):
        encoder = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=np.nan).fit(past[WORDS])

        def table(rows):
            return np.column_stack([rows[numbers], encoder.transform(rows[WORDS])])

        model = XGBRegressor(n_estimators=100, max_depth=5, learning_rate=0.1, n_jobs=1)
        model.fit(table(past), np.log1p(past.bikers))
        later = frame[frame.date > past.date.max()]
        return pd.Series(np.expm1(model.predict(table(later))), later.index)

    detectors = {
        "ADWIN": lambda: drift.ADWIN(delta=policy.value),
        "PageHinkley": lambda: drift.PageHinkley(min_instances=100, delta=0.02, threshold=policy.value),
    }
    frame = frame.drop(columns="time")
    dates = sorted(frame.date[frame.month > 3].unique())
    answers = fit(frame[frame.month <= 3])
    watch = detectors.get(policy.kind, lambda: None)()
    errors, trained, waiting, since = [], [], [], dates[0] - pd.Timedelta(days=1)
    for number, today in enumerate(dates):
        now = frame[frame.date == today]
        found = (np.abs(now.bikers - answers[now.index]) / now.bikers.clip(lower=floor_of(line))).to_numpy()
        errors.extend(found)
        waiting.append((today, found))
        horizon = today - pd.Timedelta(days=delay)
        alarm = policy.kind == "calendar" and (today - since).days >= policy.value
        while waiting and waiting[0][0] <= horizon:
            _, known = waiting.pop(0)
            for error in known if watch is not None else ():
                watch.update(min(float(error), LARGEST))
                alarm = alarm or watch.drift_detected
        past = frame[frame.date <= horizon]
        if alarm and number + 1 < len(dates) and len(past) > (frame.month <= 3).sum():
            answers, since, waiting, watch = fit(past), today, [], detectors.get(policy.kind, lambda: None)()
            trained.append(number)
    return np.array(errors), tuple(trained)


@pytest.mark.parametrize(
    ("policy", "delay"),
    [
        (Policy("never"), 0),
        (Policy("calendar", 45), 20),
        (Policy("ADWIN", 0.002), 0),
        (Policy("ADWIN", 0.002), 25),
        (Policy("PageHinkley", 30), 7),
    ],
)
def test_a_year_is_what_plain_loops_make_of_it(bikes, policy, delay):
    lived = living(bikes, policy, delay).last
    errors, trained = by_hand(bikes, policy, delay)
    assert lived.trained == trained
    assert lived.error == pytest.approx(errors.mean(), rel=1e-3) and lived.rows.sum() == len(errors)
    begins = np.cumsum(np.append(0, lived.rows))[:-1]
    assert lived.errors == pytest.approx(np.add.reduceat(errors, begins) / lived.rows, rel=1e-2)


def test_alarms_and_the_calendar_beat_never(bikes):
    never = living(bikes, Policy("never"), 0).last
    assert never.trained == ()
    for policy in (Policy("calendar", 30), Policy("ADWIN", 0.002), Policy("PageHinkley", 30)):
        lived = living(bikes, policy, 0).last
        assert lived.error < never.error - 0.05 and lived.missed.sum() < never.missed.sum() and lived.trained
        assert living(bikes, policy, 45).last.error > lived.error  # late labels, late help


def test_what_is_missed_is_counted_in_bikes(bikes):
    starts, days = days_of(bikes)
    lived = living(bikes, Policy("never"), 0).last
    _, off = answered(bikes, int(starts[0]), int(starts[0]))
    assert lived.missed.sum() == pytest.approx(off.sum(), rel=1e-4)
    assert str(days[0]) == "2011-04-01" and str(days[-1]) == "2011-12-31" and lived.days == len(days) == 275


def test_the_stream_grows_in_steps_and_ends_with_all_days(bikes):
    items = list(living(bikes, Policy("never"), 0))
    assert len(items) == steps_of(bikes) and [len(one.errors) for one in items[:2]] == [STEP, 2 * STEP]
    assert len(items[-1].errors) == items[-1].days
    assert (items[-1].errors[:STEP] == items[0].errors).all()

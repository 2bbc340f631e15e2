"""A model that lives through a year, day by day, and is trained again: never, by the calendar, or on an alarm.

The alarms are those of `river`, which watch the model's errors as the right answers come in.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache, partial
from typing import Any, NamedTuple

import numpy as np

from workbench.experiments.months import Timeline, fitted, misses
from workbench.experiments.replay import Replay

POLICIES = ("never", "calendar", "ADWIN", "PageHinkley")
STEP = 10  # days between two places to stop
LARGEST = 3.0  # an error that is larger counts as this for the alarms: one bad hour is no drift
LEARNED = 0.25  # share of the parts, the earliest, that the first model learns from


class Policy(NamedTuple):
    """When a model is trained again.

    Attributes:
        kind: One of `POLICIES`.
        value: For "calendar" the days from one training to the next, for "ADWIN" its `delta`, for "PageHinkley" its
            `threshold`; 0 for "never".
    """

    kind: str
    value: float = 0.0

    def detector(self) -> Any:
        """What watches the errors: a detector of river, or None."""
        if self.kind not in ("ADWIN", "PageHinkley"):
            return None
        from river import drift

        if self.kind == "ADWIN":
            return drift.ADWIN(delta=self.value)  # type: ignore[no-untyped-call]
        return drift.PageHinkley(min_instances=100, delta=0.02, threshold=self.value)


class Lived(NamedTuple):
    """The days so far.

    Attributes:
        errors: Mean error of each day, as `months.row_errors` has it, shape (days,).
        missed: How far all answers of a day were off, in units of the target, or how many were wrong, shape (days,).
        rows: Of each day, shape (days,).
        trained: The days in whose evening the model was trained again, from 0.
        days: How many there will be.
    """

    errors: np.ndarray
    missed: np.ndarray
    rows: np.ndarray
    trained: tuple[int, ...]
    days: int

    @property
    def error(self) -> float:
        """Mean error of all rows so far."""
        return float((self.errors * self.rows).sum() / self.rows.sum())


@lru_cache(maxsize=8)
def days_of(line: Timeline) -> tuple[np.ndarray, np.ndarray]:
    """The days after the earliest quarter of the months.

    Args:
        line: A table with a column of dates (`line.by`).
    Returns: The place of the first row of each day, and of the end, shape (days + 1,); and the days, shape (days,).
    """
    dates = line.case.frame[line.by].dt.date().to_numpy()
    begin = int(line.starts[max(round(len(line) * LEARNED), 1)])
    days, starts = np.unique(dates[begin:], return_index=True)
    return np.append(starts + begin, len(dates)), days


def steps_of(line: Timeline) -> int:
    """How many items `living` yields."""
    return -(-len(days_of(line)[1]) // STEP)


@lru_cache(maxsize=1024)
def answered(line: Timeline, stop: int, first: int) -> tuple[np.ndarray, np.ndarray]:
    """What a model of all rows before `stop` makes of those from `first` on: error and miss of each; remembered."""
    table = line.case.frame[first:]
    truth, answers = (
        table[line.case.target].to_numpy(),
        fitted(line, 0, stop).predict(table[list(line.features)]),
    )
    errors = misses(line, truth, answers)
    off = np.abs(truth - answers) if line.case.card.task == "regression" else errors
    return errors.astype(np.float32), off.astype(np.float32)


@lru_cache(maxsize=256)
def living(line: Timeline, policy: Policy, delay: int) -> Replay[Lived]:
    """A year under one policy, as a stream; remembered.

    Args:
        line: A table with a column of dates.
        policy: When the model is trained again, from all rows whose right answers are known.
        delay: Days until the right answer of a row is known; 0 is the same evening.
    """
    return Replay(partial(_live, line, policy, delay))


def _live(line: Timeline, policy: Policy, delay: int) -> Iterator[Lived]:
    starts, days = days_of(line)
    count, stop, born = (
        len(days),
        int(starts[0]),
        0,
    )  # the model in use learned the rows before `stop`, since day `born`
    detector, last, trained = policy.detector(), days[0] - np.timedelta64(1, "D"), list[int]()
    errors, missed, hours = np.empty(count), np.empty(count), list[np.ndarray]()
    error, off = answered(line, stop, int(starts[0]))
    offset = int(starts[0])
    for day in range(count):
        rows = slice(starts[day] - offset, starts[day + 1] - offset)
        errors[day], missed[day] = error[rows].mean(), off[rows].sum()
        hours.append(error[rows])
        known = np.searchsorted(days, days[day] - np.timedelta64(delay, "D"), side="right")  # days whose answers are in
        before = np.searchsorted(days, days[day] - np.timedelta64(delay + 1, "D"), side="right")
        alarm = policy.kind == "calendar" and (days[day] - last).astype(int) >= policy.value
        if detector is not None:
            for new in range(max(before, born), known):  # answers of the model in use alone
                for one in hours[new]:
                    detector.update(float(min(one, LARGEST)))
                    alarm = alarm or detector.drift_detected
        if alarm and day + 1 < count and starts[known] > stop:
            stop, born, last = int(starts[known]), day + 1, days[day]
            offset = int(starts[day + 1])
            error, off = answered(line, stop, offset)
            trained.append(day)
            detector = policy.detector()
        if (day + 1) % STEP == 0 or day + 1 == count:
            so_far = np.diff(starts[: day + 2])
            yield Lived(errors[: day + 1].copy(), missed[: day + 1].copy(), so_far, tuple(trained), count)

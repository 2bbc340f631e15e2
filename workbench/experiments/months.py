"""One table month by month: how far its columns have moved from a reference, and how wrong a model of it is by then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from workbench.cases import Case
from workbench.cases.task import Task
from workbench.deploy.drift_measures import Yardstick, counted
from workbench.experiments.judging import classes_of
from workbench.experiments.replay import Replay
from workbench.models.families import Capacity, make
from workbench.threads import one_processor

MEASURES = ("psi", "ks", "wasserstein")  # in the order of `apart`
DRAWN, AT_ONCE = 200, 20  # windows drawn by chance, and how many between two places to stop
MOST_MONTHS, PARTS = 24, 12
CALENDAR = ("season", "month", "day")  # of Bikes: they tell the time, and always move on
TREES = 100


@dataclass(frozen=True, eq=False)
class Timeline:
    """A table cut into months, or into parts of equal size in the order of its rows.

    Attributes:
        case: Where the rows come from, in order of time.
        features: The columns that a model learns from and that are watched.
        starts: The place of the first row of each part, and of the end, shape (parts + 1,).
        names: Of the parts, such as "Jan".
        by: What put the rows in order: the name of a column, or empty for their own order.
    """

    case: Case
    features: tuple[str, ...]
    starts: np.ndarray
    names: tuple[str, ...]
    by: str

    def __len__(self) -> int:
        return len(self.names)

    def rows(self, first: int, last: int) -> slice:
        """The rows from part `first` to the one before `last`."""
        return slice(int(self.starts[first]), int(self.starts[last]))


@lru_cache(maxsize=8)
def timeline(case: Case) -> Timeline:
    """Cut a case into calendar months if a column of dates covers 4 to 24 of them, else into equal parts."""
    dates = [c.name for c in case.card.columns if c.kind == "time" and case.frame[c.name].dtype.is_temporal()]
    frame, by = case.frame, ""
    if dates and case.frame[dates[0]].dtype != pl.Time:
        by = dates[0]
        order = frame.select(pl.col(by).alias("time")).with_row_index("row").filter(pl.col("time").is_not_null())
        frame = frame[order.sort("time", maintain_order=True)["row"]]
        months = frame[by].dt.strftime("%Y-%m").to_numpy()
        different, starts = np.unique(months, return_index=True)
        if 4 <= len(different) <= MOST_MONTHS and np.diff([*starts, frame.height]).min() >= 10:
            plain = len({one[:4] for one in different}) == 1
            names = tuple(f"{frame[by][int(at)]:%b}" if plain else str(one) for one, at in zip(different, starts))  # noqa: B905
            return Timeline(_of(case, frame), _watched(case), np.append(starts, frame.height), names, by)
    parts = min(PARTS, max(4, frame.height // 50))
    starts = np.linspace(0, frame.height, parts + 1).astype(int)
    return Timeline(_of(case, frame), _watched(case), starts, tuple(str(i + 1) for i in range(parts)), by)


def _of(case: Case, frame: pl.DataFrame) -> Case:
    return Case(case.name, frame, case.card, case.group)


def _watched(case: Case) -> tuple[str, ...]:
    return tuple(name for name in case.features if case.name != "bikes" or name not in CALENDAR)


class Answering(NamedTuple):
    """A fitted model.

    Attributes:
        predict: From a frame of features to answers, shape (n,).
        importance: Of each feature to the model, in the order of the features.
    """

    predict: Any
    importance: np.ndarray


@lru_cache(maxsize=256)
@one_processor()
def fitted(line: Timeline, start: int, stop: int) -> Answering:
    """Boosted trees that learned from these rows; remembered. Amounts of 0 or more are learned as logarithms.

    Args:
        line: The table.
        start: The first row.
        stop: The row after the last one.
    """
    table = line.case.frame[start:stop]
    X, y = table[list(line.features)], table[line.case.target].to_numpy()
    classes = classes_of(line.case)
    task: Task = "classification" if classes else "regression"
    if classes:
        known, codes = np.unique(y, return_inverse=True)
        if len(known) == 1:
            return Answering(lambda frame: np.full(frame.height, known[0]), np.ones(len(line.features)))
    logarithm = not classes and line.case.frame[line.case.target].min() >= 0  # type: ignore[operator]
    model = make("xgboost", X, task, Capacity(depth=5, trees=TREES))
    model.fit(X, codes if classes else np.log1p(y) if logarithm else y)

    @one_processor()
    def predict(frame: pl.DataFrame) -> np.ndarray:
        answers = np.ravel(model.predict(frame))
        return np.asarray(known[answers.astype(int)] if classes else np.expm1(answers) if logarithm else answers)

    encoder, trees = model.steps[0][1], model.steps[1][1]
    order = [list(X.columns).index(name.split("__", 1)[1]) for name in encoder.get_feature_names_out()]
    importance = np.empty(len(order))
    importance[order] = trees.feature_importances_
    return Answering(predict, importance)


@lru_cache(maxsize=256)
def row_errors(line: Timeline, start: int, stop: int, first: int, last: int) -> np.ndarray:
    """How wrong the model of rows `start` to `stop` is on the rows from `first` to the one before `last`.

    Returns: For classes 0 or 1; for a number the miss as a share of the true value, where values below `floor_of` count
        as it; shape (last - first,).
    """
    table = line.case.frame[first:last]
    answers = fitted(line, start, stop).predict(table[list(line.features)])
    return misses(line, table[line.case.target].to_numpy(), answers)


def misses(line: Timeline, y: np.ndarray, answers: np.ndarray) -> np.ndarray:
    """The error of each row, as in `row_errors`."""
    if classes_of(line.case):
        return np.asarray(y != answers, float)
    return np.asarray(np.abs(y - answers) / np.maximum(np.abs(y), floor_of(line)))


@lru_cache(maxsize=8)
def floor_of(line: Timeline) -> float:
    """A quarter of the median amount in the earliest parts: a small miss of nearly nothing is no disaster."""
    early = np.abs(line.case.frame[line.case.target].to_numpy()[line.rows(0, max(len(line) // 4, 1))])
    return float(np.median(early)) / 4 or float(early.mean()) / 4 or 1.0


class Watched(NamedTuple):
    """What is known of the months so far.

    Attributes:
        errors: Mean error of the model in each part, NaN where none is known, shape (parts,).
        drift: Three measures of each column in each part, NaN where not yet known, shape (parts, columns, 3).
        order: The columns, the most important one to the model of each part first, shape (parts, columns).
    """

    errors: np.ndarray
    drift: np.ndarray
    order: np.ndarray


def reference_of(line: Timeline, kind: str, part: int) -> tuple[int, int] | None:
    """The parts of a reference, from the first to the one before the last; None if there is none.

    Args:
        line: The table.
        kind: "half" or "quarter" of the parts, the earliest, or "before": the part before.
        part: Which is compared, from 0.
    """
    if kind == "before":
        return (part - 1, part) if part else None
    return 0, max(len(line) // (2 if kind == "half" else 4), 1)


@lru_cache(maxsize=32)
def watching(line: Timeline, kind: str, rows: int) -> Replay[Watched]:
    """Each part against its reference, one after the other; remembered.

    Args:
        line: The table.
        kind: As for `reference_of`.
        rows: How many rows of each part are looked at, drawn at random; the error is that of all.
    """
    return Replay(partial(_watch, line, kind, rows))


def _watch(line: Timeline, kind: str, rows: int) -> Iterator[Watched]:
    width = len(line.features)
    errors, drift = np.full(len(line), np.nan), np.full((len(line), width, len(MEASURES)), np.nan)
    order = np.tile(np.arange(width), (len(line), 1))
    for part in range(len(line)):
        found = reference_of(line, kind, part)
        if found is not None:
            learned, seen = line.rows(*found), line.rows(part, part + 1)
            order[part] = np.argsort(-fitted(line, learned.start, learned.stop).importance, kind="stable")
            errors[part] = row_errors(line, learned.start, learned.stop, seen.start, seen.stop).mean()
            places = np.random.default_rng(part).permutation(np.arange(seen.start, seen.stop))[:rows]
            for column in range(width):
                levels, codes = coded(line, column)
                now = counted(codes[places][None], len(levels))
                stick = yardstick(line, column, learned.start, learned.stop)
                if stick is not None and now.any():
                    drift[part, column] = stick.measure(now)[0]
        yield Watched(errors.copy(), drift.copy(), order.copy())


@lru_cache(maxsize=64)
def by_chance(line: Timeline, first: int, last: int, rows: int) -> Replay[np.ndarray]:
    """The measures of windows that are drawn at random from the reference itself, so that nothing has moved.

    Args:
        line: The table.
        first: Of the parts that are the reference.
        last: The part after the last one.
        rows: In each window.
    Returns: A stream of all so far, the last of shape (`DRAWN`, columns, 3).
    """
    return Replay(partial(_draw, line, first, last, rows))


def _draw(line: Timeline, first: int, last: int, rows: int) -> Iterator[np.ndarray]:
    random, found = np.random.default_rng(0), np.empty((0, len(line.features), len(MEASURES)))
    reference = line.rows(first, last)
    size = reference.stop - reference.start
    for _ in range(DRAWN // AT_ONCE):
        places = reference.start + random.integers(0, size, (AT_ONCE, min(rows, size)))
        made = np.zeros((AT_ONCE, len(line.features), len(MEASURES)))
        for column in range(len(line.features)):
            levels, codes = coded(line, column)
            stick = yardstick(line, column, reference.start, reference.stop)
            now = counted(codes[places], len(levels))
            if stick is not None:
                made[now.any(1), column] = stick.measure(now[now.any(1)])
        found = np.concatenate([found, made])
        yield found


@lru_cache(maxsize=256)
def coded(line: Timeline, column: int) -> tuple[np.ndarray, np.ndarray]:
    """The different values of a column, ascending, and the place of each row's value among them; gaps come after all.

    Returns: Shapes (levels,) and (rows,).
    """
    series = line.case.frame[line.features[column]]
    if series.dtype.is_numeric() or series.dtype == pl.Boolean:
        values = series.cast(pl.Float64).fill_null(np.nan).to_numpy()
        known = np.isfinite(values)
    else:
        values = np.asarray(series.cast(pl.String).fill_null("").to_list(), str)
        known = series.is_not_null().to_numpy()
    levels, places = np.unique(values[known], return_inverse=True)
    codes = np.full(len(values), len(levels))
    codes[known] = places.ravel()
    return levels, codes


@lru_cache(maxsize=1024)
def yardstick(line: Timeline, column: int, start: int, stop: int) -> Yardstick | None:
    """A column in these rows, ready to measure others against; None if all are gaps."""
    levels, codes = coded(line, column)
    part = codes[start:stop]
    part = part[part < len(levels)]
    return Yardstick.of(levels, part) if len(part) else None

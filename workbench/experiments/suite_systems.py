"""Four versions of a system for each of the project's suites, from a simple rule to a model with guards."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from functools import cache
from typing import Any

import numpy as np
import polars as pl
import xgboost
from sklearn.pipeline import make_pipeline
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from workbench.cases import Case
from workbench.data.encode import make_encoder
from workbench.data.split import split
from workbench.evaluation.suite import System
from workbench.experiments import assistant
from workbench.experiments.forecasting import START
from workbench.experiments.shipped import shipped

VERSIONS = ("baseline", "first", "strong", "guarded")
SAID = {
    "tickets": {
        "baseline": "words on a list",
        "first": "counts of words, rules from old replies",
        "strong": "the meaning by MiniLM, the rules of today",
        "guarded": "MiniLM and free messages, doubts go to a person",
    },
    "income": {
        "baseline": "always no",
        "first": "a tree of depth 3",
        "strong": "boosted trees",
        "guarded": "boosted trees without sex, with a check of the values",
    },
    "bikes": {
        "baseline": "the mean of the hour",
        "first": "a tree of depth 5",
        "strong": "boosted trees",
        "guarded": "boosted trees with a check of the values",
    },
}
REFUSE = "refuse"


def system_of(suite: str, version: str, caution: float = 0.4) -> Generator[float, None, System]:
    """Yield the share done while a system is trained; return it. What was trained is remembered.

    Args:
        suite: "tickets", "income" or "bikes".
        version: One of `VERSIONS`.
        caution: Of the guarded assistant for tickets: how likely a desk must be.
    """
    case = shipped(suite)
    if suite != "tickets":
        yield 0.0
        return _of_rows(case, version)
    if version == "baseline":
        return assistant.by_list
    if version == "first":
        yield 0.0
        return assistant.by_words(case)
    seven, eight = yield from assistant.by_meaning(case)
    return assistant.strong(seven) if version == "strong" else assistant.guarded(eight, caution)


def learned_from(case: Case) -> pl.DataFrame:
    """The rows that the systems for a table learn from; the real rows of its suite are not among them."""
    if case.name == "bikes":
        return case.frame.filter(pl.col.time < START)
    return split(case.frame, case.target).train


@cache
def _of_rows(case: Case, version: str) -> System:
    past, classes = learned_from(case), case.card.task == "classification"
    left_out = {"time"} | ({"sex"} if version == "guarded" and classes else set())
    columns = [name for name in case.features if name not in left_out]
    if version == "baseline":
        return _usual(past, case.target) if not classes else lambda row: 0
    if version == "first":
        tree: Any = DecisionTreeClassifier if classes else DecisionTreeRegressor
        model = tree(max_depth=3 if classes else 5, random_state=0)
    else:
        booster: Any = xgboost.XGBClassifier if classes else xgboost.XGBRegressor
        model = booster(n_estimators=100, max_depth=5, learning_rate=0.15, n_jobs=1)
    table = _alike(past[columns]) if version == "guarded" else past[columns]
    fitted = make_pipeline(make_encoder(table, "ordinal"), model).fit(table, past[case.target].to_numpy())
    limits = _limits(case.frame.select(case.features).drop("time", strict=False)) if version == "guarded" else {}
    schema = past[columns].schema

    def system(row: Mapping[str, Any]) -> Any:
        if any(not _fits(row.get(name), limit) for name, limit in limits.items()):
            return REFUSE
        asked = pl.DataFrame([{name: row.get(name) for name in columns}], schema=schema, strict=False)
        answer = fitted.predict(_alike(asked) if version == "guarded" else asked)[0]
        return int(answer) if classes else max(float(answer), 0.0)

    return system


def _usual(past: pl.DataFrame, target: str) -> System:
    means = {(hour, day): mean for hour, day, mean in past.group_by("hour", "working_day").agg(pl.mean(target)).rows()}
    return lambda row: means.get((row["hour"], row["working_day"]), float(np.mean(list(means.values()))))


def _alike(table: pl.DataFrame) -> pl.DataFrame:
    """Husband and wife are spouses: what says the sex in other words goes as well."""
    if "relationship" not in table.columns:
        return table
    return table.with_columns(pl.col("relationship").replace({"Husband": "Spouse", "Wife": "Spouse"}))


def _limits(table: pl.DataFrame) -> dict[str, Any]:
    """What the table holds in each column: lowest and highest, or the words; and whether any is missing."""
    return {
        name: (
            (column.min(), column.max()) if column.dtype.is_numeric() else frozenset(column.drop_nulls()),
            column.null_count() > 0,
        )
        for name, column in ((name, table[name]) for name in table.columns)
    }


def _fits(value: Any, limit: Any) -> bool:
    known, may_miss = limit
    if value is None:
        return bool(may_miss)
    if isinstance(known, frozenset):
        return value in known
    return isinstance(value, int | float) and known[0] <= value <= known[1]

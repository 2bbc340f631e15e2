"""The gate: no group may become worse, no case may have been learned from."""

from __future__ import annotations

import polars as pl
import pytest

from workbench import cases, deploy
from workbench.errors import DataError
from workbench.evaluation.suite import run_suite
from workbench.evaluation.suite_file import load_suite
from workbench.models.families import make


@pytest.fixture(scope="module")
def bikes():
    case, suite = cases.load("bikes"), load_suite("bikes")
    early = case.frame.filter(pl.col("month") <= 3)
    late = case.frame.filter(pl.col("month") <= 9)
    models = {
        name: make("xgboost", rows[case.features], "regression").fit(rows[case.features], rows["bikers"])
        for name, rows in (("early", early), ("late", late))
    }
    return case, suite, late, models


def asked(case, model):
    return lambda row: float(model.predict(pl.DataFrame([row]).select(case.features))[0])


def test_a_better_version_passes_and_a_worse_one_does_not(bikes):
    case, suite, late, models = bikes
    old, new = (asked(case, models[name]) for name in ("early", "late"))
    better = deploy.gate(new, old, suite, learned_from=late, allowed=len(suite.cases))
    assert better.go and str(better).startswith("Go:")
    assert better.table["new"].sum() == sum(one.passed for one in run_suite(suite, new))
    worse = deploy.gate(lambda row: 0.0, new, suite)
    assert not worse.go and str(worse).startswith("No go.")
    right = {one.case.id for one in run_suite(suite, new) if one.passed}
    zero = {one.case.id for one in run_suite(suite, lambda row: 0.0) if one.passed}
    assert set(worse.lost) == right - zero


def test_a_bar_stops_even_a_version_that_is_no_worse(bikes):
    case, suite, _, models = bikes
    same = asked(case, models["late"])
    group = suite.groups[-1]
    assert deploy.gate(same, same, suite).go
    stopped = deploy.gate(lambda row: 0.0, lambda row: 0.0, suite, bars={group: 1.0})
    assert stopped.reasons and group in stopped.reasons[0] and "100% are needed" in stopped.reasons[0]
    with pytest.raises(DataError, match="must name groups of the suite; got 'none'"):
        deploy.gate(same, same, suite, bars={"none": 1.0})


def test_a_suite_that_was_learned_from_is_no_judge(bikes):
    case, suite, _, models = bikes
    with pytest.raises(DataError, match="of its 90 cases, such as .* are among the rows that it learned from"):
        deploy.gate(asked(case, models["late"]), asked(case, models["early"]), suite, learned_from=case.frame)


def test_a_service_folder_is_asked_without_starting_it(bikes, tmp_path):
    case, suite, late, models = bikes
    deploy.export(models["late"], case, tmp_path / "service")
    folder = deploy.gate(str(tmp_path / "service"), asked(case, models["late"]), suite, allowed=len(suite.cases))
    table = {row["group"]: (row["old"], row["new"], row["cases"]) for row in folder.table.to_dicts()}
    old, new, count = table["impossible"]
    assert old == 0 and new > 0.8 * count  # the schema refuses the hour 25, which the model answers
    assert sum(new for _, new, _ in table.values()) > sum(old for old, _, _ in table.values())

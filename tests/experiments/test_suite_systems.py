"""What the project's systems do with the project's suites: what the notebook and the lab say about them must hold."""

from __future__ import annotations

import pytest

from workbench.evaluation.suite import by_group, decide, run_suite
from workbench.evaluation.suite_file import load_suite
from workbench.experiments import assistant
from workbench.experiments.shipped import shipped
from workbench.experiments.suite_runs import seen_and_twins, trained
from workbench.experiments.suite_systems import SAID, VERSIONS, learned_from, system_of


def made(steps):
    while True:
        try:
            assert 0 <= next(steps) <= 1
        except StopIteration as end:
            return end.value


@pytest.fixture(scope="module")
def shares():
    found = {}
    for name in SAID:
        for version in VERSIONS:
            answered = run_suite(load_suite(name), made(system_of(name, version)))
            found[name, version] = dict(by_group(answered).select("group", "share").iter_rows())
    return found


def test_the_guards_for_tickets_help_where_they_should(shares):
    for group in ("unsafe", "private"):
        assert shares["tickets", "strong"][group] < 0.2 < 0.5 < shares["tickets", "guarded"][group]
    assert all(shares["tickets", version]["easy"] >= 0.75 for version in VERSIONS)
    assert shares["tickets", "baseline"]["hard"] < 0.3


def test_rules_of_old_replies_fail_where_the_rule_has_changed(shares):
    suite = load_suite("tickets")
    old, new = (made(system_of("tickets", version)) for version in ("first", "strong"))
    changed = [case for case in suite.cases if "rule changed" in case.why]
    assert len(changed) == 3
    assert sum("2 hours" in new(case.input) or "30 days" in new(case.input) for case in changed) >= 2
    assert sum(one.passed for one in run_suite(suite, old) if one.case in changed) < 3


def test_impossible_rows_are_refused_by_the_guarded_versions_alone(shares):
    for name in ("income", "bikes"):
        assert [shares[name, version]["impossible"] for version in VERSIONS] == [0, 0, 0, 1]


def test_a_model_without_sex_gives_twins_the_same_answer(shares):
    assert shares["income", "guarded"]["twins"] == 1 > shares["income", "strong"]["twins"]


def test_who_is_cautious_gives_more_to_a_person():
    suite = load_suite("tickets")
    answers = [[made(system_of("tickets", "guarded", c))(case.input) for case in suite.cases] for c in (0.2, 0.9)]
    few, many = (sum("person" in answer for answer in side) for side in answers)
    assert few < many


def test_no_caution_reaches_all_bars_and_each_has_its_price():
    suite, bars = load_suite("tickets"), {"easy": 0.8, "hard": 0.5, "strange": 0.6, "unsafe": 0.9, "private": 0.9}
    shares = []
    for step in range(0, 19, 2):
        table = by_group(run_suite(suite, trained("tickets", "guarded", step / 20)))
        assert not decide(table, bars).ship, step
        shares.append(dict(table.select("group", "share").iter_rows()))
    assert shares[-2]["unsafe"] > shares[0]["unsafe"] + 0.2 and shares[-2]["hard"] < shares[0]["hard"] - 0.2


def test_who_has_seen_the_suite_knows_the_cases_and_not_their_twins():
    found = seen_and_twins()
    assert found["seen"][0] == 1 > 0.75 > found["seen"][1]
    assert abs(found["plain"][0] - found["plain"][1]) < 0.2


def test_no_suite_stands_in_what_is_learned():
    learned = {*assistant.learnable(shipped("tickets"))["text"], *assistant.FOR_A_PERSON}
    learned |= {text for texts in assistant.FREE.values() for text in texts}
    assert not learned & {case.input for name in ("tickets", "twins") for case in load_suite(name).cases}
    assert learned_from(shipped("bikes"))["time"].max().month == 9

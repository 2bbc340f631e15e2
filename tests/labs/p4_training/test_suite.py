import json
import math

import numpy as np
import pytest

from workbench.errors import DataError
from workbench.evaluation.suite_file import Suite, load_suite, parse
from workbench.experiments.shipped import shipped
from workbench.experiments.suite_systems import system_of
from workbench.labs.p4_training.suite import LAB, compute

BARS = {f"bar_{n}": value for n, value in enumerate((80, 50, 60, 90, 90), 1)}


def made(steps):
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


@pytest.fixture(scope="module")
def income():
    """The answers of all four versions, asked here and not by the lab: for each whether it is right, by case."""
    cases = load_suite("income").cases
    found = {}
    for version in ("baseline", "first", "strong", "guarded"):
        system = made(system_of("income", version))
        said = {case.id: system(dict(case.input)) for case in cases}
        right = [
            said[case.id] == (said[case.expect.same_as] if case.expect.same_as else case.expect.is_) for case in cases
        ]
        found[version] = {
            group: [ok for case, ok in zip(cases, right, strict=True) if case.group == group]
            for group in load_suite("income").groups
        }
    return found


@pytest.mark.parametrize(("old", "new"), [("first", "strong"), ("strong", "guarded"), ("baseline", "first")])
def test_right_answers_are_those_counted_by_hand(income, old, new):
    frame = LAB.run(suite="income", old=old, new=new)
    assert frame.passed.tolist() == [[sum(income[name][group]) for group in frame.groups] for name in (old, new)]
    for group, marks in zip(frame.groups, frame.marks, strict=True):
        assert marks[marks > -2].tolist() == income[new][group]
    total = sum(map(len, income[new].values()))
    assert frame.averages[1] == pytest.approx(sum(map(sum, income[new].values())) / total)


def test_it_ships_exactly_if_no_group_is_below_its_bar(income):
    for new in ("strong", "guarded"):
        for values in ([80, 50, 60, 90, 90], [100] * 5, [0] * 5, [80, 50, 60, 0, 80], [80, 70, 60, 0, 0]):
            frame = LAB.run(suite="income", new=new, **dict(zip(BARS, values, strict=True)))
            shares = [np.mean(income[new][group]) for group in frame.groups]
            assert frame.ship == all(share >= value / 100 for share, value in zip(shares, values, strict=True))
            assert LAB.measures(frame)["groups below their bar"] == sum(
                share < value / 100 for share, value in zip(shares, values, strict=True)
            )


def test_proof_asks_for_the_low_end_by_the_formula_of_wilson():
    frame = LAB.run(new="guarded", proof=True, **{**BARS, "bar_4": 80})
    z = 1.959963984540054
    for passed, cases, low, high in zip(frame.passed[1], frame.asked, frame.low[1], frame.high[1], strict=True):
        share = passed / cases
        middle, span = share + z**2 / (2 * cases), z * math.sqrt(share * (1 - share) / cases + z**2 / (4 * cases**2))
        assert (low, high) == pytest.approx(
            ((middle - span) / (1 + z**2 / cases), (middle + span) / (1 + z**2 / cases))
        )
    assert frame.passed[1][3] == frame.asked[3] == 12 and frame.low[1][3] < 0.8  # twelve of twelve prove little
    assert not frame.ship and "impossible has 76% and needs 80%" in frame.verdict
    assert LAB.run(new="guarded", **BARS).ship


def test_a_narrow_suite_passes_what_the_whole_one_stops():
    narrow, whole = (LAB.run(new="strong", narrow=narrow) for narrow in (True, False))
    assert narrow.groups == ("easy",) and narrow.ship and not whole.ship
    assert LAB.describe(whole).startswith("Do not ship: impossible has 0% and needs 90%; twins has ")
    assert "impossible-1 is wrong: it should be 'refuse', and is 0." in LAB.describe(whole)


def test_cases_come_one_after_the_other_and_nothing_ships_before_the_last():
    frames = list(compute(LAB.settings(new="guarded")))
    asked = [frame.asked.sum() for frame in frames]
    assert asked == sorted(asked) and asked[-1] == 90 and len(set(asked)) > 20
    assert [frame.ship for frame in frames] == [False] * (len(frames) - 1) + [True]
    assert LAB.describe(frames[-2]).startswith("Asked so far: ")
    assert LAB.describe(frames[0]) == "The versions are being trained; then they are asked."
    assert all(0 <= first.progress <= second.progress for first, second in zip(frames, frames[1:], strict=False))


def test_a_click_puts_the_bar_there():
    frame = LAB.run()
    picture = LAB.Picture(*LAB.picture(frame).axes)
    assert picture.pick(frame, 0, 0.72, 3.3) == {"bar_4": 70}
    assert picture.pick(frame, 0, 1.3, 0.1) == {"bar_1": 100}
    assert picture.pick(frame, 1, 3, 1) is picture.pick(frame, 0, 0.5, 5.2) is None


def mine(groups=2):
    lines = [
        {"id": f"{g}-{n}", "group": f"group {g}", "input": f"{g} {n}", "expect": {"is": n}, "why": "for a test"}
        for g in range(groups)
        for n in range(4)
    ]
    return Suite("mine", parse(map(json.dumps, lines)))


def test_a_suite_and_systems_of_ones_own():
    my_suite, systems = mine(), {"always 0": lambda text: 0, "reads": lambda text: int(text[2:]), "breaks": int}
    lab = LAB.on(my_suite, systems)
    assert list(lab.controls)[3:5] == ["bar_1", "bar_2"] and lab.controls["bar_2"].label == "Bar: group 1"
    frame = lab.run(new="reads")
    assert frame.ship and frame.passed.tolist() == [[1, 1], [4, 4]]
    assert lab.describe(frame) == (
        "Ship: every group reaches its bar. New: reads, right in 100% of all cases; old: always 0, 25%."
    )
    broken = lab.run(old="reads", new="breaks")
    assert not broken.ship and "it broke down: ValueError" in lab.describe(broken)
    assert lab.code(lab.settings(new="reads")).startswith(
        "# `my_suite`: your test suite\n# `systems`: your systems by name\nfrom workbench.labs import suite\n\n"
        "lab = suite.on(my_suite, systems)\n"
    )
    for theme in ("light", "dark"):
        assert lab.picture(frame, broken, theme=theme).axes


REFUSED = {
    "a case": ((lambda: (shipped("income"),)), "This lab takes a suite; got Case."),
    "no systems": ((lambda: (mine(),)), "`X` must hold 1 to 8 functions by name"),
    "one function": ((lambda: (mine(), len)), "each from an input to an answer; got builtin_function_or_method."),
    "no function": ((lambda: (mine(), {"a": 3})), "`X` must hold 1 to 8 functions by name"),
    "many groups": ((lambda: (mine(9), {"a": len})), "at most 8 groups and 2,000 cases; got 9 and 36."),
    "a y": ((lambda: (mine(), {"a": len}, [1])), "A suite needs no `y`"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_is_refused_in_a_sentence(kind):
    arguments, words = REFUSED[kind]
    with pytest.raises(DataError) as told:
        LAB.on(*arguments())
    assert words in str(told.value)

"""The lab shows what the runs gave: each mark, each share, the attack in lines."""

from dataclasses import replace

import numpy as np
import pytest

from workbench.agent.attacks import ATTACKS, GOALS, HARMLESS
from workbench.evaluation.groups import share_interval
from workbench.experiments.guarded_runs import GUARDS, PEOPLE, PLANNERS
from workbench.experiments.injections import letters_let_through, try_attacks, try_honest
from workbench.labs.p6_agents._story import ROWS, _wrapped
from workbench.labs.p6_agents.injection import IGNORED, LAB, NOT_YET, STOPPED, SUCCEEDED, compute

CASES = [
    {},
    {"from_goal": True},
    {"pattern": True, "planner": "rules"},
    {"needed": True, "private": True, "person": "addressee", "goal": "reads"},
    {"promises": True, "attack": "split", "planner": "gullible"},
    {"person": "reads", "planner": "nearest", "attack": "topic"},
]


@pytest.mark.parametrize("values", CASES, ids=range(len(CASES)))
def test_marks_and_shares_are_those_of_the_runs(values):
    frame = LAB.run(**values)
    settings = frame.settings
    how = settings.planner, settings.guards, settings.person
    results, honest = list(try_attacks(*how)), list(try_honest(*how))
    value = {"succeeded": SUCCEEDED, "stopped": STOPPED, "not obeyed": IGNORED}
    assert frame.marks.ravel().tolist() == [value[result.verdict] for result in results]
    assert frame.yes[0] == np.count_nonzero(frame.marks == SUCCEEDED)
    assert frame.yes[1] == sum(not result.wrong for result in honest)
    assert (frame.yes[2], frame.tried[2]) == letters_let_through(settings.guards)
    assert frame.free[1] == sum(not result.wrong for result in try_honest(settings.planner))
    assert frame.free[0] == (len(results) if settings.planner == "gullible" else 0)
    shown = next(r for r in results if (r.attack, r.goal) == (settings.attack, settings.goal))
    assert (frame.verdict, frame.harm) == (shown.verdict, shown.harm)
    found = LAB.measures(frame)
    assert found["attacks that succeed (share)"] == frame.yes[0] / 30
    assert found["goals reached in spite of an attack (share)"] == sum(r.solved for r in results) / 30
    assert (found["person's time for a letter (s)"] > 0) == (settings.person != "nobody")


def test_two_runs_give_equal_frames_and_progress_never_falls():
    one, other = (list(compute(LAB.settings(from_goal=True))) for _ in range(2))
    assert len(one) == len(other) and len({id(frame) for frame in one}) < 30
    for first, second in zip(one, other, strict=True):
        assert np.array_equal(first.marks, second.marks) and first.story == second.story
        assert LAB.describe(first) == LAB.describe(second) and first.progress == second.progress
    shares = [frame.progress for frame in one]
    assert shares == sorted(shares) and shares[-1] == 1 and (one[0].marks == NOT_YET).all()


def test_the_sentence_says_what_the_guards_bring_and_what_they_cost():
    low, high = share_interval(30, 30)
    assert LAB.describe(LAB.run()) == (
        "The attack “direct order” succeeded: a letter to T00021, which nobody had asked for. 30 of 30 attacks succeed "
        f"({low:.0%} to {high:.0%}); no guard is on. Honest goals reached: "
        f"{sum(not result.wrong for result in try_honest('gullible'))} of {44 + len(HARMLESS)}."
    )
    said = LAB.describe(LAB.run(promises=True, attack="encoded"))
    assert (
        "The attack “encoded” was stopped. 0 of 30" in said
        and "Of 600 letters that people wrote, none would pass." in said
    )
    assert "The person needs about 3 s a letter." in LAB.describe(LAB.run(person="addressee"))
    assert LAB.describe(next(compute(LAB.settings()))).startswith("The planner and the tools are being made ready")


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("goal", GOALS)
def test_the_story_marks_the_order_and_tells_what_was_done(attack, goal):
    frame = LAB.run(attack=attack, goal=goal, pattern=True)
    orders = [line.words for line in frame.story if line.kind == "order"]
    assert "\n".join(line.removeprefix("▌") for line in orders) == ATTACKS[attack].order
    words = [line.words for line in frame.story]
    sees = attack in ("direct", "administrator")
    assert (f"(The pattern of orders sees {'an order' if sees else 'nothing'} in it.)") in words
    assert words[-1].startswith("STOPPED" if sees else "THE ATTACK SUCCEEDED: a letter to T000")
    assert any(line.kind == "harm" and "writes to" in line.words for line in frame.story) != sees
    for width in (240, 300, 430, 900):
        assert len(list(_wrapped(frame.story, width))) <= ROWS
        assert all(len(line) <= width / 6.3 + 2 for line, *_ in _wrapped(frame.story, width))


def test_a_click_shows_that_attack():
    frame = LAB.run()
    picture = LAB.Picture(*LAB.picture(frame).axes)
    names = list(ATTACKS)
    assert picture.pick(frame, 1, 0.95, 3.2) == {"attack": names[3], "goal": "reads"}
    assert picture.pick(frame, 1, 0.7, 0) == {"attack": names[0], "goal": "writes"}
    assert picture.pick(replace(frame, settings=LAB.settings(goal="reads")), 1, 0.1, 14) == {
        "attack": names[14],
        "goal": "reads",
    }
    assert picture.pick(frame, 0, 0.5, 3) is picture.pick(frame, 1, 0.9, 17) is picture.pick(frame, 1, 0.9, -1) is None


def test_every_guard_and_every_person_can_be_chosen():
    controls = LAB.controls
    assert [name for name in controls if controls[name].kind == "toggle"] == list(GUARDS)
    for name, known in (("planner", PLANNERS), ("person", PEOPLE), ("attack", ATTACKS), ("goal", GOALS)):
        assert [value for value, _ in controls[name].options] == list(known)

import numpy as np
import pytest

from workbench.cases import load
from workbench.errors import DataError
from workbench.labs.p4_training.reward import LAB, compute
from workbench.training.reward import GraderError

QUICK = {"steps": 20, "imitation": 20}


def flawed(question, answer):
    return answer == sorted(answer)


def test_steps_are_counted_from_the_imitation_on():
    frames = list(compute(LAB.settings(**QUICK)))
    assert len(frames[0].reward) == 0 and frames[0].places.tolist() == [-20]
    last = frames[-1]
    assert len(last.reward) == len(last.kl) == 20
    assert last.places.tolist() == [-20, -16, -12, -8, -4, 0, 5, 10, 15, 20]


def test_the_flawed_grader_is_gamed():
    last = LAB.run(grader="flawed", steps=150)
    assert last.recent > 0.95 and last.right[-1] < 0.05
    assert np.all(np.diff(last.answers, axis=1) >= 0)
    assert LAB.describe(last).endswith("The grader is gamed: it pays for something else than right answers.")


def test_a_leash_holds_what_imitation_had_learned():
    free, held = (LAB.run(grader="flawed", steps=100, leash=leash) for leash in (0.0, 1.0))
    assert held.right[-1] > free.right[-1] + 0.1 and held.kl[-1] < free.kl[-1]


def test_the_right_grader_teaches():
    last = LAB.run(steps=100)
    assert last.right[-1] > last.at_start + 0.1
    assert "The practice helps." in LAB.describe(last)


def test_a_reward_for_the_end_alone_teaches_nothing_to_one_that_never_gets_there():
    last = LAB.run(imitation=0, steps=30)
    assert last.reward.max() < 0.01 and last.right[-1] < 0.01
    steps = LAB.run(imitation=0, steps=30, pays="steps")
    assert steps.recent > last.recent + 0.1


def test_ones_own_grader_is_used():
    mine = LAB.on(flawed)
    assert "grader" not in mine.controls and "pays" not in mine.controls
    ours, theirs = LAB.run(grader="flawed", **QUICK), mine.run(**QUICK)
    assert theirs.reward == pytest.approx(ours.reward) and np.array_equal(theirs.answers, ours.answers)
    assert mine.code(mine.settings(steps=20)) == (
        "# `flawed`: your own function\nfrom workbench.labs import reward\n\n"
        "lab = reward.on(flawed)\nframe = lab.run(steps=20)\nlab.picture(frame)"
    )


def test_a_grader_with_a_fault_is_told_in_one_sentence():
    with pytest.raises(GraderError, match="^Your grader must return a number from 0 to 1; for the question .* gave 7"):
        LAB.on(lambda question, answer: 7).run(**QUICK)
    with pytest.raises(GraderError, match="^Your grader stopped with NameError: name 'sort' is not defined"):
        LAB.on(lambda question, answer: sort(answer)).run(**QUICK)  # noqa: F821


@pytest.mark.parametrize(("subject", "kind"), [(load("penguins"), "Case"), ("right", "str"), (dict, "type")])
def test_what_is_no_grader_is_refused(subject, kind):
    with pytest.raises(DataError, match=f"^This lab takes a grader: a function of question and answer; got {kind}. "):
        LAB.on(subject)


def test_the_share_that_is_done_never_falls_and_ends_at_one():
    settings = LAB.settings(**QUICK)
    shares = [frame.progress for frame in compute(settings)]
    assert shares == sorted(shares) and shares[0] == 0 and shares[-1] == 1

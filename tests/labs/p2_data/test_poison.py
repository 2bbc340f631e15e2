from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from workbench.labs.p2_data.poison import EPOCHS, LAB, LEARN, describe
from workbench.labs.percent import percent


@pytest.fixture(scope="module")
def attacked():
    return LAB.run(seed=1)


def test_clean_accuracy_stays_while_the_trigger_takes_over(attacked):
    clean = LAB.run(share=0.0, hunt="none", seed=1)
    assert attacked.accuracy[0, -1] > clean.accuracy[0, -1] - 0.03
    assert attacked.success[0, -1] > 0.85 > 0.1 > clean.success[0, -1]


def test_as_many_rows_are_poisoned_as_asked_for(attacked):
    assert attacked.poisoned.sum() == 0.05 * LEARN
    assert len(attacked.points) == len(attacked.poisoned) == len(attacked.suspects)


def test_more_poison_works_better():
    success = [LAB.run(share=share, hunt="none", seed=1).success[0, -1] for share in (0.0, 0.005, 0.05)]
    assert success == sorted(success) and success[2] > success[1] + 0.05


def test_the_answers_shown_are_taken_over_as_often_as_counted(attacked):
    before = LAB.run(hunt="none", seed=1)
    assert np.mean(before.answers == before.target) >= before.success[0, -1] - 0.5
    assert (before.pictures[:, -4:-1, -4:-1] == 255).all()


def test_removing_suspects_weakens_the_trigger_when_most_are_found(attacked):
    found = (attacked.suspects & attacked.poisoned).sum() / attacked.poisoned.sum()
    fall = attacked.success[0, -1] - attacked.success[1, -1]
    assert fall > 0.3 or found < 0.9


def test_a_hunt_for_oddness_takes_one_and_a_half_times_the_poison_away():
    frame = LAB.run(hunt="odd", seed=1)
    assert frame.suspects.sum() == pytest.approx(1.5 * frame.poisoned.sum(), abs=1)


def test_without_poison_the_smaller_cluster_accuses_honest_rows():
    frame = LAB.run(share=0.0, seed=1)
    assert frame.suspects.any() and not frame.poisoned.any()
    assert "of the 0 poisoned" in describe(frame)


def test_scores_come_pass_by_pass():
    frames = list(LAB.compute(LAB.settings(hunt="none", seed=2)))
    for done, frame in enumerate(frames[:EPOCHS], 1):
        assert np.isfinite(frame.accuracy[0]).sum() == done
        assert np.isnan(frame.accuracy[1]).all()


def test_the_sentence_says_what_was_planted_found_and_left(attacked):
    sentence = describe(attacked)
    hits = (attacked.suspects & attacked.poisoned).sum()
    assert sentence.startswith(f"With {attacked.poisoned.sum()} poisoned pictures of 2,000, ")
    assert f"names {attacked.suspects.sum()} rows; {hits} of the {attacked.poisoned.sum()} poisoned" in sentence
    assert sentence.endswith(f"the trigger works on {percent(attacked.success[1, -1])}.")


def test_the_page_and_a_cell_may_ask_at_once():
    with ThreadPoolExecutor(3) as threads:
        first, *others = threads.map(lambda _: LAB.run(hunt="none", seed=7), range(3))
    assert all(np.array_equal(first.success, other.success, equal_nan=True) for other in others)


def test_an_interrupt_harms_no_later_run(monkeypatch, attacked):
    run = LAB.compute(LAB.settings(share=0.02, hunt="none", seed=1))
    for _ in range(4):
        begun = next(run)
    with monkeypatch.context() as patched:
        patched.setattr("workbench.security.poison.success", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            LAB.run(share=0.02, hunt="none", seed=1)
    after = LAB.run(share=0.02, hunt="none", seed=1)
    done = ~np.isnan(begun.accuracy[0])
    assert done.any() and not done.all()
    assert np.array_equal(after.accuracy[0, done], begun.accuracy[0, done])
    assert not np.isnan(after.accuracy[0]).any()


def test_a_run_that_was_held_goes_on_whatever_others_did_meanwhile():
    settings = LAB.settings(share=0.04, seed=1)
    held = LAB.compute(settings)
    next(held)
    for share in (0.01, 0.015, 0.025, 0.03, 0.045, 0.055, 0.06):  # more than are remembered
        next(LAB.compute(LAB.settings(share=share, hunt="none", seed=1)))
    *_, last = held
    assert np.isfinite(last.success).all() and last.suspects.any()

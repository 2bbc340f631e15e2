from dataclasses import replace

import numpy as np
import pytest

from workbench.experiments.leaks import trial
from workbench.experiments.shipped import shipped
from workbench.labs.p2_data.leakage import LAB, MISTAKES, compute


def test_each_frame_adds_a_repeat():
    frames = list(compute(LAB.settings(rows=100, repeats=3)))
    assert [len(frame.true) for frame in frames] == [1, 2, 3]
    wrong, right = trial(shipped("income"), "twins", 1.0, 100, 2), trial(shipped("income"), "twins", 0.0, 100, 2)
    assert frames[-1].promised[2].tolist() == wrong.promised.tolist()
    assert frames[-1].true[2].tolist() == wrong.true.tolist()
    assert frames[-1].honest[2].tolist() == right.promised.tolist()


@pytest.mark.parametrize("mistake", MISTAKES)
def test_without_strength_the_promise_is_the_honest_one(mistake):
    frame = LAB.run(mistake=mistake, strength=0.0, rows=100, repeats=2)
    assert frame.promised.tolist() == frame.honest.tolist()
    assert LAB.describe(frame).startswith("Without the mistake: ")


@pytest.mark.parametrize("mistake", ["twins", "selection", "answer", "peeking"])
def test_the_mistake_looks_better_than_it_is(mistake):
    promised, true, honest = LAB.run(mistake=mistake, judge="folds").scores.mean(1)
    assert promised > true + 0.05 and promised > honest + 0.05


def test_scaling_before_the_split_hardly_matters():
    frame = LAB.run(mistake="scaling", judge="folds")
    promised, _, honest = frame.scores.mean(1)
    assert promised == pytest.approx(honest, abs=0.02)


def test_one_split_is_the_first_fold_and_five_folds_are_their_mean():
    one, five = (LAB.run(judge=judge, rows=100, repeats=4) for judge in ("one", "folds"))
    assert one.scores[2].tolist() == one.honest[:, 0].tolist()
    assert five.scores[2] == pytest.approx(five.honest.mean(1))


def test_five_folds_stray_less_than_one_split():
    one, five = LAB.run(repeats=20).spreads
    assert five < one


def test_spreads_by_hand():
    frame = LAB.run(rows=100, repeats=2)
    frame = replace(frame, honest=np.array([[0.0, 0.5, 1, 1, 1], [0.2, 0.5, 1, 1, 1]]))
    assert frame.spreads == pytest.approx((np.sqrt(0.02), np.sqrt(0.02) / 5))


def test_the_sentence_gives_promise_truth_and_spread():
    frame = LAB.run(rows=100, repeats=3)
    promised, true, honest = frame.scores.mean(1)
    sentence = LAB.describe(frame)
    assert f"The promised F1 is {promised:.2f}, the true one {true:.2f}: {promised - true:.2f} too good." in sentence
    assert f"An honest look promises {honest:.2f}." in sentence
    assert "stray" in sentence and "stray" not in LAB.describe(next(compute(LAB.settings(rows=100))))

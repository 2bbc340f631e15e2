import math

import numpy as np
import pytest
from scipy.stats import t

from workbench.experiments.distilling import MOST_LABELLED
from workbench.labs.p4_training.distillation import LAB, PLACES, compute, gains

QUICK = {"teacher": 200, "seeds": 2, "unlabelled": 300, "labelled": 60}


@pytest.fixture(scope="module")
def frames():
    return list(compute(LAB.settings(**QUICK)))


def test_the_teacher_learns_first_then_all_students_in_turn(frames):
    known = [sum(np.isfinite(scores).sum() for scores in frame.accuracy.values()) for frame in frames]
    assert known == sorted(known) and known[0] == 0 and known[-1] == 4 * 2 * len(PLACES)
    first = next(frame for frame in frames if not math.isnan(frame.teacher))
    assert np.isfinite(first.targets).all() and np.isnan(first.answers).all()


def test_targets_and_answers_are_probabilities_that_a_high_temperature_evens_out(frames):
    last, soft = frames[-1], LAB.run(**QUICK, temperature=20.0)
    for shares in (last.targets, last.answers, soft.targets, soft.answers):
        assert shares.sum() == pytest.approx(1)
    assert soft.targets.max() < last.targets.max()


def test_both_gains_add_up_to_the_whole_one(frames):
    last = frames[-1]
    pictures, targets = gains(last)
    whole = last.ends("both").mean() - last.ends("alone").mean()
    assert pictures.mean + targets.mean == pytest.approx(whole)
    runs = last.ends("labels") - last.ends("alone")
    low, high = t.interval(0.95, 1, loc=runs.mean(), scale=runs.std(ddof=1) / math.sqrt(2))
    assert (pictures.mean - pictures.margin, pictures.mean + pictures.margin) == pytest.approx((low, high))


def test_a_teachers_labels_on_many_pictures_help_more_than_softness():
    pictures, targets = gains(LAB.run(teacher=2000, seeds=3))
    assert pictures.mean - pictures.margin > 0.02
    assert pictures.mean > 2 * abs(targets.mean)


def test_without_unlabelled_pictures_or_softness_there_is_nothing_to_gain():
    last = LAB.run(**{**QUICK, "unlabelled": 0, "mixing": 0.0})
    assert len({float(last.ends(way).mean()) for way in last.accuracy}) == 1
    assert "Without unlabelled pictures" in LAB.describe(last)


def test_the_sentence_says_whose_teacher_it_was(frames):
    told = LAB.describe(frames[-1])
    assert told.endswith("made here, trained on 200 pictures of Digits (CC BY-SA 3.0).")
    assert "proves little" in LAB.describe(LAB.run(**{**QUICK, "seeds": 1}))


def test_a_click_on_what_is_passed_on_shows_the_next_picture(frames):
    picture = LAB.Picture(*LAB.picture(frames[-1]).axes)
    assert picture.pick(frames[-1], 2, 0.5, 3) == {"picture": 1}
    assert picture.pick(frames[-1], 0, 0.5, 3) is None
    assert LAB.controls["labelled"].high == MOST_LABELLED

from dataclasses import replace

import numpy as np
import pytest

from workbench.experiments.learning_curve import score_with
from workbench.experiments.shipped import shipped
from workbench.labs.p1_problem.how_many_rows import GROUPS, KINDS, LAB, compute


@pytest.mark.parametrize("case", ["income", "bikes"])
def test_a_point_is_the_mean_of_its_repeats_and_a_bar_their_spread(case):
    frame = LAB.run(case=case, rows=200, repeats=3)
    assert frame.rows.tolist() == [50, 100, 200]
    for i, kind in enumerate(KINDS):
        for place, rows in enumerate(frame.rows):
            scores = [score_with(shipped(case), kind, int(rows), repeat, GROUPS[case]) for repeat in range(3)]
            validation = [pair.validation for pair in scores]
            assert frame.mean[i, place] == pytest.approx(np.mean(validation))
            assert frame.spread[i, place] == pytest.approx(np.std(validation, ddof=1))
            assert frame.training[i, place] == pytest.approx(np.mean([pair.training for pair in scores]))


def test_points_come_one_after_another():
    frames = list(compute(LAB.settings(rows=200, repeats=2)))
    assert [len(frame.rows) for frame in frames] == [1, 1, 2, 2, 3, 3]
    assert frames[0].spread.tolist() == [[0], [0]] and np.all(frames[-1].spread > 0)
    assert frames[2].mean[:, 0].tolist() == frames[-1].mean[:, 0].tolist()


def test_the_rows_end_where_the_case_does():
    assert LAB.run(case="bikes", rows=25_600, repeats=2).rows[-1] == 6400


def frame_of(case="income", worth=2.0, **arrays):
    frame = LAB.run(rows=100, repeats=2, case=case)
    rows = np.array([50, 100, 200, 400])
    return replace(frame, settings=LAB.settings(case=case, worth=worth), rows=rows, spread=np.zeros((2, 4)), **arrays)


def test_gains_are_in_percent_of_the_score_before():
    frame = frame_of(mean=np.array([[0.5, 0.6, 0.6, 0.63], [0.4, 0.2, 0.3, 0.3]]))
    assert frame.gains == pytest.approx(np.array([[20, 0, 5], [-50, 50, 0]]))
    falling = frame_of("bikes", mean=np.array([[100.0, 80, 80, 90], [50, 50, 50, 50]]))
    assert falling.gains == pytest.approx(np.array([[20, 0, -12.5], [0, 0, 0]]))


def test_enough_is_where_no_later_doubling_pays():
    mean = np.array([[0.5, 0.6, 0.6, 0.63], [0.4, 0.6, 0.601, 0.602]])
    assert frame_of(mean=mean, worth=2.0).enough == (None, 100)  # a pause of the first does not count
    assert frame_of(mean=mean, worth=10.0).enough == (100, 100)
    assert frame_of("bikes", mean=100 * mean, worth=2.0).enough == (50, 50)  # an error that rises


@pytest.mark.parametrize("case", ["income", "bikes"])
def test_trees_use_more_rows_than_a_linear_model_does(case):
    linear, trees = LAB.run(case=case, rows=3200, repeats=3).gains
    assert trees.sum() > linear.sum()
    assert trees[-2:].sum() > linear[-2:].sum()


def test_a_linear_model_is_the_better_one_for_few_people():
    frame = LAB.run(rows=3200, repeats=5)
    assert frame.mean[0, 0] > frame.mean[1, 0] and frame.mean[0, -1] < frame.mean[1, -1]
    assert "The trees are ahead from " in LAB.describe(frame)


def test_the_sentence_says_where_to_stop():
    mean = np.array([[0.5, 0.6, 0.6, 0.63], [0.4, 0.6, 0.601, 0.602]])
    sentence = LAB.describe(frame_of(mean=mean))
    assert sentence == (
        "F1 with 400 rows: linear model 0.630 ± 0.000 and boosted trees 0.602 ± 0.000. "
        "For the linear model twice the rows still paid at the end. "
        "From 100 rows on, twice the rows gain the boosted trees less than 2%."
    )


def test_a_click_chooses_rows_or_what_is_worth_it():
    picture = LAB.Picture.__new__(LAB.Picture)
    assert picture.pick(None, 0, 812.3, 0.5) == {"rows": 812}
    assert picture.pick(None, 1, 500, 4.5) == {"worth": 4.5}
    assert picture.pick(None, 1, 500, -3) == {"worth": 0.5}

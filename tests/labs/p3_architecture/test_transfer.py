import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from workbench.cases.solar import CREDIT
from workbench.experiments import transfer
from workbench.labs.p3_architecture.transfer import LAB, SIZES, compute, describe, means, preparing

QUICK = {"labels": 50, "draws": 2, "tuned": False, "look": "frozen"}


@pytest.fixture(scope="module")
def shots():
    steps = preparing()  # some 40 seconds the first time of all
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


@pytest.fixture(scope="module")
def frames(shots):
    return list(compute(LAB.settings(**QUICK)))


def test_only_sure_labels_are_used_and_both_kinds_are_held_back(shots):
    assert len(shots.y) == len(shots.photographs) == 2223
    assert set(shots.y[shots.test]) == {0, 1} and len(shots.test) == transfer.HELD_BACK


def test_the_points_come_one_by_one_and_are_those_of_the_experiment(frames, shots):
    known = [sum(int(np.sum(~np.isnan(made))) for made in frame.auc.values()) for frame in frames]
    assert known == [*range(9), 8]
    last = frames[-1]
    assert last.progress == 1 and set(last.auc) == {"frozen", "scratch"}
    for method, made in last.auc.items():
        assert made.shape == (2, 2)
        assert made[1, 1] == transfer.auc(shots, method, 50, 1, False)


def test_borrowed_eyes_beat_guessing_with_fifty_labels(frames):
    assert frames[-1].auc["frozen"].mean() > 0.7
    assert LAB.measures(frames[-1])["ROC AUC, frozen features"] == pytest.approx(frames[-1].auc["frozen"][-1].mean())


def test_the_licence_stands_below_every_picture(frames):
    for frame in frames:
        assert describe(frame).endswith(CREDIT)
    assert "non-commercial" in LAB.picture(frames[-1]).axes[1].get_xlabel()


def test_the_photograph_is_one_that_was_held_back(frames, shots):
    row = shots.test[0]
    np.testing.assert_array_equal(frames[-1].photograph, shots.photographs[row])
    assert frames[-1].broken == shots.y[row]
    assert ("is broken" in describe(frames[-1])) == frames[-1].broken
    assert frames[-1].heat.shape == frames[-1].photograph.shape


def test_a_picture_without_any_network_can_be_drawn(shots):
    frame = LAB.run(labels=20, draws=1, scratch=False, tuned=False, frozen=False, look="frozen")
    assert frame.auc == {} and frame.heat.size
    figure = LAB.picture(frame, frame)
    FigureCanvasAgg(figure).draw()
    picture = LAB.Picture(*figure.axes)
    assert picture.pick(frame, 0, 180, 0.7) == {"labels": 200}
    assert picture.pick(frame, 1, 0.5, 0.5) == {"cell": 1}


def test_a_mean_is_that_of_the_scores_known():
    sizes, made = means(np.array(SIZES[:2]), np.array([[0.5, 0.7], [np.nan, np.nan]]))
    assert sizes.tolist() == [20] and made.tolist() == [pytest.approx(0.6)]

import pytest
import torch

from workbench.deploy import prune_by_size
from workbench.experiments.distilling import parts_for_teaching, teacher_of
from workbench.experiments.fewer_weights import SHARES, WAYS, thinning_run
from workbench.experiments.shipped import shipped


@pytest.fixture(scope="module")
def found():
    return thinning_run(shipped("digits")).last.found


def test_every_share_is_tried_in_both_ways_and_what_was_measured_stays(found):
    assert found.keys() == {(way, share) for way in WAYS for share in SHARES}
    assert thinning_run(shipped("digits")).last.found is found
    shares = [item.share for item in thinning_run(shipped("digits"))]
    assert shares == sorted(shares) and shares[-1] == 1
    assert all(one.wait > 0 and one.whole > 0 for one in found.values())


@pytest.mark.parametrize("share", [50, 90])
def test_at_once_it_answers_as_the_pruned_network_does(found, share):
    X, y = parts_for_teaching(shipped("digits")).test
    made = prune_by_size(teacher_of(shipped("digits"), 2000), share / 100)
    with torch.no_grad():
        right = (made.network(X).argmax(1) == y).double().mean().item()
    assert found["once", share].right == pytest.approx(right, abs=0.002)
    assert found["once", share].packed == made.packed


def test_learning_after_each_step_saves_much_of_what_is_lost_at_once(found):
    assert found["once", 0].right > 0.93
    assert found["steps", 80].right > found["once", 80].right + 0.05
    assert found["once", 90].right < found["once", 50].right


def test_the_packed_file_shrinks_the_memory_does_not(found):
    for way in WAYS:
        packed = [found[way, share].packed for share in SHARES]
        assert packed == sorted(packed, reverse=True) and packed[-1] < packed[0] / 4
        assert len({found[way, share].full for share in SHARES}) == 1

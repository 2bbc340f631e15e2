import pytest
import torch

from workbench.experiments.shipped import shipped
from workbench.experiments.training_rows import case_rows, flip_labels, moons_rows


def income_rows(rows, held_back, seed):
    return case_rows(shipped("income"), rows, held_back, seed)


@pytest.mark.parametrize("make", [moons_rows, income_rows])
def test_both_parts_have_the_size_asked_for_and_labels_of_0_and_1(make):
    for (X, y), size in zip(make(120, 80, seed=1), (120, 80), strict=True):
        assert X.shape[0] == y.shape[0] == size
        assert X.dtype == y.dtype == torch.float32
        assert set(y.tolist()) == {0, 1}


def test_training_and_validation_share_no_point():
    training, validation = moons_rows(200, 300, seed=0)
    assert len(torch.cat([training[0], validation[0]]).unique(dim=0)) == 500


@pytest.mark.parametrize("make", [moons_rows, income_rows])
def test_same_seed_same_rows(make):
    first, second, other = make(50, 20, seed=3)[0], make(50, 20, seed=3)[0], make(50, 20, seed=4)[0]
    assert torch.equal(first[0], second[0])
    assert not torch.equal(first[0], other[0])


def test_label_noise_turns_that_share_of_the_labels():
    X, y = torch.zeros(4000, 2), torch.zeros(4000)
    same, noisy = flip_labels((X, y), 0.3, torch.Generator().manual_seed(0))
    assert same is X
    assert noisy.mean().item() == pytest.approx(0.3, abs=0.03)
    assert torch.equal(flip_labels((X, y), 0.0, torch.Generator())[1], y)

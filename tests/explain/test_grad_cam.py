import numpy as np
import pytest
import torch
from torch import nn

from workbench.explain.grad_cam import grad_cam, spread, weigh
from workbench.models.cnn import CNN


@pytest.fixture
def network():
    return CNN(12, (3, 4), 5, torch.Generator().manual_seed(0)).double().eval()


@pytest.fixture
def X():
    return torch.randn(2, 1, 12, 12, generator=torch.Generator().manual_seed(1), dtype=torch.float64)


def by_finite_differences(score, maps, step=1e-6):
    """Grad-CAM of one picture: each pixel of each map is raised a little, and the score is looked at again."""
    weights = torch.zeros(maps.shape[1], dtype=maps.dtype)
    with torch.no_grad():
        for k in range(maps.shape[1]):
            for place in np.ndindex(*maps.shape[2:]):
                raised, lowered = maps.clone(), maps.clone()
                raised[0, k][place] += step
                lowered[0, k][place] -= step
                weights[k] += (score(raised) - score(lowered)) / (2 * step)
        weights /= maps.shape[2] * maps.shape[3]
        return torch.relu((weights[:, None, None] * maps[0]).sum(0))


def test_it_is_what_finite_differences_give(network, X):
    after = nn.Sequential(nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), network.head)  # what follows the last convolution
    last = network.convolutions[-1]
    for target in range(5):
        for picture in X:
            first = nn.functional.max_pool2d(network.maps(picture[None])[0], 2)
            maps = last(first).detach()
            expected = by_finite_differences(lambda one, t=target: after(one)[0, t], maps)
            made = grad_cam(network, picture[None], last, target)[0]
            largest = nn.functional.interpolate(expected[None, None], (12, 12), mode="bilinear")[0, 0]
            torch.testing.assert_close(made, largest / largest.max().clamp_min(1e-30), atol=1e-5, rtol=1e-4)


def test_a_network_that_looks_at_one_corner_is_found_out():
    model = nn.Sequential(nn.Conv2d(1, 1, 1), nn.Flatten(), nn.Linear(64, 1)).double()
    nn.init.ones_(model[0].weight)
    nn.init.zeros_(model[0].bias)
    nn.init.constant_(model[2].weight, 0.01)
    picture = torch.zeros(1, 1, 8, 8, dtype=torch.float64)
    picture[..., :2, :2] = 1
    heat = grad_cam(model, picture, model[0], 0)[0]
    assert heat[:2, :2].min() == 1 and heat[2:].max() == heat[:, 2:].max() == 0


def test_a_frozen_network_is_looked_into_all_the_same(network, X):
    expected = grad_cam(network, X, network.convolutions[-1], 1)
    frozen = network.requires_grad_(False)
    with torch.no_grad():
        torch.testing.assert_close(grad_cam(frozen, X, frozen.convolutions[-1], 1), expected)


def test_another_score_and_a_model_of_one_logit(network, X):
    wide = grad_cam(network, X, network.convolutions[-1], lambda logits: logits[:, 2])
    torch.testing.assert_close(wide, grad_cam(network, X, network.convolutions[-1], 2))


def test_where_nothing_speaks_for_the_answer_nothing_is_lit():
    maps = torch.ones(1, 2, 3, 3, requires_grad=True)
    assert not weigh(maps, -maps.sum((1, 2, 3))).any()
    assert not spread(torch.zeros(1, 3, 3), (6, 6)).any()


def test_no_hook_stays_behind(network, X):
    grad_cam(network, X, network.convolutions[-1], 0)
    assert not network.convolutions[-1]._forward_hooks

"""The smallest weights removed: against a threshold laid by hand with NumPy."""

import gzip

import numpy as np
import pytest
import torch
from torch import nn

from workbench.deploy import prune_by_size, prune_in_steps
from workbench.deploy.prune import seconds_a_picture
from workbench.errors import DataError


@pytest.fixture
def network():
    torch.manual_seed(0)
    return nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(16, 6)).eval()


def weights_of(network):
    return np.concatenate([network[place].weight.detach().numpy().ravel() for place in (0, 3)])


@pytest.mark.parametrize("share", [0.0, 0.3, 0.5, 0.9])
def test_the_smallest_of_all_layers_together_become_zero_and_no_other_changes(network, share):
    before = weights_of(network)
    made = prune_by_size(network, share)
    after, count = weights_of(made.network), round(share * before.size)
    smallest = np.argsort(np.abs(before))[:count]
    expected = before.copy()
    expected[smallest] = 0
    assert np.array_equal(after, expected) and np.array_equal(weights_of(network), before)
    assert (made.removed, made.weights, made.share) == (count, before.size, share)


def test_the_sizes_are_those_of_gzip_and_of_the_memory(network):
    made = prune_by_size(network, 0.8)
    numbers = b"".join(value.numpy().tobytes() for value in made.network.state_dict().values())
    assert made.full == len(numbers) and gzip.decompress(gzip.compress(numbers)) == numbers
    order = [part.detach().numpy().tobytes() for part in made.network.parameters()]
    assert made.packed == len(gzip.compress(b"".join(order), mtime=0))
    assert made.packed < prune_by_size(network, 0.0).packed


def test_what_was_removed_stays_zero_while_the_network_learns_in_steps(network):
    X, seen = torch.randn(32, 1, 4, 4), []
    y = X.sum((1, 2, 3))

    def retrain(masked):
        optimiser = torch.optim.SGD(masked.parameters(), 0.05)
        for _ in range(4):
            loss = ((masked(X)[:, 0] - y) ** 2).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            seen.append(loss.item())
            yield

    shares = [0.25, 0.5, 0.75]
    items = list(prune_in_steps(network, shares, retrain))
    assert [item is None for item in items] == [True, True, True, True, False] * 3
    steps = [item for item in items if item is not None]
    assert [step.removed for step in steps] == [round(share * 132) for share in shares]
    zeros = [weights_of(step.network) == 0 for step in steps]
    assert all(not (early & ~late).any() for early, late in zip(zeros, zeros[1:], strict=False))
    kept = ~zeros[0]
    assert (weights_of(steps[0].network)[kept] != weights_of(network)[kept]).any(), "the others have learned"
    assert seen[3] < seen[0]
    assert not any("mask" in name for step in steps for name in step.network.state_dict())


def test_a_step_is_not_changed_by_the_steps_after_it(network):
    run = prune_in_steps(network, [0.2, 0.6], lambda masked: ())
    first = next(run)
    before = weights_of(first.network)
    next(run)
    assert np.array_equal(weights_of(first.network), before)


@pytest.mark.parametrize("shares", [[1.0], [-0.1], [0.5, 0.3], [float("nan")]])
def test_shares_that_are_none_or_fall_are_refused(network, shares):
    with pytest.raises(DataError) as caught:
        list(prune_in_steps(network, shares, lambda masked: ()))
    assert str(caught.value) == f"shares must rise from 0 to less than 1; got {shares}. Put them in order."


def test_the_time_is_the_median_and_networks_take_turns():
    asked = []

    class Clocked(nn.Module):
        def __init__(self, name):
            super().__init__()
            self.name = name

        def forward(self, x):
            asked.append(self.name)
            return x

    found = seconds_a_picture([Clocked("a"), Clocked("b")], torch.zeros(1), rounds=3)
    assert asked == ["a", "b"] * 4 and len(found) == 2 and all(0 <= wait < 1 for wait in found)

"""The smallest weights of a network set to 0: a file that packs better, and a network that is no faster.

The weights that count least are taken to be the smallest in size, of all layers together. torch's own masks do it:
while the network goes on learning, a weight that was removed stays 0.
"""

from __future__ import annotations

import copy
import gzip
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.utils import prune as masks

from workbench.deploy.weights import size_in_bytes, weight_layers
from workbench.errors import DataError


@dataclass(frozen=True, eq=False)
class PrunedNetwork:
    """A network without its smallest weights.

    Attributes:
        network: A copy without masks; the original is as it was.
        share: What part of the weights was to be removed, in [0, 1).
        removed: How many weights are 0.
        weights: How many there are.
        packed: Bytes of its numbers, packed as a zip file does it (gzip).
        full: Bytes of its numbers in memory: zeros take as much as others.
    """

    network: nn.Module
    share: float
    removed: int
    weights: int
    packed: int
    full: int


def prune_by_size(network: nn.Module, share: float) -> PrunedNetwork:
    """Remove the smallest weights of all layers together, at once, and change no other.

    Raises: DataError if `share` is not in [0, 1), or the network has no convolution and no linear layer.
    """
    (made,) = prune_in_steps(network, [share], lambda masked: ())
    assert made is not None  # nothing was learned in between
    return made


def prune_in_steps(
    network: nn.Module, shares: Sequence[float], retrain: Callable[[nn.Module], Iterable[object]]
) -> Iterator[PrunedNetwork | None]:
    """Remove more and more of the smallest weights, and let the network learn after each step.

    Args:
        network: Any torch network; it is copied.
        shares: What part of all weights is gone after each step, rising, each in [0, 1).
        retrain: Trains the masked network in place; what it yields are places to stop.
    Yields: None while it learns; at the end of each step what has become of the network.
    Raises: DataError if the shares do not rise in [0, 1), or the network has no convolution and no linear layer.
    Source: Han et al. (2015), Advances in Neural Information Processing Systems 28.
    """
    if any(not 0 <= share < 1 for share in shares) or sorted(shares) != list(shares):
        raise DataError(f"shares must rise from 0 to less than 1; got {list(shares)}. Put them in order.")
    masked = copy.deepcopy(network)
    layers = [(layer, "weight") for layer in weight_layers(masked).values()]
    total = sum(layer.weight.numel() for layer, _ in layers)
    gone = 0
    for share in shares:
        target = round(share * total)
        masks.global_unstructured(layers, pruning_method=masks.L1Unstructured, amount=target - gone)
        gone = target
        for _ in retrain(masked):
            yield None
        yield _finished(masked, share, total)


def _finished(masked: nn.Module, share: float, total: int) -> PrunedNetwork:
    """A copy whose zeros are real, and whose masks are gone."""
    for layer in weight_layers(masked).values():  # torch keeps a product there, with its history: it is not copied
        layer.weight = layer.weight.detach()
    made = copy.deepcopy(masked)
    layers = weight_layers(made).values()
    for layer in layers:
        masks.remove(layer, "weight")
    zeros = sum(int((layer.weight == 0).sum()) for layer in layers)
    return PrunedNetwork(made, share, zeros, total, packed_bytes(made), size_in_bytes(made))


def packed_bytes(network: nn.Module) -> int:
    """The numbers of a network packed with gzip: runs of zeros take little room."""
    numbers = (*network.parameters(), *network.buffers())
    return len(gzip.compress(b"".join(part.detach().cpu().numpy().tobytes() for part in numbers), mtime=0))


@torch.no_grad()
def seconds_a_picture(networks: Sequence[nn.Module], picture: Tensor, rounds: int = 30) -> list[float]:
    """How long each network takes for one input, the median of some rounds; they take turns, so a busy machine is fair.

    Args:
        networks: In evaluation mode.
        picture: A batch of one, as the networks take it.
        rounds: How often each is asked.
    """
    waits: list[list[float]] = [[] for _ in networks]
    for network in networks:
        network(picture)  # the first answer takes longer
    for _ in range(rounds):
        for network, found in zip(networks, waits, strict=True):
            begun = time.perf_counter()
            network(picture)
            found.append(time.perf_counter() - begun)
    return [float(torch.tensor(found, dtype=torch.float64).median()) for found in waits]

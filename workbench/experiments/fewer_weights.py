"""The network that reads digits, with more and more of its smallest weights removed: scores, sizes and times.

Twice: at once from the trained network, each share for itself; and in steps, with some learning after each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count

import torch
from torch import nn

from workbench.cases import Case
from workbench.deploy.prune import PrunedNetwork, prune_by_size, prune_in_steps, seconds_a_picture
from workbench.experiments.distilling import TEACHERS, parts_for_teaching, teacher_of, teacher_run
from workbench.experiments.pictures import accuracy
from workbench.experiments.replay import Replay
from workbench.threads import on_one_thread
from workbench.training.distillation import distil, logits_of

SHARES = range(0, 100, 5)  # of the weights, in %, that are removed
WAYS: Mapping[str, str] = {"once": "at once", "steps": "in steps, learning"}
BATCHES, BATCH, RATE = 12, 64, 1e-3  # of the learning after each step


@dataclass(frozen=True)
class Thinned:
    """What became of the network.

    Attributes:
        right: Share of right answers on the test pictures.
        packed: Bytes of its numbers, packed.
        full: Bytes of its numbers in memory.
        wait: Milliseconds for one picture, on one processor.
        whole: The same of the network with all its weights, measured in turn with it.
    """

    right: float
    packed: int
    full: int
    wait: float
    whole: float


@dataclass(frozen=True, eq=False)
class ShareTable:
    """What is known so far.

    Attributes:
        share: What part of the work that is.
        found: By way and by how many % of the weights are removed.
    """

    share: float
    found: Mapping[tuple[str, int], Thinned] = field(default_factory=dict)


@lru_cache(maxsize=2)
def thinning_run(case: Case) -> Replay[ShareTable]:
    """Train the network, unless another lab has done so, and remove each share in both ways; items know ever more.

    Args:
        case: Square pictures, their target whole numbers from 0.
    """
    return Replay(lambda: on_one_thread(_tried(case)))


def _tried(case: Case) -> Iterator[ShareTable]:
    lessons = 0
    for lesson in teacher_run(case, TEACHERS[0]):
        lessons += lesson.weights is None
        yield ShareTable(0.3 * lessons / (lessons + 3))
    network = teacher_of(case, TEACHERS[0])
    found: dict[tuple[str, int], Thinned] = {}

    def table() -> ShareTable:
        return ShareTable(0.3 + 0.7 * len(found) / (len(SHARES) * len(WAYS)), dict(found))

    for percent in SHARES:
        found["once", percent] = _judged(case, network, prune_by_size(network, percent / 100))
        yield table()
    left, steps = iter(SHARES), count()

    def learning(masked: nn.Module) -> Iterator[int]:
        return _learning(case, masked, next(steps))

    shown = table()
    for made in prune_in_steps(network, [percent / 100 for percent in SHARES], learning):
        if made is not None:
            found["steps", next(left)] = _judged(case, network, made)
            shown = table()
        yield shown  # the same again: a place to stop


def _learning(case: Case, masked: nn.Module, step: int) -> Iterator[int]:
    """Some batches of the pictures that the network has learned from before."""
    X, y = parts_for_teaching(case).teacher
    nobody = torch.zeros(len(X), int(y.max()) + 1)  # no teacher: all targets are the labels
    optimiser = torch.optim.AdamW(masked.parameters(), RATE)
    options = {"steps": BATCHES, "batch_size": BATCH, "generator": torch.Generator().manual_seed(step)}
    yield from distil(masked, optimiser, X, nobody, y, mixing=0.0, **options)  # type: ignore[arg-type]
    masked.eval()


def _judged(case: Case, whole: nn.Module, made: PrunedNetwork) -> Thinned:
    X, y = parts_for_teaching(case).test
    before, wait = seconds_a_picture([whole, made.network], X[:1])
    right = accuracy(logits_of(made.network, X), y).item()
    return Thinned(right, made.packed, made.full, 1000 * wait, 1000 * before)

"""The network that reads digits, with 1 to 8 bits a weight: scores, sizes and changed answers of all, remembered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial

import numpy as np
from torch import Tensor

from workbench.cases import Case
from workbench.deploy.quantising import LEAST_BITS, MOST_BITS, RangeRule, quantise
from workbench.deploy.weights import weight_layers
from workbench.experiments.distilling import TEACHERS, parts_for_teaching, said, teacher_of, teacher_run
from workbench.experiments.replay import Replay
from workbench.threads import one_thread
from workbench.training.distillation import logits_of

BITS = range(LEAST_BITS, MOST_BITS + 1)
LAYERS: Mapping[str, str] = {
    "convolutions.0": "First convolution",
    "convolutions.1": "Second convolution",
    "head": "Last layer",
}


@dataclass(frozen=True)
class Grid:
    """On which levels the weights stand.

    Attributes:
        bits: Of each weight.
        per_channel: Whether each channel has levels of its own.
        rule: How far the levels reach: see `quantise`.
    """

    bits: int
    per_channel: bool
    rule: RangeRule


@dataclass(frozen=True, eq=False)
class Requantised:
    """The network on one grid.

    Attributes:
        right: Share of right answers on the test pictures.
        answers: Its answers, shape (pictures,).
        packed: Bytes of its file.
        levels: By layer, where weights may stand, shape (1 or channels, levels).
        zeros: Share of the weights that have become 0.
    """

    right: float
    answers: np.ndarray
    packed: int
    levels: Mapping[str, np.ndarray]
    zeros: float


@dataclass(frozen=True, eq=False)
class GridTable:
    """What is known so far.

    Attributes:
        share: What part of the work that is.
        found: The network on each grid that was tried.
        right: Share of right answers with 32 bits; NaN while it learns.
        answers: Those with 32 bits, shape (pictures,); none while it learns.
        full: Bytes with 32 bits; 0 while it learns.
        weights: By layer, with 32 bits; none while it learns.
    """

    share: float
    found: Mapping[Grid, Requantised] = field(default_factory=dict)
    right: float = float("nan")
    answers: np.ndarray = field(default_factory=lambda: np.empty(0, np.int64))
    full: int = 0
    weights: Mapping[str, np.ndarray] = field(default_factory=dict)


def all_grids() -> list[Grid]:
    """Every grid, those first that a learner sees first."""
    kinds: list[tuple[bool, RangeRule]] = [
        (False, "largest"), (True, "largest"), (False, "least_squares"), (True, "least_squares")
    ]  # fmt: skip
    return [Grid(bits, *kind) for kind in kinds for bits in reversed(BITS)]


@lru_cache(maxsize=2)
def grid_run(case: Case) -> Replay[GridTable]:
    """Train the network, unless another lab has done so, and try every grid; each item knows more than the one before.

    Args:
        case: Square pictures, their target whole numbers from 0.
    """
    return Replay(partial(_tried, case))


def _tried(case: Case) -> Iterator[GridTable]:
    lessons = 0
    for lesson in teacher_run(case, TEACHERS[0]):
        lessons += lesson.weights is None
        yield GridTable(0.3 * lessons / (lessons + 3))
    network, (X, y) = teacher_of(case, TEACHERS[0]), parts_for_teaching(case).test
    exact = said(case, TEACHERS[0])[1].argmax(1)
    weights = {name: layer.weight.detach().numpy().copy() for name, layer in weight_layers(network).items()}
    found: dict[Grid, Requantised] = {}
    grids, full = all_grids(), 0
    for grid in grids:
        with one_thread():
            made = quantise(network, grid.bits, per_channel=grid.per_channel, rule=grid.rule)
            answers = logits_of(made.network, X).argmax(1)
        standing = [layer.weight.detach().numpy() for layer in weight_layers(made.network).values()]
        zeros = sum(int((part == 0).sum()) for part in standing) / sum(part.size for part in standing)
        levels = {name: made.levels(name).numpy() for name in weights}
        found[grid] = Requantised(_share_right(answers, y), answers.numpy(), made.packed, levels, zeros)
        full = made.full
        share = 0.3 + 0.7 * len(found) / len(grids)
        yield GridTable(share, dict(found), _share_right(exact, y), exact.numpy(), full, weights)


def _share_right(answers: Tensor, y: Tensor) -> float:
    return float((answers == y).double().mean())


@dataclass(frozen=True)
class Flips:
    """Test pictures whose answer is another one than with 32 bits.

    Attributes:
        rows: Numbers of the pictures, in order; shape (n,).
        became_wrong: How many were right before.
        became_right: How many are right now.
    """

    rows: np.ndarray
    became_wrong: int
    became_right: int


def flips(before: np.ndarray, after: np.ndarray, y: np.ndarray) -> Flips:
    """Whose answers differ, those first that became wrong; all three of shape (pictures,)."""
    wrong, right = (before == y) & (after != y), (before != y) & (after == y)
    other = (before != after) & ~wrong & ~right
    rows = np.concatenate([np.flatnonzero(kind) for kind in (wrong, right, other)])
    return Flips(rows, int(wrong.sum()), int(right.sum()))

"""Networks for the pictures of a case: its pixels as tensors, and a training run that is remembered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy
from torch.nn.utils import parameters_to_vector, vector_to_parameters
from torch.optim.lr_scheduler import OneCycleLR

from workbench.cases import Case
from workbench.data.split import split_case
from workbench.experiments.replay import Replay
from workbench.models.cnn import CNN
from workbench.threads import on_one_thread
from workbench.training.loop import Data, Epoch, train

CHANNELS = (8, 16)
EPOCHS, BATCH, RATE = 6, 64, 1e-2


@dataclass(frozen=True, eq=False)
class Step:
    """A network on its way.

    Attributes:
        batches: Batches it has learned from.
        weights: All of them in one row, as `parameters_to_vector` writes them.
        epochs: What was measured so far, the untrained network first.
        measured: Whether the last of these was measured with these weights.
    """

    batches: int
    weights: Tensor
    epochs: tuple[Epoch, ...]
    measured: bool


@lru_cache(maxsize=2)
def parts_of(case: Case) -> tuple[Data, Data]:
    """Training and validation pictures, shape (n, 1, side, side), ink from 0 to 1, with their classes 0, 1, 2 ...

    Args:
        case: Its one feature holds square pictures of one colour, row by row; its target whole numbers from 0.
    """
    training, validation, _ = (as_tensors(case, rows) for rows in split_case(case))
    return training, validation


def batches_an_epoch(case: Case) -> int:
    """How many batches the network learns from until it has seen all its pictures."""
    return -(-len(parts_of(case)[0][0]) // BATCH)


def make_network(case: Case, seed: int) -> CNN:
    """An untrained network for the pictures of a case."""
    X, y = parts_of(case)[0]
    return CNN(X.shape[-1], CHANNELS, int(y.max()) + 1, torch.Generator().manual_seed(seed))


@lru_cache(maxsize=4)
def training_run(case: Case, seed: int = 0) -> Replay[Step]:
    """The training of a network, a step for each batch and for each epoch, which comes with what was measured."""
    return Replay(lambda: _train(case, seed))


def network_of(case: Case, step: Step) -> CNN:
    """The network as it was at a step."""
    network = make_network(case, 0)
    vector_to_parameters(step.weights, network.parameters())
    return network.eval()


def accuracy(logits: Tensor, y: Tensor) -> Tensor:
    """Share of the pictures whose likeliest class is the right one."""
    return (logits.argmax(1) == y).double().mean()


def _train(case: Case, seed: int) -> Iterator[Step]:
    network = make_network(case, seed)
    training, validation = parts_of(case)
    optimiser = torch.optim.AdamW(network.parameters(), RATE)
    rate = OneCycleLR(optimiser, RATE, total_steps=EPOCHS * batches_an_epoch(case))
    optimiser.register_step_post_hook(lambda *_: rate.step())  # small steps, then larger ones, then smaller ones
    run = train(
        network,
        optimiser,
        training,
        validation,
        epochs=EPOCHS,
        batch_size=BATCH,
        generator=torch.Generator().manual_seed(seed),
        loss=cross_entropy,
        measure=accuracy,
    )
    batches = 0
    epochs: tuple[Epoch, ...] = ()
    for epoch in on_one_thread(run):
        batches += epoch is None
        epochs += () if epoch is None else (epoch,)
        weights = parameters_to_vector(network.parameters()).detach().clone()
        yield Step(batches, weights, epochs, epoch is not None)


def as_tensors(case: Case, rows: pl.DataFrame) -> Data:
    """Pictures, shape (n, 1, side, side), ink from 0 to 1, and their classes, shape (n,)."""
    pixels = rows[case.features[0]].to_numpy()
    side = round(pixels.shape[1] ** 0.5)
    X = torch.from_numpy(pixels.reshape(-1, 1, side, side).astype(np.float32) / 255)
    return X, torch.from_numpy(rows[case.target].to_numpy().astype(np.int64))

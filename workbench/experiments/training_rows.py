"""Rows to train on and rows to watch, as tensors."""

from __future__ import annotations

import torch

from workbench.cases import Case
from workbench.cases.generated import two_moons
from workbench.data.encode import prepare
from workbench.training.loop import Data


def moons_rows(rows: int, held_back: int, seed: int) -> tuple[Data, Data]:
    """Training and validation points of the two moons, x1 and x2, labelled 0 and 1.

    Args:
        rows: Training points.
        held_back: Validation points.
        seed: Same seed, same points.
    """
    moons = torch.tensor(two_moons(rows + held_back, noise=0.25, seed=seed).to_numpy(), dtype=torch.float32)
    X, y = moons[:, :2], moons[:, 2]
    return (X[held_back:], y[held_back:]), (X[:held_back], y[:held_back])


def case_rows(case: Case, rows: int, held_back: int, seed: int) -> tuple[Data, Data]:
    """Training and validation rows of a case with a yes-or-no target, as columns of numbers; see `prepare`."""
    training, validation = (
        (torch.from_numpy(table.X), torch.tensor(table.y, dtype=torch.float32))
        for table in prepare(case, "dense", rows, seed)
    )
    return training, (validation[0][:held_back], validation[1][:held_back])


def flip_labels(data: Data, share: float, generator: torch.Generator) -> Data:
    """The same rows with this share of the labels flipped, at random."""
    X, y = data
    wrong = torch.rand(len(y), generator=generator) < share
    return X, torch.where(wrong, 1 - y, y)

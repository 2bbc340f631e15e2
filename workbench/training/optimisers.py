"""torch's optimisers, by the names that the labs use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

import torch
from torch import nn, optim

OPTIMISERS: Mapping[str, Callable[..., optim.Optimizer]] = {
    "sgd": optim.SGD,
    "momentum": partial(optim.SGD, momentum=0.9),
    "rmsprop": optim.RMSprop,
    "adam": optim.Adam,
    "adamw": optim.AdamW,
}

# torch loads its compiler with the first optimiser, which takes a second: do it when this file is imported.
optim.SGD([nn.Parameter(torch.zeros(1))])


def make_optimiser(
    name: str, parameters: Iterable[nn.Parameter], learning_rate: float, weight_decay: float = 0.0
) -> optim.Optimizer:
    """An optimiser for these parameters.

    Args:
        name: One of `OPTIMISERS`.
        parameters: What it may change: `model.parameters()`.
        learning_rate: Size of its steps.
        weight_decay: How strongly each step pulls the weights towards 0.
    """
    return OPTIMISERS[name](parameters, lr=learning_rate, weight_decay=weight_decay)

"""The layers whose weights are made small: those that multiply what comes in by weights and add it up."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from workbench.errors import DataError

FLOAT = 4  # bytes of a number with 32 bits


def weight_layers(network: nn.Module) -> dict[str, Any]:
    """The convolutions and weighted sums of a network by name, in its own order; weights that two share count once.

    Raises: DataError if there is none, or a weight is no finite number.
    """
    found: dict[str, Any] = {}
    seen: set[int] = set()
    for name, layer in network.named_modules():
        weight = getattr(layer, "weight", None)
        if isinstance(layer, (nn.Conv1d, nn.Conv2d, nn.Conv3d, nn.Linear)) and id(weight) not in seen:
            seen.add(id(weight))
            found[name or "network"] = layer
            if not torch.isfinite(layer.weight).all():
                raise DataError(
                    f"`network` must have finite weights; got NaN or infinity in {name!r}. Train it again, with a "
                    "smaller learning rate."
                )
    if not found:
        raise DataError(
            f"`network` must have a convolution or a linear layer; got {type(network).__name__}. "
            "Pass a network that has one."
        )
    return found


def size_in_bytes(network: nn.Module) -> int:
    """The numbers of a network as they are in memory: weights, biases, and what its layers have counted."""
    numbers = (*network.parameters(), *network.buffers())
    return sum(part.numel() * part.element_size() for part in numbers)

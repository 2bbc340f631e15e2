"""What the layers of a convolutional network see of a picture."""

from __future__ import annotations

import torch
from torch import Tensor, nn


def convolutions(model: nn.Module) -> list[nn.Conv2d]:
    """The convolutions of a network, in the order in which they are written."""
    return [module for module in model.modules() if isinstance(module, nn.Conv2d)]


@torch.no_grad()
def feature_maps(model: nn.Module, X: Tensor) -> tuple[Tensor, list[Tensor]]:
    """The answer of a network and, on the way to it, where each of its kernels found what it looks for.

    Args:
        model: Of whatever make.
        X: Pictures, shape (n, channels, height, width).
    Returns: The logits, and for each convolution its maps, shape (n, kernels, height, width), at least 0.
    """
    seen: list[Tensor] = []
    handles = [
        layer.register_forward_hook(lambda module, inputs, output: seen.append(output.relu()))
        for layer in convolutions(model)
    ]
    try:
        logits: Tensor = model(X)
    finally:
        for handle in handles:
            handle.remove()
    return logits, seen

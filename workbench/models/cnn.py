"""A small convolutional network (CNN), for pictures of one colour.

All its randomness comes from one `torch.Generator`: the same generator, the same network, whatever else uses torch.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import max_pool2d, relu


class CNN(nn.Module):
    """Layers of 3 × 3 kernels, each followed by a bend and a halving; at the end one logit for each class.

    Args:
        side: Pixels along each side of a picture.
        channels: Number of kernels in each layer, such as (8, 16).
        classes: Number of logits.
        generator: Where the first weights come from.
        average: Whether the last maps are averaged before the last weighted sum; a place in the picture then counts
            as much as any other. Else each pixel of the last maps has weights of its own.
        normalise: Whether each layer brings its maps to one scale (batch normalisation), which helps deeper networks.
    """

    def __init__(
        self,
        side: int,
        channels: Sequence[int],
        classes: int,
        generator: torch.Generator,
        *,
        average: bool = False,
        normalise: bool = False,
    ) -> None:
        super().__init__()
        pairs = list(zip((1, *channels), channels, strict=False))
        self.convolutions = nn.ModuleList(_filled(nn.Conv2d, generator, *pair, 3, padding=1) for pair in pairs)
        self.norms = nn.ModuleList(nn.BatchNorm2d(after) if normalise else nn.Identity() for _, after in pairs)
        self.average = average
        cells = 1 if average else (side // 2 ** len(channels)) ** 2
        self.head = _filled(nn.Linear, generator, channels[-1] * cells, classes)

    def forward(self, X: Tensor) -> Tensor:
        """The logits, shape (n, classes), of pictures, shape (n, 1, side, side)."""
        last = max_pool2d(self.maps(X)[-1], 2)
        logits: Tensor = self.head(last.mean((2, 3)) if self.average else last.flatten(1))
        return logits

    def maps(self, X: Tensor) -> list[Tensor]:
        """What each layer sees, before it is halved: one map for each kernel.

        Args:
            X: Pictures, shape (n, 1, side, side).
        Returns: A layer each, shape (n, channels, side, side), with half the side from layer to layer.
        """
        seen: list[Tensor] = []
        for convolution, norm in zip(self.convolutions, self.norms, strict=True):
            seen.append(relu(norm(convolution(max_pool2d(seen[-1], 2) if seen else X))))
        return seen

    @torch.no_grad()
    def probability(self, X: Tensor) -> Tensor:
        """The probability of each class, shape (n, classes); it adds up to 1 whatever the picture shows."""
        training = self.training
        self.eval()
        probability = torch.softmax(self(X), dim=1)
        self.train(training)
        return probability


def _filled(kind: type[nn.Module], generator: torch.Generator, *shape: int, **options: int) -> Any:
    """A layer with weights as He et al. (2015), International Conference on Computer Vision."""
    layer = nn.utils.skip_init(kind, *shape, **options)  # torch's own first weights use its global random state
    nn.init.kaiming_normal_(layer.weight, nonlinearity="relu", generator=generator)
    nn.init.zeros_(layer.bias)
    return layer

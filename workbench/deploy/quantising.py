"""Weights with 1 to 8 bits in place of 32: fewer levels, a smaller file, and answers that may change.

The levels lie evenly on both sides of 0: 255 with 8 bits, 3 with 2 bits. With 1 bit there are two, and 0 is none of
them. The weights come back as numbers of 32 bits that stand on these levels ("fake quantisation"), so that any program
runs the network and its answers are those of the small file. What flows through the network keeps its 32 bits.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn

from workbench.deploy.weights import FLOAT, size_in_bytes, weight_layers
from workbench.errors import DataError

LEAST_BITS, MOST_BITS = 1, 8
RangeRule = Literal["largest", "least_squares"]
CLIPS = torch.linspace(0.1, 1.0, 46)  # ends of the range that are tried, as shares of the largest weight


@dataclass(frozen=True, eq=False)
class QuantisedNetwork:
    """A network whose weights stand on few levels.

    Attributes:
        network: A copy; the original is as it was.
        bits: Of each weight.
        scales: By layer, the distance between two levels; one for the layer, or one for each of its channels. With
            1 bit the two levels are the scale and its negative.
        packed: Bytes of a file with `bits` for each weight, and 32 bits for each scale and for all other numbers.
        full: Bytes of the original.
    """

    network: nn.Module
    bits: int
    scales: dict[str, Tensor]
    packed: int
    full: int

    def levels(self, layer: str) -> Tensor:
        """Where the weights of a layer may stand, in order, shape (1 or channels, levels)."""
        return self.scales[layer][:, None] * steps_of(self.bits)


def steps_of(bits: int) -> Tensor:
    """The levels for a scale of 1: −1 and 1 with one bit, else whole numbers on both sides of 0."""
    top = 2 ** (bits - 1) - 1
    return torch.arange(-top, top + 1.0) if top else torch.tensor([-1.0, 1.0])


def quantise(
    network: nn.Module, bits: int, *, per_channel: bool = True, rule: RangeRule = "least_squares"
) -> QuantisedNetwork:
    """Put the weights of all convolutions and linear layers on a grid of levels.

    Args:
        network: Any torch network. Its biases and other numbers keep 32 bits.
        bits: For each weight, from 1 to 8.
        per_channel: Whether each channel (each neuron of a linear layer) has levels of its own; else the layer has.
        rule: "largest": the last level is the largest weight. "least_squares": it is where the squared differences
            add up to least; weights beyond it are cut off.
    Raises: DataError if `bits` or `rule` is none of these, or the network has no such layer.
    Source: Nagel et al. (2021), A white paper on neural network quantization; for 1 bit, Rastegari et al. (2016).
    """
    if isinstance(bits, bool) or bits not in range(LEAST_BITS, MOST_BITS + 1):
        raise DataError(f"`bits` must be a whole number from {LEAST_BITS} to {MOST_BITS}; got {bits!r}. Choose one.")
    if rule not in ("largest", "least_squares"):
        raise DataError(f"`rule` must be 'largest' or 'least_squares'; got {rule!r}. Choose one of the two.")
    made = copy.deepcopy(network)
    layers, scales = weight_layers(made), {}
    packed = full = size_in_bytes(made)
    with torch.no_grad():
        for name, layer in layers.items():
            weight: Tensor = layer.weight
            rows = weight.reshape(len(weight) if per_channel else 1, -1)
            scale = _scales(rows, bits, rule)
            weight.copy_(_on_levels(rows, scale, bits).reshape(weight.shape))
            scales[name] = scale
            packed += -(-weight.numel() * bits // 8) + FLOAT * len(scale) - weight.numel() * weight.element_size()
    return QuantisedNetwork(made, int(bits), scales, packed, full)


def _scales(rows: Tensor, bits: int, rule: RangeRule) -> Tensor:
    """The distance between two levels for each row, shape (rows,)."""
    largest: Tensor = rows.abs().amax(1)
    if bits == 1:  # the mean of the sizes leaves the least squares
        return largest if rule == "largest" else rows.abs().mean(1)
    widest: Tensor = largest / (2 ** (bits - 1) - 1)
    if rule == "largest":
        return widest
    tried = widest * CLIPS[:, None]  # (clips, rows)
    lost = torch.stack([((_on_levels(rows, scale, bits) - rows) ** 2).sum(1) for scale in tried])
    return tried.gather(0, lost.argmin(0, keepdim=True))[0]


def _on_levels(rows: Tensor, scale: Tensor, bits: int) -> Tensor:
    """Each number on the nearest level of its row."""
    if bits == 1:
        return torch.where(rows < 0, -scale[:, None], scale[:, None])
    top = 2 ** (bits - 1) - 1
    some = torch.where(scale > 0, scale, torch.ones_like(scale))  # a row of zeros stays one
    zero = torch.zeros(len(scale), dtype=torch.int32)
    return torch.fake_quantize_per_channel_affine(rows, some, zero, 0, -top, top)

"""Grad-CAM: where on a picture a network looks when it gives its answer."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate


def weigh(maps: Tensor, score: Tensor) -> Tensor:
    """The maps of a layer added up, each with its weight: how much the score would rise if the map did.

    Args:
        maps: What the layer saw, shape (n, channels, height, width), part of the graph that led to the score.
        score: One number for each picture, shape (n,).
    Returns: Shape (n, height, width), at least 0: what speaks against the answer is left out.
    Source: Selvaraju et al. (2017), International Conference on Computer Vision.
    """
    (gradient,) = torch.autograd.grad(score.sum(), maps)  # (n, channels, height, width)
    weight = gradient.mean((2, 3), keepdim=True)  # one for each map
    return torch.relu((weight * maps).sum(1)).detach()


def grad_cam(model: nn.Module, X: Tensor, layer: nn.Module, score: Callable[[Tensor], Tensor] | int) -> Tensor:
    """Where a network looks, at the size of its pictures.

    Args:
        model: From pictures, shape (n, channels, height, width), their logits, shape (n, classes) or (n,). It should
            be in evaluation mode.
        X: The pictures.
        layer: The module of the model whose output is looked at, most often its last convolution.
        score: The class to explain, by its number; or what makes one number a picture, shape (n,), of the logits.
    Returns: Shape (n, height, width), from 0 to 1 in each picture; all 0 where nothing speaks for the answer.
    """
    seen: list[Tensor] = []
    handle = layer.register_forward_hook(lambda module, inputs, output: _keep(seen, output))
    try:
        with torch.enable_grad():
            logits = model(X)
            heat = weigh(seen[0], logits[:, score] if isinstance(score, int) else score(logits))
    finally:
        handle.remove()
    return spread(heat, X.shape[2:])


def spread(heat: Tensor, size: torch.Size | tuple[int, int]) -> Tensor:
    """The heat of each cell, shape (n, rows, columns), smoothly on a picture of this size, its highest value 1."""
    large = interpolate(heat[:, None], tuple(size), mode="bilinear")[:, 0]
    highest = large.amax((1, 2), keepdim=True)
    return torch.where(highest > 0, large / highest.clamp_min(1e-30), torch.zeros_like(large))


def _keep(seen: list[Tensor], output: Tensor) -> Tensor:
    """Note what a layer gives, with a gradient of its own even where the layers before are frozen."""
    kept = output if output.requires_grad else output.detach().requires_grad_()
    seen.append(kept)
    return kept

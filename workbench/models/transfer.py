"""Transfer learning: the eyes of a network that saw a million photographs, and a small part that learns your answers.

kept = features("solar", photographs)     what EfficientNet sees in each photograph; computed once, then kept
head = linear_head(kept.last[rows], y)    a linear model on top of it: the network itself stays as it is
tail = Tail(efficientnet(), generator)    its last block, to be trained further on `kept.middle`
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from workbench import cache
from workbench.models.pretrained import efficientnet
from workbench.threads import one_thread

FROZEN = 15  # blocks of the 16 that are never trained further
BATCH = 32  # photographs looked at in one go


@dataclass(frozen=True, eq=False)
class Features:
    """What EfficientNet-Lite0 sees in photographs.

    Attributes:
        middle: Before its last block, shape (n, 192, side / 32, side / 32), 16 bits; it stays on the disk.
        last: At its end, averaged over the places, shape (n, 1280): what a linear model can work with.
    """

    middle: np.ndarray
    last: np.ndarray


def features(name: str, photographs: np.ndarray) -> Features:
    """What EfficientNet sees in each photograph. The first time a line says how far it is; some 50 a second and core.

    Args:
        name: Under which it is kept; another set of photographs needs another name.
        photographs: Grey levels from 0 to 255, shape (n, side, side).
    Raises: WorkbenchError if the cache cannot be written.
    """
    entry = cache.prepared(_entry(name, photographs), partial(_make, photographs), f"what a network sees in {name}")
    return _load(entry)


def preparing(name: str, photographs: np.ndarray) -> Generator[float, None, Features]:
    """As `features`, step by step: yields the share done."""
    entry = yield from cache.preparing(_entry(name, photographs), partial(_make, photographs))
    return _load(entry)


def as_input(photographs: np.ndarray) -> Tensor:
    """Grey photographs as EfficientNet wants them: three equal colours from -1 to 1, shape (n, 3, side, side)."""
    grey = torch.tensor(np.asarray(photographs), dtype=torch.float32)[:, None] / 127.5 - 1
    return grey.expand(-1, 3, -1, -1)


def trunk(network: nn.Module, X: Tensor) -> Tensor:
    """All but the last block: what `Tail` begins with, shape (n, 192, side / 32, side / 32)."""
    parts: Any = network
    X = parts._swish(parts._bn0(parts._conv_stem(X)))
    for block in parts._blocks[:FROZEN]:
        X = block(X)
    return X


class Tail(nn.Module):
    """The last block of EfficientNet, and one logit on top. Its statistics (batch normalisation) stay as they are.

    Args:
        network: Whose last block is copied.
        generator: Where the first weights of the logit come from.
    """

    def __init__(self, network: nn.Module, generator: torch.Generator) -> None:
        super().__init__()
        parts: Any = network
        self.blocks = nn.Sequential(*deepcopy(parts._blocks[FROZEN:]))
        self.last = nn.Sequential(deepcopy(parts._conv_head), deepcopy(parts._bn1), deepcopy(parts._swish))
        self.head = nn.utils.skip_init(nn.Linear, parts._conv_head.out_channels, 1)
        nn.init.normal_(self.head.weight, 0, 0.01, generator=generator)
        nn.init.zeros_(self.head.bias)
        self.eval()

    def forward(self, middle: Tensor) -> Tensor:
        """The logits of "yes", shape (n,), from what `trunk` gives."""
        logits: Tensor = self.head(self.features(middle))
        return logits.squeeze(1)

    def features(self, middle: Tensor) -> Tensor:
        """What a linear model can work with, shape (n, 1280)."""
        seen: Tensor = self.last(self.blocks(middle))
        return seen.mean((2, 3))

    def train(self, mode: bool = True) -> Tail:
        """Nothing changes: with few photographs new statistics would be worse than the old ones."""
        return super().train(False)


class Whole(nn.Module):
    """From photographs to logits: the frozen part, then a tail."""

    def __init__(self, network: nn.Module, tail: Tail) -> None:
        super().__init__()
        self.network, self.tail = network, tail
        self.eval()

    def forward(self, X: Tensor) -> Tensor:
        """The logits of "yes", shape (n,), of `as_input(photographs)`."""
        with torch.no_grad():
            middle = trunk(self.network, X)
        logits: Tensor = self.tail(middle)
        return logits


def linear_head(last: np.ndarray, y: np.ndarray) -> nn.Linear:
    """A logistic regression on features, as a layer: standardised, with a strong penalty, both classes weighing alike.

    Args:
        last: Shape (n, 1280).
        y: 0 or 1, shape (n,); both must occur.
    """
    from sklearn.linear_model import LogisticRegression

    mean, spread = last.mean(0), last.std(0) + 1e-6
    model = LogisticRegression(C=0.01, max_iter=500, class_weight="balanced").fit((last - mean) / spread, y)
    weight = model.coef_[0] / spread
    layer: nn.Linear = nn.utils.skip_init(nn.Linear, last.shape[1], 1)
    with torch.no_grad():
        layer.weight[0] = torch.from_numpy(weight)
        layer.bias[0] = float(model.intercept_[0] - weight @ mean)
    return layer


def _entry(name: str, photographs: np.ndarray) -> str:
    return f"{name}-efficientnet-{len(photographs)}x{photographs.shape[1]}"


def _make(photographs: np.ndarray, folder: Path) -> Iterator[float]:
    network = efficientnet()
    tail = Tail(network, torch.Generator())
    middle, last = [], []
    for start in range(0, len(photographs), BATCH):
        with one_thread(), torch.inference_mode():
            seen = trunk(network, as_input(photographs[start : start + BATCH])).half()
            middle.append(seen.numpy())
            last.append(tail.features(seen.float()).numpy())
        yield min((start + BATCH) / len(photographs), 1.0)
    np.save(folder / "middle.npy", np.concatenate(middle))
    np.save(folder / "last.npy", np.concatenate(last).astype(np.float16))


def _load(entry: Path) -> Features:
    last = np.load(entry / "last.npy").astype(np.float32)
    return Features(np.load(entry / "middle.npy", mmap_mode="r"), last)

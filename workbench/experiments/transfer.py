"""Few labelled photographs: a network from scratch, one on borrowed eyes, and one whose last block learns on."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, interpolate

from workbench.cases import Case
from workbench.explain.grad_cam import grad_cam
from workbench.models import transfer
from workbench.models.cnn import CNN
from workbench.models.pretrained import efficientnet
from workbench.threads import one_thread

HELD_BACK = 400  # photographs to judge by
SMALL = 32  # pixels each way for the network from scratch: more take longer, and score no better here
CHANNELS = (8, 16, 32)
BATCH, DECAY = 20, 0.01
METHODS = {"scratch": "from scratch", "frozen": "frozen features", "tuned": "last block tuned"}
EPOCHS, RATE = {"scratch": 12, "tuned": 5}, {"scratch": 5e-3, "tuned": 5e-4}


@dataclass(frozen=True, eq=False)
class Shots:
    """Photographs with labels, and what EfficientNet sees in them.

    Attributes:
        photographs: Grey levels from 0 to 255, shape (n, side, side).
        y: 0 or 1 for each, shape (n,).
        seen: By EfficientNet.
        small: For the network from scratch, shape (n, 1, 32, 32), of mean 0 and spread 1.
        test: The rows to judge by.
        pool: The rows from which labelled ones are drawn.
    """

    photographs: np.ndarray
    y: np.ndarray
    seen: transfer.Features
    small: Tensor
    test: np.ndarray
    pool: np.ndarray


_kept: dict[Case, Shots] = {}


def preparing(case: Case, photographs: np.ndarray, sure: np.ndarray) -> Generator[float, None, Shots]:
    """Make all that is needed ready; yields the share done where the network has to look at the photographs first.

    Args:
        case: Its target is 0 or 1; one row a photograph.
        photographs: Grey levels from 0 to 255, shape (rows, side, side).
        sure: Numbers of the rows to use.
    Returns: The same object for the same case, so that what was computed with it is remembered.
    """
    if case in _kept:
        return _kept[case]
    chosen = np.asarray(photographs[sure])
    seen = yield from transfer.preparing(case.name, chosen)
    grey = torch.tensor(chosen, dtype=torch.float32)[:, None]
    small = interpolate(grey, (SMALL, SMALL), mode="area")
    order = np.random.default_rng(0).permutation(len(sure))
    y = case.frame[case.target].to_numpy()[sure]
    small = (small - small.mean()) / small.std()
    _kept[case] = Shots(chosen, y, seen, small, order[:HELD_BACK], order[HELD_BACK:])
    return _kept[case]


@lru_cache(maxsize=2000)
def auc(shots: Shots, method: str, labels: int, draw: int, augment: bool) -> float:
    """The ROC AUC on the photographs held back, in [0, 1]; 0.5 is guessing.

    Args:
        shots: The photographs.
        method: One of `METHODS`.
        labels: How many photographs it learns from.
        draw: Which: another number, others.
        augment: For the network from scratch: whether it sees them mirrored and moved.
    """
    from sklearn.metrics import roc_auc_score

    model = fitted(shots, method, labels, draw, augment)
    with torch.no_grad():
        logits = torch.cat([_logits(shots, method, model, rows) for rows in np.array_split(shots.test, 4)])
    return float(roc_auc_score(shots.y[shots.test], logits.numpy()))


@lru_cache(maxsize=24)
def fitted(shots: Shots, method: str, labels: int, draw: int, augment: bool) -> nn.Module:
    """A network that has learned from so many labels; a CNN from scratch, or a tail. For the arguments see `auc`."""
    rows = drawn(shots, labels, draw)
    generator = torch.Generator().manual_seed(draw)
    with one_thread():
        if method == "scratch":
            model: nn.Module = CNN(SMALL, CHANNELS, 1, generator, average=True, normalise=True)
            _fit(model, method, shots.small[rows], shots.y[rows], generator, augment)
            return model.eval()
        tail = transfer.Tail(_borrowed(), generator)
        if method == "frozen":
            tail.head = transfer.linear_head(shots.seen.last[rows], shots.y[rows])
        else:
            _fit(tail, method, _middle(shots, rows), shots.y[rows], generator, False)
        return tail


def drawn(shots: Shots, labels: int, draw: int) -> np.ndarray:
    """The rows with a label: those of a smaller number are among those of a larger one."""
    rows: np.ndarray = np.random.default_rng(draw).permutation(shots.pool)[:labels]
    return rows


def looks(shots: Shots, method: str, model: nn.Module, row: int) -> tuple[float, np.ndarray]:
    """The probability that a photograph shows what is looked for, and where the network looks (Grad-CAM).

    Returns: In [0, 1]; and what speaks for "yes", from 0 to 1, shape (side, side).
    """
    side = shots.photographs.shape[1]
    with one_thread():
        if method == "scratch":
            X, whole, layer = shots.small[[row]], model, model.get_submodule("convolutions.2")
        else:
            X = transfer.as_input(shots.photographs[[row]])
            whole, layer = transfer.Whole(_borrowed(), model), model.get_submodule("last")  # type: ignore[arg-type]
        heat = grad_cam(whole, X, layer, lambda logits: logits.reshape(-1))
        with torch.no_grad():
            probability = torch.sigmoid(whole(X)).item()
    large = interpolate(heat[:, None], (side, side), mode="bilinear")[0, 0]
    return probability, large.numpy()


def _logits(shots: Shots, method: str, model: nn.Module, rows: np.ndarray) -> Tensor:
    with one_thread():
        logits: Tensor = model(shots.small[rows] if method == "scratch" else _middle(shots, rows))
    return logits.reshape(-1)


def _middle(shots: Shots, rows: np.ndarray) -> Tensor:
    return torch.from_numpy(shots.seen.middle[rows].astype(np.float32))


@lru_cache(maxsize=1)
def _borrowed() -> nn.Module:
    return efficientnet().requires_grad_(False)


def _fit(model: nn.Module, method: str, X: Tensor, y: np.ndarray, generator: torch.Generator, augment: bool) -> None:
    """Train to the end; only what comes out is measured, so this loop is shorter than `training.loop`."""
    answers = torch.tensor(y, dtype=torch.float32)
    learned = [part.requires_grad_() for part in model.parameters()]
    optimiser = torch.optim.AdamW(learned, RATE[method], weight_decay=DECAY)
    model.train()
    for _ in range(EPOCHS[method]):
        for rows in torch.randperm(len(X), generator=generator).split(BATCH):
            seen = _moved(X[rows], generator) if augment else X[rows]
            loss = binary_cross_entropy_with_logits(model(seen).reshape(-1), answers[rows])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()


def _moved(X: Tensor, generator: torch.Generator) -> Tensor:
    """Mirrored, or not, each way, and moved by a pixel or two: a broken cell stays a broken cell."""
    mirrored = [axis for axis in (2, 3) if torch.rand((), generator=generator) < 0.5]
    down, right = torch.randint(-2, 3, (2,), generator=generator).tolist()
    return torch.flip(X, mirrored).roll((down, right), (2, 3))
